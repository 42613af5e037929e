//! End-to-end tests of the command line: output and exit codes.
//!
//! The reports are on a small suite of this test, so a new vector doesn't change them. After an intended change of
//! a text, run `INSTA_UPDATE=always cargo test --test cli` and review the difference.

#![cfg(unix)]
#![allow(dead_code, reason = "not every test runs the program in every way")]

mod program;
#[path = "cli/run.rs"]
mod run;
#[path = "cli/catalogue.rs"]
mod catalogue;
#[path = "cli/inspect.rs"]
mod inspect;
#[path = "cli/interrupts.rs"]
mod interrupts;

use insta::assert_snapshot;
use program::{Run, Suite, keyproof};
use std::fs;

#[test]
fn help_matches_the_snapshots() {
    for command in
        ["", "run", "inspect", "rules", "vectors", "vectors export", "adapter", "doctor", "serve"]
    {
        let mut arguments: Vec<&str> = command.split_whitespace().collect();
        arguments.push("--help");
        let name = format!("help {command}").trim().replace(' ', "-");
        assert_snapshot!(name, keyproof(&arguments).success());
    }
}

/// The samples in the README are cut at "…" and contain the duration of the run.
#[test]
fn the_readme_shows_what_the_program_prints() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let commands: [&[&str]; 3] = [
        &["run", "--builtin", "ssh-key"],
        &["vectors", "scenario/pair/hidden-from-another-region"],
        &["rules", "recover/owner-and-mode"],
    ];
    for command in commands {
        let sample = readme.split_once(&format!("$ keyproof {}\n", command.join(" "))).unwrap().1;
        let sample = sample.split_once("```").unwrap().0;
        let printed = keyproof(command).stdout;
        let mut printed = printed.lines().map(str::trim_end);
        let without_time = |line: &str| match line.rsplit_once(" in ") {
            Some((counts, _)) if counts.contains(" vectors: ") => counts.to_owned(),
            _ => line.to_owned(),
        };
        let sample = sample.lines().take_while(|line| !line.starts_with("$ "));
        for line in sample.filter(|line| !line.contains('…')) {
            let found = printed.any(|printed| without_time(printed) == without_time(line));
            assert!(found, "{command:?} doesn't print this line in this order: {line}");
        }
    }
}

/// An environment variable affects only the commands that use it.
#[test]
fn a_malformed_secret_fails_only_where_it_is_used() {
    let suite = Suite::new();
    let with_secret = |command: &str| {
        suite.shell(&format!(
            "KEYPROOF_SECRET_KEY=$(printf '\\377'); export KEYPROOF_SECRET_KEY; {command}"
        ))
    };
    with_secret("keyproof run --vectors .").success();
    with_secret("keyproof doctor --builtin ssh-key").success();
    for command in
        ["run --endpoint http://127.0.0.1:1", "sweep --endpoint http://127.0.0.1:1", "serve"]
    {
        let run = with_secret(&format!("keyproof {command}"));
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.stderr.contains("--secret-key or KEYPROOF_SECRET_KEY: "), "{run:?}");
    }
}

#[test]
fn invalid_arguments_are_explained() {
    let suite = Suite::new();
    suite.script("script", "#!/bin/sh\nexit 1\n", 0o644);
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("vectors.json"), "{\"about\": 1}").unwrap();
    let cases: [&[&str]; 33] = [
        &[],
        &["ran"],
        &["run", "--select", "import/openssh/valit"],
        &["run", "--select", "import/other-length-refused"],
        &["run", "--select", "zzz"],
        &["run", "--select", "*", "--select", "zzz"],
        &["run", "--select", "[a"],
        &["run", "--vectors", "SUITE/missing"],
        &["run", "--vectors", "SUITE/script"],
        &["run", "--vectors", "OTHER"],
        &["run", "--filter", "keyproof-no-such-command"],
        &["run", "--filter", "SUITE/script"],
        &["run", "--filter", ""],
        &["run", "--filter", "# import.sh"],
        &["run", "--filter", "("],
        &["run", "--filter", "true", "--builtin", "ssh-key"],
        &["run", "--timeout", "3"],
        &["run", "--builtin", "ssh-key", "--timeout", "3"],
        &["run", "--filter", "true", "--timeout", "0"],
        &["run", "--builtin", "openssh"],
        &["run", "--jobs", "0"],
        &["run", "--jobs", "257"],
        &["run", "--output", "SUITE/missing/report"],
        &["run", "--shard", "0/3"],
        &["run", "--shard", "4/3"],
        &["run", "--shard", "1/0"],
        &["run", "--shard", "a/b"],
        &["rules", "import/dsa"],
        &["rules", "--from", "teapots"],
        &["vectors", "import/openssh/valit"],
        &["vectors", "import/openssh/*", "--raw"],
        &["vectors", "--raw"],
        &["vectors", "export", "SUITE"],
    ];
    let mut transcript = String::new();
    for arguments in cases {
        let names = [("SUITE", suite.path()), ("OTHER", other.path().to_str().unwrap())];
        let real = |word: &&str| names.iter().fold((*word).to_owned(), |w, (a, b)| w.replace(a, b));
        let shown = |text: &str| names.iter().fold(text.to_owned(), |t, (a, b)| t.replace(b, a));
        let arguments: Vec<String> = arguments.iter().map(real).collect();
        let mut arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        if !arguments.is_empty() && !arguments.contains(&"--vectors") && arguments[0] != "ran" {
            arguments.extend(["--vectors", suite.path()]);
        }
        let run = keyproof(&arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        let (command, message) = (shown(&arguments.join(" ")), without_shell(&shown(&run.stderr)));
        transcript.push_str(&format!("$ keyproof {command}\n{message}\n\n"));
    }
    assert_snapshot!(transcript);
}

/// Returns the message without the shell's own words.
fn without_shell(message: &str) -> String {
    let lines = message.lines().map(|line| match line.split_once(": sh: ") {
        Some((ours, _)) => format!("{ours}: SHELL"),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn only_terminals_get_colours() {
    let suite = Suite::new();
    let arguments = ["run", "--builtin", "ssh-key", "--vectors", suite.path()];
    let coloured = |name: &str| Run::with_environment(&arguments, name, "1").stdout;
    assert!(!keyproof(&arguments).stdout.contains('\u{1b}'));
    assert!(!coloured("NO_COLOR").contains('\u{1b}'));
    assert!(coloured("CLICOLOR_FORCE").contains('\u{1b}'));
}

#[test]
fn a_closed_output_is_no_failure() {
    for arguments in [&["vectors"][..], &["rules"], &["run", "--verbose"], &["vectors", "--json"]] {
        let run = Run::with_closed_output(arguments);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
}
