//! No fault of an adapter is forgiven: not one that is gone when the question is asked again, and not one with several
//! questions under way.

use super::program::{Run, keyproof};
use super::{AMPLE, REFUSE, SHORT, adapter, outcomes};
use keyproof::api::{Action, Outcome};
use keyproof::implementation::adapter::Connection;
use keyproof::implementation::{BreakdownKind, Implementation, Incidents};
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

/// What comes of so many questions that are asked at once, and what happened beside the answers.
fn asked(command: &str, time: Duration, count: usize) -> (Vec<Outcome>, Incidents) {
    let mut exec = Connection::new(command, time).unwrap().adapter();
    let actions: Vec<Action> = (0..count)
        .map(|number| Action::InspectPublicKey { material: format!("key {number}").into_bytes() })
        .collect();
    let outcomes = exec.call_all(&actions.iter().collect::<Vec<_>>());
    let incidents = exec.incidents();
    (outcomes, incidents)
}

/// Does this once, whenever it is started, at the first question from that number on.
fn once(mark: &Path, number: usize, fault: &str) -> String {
    let mark = mark.display();
    adapter(&format!(
        "if [ $seq -ge {number} ] && [ ! -e '{mark}' ]; then : > '{mark}'; {fault}; else {REFUSE}; fi"
    ))
}

#[test]
fn who_dies_at_every_nth_question_is_reported() {
    for every in [2, 7, 20] {
        let dies = format!("n=$((n + 1)); [ $((n % {every})) = 0 ] && exit 3; {REFUSE}");
        let (outcomes, incidents) = asked(&adapter(&dies), AMPLE, 60);
        let crashes = outcomes.iter().filter(|it| matches!(it, Outcome::Crash(_))).count();
        assert!(crashes + incidents.breakdowns.len() > 0, "{every}: {outcomes:?}");
        assert!(incidents.starts > 1, "{every}: {incidents:?}");
        assert_eq!(outcomes.len(), 60);
    }
}

#[test]
fn a_fault_that_is_gone_when_it_is_asked_again_is_handed_over() {
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
        let (outcomes, incidents) = asked(&command, time, 100);
        assert!(outcomes.iter().all(|it| matches!(it, Outcome::Refused(_))), "{outcomes:?}");
        let [breakdown] = incidents.breakdowns.as_slice() else { panic!("{incidents:?}") };
        assert_eq!((breakdown.kind, incidents.starts), (kind, 2));
        assert!(breakdown.how.starts_with(how), "{breakdown:?}");
        // The first of those that were under way is the one that it stopped at.
        assert_eq!(breakdown.asked, (39..100).collect::<Vec<_>>());
    }
}

/// The report of a run, as JSON.
#[track_caller]
fn report(command: &str, code: i32, more: &[&str]) -> (Run, Value) {
    let select = ["--select", "import/openssh/*", "--jobs", "1"];
    let run =
        keyproof(&[&["run", "--format", "json", "--exec", command][..], &select, more].concat());
    assert_eq!(run.code, Some(code), "{}", run.stderr);
    let report = serde_json::from_str(&run.stdout).unwrap();
    (run, report)
}

/// The reference, before a program that does this instead of passing on the answer of this number, once.
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
fn a_run_with_a_fault_that_no_vector_shows_is_no_success() {
    let directory = tempfile::tempdir().unwrap();
    let mark = directory.path().join("mark");
    // Its output ends with the fault; the message comes first, and then what nobody wants to know.
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
fn who_breaks_down_when_it_is_told_to_stop_is_reported() {
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
    // Many a program ends with another code than 0 when its input does.
    report(&format!("'{program}' adapter; exit 1"), 0, &[]);
}

#[test]
fn a_fault_while_it_is_probed_is_reported() {
    let directory = tempfile::tempdir().unwrap();
    let mark = directory.path().join("mark");
    // The second request is a question, and the fifth a reset.
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
fn who_dies_of_a_reset_is_reported_whatever_it_offers() {
    let dies = format!("case $line in *reset*) exit 3 ;; *) {REFUSE} ;; esac");
    // Who offers a codec alone is never asked for one.
    let mut codec = Connection::new(adapter(&dies), AMPLE).unwrap().adapter();
    codec.reset();
    assert_eq!(codec.incidents(), Incidents::default());
    let pairs = adapter(&dies).replace(r#"["codec"]"#, r#"["codec","volumes"]"#);
    let mut exec = Connection::new(pairs, AMPLE).unwrap().adapter();
    exec.reset();
    // It doesn't offer this, so it isn't asked.
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
fn who_closes_its_input_is_called_that() {
    let closes = format!("{REFUSE}; exec <&-; exec sleep 1000");
    let all = outcomes(&adapter(&closes), AMPLE, 2);
    let closed = "it ended without an answer: it has closed its standard input";
    assert!(matches!(all[0], Outcome::Refused(_)), "{all:?}");
    // Started again, it answers the second as its first.
    assert!(matches!(all[1], Outcome::Refused(_)), "{all:?}");
    let (_, incidents) = asked(&adapter(&closes), AMPLE, 2);
    assert_eq!(incidents.breakdowns[0].how, closed);
}

#[test]
fn who_stops_answering_ends_the_run() {
    let directory = tempfile::tempdir().unwrap();
    let mark = directory.path().join("mark");
    // It is hung up when it is started again, too: it greets, and answers nothing.
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
fn an_adapter_has_the_time_to_end_in_order() {
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
