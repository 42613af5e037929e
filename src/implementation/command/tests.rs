//! Tests of the outcomes of commands: no failure is ignored.

use super::*;

const FINGERPRINT: &str = "00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff";

/// Long enough for every command here that ends, however busy the machine.
const AMPLE: Duration = Duration::from_secs(60);

/// For commands that don't end.
const SHORT: Duration = Duration::from_millis(300);

fn call_within(limit: Duration, command: &str, material: &[u8]) -> Outcome {
    FilterCommand::new(command, limit)
        .call(&Action::InspectPublicKey { material: material.to_vec() })
}

#[track_caller]
fn check(command: &str, expected: Outcome) {
    assert_eq!(call_within(AMPLE, command, b"material"), expected, "{command}");
}

fn accepted_as(fingerprint: &str) -> Outcome {
    let fingerprint = Some(fingerprint.to_owned());
    Outcome::Success(Reply::PublicKey(PublicKeyFacts { fingerprint, ..Default::default() }))
}

fn refused(message: &str) -> Outcome {
    Outcome::Refused(Refusal { code: None, message: message.to_owned() })
}

fn crash(how: &str) -> Outcome {
    Outcome::Crash(how.to_owned())
}

fn malformed(why: &str) -> Outcome {
    Outcome::Malformed(why.to_owned())
}

#[test]
fn exit_code_0_with_a_fingerprint_is_an_acceptance() {
    check(&format!("echo {FINGERPRINT}"), accepted_as(FINGERPRINT));
    check(&format!("printf '  {FINGERPRINT} \\r\\n\\n'"), accepted_as(FINGERPRINT));
    check(&format!("echo {FINGERPRINT}; echo chatter >&2"), accepted_as(FINGERPRINT));
    check("cat", accepted_as("material"));
}

#[test]
fn exit_code_1_is_a_refusal() {
    check("exit 1", refused(""));
    check("echo >&2; echo ' no RSA key ' >&2; echo more >&2; exit 1", refused("no RSA key"));
    check("echo ignored; exit 1", refused(""));
    check("printf 'a\\377b' >&2; exit 1", refused("a\u{fffd}b"));
}

#[test]
fn any_other_exit_code_is_a_crash() {
    check("exit 2", crash("exit code 2 is neither 0 (accepted) nor 1 (refused)"));
    check(
        "echo oops >&2; exit 255",
        crash("exit code 255 is neither 0 (accepted) nor 1 (refused); standard error: oops"),
    );
    check("kill -SEGV $$", crash("signal 11"));
    check("exit 139", crash("exit code 139, the code of a shell for signal 11"));
    check("exit 126", crash("exit code 126: the command can't be run"));
    check("exit 127", crash("exit code 127: the shell didn't find the command"));
}

#[test]
fn a_crash_shows_the_start_and_the_end_of_standard_error() {
    let frames = "yes '  at frame' | head -n 1000 >&2";
    let command = format!("echo 'TypeError: oops' >&2; {frames}; echo last >&2; exit 70");
    let Outcome::Crash(how) = call_within(AMPLE, &command, b"") else { panic!("no crash") };
    assert!(how.contains("standard error: TypeError: oops\n  at frame"), "{how}");
    assert!(how.ends_with("at frame\nlast"), "{how}");
}

#[test]
fn a_silent_command_ends_the_run() {
    let mut filter = FilterCommand::new("exec sleep 1000", SHORT).with_pulse(&[b"one", b"two"]);
    let mut call = || {
        let outcome = filter.call(&Action::InspectPublicKey { material: b"key".to_vec() });
        (outcome, filter.over())
    };
    for _ in 0..2 {
        assert!(matches!(call(), (Outcome::Timeout(_), None)));
    }
    let (Outcome::Timeout(_), Some(why)) = call() else { panic!("the run did not end") };
    assert_eq!(call(), (Outcome::NotRun(why.clone()), Some(why)));
}

#[test]
fn a_command_that_answers_a_valid_key_does_not_end_the_run() {
    let command = "grep -q two || exec sleep 1000; exit 1";
    let mut filter = FilterCommand::new(command, SHORT).with_pulse(&[b"one", b"two"]);
    for _ in 0..7 {
        let outcome = filter.call(&Action::InspectPublicKey { material: b"key".to_vec() });
        assert!(matches!(outcome, Outcome::Timeout(_)), "{outcome:?}");
    }
    assert_eq!(filter.over(), None);
}

#[test]
fn a_probe_reports_only_a_fault_that_does_not_persist() {
    let directory = tempfile::tempdir().unwrap();
    let mark = directory.path().join("mark").display().to_string();
    let once = format!("[ -e '{mark}' ] && exit 1; : > '{mark}'; exit 3");
    let mut filter = FilterCommand::new(once, AMPLE);
    filter.probe(b"material").unwrap();
    let [breakdown] = filter.clone().incidents().breakdowns.try_into().unwrap();
    assert_eq!(breakdown.kind, BreakdownKind::Crash);
    assert!(breakdown.how.contains("exit code 3"), "{breakdown:?}");
    assert_eq!(filter.incidents(), Incidents::default());
    let mut always = FilterCommand::new("exit 3", AMPLE);
    always.probe(b"material").unwrap();
    assert_eq!(always.incidents(), Incidents::default());
}

#[test]
fn exit_code_0_without_a_fingerprint_is_malformed() {
    check("true", malformed("exit code 0, but no fingerprint on standard output"));
    check("printf ' \\n\\t\\n'", malformed("exit code 0, but no fingerprint on standard output"));
    check("printf '\\377'", malformed("exit code 0, but standard output is not UTF-8"));
    check("echo a; echo b", malformed("more than one line on standard output"));
    check(
        "head -c 300 /dev/zero | tr '\\0' x",
        malformed("exit code 0, but the line on standard output is too long for a fingerprint"),
    );
}

#[test]
fn a_missing_answer_is_a_time_out() {
    let hang = |command: &str| call_within(SHORT, command, b"material");
    assert_eq!(hang("sleep 1000"), Outcome::Timeout("no answer within 0.3 s".to_owned()));
    let how = "no answer within 0.3 s; standard error: waiting for a lock".to_owned();
    assert_eq!(hang("echo waiting for a lock >&2; sleep 1000"), Outcome::Timeout(how));
}

#[test]
fn too_much_output_is_malformed() {
    check("cat /dev/zero", malformed("wrote more than 65536 bytes to standard output"));
    check("cat /dev/zero >&2", malformed("wrote more than 65536 bytes to standard error"));
}

#[test]
fn a_command_that_could_not_be_started_is_not_run() {
    let outcome =
        FilterCommand::new("true", AMPLE).outcome(&Err(io::ErrorKind::OutOfMemory.into()));
    assert_eq!(outcome, Outcome::NotRun("sh can't be started: out of memory".to_owned()));
}

#[test]
fn a_filter_supports_no_other_action() {
    let outcome =
        FilterCommand::new("true", AMPLE).call(&Action::NameKeyFile { key_name: "a".to_owned() });
    assert_eq!(outcome, Outcome::Unsupported);
}

#[test]
fn a_probe_distinguishes_an_unusable_command_from_a_failing_one() {
    let probe = |command: &str| FilterCommand::new(command, SHORT).probe(b"material");
    assert!(matches!(probe("keyproof-no-such-command"), Err(CommandError::NotFound(_))));
    assert!(matches!(probe("/"), Err(CommandError::NotExecutable(_))));
    for command in ["", " \t\n", "#", " # one\n\n# two"] {
        assert!(matches!(probe(command), Err(CommandError::Blank)), "{command:?}");
    }
    for command in ["(", "echo 'a", "exit 1\n)", "if true", "a | | b"] {
        assert!(matches!(probe(command), Err(CommandError::Syntax(_))), "{command:?}");
    }
    for command in [
        "# one\ntrue",
        "true # one",
        ":",
        "true",
        "exit 1",
        "exit 2",
        "kill -SEGV $$",
        "sleep 1000",
    ] {
        assert!(probe(command).is_ok(), "{command}");
    }
}
