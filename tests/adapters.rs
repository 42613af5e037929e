//! The reference gives the same result for each vector in this process, as an adapter and as a service. A fault
//! of an adapter is reported as the adapter's, not as the implementation's.

#![cfg(unix)]
#![allow(dead_code, reason = "not every test runs the program in every way")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

mod program;
#[path = "protocol/faults.rs"]
mod faults;

use keyproof::api::guest::{GuestAction, GuestCall};
use keyproof::api::service::{Launch, Network, Operation};
use keyproof::api::{Action, Outcome};
use keyproof::harness;
use keyproof::implementation::adapter::Connection;
use keyproof::implementation::endpoint::{self, url::Url};
use keyproof::implementation::{Implementation, Reference};
use keyproof::protocol::{Answer, Greeting, Request};
use keyproof::server::{self, Server};
use keyproof::vector::scenario::Task;
use keyproof::vector::{self, Test, Vector};
use keyproof::verdict::{Judgement, Verdict};
use program::{Run, keyproof};
use serde_json::Value;
use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::time::Duration;

/// Long enough for any answer on a busy machine.
const AMPLE: Duration = Duration::from_secs(60);

/// Short enough for answers that never arrive, and long enough for a greeting.
const SHORT: Duration = Duration::from_secs(2);

/// `keyproof adapter`, as a command for a shell.
fn reference_as_adapter() -> String {
    format!("exec '{}' adapter", env!("CARGO_BIN_EXE_keyproof"))
}

#[test]
fn the_reference_gives_the_same_results_through_every_way_in() {
    let suite = vector::embedded();
    let jobs = NonZeroUsize::new(2).unwrap();
    let run = |make: &(dyn Fn() -> Box<dyn Implementation> + Sync)| {
        let results = harness::run(&suite, &|_| true, make, jobs, &|| ());
        results.into_iter().map(|result| (result.vector.id.clone(), result.judgement)).collect()
    };
    let in_process: Vec<_> = run(&|| Box::new(Reference::default()));
    let connection = Connection::new(reference_as_adapter(), AMPLE).unwrap();
    let by_adapter: Vec<_> = run(&|| Box::new(connection.adapter()));
    assert_eq!(in_process.len(), suite.vectors.len());
    for (one, other) in in_process.iter().zip(&by_adapter) {
        assert_eq!(one, other);
    }
}

/// An endpoint offers neither private keys nor logins, so these vectors are left out.
#[test]
fn the_reference_gives_the_same_results_as_a_service() {
    check_endpoint(&|vector| !vector.is_expensive());
}

/// A scenario that fills a region.
#[test]
fn the_limit_is_the_same_at_an_endpoint() {
    check_endpoint(&|vector| vector.id == "scenario/limit/at-the-limit");
}

/// Checks that the selected vectors have the same results through the API, except those that the API can't show.
#[track_caller]
fn check_endpoint(is_meant: &dyn Fn(&Vector) -> bool) {
    let server = Server::start(server::Options::default()).unwrap();
    let connection = endpoint::Connection::new(options(&server)).unwrap();
    let suite = vector::embedded();
    let run = |make: &(dyn Fn() -> Box<dyn Implementation> + Sync)| {
        harness::run(&suite, is_meant, make, NonZeroUsize::MIN, &|| ())
    };
    let in_process = run(&|| Box::new(Reference::default()));
    let by_endpoint = run(&|| Box::new(connection.endpoint()));
    assert!(!by_endpoint.is_empty());
    for (one, other) in in_process.iter().zip(&by_endpoint) {
        let (vector, one, other) = (one.vector, &one.judgement, &other.judgement);
        let mut twins = vector.twins.iter().filter_map(|twin| suite.find(twin));
        if is_beyond_an_api(vector) || twins.any(is_beyond_an_api) {
            assert_eq!(other.verdict, Verdict::Unsupported, "{}: {}", vector.id, other.got);
            continue;
        }
        let said = |it: &Judgement| (it.verdict, it.sides.clone(), it.step);
        assert_eq!(said(one), said(other), "{}: {}", vector.id, other.got);
    }
    assert_eq!(connection.clear(), []);
}

/// Whether the API can't show the vector: private key files, actions in an instance, and EC2-Classic, which no
/// request can select.
fn is_beyond_an_api(vector: &Vector) -> bool {
    let is_beyond = |action: &Action| match action {
        Action::InspectPublicKey { .. } => false,
        Action::Call(call) => matches!(
            call.operation,
            Operation::RunInstances(Launch { network: Network::Classic, .. })
                | Operation::AllocateAddress { network: Network::Classic }
        ),
        Action::Guest(GuestCall { guest_action, .. }) => {
            !matches!(guest_action, GuestAction::ReadMetadata { .. })
        }
        _ => true,
    };
    match &vector.test {
        Test::Question(question) => is_beyond(&question.action),
        Test::Scenario(scenario) => scenario.steps.iter().any(|step| match &step.task {
            Task::Ask(action) => is_beyond(action),
            Task::Check(_) => false,
        }),
    }
}

fn options(server: &server::Running) -> endpoint::Options {
    let image = |text: &str| text.parse().unwrap();
    let images =
        ["windows=ami-0a1d0e5f", "instance-store=ami-1c57a4ce", "marketplace=ami-3a4be7c0"];
    let metadata = format!("http://{}/{{instance}}", server.metadata());
    endpoint::Options {
        url: Url::parse(&format!("http://{}", server.endpoint())).unwrap(),
        metadata: Some(metadata.parse().unwrap()),
        region: "us-east-1".to_owned(),
        other_region: Some("us-west-2".to_owned()),
        credentials: endpoint::Credentials {
            access_key: server::ACCESS_KEY.to_owned(),
            secret_key: server::SECRET_KEY.to_owned(),
        },
        images: endpoint::Images::new(&images.map(image)),
        time: AMPLE,
    }
}

#[test]
fn every_message_is_of_the_published_form() {
    let schema: Value =
        serde_json::from_str(include_str!("../vectors/schemas/protocol.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut messages = vec![r#"{"op":"start","protocol":1}"#.to_owned()];
    let mut reference = Reference::default();
    for (seq, vector) in (1_u64..).zip(&vector::embedded().vectors) {
        let Some(question) = vector.question() else { continue };
        let action = Cow::Borrowed(&question.action);
        messages.push(serde_json::to_string(&Request::Call { seq, action }).unwrap());
        let outcome = reference.call(&question.action);
        messages.push(serde_json::to_string(&Answer::new(seq, &outcome)).unwrap());
    }
    assert!(messages.len() > 2000);
    for message in &messages {
        let value: Value = serde_json::from_str(message).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{message}: {faults:?}");
    }
    let wrong: Value = serde_json::from_str(r#"{"op":"begin"}"#).unwrap();
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn the_readme_shows_messages_of_the_protocol() {
    let readme = include_str!("../vectors/README.md");
    let (_, example) = readme.split_once("> {\"op\":\"start\"").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let example = format!("> {{\"op\":\"start\"{example}");
    let mut answers = 0;
    for line in example.lines() {
        if let Some(request) = line.strip_prefix("> ") {
            // The example shows only the start of a file.
            serde_json::from_str::<Request>(&request.replace('…', ""))
                .unwrap_or_else(|error| panic!("{line}: {error}"));
        } else if let Some(answer) = line.strip_prefix("< ") {
            let greeting = serde_json::from_str::<Greeting>(answer).is_ok();
            assert!(greeting || serde_json::from_str::<Answer>(answer).is_ok(), "{line}");
            answers += 1;
        }
    }
    assert_eq!(answers, 5);
}

/// Returns an adapter that answers each call, whose number is `$seq`, with this shell code.
fn adapter(answer: &str) -> String {
    format!(
        r#"read -r start
        echo '{{"ok":{{"name":"fake","capabilities":["codec"]}}}}'
        while read -r line; do
          case $line in *'"op":"stop"'*) exit 0 ;; esac
          seq=${{line#*\"seq\":}}; seq=${{seq%%,*}}; seq=${{seq%%\}}*}}
          {answer}
        done"#
    )
}

/// An answer that accepts every file as the same key.
const ACCEPT: &str = r#"echo "{\"seq\":$seq,\"ok\":{\"fingerprint\":\"5b:0c:68:ef:3f:6a:67:e9:23:c2:08:59:85:5c:25:12\"}}""#;

/// An answer that refuses every file.
const REFUSE: &str = r#"echo "{\"seq\":$seq,\"error\":{\"message\":\"no\"}}""#;

/// Returns the outcomes of several requests that are sent at once.
fn outcomes(command: &str, time: Duration, count: usize) -> Vec<Outcome> {
    let connection = Connection::new(command, time).unwrap();
    let actions: Vec<Action> = (0..count)
        .map(|number| Action::InspectPublicKey { material: format!("key {number}").into_bytes() })
        .collect();
    connection.adapter().call_all(&actions.iter().collect::<Vec<_>>())
}

/// Checks the outcome of the third of five requests, and that the other four are answered.
#[track_caller]
fn check(fault: &str, time: Duration, expected: &str) {
    let answer = format!("case $line in *{}*) {fault} ;; *) {REFUSE} ;; esac", "a2V5IDI=");
    let outcomes = outcomes(&adapter(&answer), time, 5);
    for (number, outcome) in outcomes.iter().enumerate() {
        if number == 2 {
            assert_eq!(format!("{outcome:?}"), expected, "{fault}");
        } else {
            assert!(matches!(outcome, Outcome::Refused(_)), "{fault}: {number}: {outcome:?}");
        }
    }
}

#[test]
fn an_adapter_that_dies_is_restarted_and_its_request_is_a_crash() {
    check("exit 3", AMPLE, r#"Crash("it ended without an answer: exit code 3")"#);
    check("kill -SEGV $$", AMPLE, r#"Crash("it ended without an answer: killed by signal 11")"#);
    let expected =
        r#"Crash("it ended without an answer: exit code 1; standard error: Traceback: oops")"#;
    check("echo 'Traceback: oops' >&2; sleep 0.1; exit 1", AMPLE, expected);
    let closed = r#"Crash("it ended without an answer: it has closed its standard output")"#;
    check("exec >&-; exec sleep 1000", AMPLE, closed);
}

#[test]
fn an_adapter_that_hangs_is_killed_and_its_request_is_a_hang() {
    check("sleep 1000", SHORT, r#"Timeout("no answer within 2 s")"#);
    check("while :; do :; done", SHORT, r#"Timeout("no answer within 2 s")"#);
    let said = r#"Timeout("no answer within 2 s; standard error: waiting for a lock")"#;
    check("echo 'waiting for a lock' >&2; exec sleep 1000", SHORT, said);
}

/// Checks the message about a line that breaks the protocol. After a restart, the faulty answer is the second
/// line, after the greeting.
#[track_caller]
fn check_protocol(fault: &str, expected: &str) {
    let expected = format!("line 2 of the adapter's output: {expected}");
    check(fault, AMPLE, &format!("NotRun({expected:?})"));
}

#[test]
fn a_breach_of_the_protocol_names_the_line() {
    check_protocol("echo hello", "invalid answer (expected value at line 1 column 1): hello");
    check_protocol("echo '{\"seq\":0}'", "request 0 has already been answered: {\"seq\":0}");
    check_protocol(
        "echo '{\"seq\":99,\"ok\":{}}'",
        "request 99 is answered, but was never sent: {\"seq\":99,\"ok\":{}}",
    );
    check_protocol(
        "echo \"{\\\"seq\\\":$seq}\"",
        "one of \"ok\", \"error\" and \"unsupported\" is missing: {\"seq\":1}",
    );
    check_protocol(
        "echo \"{\\\"seq\\\":$seq,\\\"ok\\\":{}}\"",
        "\"ok\" lacks \"fingerprint\" or \"modulus_sha256\": {\"seq\":1,\"ok\":{}}",
    );
    check_protocol(
        "echo \"{\\\"seq\\\":$seq,\\\"ok\\\":{\\\"fingerprint\\\":\\\"a\\\",\\\"matches\\\":true}}\"",
        "\"ok\" has unexpected fields: {\"matches\":true}: \
         {\"seq\":1,\"ok\":{\"fingerprint\":\"a\",\"matches\":true}}",
    );
    check_protocol("printf '\\377\\n'", "the answer is not UTF-8 text");
    check_protocol("cat /dev/zero", "the answer is longer than 4194304 bytes, the limit of a line");
}

#[test]
fn an_answer_out_of_order_or_twice_is_reported() {
    // Answers each pair of requests in the wrong order.
    let swapped = format!(
        "if [ -z \"$first\" ]; then first=$seq; else {REFUSE}; seq=$first; first=; {REFUSE}; fi"
    );
    let all = outcomes(&adapter(&swapped), SHORT, 2);
    // Sent one by one, the first request gets no answer, and the fault is known already.
    let what = "request 2 is answered before request 1: {\"seq\":2,\"error\":{\"message\":\"no\"}}";
    let order = "answers must be in the order of the requests";
    let why = format!("line 2 of the adapter's output: {what}; {order}");
    assert_eq!(all, [Outcome::NotRun(why.clone()), Outcome::NotRun(why)]);
    let twice = format!("{REFUSE}; {REFUSE}");
    let all = outcomes(&adapter(&twice), AMPLE, 3);
    assert!(matches!(all[0], Outcome::Refused(_)), "{all:?}");
    let Outcome::Refused(_) = &all[1] else { panic!("{all:?}") };
}

#[test]
fn an_adapter_that_dies_at_many_requests_fails_only_those() {
    let answer =
        format!("case $line in *MyIs*|*NyIs*|*a2V5IDM=*|*a2V5IDE3*) exit 3 ;; *) {REFUSE} ;; esac");
    let all = outcomes(&adapter(&answer), AMPLE, 300);
    assert_eq!(all.len(), 300);
    let died = |index: &usize| matches!(all[*index], Outcome::Crash(_));
    let crashes: Vec<usize> = (0..300).filter(died).collect();
    assert!(crashes.contains(&3) && crashes.contains(&17), "{crashes:?}");
    assert!(all.iter().all(|it| matches!(it, Outcome::Crash(_) | Outcome::Refused(_))), "{all:?}");
}

#[test]
fn an_adapter_that_does_not_restart_ends_the_run() {
    let directory = tempfile::tempdir().unwrap();
    let mark = directory.path().join("started");
    // It greets twice: at the probe, and at the first request. Then it hangs.
    let command = format!(
        "echo x >>'{0}'; [ $(wc -l <'{0}') -gt 2 ] && exec sleep 1000\n{1}",
        mark.display(),
        adapter("exit 3")
    );
    let all = outcomes(&command, SHORT, 50);
    assert!(all.iter().all(|it| matches!(it, Outcome::NotRun(_))), "{all:?}");
    assert_eq!(std::fs::read_to_string(mark).unwrap().lines().count(), 3);
}

#[test]
fn an_adapter_that_does_not_greet_is_not_run() {
    let refuse = |command: &str, expected: &str| {
        let fault = Connection::new(command, SHORT).unwrap_err().to_string();
        assert_eq!(fault, expected);
    };
    refuse("exit 7", "it ended without an answer: exit code 7");
    refuse("sleep 1000", "no answer within 2 s");
    let no_greeting = "line 1 of the adapter's output: invalid greeting (expected value at line 1 \
                       column 1): hello";
    refuse("echo hello", no_greeting);
    refuse(
        "echo '{\"ok\":{\"name\":\"x\",\"capabilities\":[\"all\"]}}'",
        "the adapter offers \"all\", which is unknown; known are codec, pairs, instances, login, \
         metadata, volumes, auth",
    );
    refuse(
        "echo '{\"ok\":{\"name\":\"x\",\"capabilities\":[]}}'",
        "the adapter offers nothing: \"capabilities\" is empty",
    );
    let unsupported = adapter(r#"echo "{\"seq\":$seq,\"unsupported\":true}""#);
    let run = keyproof(&["run", "--exec", &unsupported]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(run.stderr.contains("offers \"codec\", but answers"), "{}", run.stderr);
    let run = keyproof(&["run", "--exec", "no-such-adapter"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(run.stderr.contains("to run it by hand: echo"), "{}", run.stderr);
}

/// Runs the whole suite with an adapter that gives this answer for each public key.
fn run(answer: &str, more: &[&str]) -> (Run, Vec<Value>) {
    let other = r#"echo "{\"seq\":$seq,\"unsupported\":true}""#;
    let command =
        adapter(&format!("case $line in *InspectPublicKey*) {answer} ;; *) {other} ;; esac"));
    let arguments = [&["run", "--format", "json", "--exec", &command], more].concat();
    let run = keyproof(&arguments);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let results = report["results"].as_array().unwrap().clone();
    (run, results)
}

#[test]
fn an_adapter_that_ignores_files_passes_nothing() {
    let constant = ACCEPT.replace("5b:0c", "00:00");
    let random = ACCEPT.replace("5b:0c", "$seq");
    for answer in [REFUSE, &constant, &random] {
        let (run, results) = run(answer, &[]);
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        let passed: Vec<&Value> =
            results.iter().filter(|result| result["result"] == "pass").collect();
        assert!(passed.is_empty(), "{answer}: {passed:?}");
    }
    // One key for every file is right for the files of that key only.
    let (run, results) = run(ACCEPT, &[]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let is_of_that_key = |result: &&Value| {
        let suite = vector::embedded();
        let found = suite.find(result["id"].as_str().unwrap()).unwrap().clone();
        format!("{found:?}").contains("5b:0c:68:ef")
    };
    let passed: Vec<&Value> = results.iter().filter(|result| result["result"] == "pass").collect();
    assert!(passed.iter().all(is_of_that_key));
    let failed = results.iter().filter(|result| result["result"] == "fail").count();
    assert!(failed > 500, "{failed}");
}

#[test]
fn results_before_a_fault_are_reported_as_incomplete() {
    let answer = format!("case $line in *MIIB*) {REFUSE} ;; *) echo oops ;; esac");
    let (run, results) = run(&answer, &["--select", "import/openssh/*"]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert!(run.stderr.contains("line 2 of the adapter's output"), "{}", run.stderr);
    assert!(results.len() > 100);
}
