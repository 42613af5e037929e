//! Tests of services that stop answering or close connections, and of runs that are interrupted in the middle.

use super::fake::{Cloud, Parameters, Then, value};
use crate::program::{Run, keyproof};
use keyproof::implementation::endpoint::Run as RunId;
use rustix::process::Signal;
use serde_json::Value;
use std::io::Read;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Sends nothing until the client hangs up.
fn silent(stream: &mut TcpStream) -> Then {
    let _ = stream.read(&mut [0]);
    Then::Close
}

/// Starts a service that answers this many requests. Also returns the number of later requests, which get no
/// answer.
fn until(count: usize) -> (Cloud, Arc<AtomicUsize>) {
    let (requests, unanswered) = (AtomicUsize::new(0), Arc::<AtomicUsize>::default());
    let counted = Arc::clone(&unanswered);
    let cloud = Cloud::start(move |_, stream| {
        (requests.fetch_add(1, Ordering::SeqCst) >= count).then(|| {
            counted.fetch_add(1, Ordering::SeqCst);
            silent(stream)
        })
    });
    (cloud, unanswered)
}

fn arguments<'a>(url: &'a str, select: &'a str, timeout: &'a str) -> Vec<&'a str> {
    let run = ["run", "--endpoint", url, "--format", "json", "--skip-expensive"];
    [&run[..], &["--select", select, "--timeout", timeout]].concat()
}

#[test]
fn a_silent_service_gets_at_most_five_more_requests() {
    // The first three answers are those to the greeting.
    for count in [3, 10, 50, 51] {
        let (cloud, unanswered) = until(count);
        let run = keyproof(&arguments(&cloud.fake.url(), "*", "0.5"));
        assert_eq!(run.code, Some(2), "{}", run.stderr);
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        let summary = &report["summary"];
        assert!(
            unanswered.load(Ordering::SeqCst) <= 5,
            "{count}: {}",
            unanswered.load(Ordering::SeqCst)
        );
        assert!(summary["not-run"].as_u64().unwrap() > 500, "{count}: {summary}");
        assert!(summary["hang"].as_u64().unwrap() > 0, "{count}: {summary}");
        let why = "it stopped answering: no answer within 0.5 s, 3 times in a row";
        assert_eq!(report["stopped"], why, "{count}");
        assert!(run.stderr.contains(&format!("not run: {why}")), "{}", run.stderr);
        // A resource that may have been created is reported.
        let is_there = !cloud.names().is_empty();
        assert!(!is_there || !report["leftovers"].as_array().unwrap().is_empty(), "{count}");
    }
}

#[test]
fn a_connection_closed_without_an_answer_is_a_fault_even_if_a_retry_succeeds() {
    let imports = AtomicUsize::new(0);
    let cloud = Cloud::start(move |parameters: &Parameters, _| {
        let is_import = value(parameters, "Action") == Some("ImportKeyPair");
        (is_import && imports.fetch_add(1, Ordering::SeqCst) % 20 == 10).then_some(Then::Close)
    });
    let run = keyproof(&arguments(&cloud.fake.url(), "import/openssh/*", "60"));
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let faults = report["faults"].as_array().unwrap();
    assert!(faults.len() > 3, "{faults:?}");
    let how = "ImportKeyPair: the server closed the connection without an answer, but answered on";
    assert!(faults.iter().all(|fault| fault["how"].as_str().unwrap().starts_with(how)));
    assert_eq!(report["summary"]["crash"], 0);
}

/// Interrupts a run at the request with this number, and compares the reported leftovers with the actual ones.
fn interrupted(number: usize, refuses: bool) {
    let requests = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&requests);
    let cloud = Cloud::start(move |parameters, stream| {
        counted.fetch_add(1, Ordering::SeqCst);
        let is_refused = refuses && value(parameters, "Action") == Some("DeleteKeyPair");
        is_refused.then(|| {
            super::fake::write(
                stream,
                &super::fake::message(403, &super::fake::error("UnauthorizedOperation")),
            )
        })
    });
    let url = cloud.fake.url();
    let run = Run::interrupted(&arguments(&url, "scenario/*", "60"), &[], Signal::INT, |_| {
        requests.load(Ordering::SeqCst) >= number
    });
    assert_eq!(run.code, Some(130), "{number}: {}", run.stderr);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let left = report["leftovers"].as_array().unwrap();
    let reported: Vec<&str> = left.iter().map(|left| left["id"].as_str().unwrap()).collect();
    let mut actual = cloud.names();
    actual.retain(|name| RunId::of_name(name).is_some());
    actual.sort();
    assert_eq!(reported, actual, "{number}: {}", run.stderr);
    assert_eq!(run.stderr.contains("left behind at the endpoint"), !actual.is_empty(), "{number}");
    assert!(report["summary"]["not-run"].as_u64().unwrap() > 0, "{number}");
}

#[test]
fn an_interrupted_run_reports_exactly_its_leftovers() {
    let count: usize = std::env::var("KEYPROOF_INTERRUPTS").map_or(6, |it| it.parse().unwrap());
    for index in 0..count {
        // The interrupts are spread over the run, at different distances from the first request of a vector.
        interrupted(4 + index * 37 % 211, index % 3 == 2);
    }
}
