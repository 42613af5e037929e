//! Tests of `keyproof serve`.

use crate::client::{Client, exchange};
use crate::request::{Signer, form};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;

/// The running program. It is killed when this is dropped.
struct Program(Child);

impl Program {
    fn start(arguments: &[&str]) -> Self {
        Self::start_with(arguments, &[])
    }

    fn start_with(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keyproof"));
        command.arg("serve").args(arguments).env_remove("KEYPROOF_SECRET_KEY");
        command.envs(environment.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self(command.spawn().unwrap())
    }

    /// Returns the lines of its output, up to the one with this label.
    fn lines_to(&mut self, label: &str) -> Vec<(String, String)> {
        let lines = BufReader::new(self.0.stdout.as_mut().unwrap()).lines();
        let mut found = Vec::new();
        for line in lines {
            let line = line.unwrap();
            let (name, value) = line.split_once(' ').unwrap();
            found.push((name.to_owned(), value.to_owned()));
            if name == label {
                return found;
            }
        }
        panic!("no line with {label}: {found:?}");
    }

    /// Ends the program by a signal, and returns the exit code and standard error.
    fn end(mut self, signal: Signal) -> (Option<i32>, String) {
        kill_process(Pid::from_child(&self.0), signal).unwrap();
        let code = self.0.wait().unwrap().code();
        let mut stderr = String::new();
        self.0.stderr.as_mut().unwrap().read_to_string(&mut stderr).unwrap();
        (code, stderr)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn value<'a>(lines: &'a [(String, String)], label: &str) -> &'a str {
    let found = lines.iter().find(|(name, _)| name == label);
    found.unwrap_or_else(|| panic!("no line with {label}: {lines:?}")).1.as_str()
}

#[test]
fn serve_prints_its_addresses_answers_and_ends_on_a_signal() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut program = Program::start(&[]);
        let lines = program.lines_to("aws");
        let endpoint = value(&lines, "endpoint").strip_prefix("http://").unwrap();
        let metadata = value(&lines, "metadata").strip_prefix("http://").unwrap();
        let signer = Signer {
            access_key: value(&lines, "access-key").to_owned(),
            secret_key: value(&lines, "secret-key").to_owned(),
            ..Signer::default()
        };
        let request = signer.post(&form("CreateKeyPair", &[("KeyName", "made")]));
        let answer = exchange(endpoint.parse().unwrap(), &request).unwrap();
        assert_eq!(answer.text("keyName"), Some("made"));
        let answer = exchange(metadata.parse().unwrap(), b"GET / HTTP/1.1\r\n\r\n").unwrap();
        assert_eq!(answer.status, 404);
        let run = value(&lines, "run");
        assert!(run.starts_with(&format!("keyproof run --endpoint http://{endpoint} ")), "{run}");
        assert_eq!(program.end(signal), (Some(0), String::new()));
    }
}

#[test]
fn a_server_without_authentication_prints_no_keys() {
    let mut program = Program::start(&["--no-auth"]);
    let lines = program.lines_to("aws");
    assert!(lines.iter().all(|(label, _)| !label.ends_with("-key")), "{lines:?}");
    assert!(!value(&lines, "run").contains("-key "), "{lines:?}");
    let request =
        format!("GET /?{} HTTP/1.1\r\nHost: localhost\r\n\r\n", form("DescribeKeyPairs", &[]));
    let endpoint = value(&lines, "endpoint").strip_prefix("http://").unwrap();
    assert_eq!(exchange(endpoint.parse().unwrap(), request.as_bytes()).unwrap().status, 200);
    assert_eq!(program.end(Signal::TERM), (Some(0), String::new()));
}

/// The user knows a given secret, and the output may be kept in a log.
#[test]
fn a_given_secret_is_not_printed() {
    let secret = "not-to-be-shown";
    let by_environment = Program::start_with(&[], &[("KEYPROOF_SECRET_KEY", secret)]);
    for mut program in [by_environment, Program::start(&["--secret-key", secret])] {
        let lines = program.lines_to("aws");
        assert!(
            lines.iter().all(|(name, value)| name != "secret-key" && !value.contains(secret)),
            "{lines:?}"
        );
        assert!(value(&lines, "run").contains("\"${KEYPROOF_SECRET_KEY:?"), "{lines:?}");
        let signer = Signer {
            access_key: value(&lines, "access-key").to_owned(),
            secret_key: secret.to_owned(),
            ..Signer::default()
        };
        let endpoint = value(&lines, "endpoint").strip_prefix("http://").unwrap();
        let request = signer.post(&form("DescribeKeyPairs", &[]));
        assert_eq!(exchange(endpoint.parse().unwrap(), &request).unwrap().status, 200);
        assert_eq!(program.end(Signal::TERM), (Some(0), String::new()));
    }
    let mut program = Program::start_with(&["--no-auth"], &[("KEYPROOF_SECRET_KEY", secret)]);
    program.lines_to("aws");
}

#[test]
fn a_public_address_gives_a_warning() {
    let mut program = Program::start(&["--listen", "0.0.0.0:0"]);
    let lines = program.lines_to("aws");
    assert!(value(&lines, "endpoint").starts_with("http://127.0.0.1:"), "{lines:?}");
    assert!(value(&lines, "aws").contains(value(&lines, "endpoint")), "{lines:?}");
    let (code, stderr) = program.end(Signal::TERM);
    assert_eq!(code, Some(0));
    let warning = "keyproof: 0.0.0.0:0: not loopback: other machines can connect, at this machine's own \
        address; the secret key is the published default: set another with --access-key and \
        --secret-key\n";
    assert_eq!(stderr, warning);
}

#[test]
fn a_warning_says_who_can_send_requests() {
    let of = |arguments: &[&str]| {
        let mut program = Program::start(arguments);
        program.lines_to("aws");
        program.end(Signal::TERM).1
    };
    let anyone = of(&["--listen", "0.0.0.0:0", "--no-auth"]);
    assert!(anyone.ends_with("; with --no-auth, every client may do everything\n"), "{anyone}");
    let own = of(&["--listen", "0.0.0.0:0", "--access-key", "A", "--secret-key", "own"]);
    assert!(own.ends_with("at this machine's own address\n"), "{own}");
    let metadata = of(&["--metadata", "0.0.0.0:0"]);
    assert!(metadata.ends_with("; metadata needs no signature\n"), "{metadata}");
    assert_eq!(of(&["--no-auth"]), "");
}

/// An incomplete request keeps the server waiting.
#[test]
fn a_second_signal_ends_serve_at_once() {
    let mut program = Program::start(&["--no-auth"]);
    let lines = program.lines_to("aws");
    let endpoint = value(&lines, "endpoint").strip_prefix("http://").unwrap().to_owned();
    let mut client = Client::connect(endpoint.parse().unwrap());
    let head =
        "POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n";
    client.send(head.as_bytes());
    assert_eq!(client.answer().unwrap().status, 100);
    let pid = Pid::from_child(&program.0);
    kill_process(pid, Signal::INT).unwrap();
    // The first signal has been handled when nothing listens any more.
    while TcpStream::connect(&endpoint).is_ok() {
        thread::yield_now();
    }
    let (code, stderr) = program.end(Signal::TERM);
    assert_eq!(code, Some(130), "{stderr}");
    assert!(stderr.contains("interrupted again"), "{stderr}");
}

#[test]
fn a_server_without_a_seed_creates_fresh_keys() {
    let fingerprint = |arguments: &[&str]| {
        let mut program = Program::start(arguments);
        let lines = program.lines_to("aws");
        let endpoint = value(&lines, "endpoint").strip_prefix("http://").unwrap();
        let request = Signer::default().post(&form("CreateKeyPair", &[("KeyName", "made")]));
        let answer = exchange(endpoint.parse().unwrap(), &request).unwrap();
        answer.text("keyFingerprint").unwrap().to_owned()
    };
    assert_ne!(fingerprint(&[]), fingerprint(&[]));
    assert_eq!(fingerprint(&["--seed", "7"]), fingerprint(&["--seed", "7"]));
    assert_ne!(fingerprint(&["--seed", "7"]), fingerprint(&["--seed", "8"]));
}

#[test]
fn an_address_in_use_is_explained() {
    let mut first = Program::start(&[]);
    let lines = first.lines_to("endpoint");
    let taken = value(&lines, "endpoint").strip_prefix("http://").unwrap().to_owned();
    let mut second = Program::start(&["--listen", &taken]);
    let mut stderr = String::new();
    second.0.stderr.as_mut().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(second.0.wait().unwrap().code(), Some(2));
    assert!(stderr.contains(&taken) && stderr.contains("--listen"), "{stderr}");
}

#[test]
fn invalid_options_are_refused() {
    for (option, value, message) in [
        ("--access-key", "a/b", "not a valid access key"),
        ("--access-key", "", "not a valid access key"),
        ("--secret-key", "", "the value is empty"),
        ("--secret-key", "a\nb", "such as a newline"),
        ("--region", "US-EAST-1", "such as us-east-1"),
        ("--region", "", "such as us-east-1"),
        ("--listen", "localhost", "such as 127.0.0.1:8000"),
        ("--metadata", "8001", "such as 127.0.0.1:8000"),
    ] {
        let mut program = Program::start(&[option, value]);
        let mut stderr = String::new();
        program.0.stderr.as_mut().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!(program.0.wait().unwrap().code(), Some(2), "{stderr}");
        assert!(stderr.contains(option) && stderr.contains(message), "{stderr}");
    }
}

#[test]
fn a_host_name_is_a_valid_address() {
    let mut program = Program::start(&["--listen", "localhost:0"]);
    let lines = program.lines_to("aws");
    assert!(value(&lines, "endpoint").starts_with("http://127.0.0.1:"), "{lines:?}");
    assert_eq!(program.end(Signal::TERM), (Some(0), String::new()));
}

#[test]
fn serve_accepts_version_2_and_more_images_on_request() {
    let image = "ami-12c6146b=windows";
    let arguments = ["--signature-v2", "--region", "eu-west-1", "--image", image];
    let mut program = Program::start(&arguments);
    let lines = program.lines_to("aws");
    assert!(lines.iter().any(|(_, value)| value == "ami-12c6146b Windows"), "{lines:?}");
    let endpoint = value(&lines, "endpoint").strip_prefix("http://").unwrap();
    let launch = [("ImageId", "ami-12c6146b"), ("MinCount", "1"), ("MaxCount", "1")];
    let request = Signer::default().post_version_2(&form("RunInstances", &launch));
    let answer = exchange(endpoint.parse().unwrap(), &request).unwrap();
    assert_eq!(answer.text("availabilityZone"), Some("eu-west-1a"), "{answer:?}");
    assert_eq!(program.end(Signal::TERM), (Some(0), String::new()));
}

#[test]
fn an_image_of_two_kinds_is_refused() {
    for image in ["ami-1a2b3c4d=windows", "ami-1=mac", "linux"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keyproof"));
        let output = command.args(["serve", "--image", image]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{image}: {output:?}");
        assert!(output.stdout.is_empty(), "{image}: {output:?}");
    }
}

#[test]
fn help_lists_the_images() {
    let output = Command::new(env!("CARGO_BIN_EXE_keyproof")).args(["serve", "--help"]).output();
    let help = String::from_utf8(output.unwrap().stdout).unwrap();
    for image in keyproof::server::images::IMAGES {
        let line = help.lines().find(|line| line.trim_start().starts_with(&*image.id)).unwrap();
        let [id, kind] = [&*image.id, image.kind];
        assert_eq!(line, format!("  {id}  {kind:14}  {}", image.about));
    }
}
