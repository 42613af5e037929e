//! External text is escaped on every path to a terminal. It can't move the cursor, set the window title or change
//! the direction of text.

#![cfg(unix)]
#![allow(dead_code, reason = "not every test runs the program in every way")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

mod program;

use program::{Run, Suite};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::symlink;
use std::thread;

/// An operating system command that sets the window title, the control sequence introducer of C1, and a directional
/// override and isolate (Unicode annex 9).
const EVIL: &str = "\u{1b}]0;PWNED\u{7}\u{9b}31m\u{202e}\u{2066}";

/// The same without the characters that neither XML nor an HTTP header can contain.
const EVIL_IN_XML: &str = "\u{9b}31m\u{202e}\u{2066}";

/// The escaped form of both.
const SHOWN: &str = "\\u{9b}31m\\u{202e}\\u{2066}";

/// Returns the first control or directional character of a text, apart from line ends and the allowed styles: bold,
/// dim, underline and colours.
fn obeyed(text: &str) -> Option<char> {
    let codes = ["0", "1", "2", "4", "31", "32", "33", "36"];
    let plain = codes
        .iter()
        .fold(text.to_owned(), |text, code| text.replace(&format!("\u{1b}[{code}m"), ""));
    let is_of_direction = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    plain.chars().find(|c| (c.is_control() && *c != '\n') || is_of_direction(*c))
}

/// Runs the program with colours, as on a terminal, and checks every character of its output.
#[track_caller]
fn check_input(arguments: &[&str], input: &str, shown: &str) {
    let run = Run::in_colour(arguments, input.as_bytes());
    let output = format!("{}{}", run.stdout, run.stderr);
    assert_eq!(obeyed(&output), None, "{arguments:?}\n{output:?}");
    assert!(output.contains(shown), "{arguments:?} lacks {shown}\n{output:?}");
    assert_ne!(run.code, Some(101), "{output}");
}

#[track_caller]
fn check(arguments: &[&str]) {
    check_input(arguments, "", SHOWN);
}

#[test]
fn file_names_are_escaped() {
    let suite = Suite::new();
    let name = |directory: &str| format!("{}/{directory}{EVIL}", suite.path());
    let missing = name("");
    symlink("nowhere", &missing).unwrap();
    check(&["inspect", &missing]);
    check_input(&["inspect", "--json", &missing], "", "\\u202e\\u2066");
    let of_suite = ["--vectors", suite.path()];
    for option in ["--known-failures", "--write-known-failures", "--output"] {
        let in_missing = format!("{}/file", name("no"));
        check(&[&["run", option, &in_missing][..], &of_suite].concat());
    }
    // The file is written, and its name is printed.
    check(
        &[&["run", "--filter", "exit 3", "--write-known-failures", &name("list")][..], &of_suite]
            .concat(),
    );
    check(&["run", "--vectors", &name("no")]);
    let file = name("file");
    std::fs::write(&file, "{}").unwrap();
    check(&["vectors", "export", &format!("{file}/below")]);
    check(&[&["run", "--known-failures", &file][..], &of_suite].concat());
    check(&["inspect", &file]);
}

#[test]
fn arguments_are_escaped() {
    for arguments in [
        &[EVIL][..],
        &["run", &format!("--{EVIL}")],
        &["run", "--builtin", EVIL],
        &["run", "--jobs", EVIL],
        &["run", "--endpoint", EVIL],
        &["serve", "--listen", EVIL],
        &["rules", EVIL],
        &["rules", "--from", EVIL],
        &["vectors", EVIL],
        &["run", "--select", EVIL],
        &["run", "--select", &format!("[{EVIL}")],
        &["run", "--filter", &format!("({EVIL}")],
        &["run", "--exec", &format!("({EVIL}")],
    ] {
        check(arguments);
    }
}

#[test]
fn output_of_commands_is_escaped() {
    let suite = Suite::new();
    let of_suite = ["--vectors", suite.path()];
    for command in [
        format!("printf %s '{EVIL}' >&2; exit 127"),
        format!("printf %s '{EVIL}' >&2; exit 126"),
        format!("printf %s '{EVIL}' >&2; exit 1"),
        format!("printf %s '{EVIL}' >&2; exit 3"),
        format!("printf %s '{EVIL}'"),
    ] {
        check(&[&["run", "--verbose", "--filter", &command][..], &of_suite].concat());
        check(&["doctor", "--filter", &command]);
        let json = ["run", "--format", "json", "--filter", &command];
        check_input(&[&json[..], &of_suite].concat(), "", "202e");
    }
    for command in [
        format!("printf '%s\\n' '{EVIL}'"),
        format!("printf %s '{EVIL}' >&2; exit 1"),
        format!("printf %s '{EVIL}' >&2; exec sleep 1000"),
        format!(
            r#"echo '{{"ok":{{"name":"{EVIL_IN_XML}","version":null,"language":null,"capabilities":["{EVIL_IN_XML}"]}}}}'"#
        ),
    ] {
        check(&[&["run", "--timeout", "0.5", "--exec", &command][..], &of_suite].concat());
        check(&["doctor", "--timeout", "0.5", "--exec", &command]);
    }
}

#[test]
fn requests_to_the_adapter_are_escaped() {
    check_input(&["adapter"], &format!("{EVIL}\n"), "is not a valid request");
    check_input(&["adapter"], &format!("{{\"op\":\"{EVIL_IN_XML}\"}}\n"), SHOWN);
}

/// Starts a service that gives this answer to every request until the test ends.
fn service(answer: String) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            let _ = client.read(&mut [0; 65_536]);
            let _ = client.write_all(answer.as_bytes());
        }
    });
    address
}

#[test]
fn answers_of_a_service_are_escaped() {
    let code = format!("Not{EVIL_IN_XML}");
    let body = format!(
        "<Response><Errors><Error><Code>{code}</Code><Message>{code}</Message></Error></Errors></Response>"
    );
    let error = format!(
        "HTTP/1.1 400 X\r\nServer: {EVIL_IN_XML}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let redirect = format!(
        "HTTP/1.1 302 X\r\nLocation: {EVIL_IN_XML}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    );
    for answer in [error, redirect] {
        let url = format!("http://{}", service(answer));
        for command in ["run", "doctor", "sweep"] {
            check_input(&[command, "--endpoint", &url], "", "\\u{202e}\\u{2066}");
        }
    }
    let url = format!("http://{}", service(EVIL.to_owned()));
    check_input(&["run", "--endpoint", &url], "", "\\x1b]0;PWNED\\x07");
}
