//! An interrupted run ends with a report of the finished vectors and its own exit code, and leaves no process
//! behind.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use super::program::{Run, Suite, keyproof};
use rustix::process::{Pid, Signal};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// The signals that end a run, with the exit code of each.
const SIGNALS: [(Signal, i32); 4] =
    [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129), (Signal::QUIT, 131)];

const MESSAGE: &str = "keyproof: interrupted: a report of what is finished follows; \
                    a second signal ends the run at once\n";

/// Returns a command that hangs on the key of 1025 bits in OpenSSH's format, after it has written its process id to
/// this file.
fn hanging(file: &Path) -> String {
    format!("grep -q 1025 || exit 1; echo $$ > '{}'; exec sleep 1000", file.display())
}

/// Returns an adapter that hangs at its fourth request, after it has written its process id to this file.
fn hanging_adapter(file: &Path) -> String {
    let answer = r#"{"ok":{"name":"fake","capabilities":["codec"]}}"#;
    let refusal = r#"printf '{\"seq\":%s,\"error\":{}}\n' $n"#;
    format!(
        "read -r start; echo '{answer}'; while read -r line; do n=$((n + 1))
           case $line in *stop*) exit 0 ;; esac
           [ $n = 4 ] && echo $$ > '{}' && exec sleep 1000; {refusal}; done",
        file.display()
    )
}

fn is_running(pid: &str) -> bool {
    let status = fs::read_to_string(format!("/proc/{}/status", pid.trim())).unwrap_or_default();
    status.contains("State:") && !status.contains("zombie") && !status.contains("dead")
}

#[track_caller]
fn check_gone(pid: &str) {
    // It was killed before the program ended, but the system may need a moment.
    let start = Instant::now();
    while is_running(pid) {
        assert!(start.elapsed() < Duration::from_secs(60), "the process still runs");
        std::thread::yield_now();
    }
}

/// Returns the number of vectors for each verdict in a report.
fn summary(report: &str) -> Value {
    let report: Value = serde_json::from_str(report).unwrap();
    assert_eq!(report["stopped"], "the run was interrupted");
    report["summary"].clone()
}

#[test]
fn an_interrupted_run_reports_its_finished_vectors() {
    for (signal, code) in SIGNALS {
        let suite = Suite::new();
        let file = suite.directory().join("pid");
        let pid = || fs::read_to_string(&file).unwrap_or_default();
        let command = hanging(&file);
        let arguments = ["run", "--filter", &command, "--vectors", suite.path()];
        let arguments = [&arguments[..], &["--jobs", "1", "--format", "json"]].concat();
        let run = Run::interrupted(&arguments, &[], signal, |_| pid().ends_with('\n'));
        assert_eq!((run.code, run.stderr.as_str()), (Some(code), MESSAGE), "{run:?}");
        let summary = summary(&run.stdout);
        assert_eq!((&summary["not-run"], &summary["vectors"]), (&4.into(), &6.into()), "{summary}");
        assert_eq!((&summary["fail"], &summary["pass"]), (&1.into(), &0.into()), "{summary}");
        assert_eq!((&summary["crash"], &summary["hang"]), (&0.into(), &0.into()), "{summary}");
        if cfg!(target_os = "linux") {
            check_gone(&pid());
        }
    }
}

#[test]
fn an_interrupted_run_writes_its_report_to_the_output_file() {
    let suite = Suite::new();
    let (file, report) = (suite.directory().join("pid"), suite.directory().join("report"));
    let command = hanging(&file);
    let arguments = ["run", "--filter", &command, "--vectors", suite.path(), "--jobs", "1"];
    let arguments = [&arguments[..], &["--output", report.to_str().unwrap()]].concat();
    let run = Run::interrupted(&arguments, &[], Signal::TERM, |_| file.exists());
    assert_eq!((run.code, run.stdout.as_str()), (Some(143), ""), "{run:?}");
    let text = fs::read_to_string(report).unwrap();
    assert!(text.contains("\n4 not run\n  the run was interrupted\n"), "{text}");
    assert!(text.contains("1 inconclusive, 4 not-run in "), "{text}");
    assert!(text.contains("The run is incomplete. To run it again: keyproof run"), "{text}");
}

#[test]
fn answers_of_an_interrupted_adapter_count() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("pid");
    let command = hanging_adapter(&file);
    let arguments = ["run", "--exec", &command, "--format", "json", "--jobs", "1"];
    let run = Run::interrupted(&arguments, &[], Signal::INT, |_| file.exists());
    assert_eq!((run.code, run.stderr.as_str()), (Some(130), MESSAGE), "{run:?}");
    let summary = summary(&run.stdout);
    let count = |verdict: &str| summary[verdict].as_u64().unwrap();
    assert_eq!(count("crash") + count("hang"), 0, "{summary}");
    assert!(count("fail") + count("inconclusive") + count("not-run") == count("vectors"));
    assert!(count("not-run") > count("vectors") - 10, "{summary}");
}

#[test]
fn a_run_of_the_reference_can_be_interrupted() {
    let directory = tempfile::tempdir().unwrap();
    let report = directory.path().join("report");
    let path = report.to_str().unwrap();
    let arguments = ["run", "--format", "json", "--jobs", "1", "--output", path];
    // At this time the vectors are loaded, but most of them are not run yet.
    let run = Run::interrupted(&arguments, &[], Signal::INT, |pid| processor_time(pid) >= 100);
    assert_eq!((run.code, run.stderr.as_str()), (Some(130), MESSAGE), "{run:?}");
    let summary = summary(&fs::read_to_string(report).unwrap());
    let count = |verdict: &str| summary[verdict].as_u64().unwrap();
    assert!(count("not-run") > 0, "{summary}");
    assert_eq!(count("pass") + count("not-run"), count("vectors"), "{summary}");
}

#[test]
fn an_interrupted_run_writes_no_list_of_known_failures() {
    let suite = Suite::new();
    let (file, list) = (suite.directory().join("pid"), suite.directory().join("list.json"));
    let command = hanging(&file);
    let arguments = ["run", "--filter", &command, "--vectors", suite.path(), "--jobs", "1"];
    let arguments = [&arguments[..], &["--write-known-failures", list.to_str().unwrap()]].concat();
    let run = Run::interrupted(&arguments, &[], Signal::INT, |_| file.exists());
    assert_eq!(run.code, Some(130), "{run:?}");
    assert!(!list.exists());
}

#[test]
fn an_interrupt_before_the_run_gives_no_report() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("pid");
    let command = format!("echo $$ > '{}'; exec sleep 1000", file.display());
    for arguments in [["run", "--exec", &command], ["doctor", "--exec", &command]] {
        let run = Run::interrupted(&arguments, &[], Signal::TERM, |_| file.exists());
        assert_eq!((run.code, run.stdout.as_str()), (Some(143), ""), "{run:?}");
        assert_eq!(run.stderr, "keyproof: interrupted: there is no report\n");
        fs::remove_file(&file).unwrap();
    }
    let help = keyproof(&["run", "--help"]).success();
    for (_, code) in SIGNALS {
        assert!(help.contains(&code.to_string()), "{code}");
    }
}

/// Returns the processor time of a process in user mode, in hundredths of a second (proc(5)).
fn processor_time(pid: Pid) -> u64 {
    let Ok(stat) = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())) else {
        return 0;
    };
    // The name of the program is in parentheses, and may contain blanks.
    let behind = stat.rsplit(')').next().unwrap();
    behind.split_whitespace().nth(11).unwrap().parse().unwrap()
}
