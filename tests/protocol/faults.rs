//! Every fault of an adapter is reported, even if a retry succeeds or if several requests are in flight.

use super::program::{Run, keyproof};
use super::{AMPLE, REFUSE, SHORT, adapter, outcomes};
use keyproof::api::{Action, Outcome};
use keyproof::implementation::adapter::Connection;
use keyproof::implementation::{BreakdownKind, Implementation, Incidents};
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

/// Sends this number of requests at once, and returns the outcomes and the incidents.
fn call_at_once(command: &str, time: Duration, count: usize) -> (Vec<Outcome>, Incidents) {
    let mut exec = Connection::new(command, time).unwrap().adapter();
    let actions: Vec<Action> = (0..count)
        .map(|number| Action::InspectPublicKey { material: format!("key {number}").into_bytes() })
        .collect();
    let outcomes = exec.call_all(&actions.iter().collect::<Vec<_>>());
    let incidents = exec.incidents();
    (outcomes, incidents)
}

/// Returns an adapter with a fault at the first request from this number on. The fault happens once, even after a
/// restart.
fn once(mark: &Path, number: usize, fault: &str) -> String {
    let mark = mark.display();
    adapter(&format!(
        "if [ $seq -ge {number} ] && [ ! -e '{mark}' ]; then : > '{mark}'; {fault}; else {REFUSE}; fi"
    ))
}

#[test]
fn an_adapter_that_crashes_at_every_nth_request_is_reported() {
    for every in [2, 7, 20] {
        let dies = format!("n=$((n + 1)); [ $((n % {every})) = 0 ] && exit 3; {REFUSE}");
        let (outcomes, incidents) = call_at_once(&adapter(&dies), AMPLE, 60);
        let crashes = outcomes.iter().filter(|it| matches!(it, Outcome::Crash(_))).count();
        assert!(crashes + incidents.breakdowns.len() > 0, "{every}: {outcomes:?}");
        assert!(incidents.starts > 1, "{every}: {incidents:?}");
        assert_eq!(outcomes.len(), 60);
    }
}

#[test]
fn a_fault_that_a_retry_does_not_show_is_reported() {
    let cases = [
        ("exit 3", AMPLE, BreakdownKind::Crash, "it ended without an answer: exit code 3"),
        ("exec sleep 1000", SHORT, BreakdownKind::Hang, "no answer within 2 s"),
        (
            "echo oops",
            AMPLE,
            BreakdownKind::Protocol,
            "line 41 of the adapter's output: invalid answer",
        ),
    ];
    for (fault, time, kind, how) in cases {
        let directory = tempfile::tempdir().unwrap();
        let command = once(&directory.path().join("mark"), 40, fault);
        let (outcomes, incidents) = call_at_once(&command, time, 100);
        assert!(outcomes.iter().all(|it| matches!(it, Outcome::Refused(_))), "{outcomes:?}");
        let [breakdown] = incidents.breakdowns.as_slice() else { panic!("{incidents:?}") };
        assert_eq!((breakdown.kind, incidents.starts), (kind, 2));
        assert!(breakdown.how.starts_with(how), "{breakdown:?}");
        // The first request in flight is the one at which it stopped.
        assert_eq!(breakdown.asked, (39..100).collect::<Vec<_>>());
    }
}

/// Returns the run and its report as JSON.
#[track_caller]
fn report(command: &str, code: i32, more: &[&str]) -> (Run, Value) {
    let select = ["--select", "import/openssh/*", "--jobs", "1"];
    let run =
        keyproof(&[&["run", "--format", "json", "--exec", command][..], &select, more].concat());
    assert_eq!(run.code, Some(code), "{}", run.stderr);
    let report = serde_json::from_str(&run.stdout).unwrap();
    (run, report)
}

/// Returns the reference's adapter behind a program that has this fault once, instead of forwarding the answer with
/// this number.
fn reference_but(mark: &Path, number: usize, fault: &str) -> String {
    let (mark, program) = (mark.display(), env!("CARGO_BIN_EXE_keyproof"));
    format!(
        "'{program}' adapter | while read -r line; do
           n=$((n + 1))
           if [ $n -ge {number} ] && [ ! -e '{mark}' ]; then : > '{mark}'; {fault}; fi
           printf '%s\\n' \"$line\"
         done"
    )
}

#[test]
fn a_fault_without_a_failed_vector_fails_the_run() {
    let directory = tempfile::tempdir().unwrap();
    let mark = directory.path().join("mark");
    // The fault ends its output. Standard error begins with the message, followed by many other lines.
    let dies = "echo 'Error: out of handles' >&2; yes '  at frame' | head -n 500 >&2; kill -KILL 0";
    let (_, one) = report(&reference_but(&mark, 50, dies), 1, &[]);
    assert_eq!(one["summary"]["pass"], one["summary"]["vectors"], "{}", one["summary"]);
    assert_eq!(one["restarts"], 1);
    let faults = one["faults"].as_array().unwrap();
    assert_eq!(faults.len(), 1, "{faults:?}");
    let how = faults[0]["how"].as_str().unwrap();
    assert!(how.contains("standard error: Error: out of handles"), "{how}");
    assert_eq!(faults[0]["kind"], "crash");
    assert!(faults[0]["vectors"].as_array().unwrap().len() > 10);
    std::fs::remove_file(&mark).unwrap();
    let command = reference_but(&mark, 50, dies);
    let select = ["run", "--select", "import/openssh/*", "--jobs", "1", "--exec", &command];
    let text = keyproof(&select).nonconformance();
    assert!(text.contains("1 fault that no single vector explains"), "{text}");
    assert!(text.contains("crash, during one of these "), "{text}");
    assert!(text.contains("The implementation was restarted once."), "{text}");
}

#[test]
fn a_crash_after_stop_is_reported() {
    let program = env!("CARGO_BIN_EXE_keyproof");
    for (fault, how) in [
        (
            "kill -SEGV $$",
            "it crashed after \"stop\": killed by signal 11; standard error: at the end",
        ),
        ("exit 134", "it crashed after \"stop\": exit code 134; standard error: at the end"),
    ] {
        let command = format!("'{program}' adapter; echo at the end >&2; {fault}");
        let (_, report) = report(&command, 1, &[]);
        assert_eq!(report["summary"]["pass"], report["summary"]["vectors"]);
        let faults = report["faults"].as_array().unwrap();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!((&faults[0]["how"], &faults[0]["kind"]), (&how.into(), &"crash".into()));
    }
    // Many programs end with another exit code than 0 when their input ends.
    report(&format!("'{program}' adapter; exit 1"), 0, &[]);
}

#[test]
fn a_fault_during_a_probe_is_reported() {
    let directory = tempfile::tempdir().unwrap();
    let mark = directory.path().join("mark");
    // The second request is a probe, and the fifth one a reset.
    for (number, capability) in [(2, "codec"), (5, "instances")] {
        let (_, report) = report(&reference_but(&mark, number, "kill -KILL 0"), 1, &[]);
        assert_eq!(report["summary"]["pass"], report["summary"]["vectors"]);
        let how = report["faults"][0]["how"].as_str().unwrap();
        let expected = format!("in the first probe of {capability}, but not when");
        assert!(how.starts_with(&expected), "{how}");
        std::fs::remove_file(&mark).unwrap();
    }
}

#[test]
fn a_crash_during_a_reset_is_reported() {
    let dies = format!("case $line in *reset*) exit 3 ;; *) {REFUSE} ;; esac");
    // An adapter that offers only `codec` never gets a reset.
    let mut codec = Connection::new(adapter(&dies), AMPLE).unwrap().adapter();
    codec.reset();
    assert_eq!(codec.incidents(), Incidents::default());
    let pairs = adapter(&dies).replace(r#"["codec"]"#, r#"["codec","volumes"]"#);
    let mut exec = Connection::new(pairs, AMPLE).unwrap().adapter();
    exec.reset();
    // The adapter doesn't offer this action, so it isn't asked.
    assert_eq!(exec.call(&keyproof::api::Action::Call(list())), Outcome::Unsupported);
    let incidents = exec.incidents();
    let [breakdown] = incidents.breakdowns.as_slice() else { panic!("{incidents:?}") };
    assert_eq!(breakdown.how, "during a reset: it ended without an answer: exit code 3");
    exec.reset();
    let outcome = exec.call(&Action::InspectPublicKey { material: Vec::new() });
    assert!(matches!(outcome, Outcome::Crash(_)), "{outcome:?}");
    assert_eq!(exec.incidents().breakdowns, []);
}

fn list() -> keyproof::api::service::Call {
    keyproof::api::service::Call {
        region: "us-east-1".to_owned(),
        dry_run: false,
        signature: keyproof::api::service::Signature::Valid,
        operation: keyproof::api::service::Operation::DescribeKeyPairs {
            key_names: Vec::new(),
            filters: Vec::new(),
        },
    }
}

#[test]
fn a_closed_input_is_named() {
    let closes = format!("{REFUSE}; exec <&-; exec sleep 1000");
    let all = outcomes(&adapter(&closes), AMPLE, 2);
    let closed = "it ended without an answer: it has closed its standard input";
    assert!(matches!(all[0], Outcome::Refused(_)), "{all:?}");
    // After a restart, the second request is its first one.
    assert!(matches!(all[1], Outcome::Refused(_)), "{all:?}");
    let (_, incidents) = call_at_once(&adapter(&closes), AMPLE, 2);
    assert_eq!(incidents.breakdowns[0].how, closed);
}

#[test]
fn a_silent_adapter_ends_the_run() {
    let directory = tempfile::tempdir().unwrap();
    let mark = directory.path().join("mark");
    // It also hangs after a restart: it answers the greeting, and nothing else.
    let hangs = once(&mark, 20, "exec sleep 1000")
        .replace(&format!("[ ! -e '{}' ]", mark.display()), "true")
        .replace(
            "while read",
            &format!("[ -e '{}' ] && exec sleep 1000; while read", mark.display()),
        );
    let (run, report) = report(&hangs, 2, &["--timeout", "1"]);
    assert!(run.stderr.contains(" not run: it stopped answering: no answer within 1 s"), "{run:?}");
    let summary = &report["summary"];
    assert!(summary["not-run"].as_u64().unwrap() > 50, "{summary}");
    assert!(summary["hang"].as_u64().unwrap() <= 3, "{summary}");
    assert!(report["stopped"].as_str().unwrap().starts_with("it stopped answering"));
}

#[test]
fn an_adapter_has_time_to_end() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("places");
    std::fs::create_dir(&place).unwrap();
    let command = format!(
        "own=$(mktemp -d -p '{}'); trap 'sleep 0.1; rmdir \"$own\"' EXIT; '{}' adapter",
        place.display(),
        env!("CARGO_BIN_EXE_keyproof")
    );
    let select = ["--select", "import/openssh/*", "--select", "scenario/name/*"];
    keyproof(&[&["run", "--exec", &command][..], &select].concat()).success();
    assert_eq!(std::fs::read_dir(&place).unwrap().count(), 0);
}
