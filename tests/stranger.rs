//! Tests keyproof as a dependency of another crate's tests. `tests/stranger/` is such a crate, and its importer is
//! deliberately faulty.
//!
//! If cargo-nextest is not installed, its trials are ignored and give the reason.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use keyproof::vector;
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn main() {
    let with_nextest = |name, run: fn()| {
        Trial::ignorable_test(name, move || {
            if !has_nextest() {
                return Ok(Completion::ignored_with("cargo-nextest is not installed"));
            }
            run();
            Ok(Completion::Completed)
        })
    };
    let trial = |name, run: fn()| {
        Trial::test(name, move || {
            run();
            Ok::<(), Failed>(())
        })
    };
    let trials = vec![
        trial(
            "every_dependency_is_in_the_lock_file_of_keyproof",
            every_dependency_is_in_the_lock_file_of_keyproof,
        ),
        trial("each_vector_has_a_trial", each_vector_has_a_trial),
        trial("each_verdict_has_its_trial_result", each_verdict_has_its_trial_result),
        trial("a_failure_explains_itself", a_failure_explains_itself),
        trial("a_panic_fails_one_trial", a_panic_fails_one_trial),
        trial("an_inconclusive_trial_gives_its_reason", an_inconclusive_trial_gives_its_reason),
        trial("an_unsupported_vector_is_ignored", an_unsupported_vector_is_ignored),
        trial("known_failures_are_written_and_expected", known_failures_are_written_and_expected),
        trial("filters_work_like_those_of_libtest", filters_work_like_those_of_libtest),
        with_nextest(
            "nextest_lists_the_same_trials_as_libtest",
            nextest_lists_the_same_trials_as_libtest,
        ),
        with_nextest("nextest_runs_each_trial_in_a_process", nextest_runs_each_trial_in_a_process),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// Runs a Cargo command in the other crate.
fn cargo(words: &[&str], more: &[&str]) -> Output {
    command("keyproof", words, more).output().unwrap()
}

/// Returns a Cargo command for one test target of the other crate.
fn command(target: &str, words: &[&str], more: &[&str]) -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(root.join("tests/stranger"))
        .args(words)
        .args(["--test", target, "--locked", "--offline", "--target-dir"])
        .arg(target_directory())
        .args(more)
        // The crate is not debugged, so it is built without debug information.
        .envs([("CARGO_PROFILE_DEV_DEBUG", "0"), ("CARGO_INCREMENTAL", "0")])
        .env("CARGO_TERM_COLOR", "never")
        .env_remove("RUST_BACKTRACE")
        // nextest may run this test.
        .env_remove("NEXTEST");
    command
}

fn target_directory() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("stranger")
}

/// Runs the trials of the crate with these arguments, and returns the exit code and the output without the
/// summary's duration and number of filtered trials.
fn trials(arguments: &[&str]) -> (Option<i32>, String) {
    let output = cargo(&["test"], &[&["--quiet", "--"], arguments].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    let mut kept = String::new();
    for line in text.lines() {
        kept.push_str(line.split("; 0 measured").next().unwrap());
        kept.push('\n');
    }
    assert!(kept.contains("test"), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code(), kept)
}

fn known_failures_are_written_and_expected() {
    let list = target_directory().join("tmp/known-failures.json");
    // An earlier run may have left the file.
    let _ = std::fs::remove_file(&list);
    let run = |write: &str| {
        let mut command = command("expected", &["test"], &["--quiet"]);
        let output = command.env("KEYPROOF_WRITE_KNOWN_FAILURES", write).output().unwrap();
        let text = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        (output.status.code(), text.concat())
    };
    let (code, output) = run("0");
    assert_eq!(code, Some(101), "{output}");
    let advice = "to write the list: KEYPROOF_WRITE_KNOWN_FAILURES=1 cargo test";
    assert!(output.contains(advice), "{output}");
    let (code, output) = run("1");
    assert_eq!(code, Some(0), "{output}");
    assert!(output.contains("known-failures.json: known failures: "), "{output}");
    let (code, output) = run("0");
    assert_eq!(code, Some(0), "{output}");
    assert!(output.contains(" 0 failed"), "{output}");
    let text = std::fs::read_to_string(&list).unwrap();
    std::fs::write(&list, text.replacen("import/", "import/no-such-vector/", 1)).unwrap();
    let (code, output) = run("0");
    assert_eq!(code, Some(101), "{output}");
    assert!(output.contains("every-known-failure-is-about-a-vector"), "{output}");
}

fn nextest(words: &[&str], more: &[&str]) -> Output {
    cargo(&[&["nextest"], words].concat(), more)
}

fn has_nextest() -> bool {
    let version = Command::new("cargo").args(["nextest", "--version"]).output();
    version.is_ok_and(|output| output.status.success())
}

/// Returns the names of all trials, in the order of the list.
fn names() -> Vec<String> {
    let suite = vector::embedded();
    let ids = suite.vectors.into_iter().map(|vector| vector.id);
    ids.chain(["something-is-tested".to_owned()]).collect()
}

/// The crate is built without a network.
fn every_dependency_is_in_the_lock_file_of_keyproof() {
    let fetched = |lock: &'static str| -> BTreeSet<&str> {
        let packages = lock.split("[[package]]\n").skip(1);
        packages.filter_map(|package| Some(package.split_once("\nsource")?.0)).collect()
    };
    let here = fetched(include_str!("../Cargo.lock"));
    let there = fetched(include_str!("stranger/Cargo.lock"));
    assert!(there.len() > 50);
    let others: Vec<&str> = there.difference(&here).copied().collect();
    assert!(others.is_empty(), "other versions than in keyproof's lock file: {others:?}");
}

fn each_vector_has_a_trial() {
    let (code, list) = trials(&["--list"]);
    assert_eq!(code, Some(0));
    let lines: String = names().iter().map(|name| format!("{name}: test\n")).collect();
    assert_eq!(list, lines);
}

fn each_verdict_has_its_trial_result() {
    let (code, output) = trials(&[]);
    assert_eq!(code, Some(101));
    let count = |end: &str| {
        let trials =
            output.lines().filter(|line| line.starts_with("test ") && line.contains(" ... "));
        trials.filter(|line| line.split_once(" ... ").unwrap().1.starts_with(end)).count()
    };
    let (passed, failed, ignored) = (count("ok"), count("FAILED"), count("ignored (not supported"));
    assert!(passed > 300 && failed > 300 && ignored > 300, "{passed} {failed} {ignored}");
    assert_eq!(passed + failed + ignored, names().len());
    let verdicts = |verdict: &str| output.lines().filter(|line| line.starts_with(verdict)).count();
    let (fail, crash) = (verdicts("fail import/"), verdicts("crash import/"));
    assert!(fail > 100 && crash > 10, "{fail} {crash}");
    let of_fingerprints = verdicts("fail fingerprint/")
        + verdicts("crash fingerprint/")
        + verdicts("inconclusive fingerprint/");
    assert_eq!(fail + crash + verdicts("inconclusive import/") + of_fingerprints, failed);
    assert!(output.contains("test something-is-tested"), "something-is-tested is a trial");
}

#[track_caller]
fn check(id: &str, expected_code: i32) -> String {
    let (code, output) = trials(&["--exact", id]);
    assert_eq!(code, Some(expected_code), "{output}");
    assert!(output.starts_with("\nrunning 1 test\n"), "{output}");
    output
}

fn a_failure_explains_itself() {
    insta::assert_snapshot!("fail", check("import/openssh/bits-1016", 101));
}

fn a_panic_fails_one_trial() {
    insta::assert_snapshot!("crash", check("import/openssh/comment-latin-1", 101));
}

fn an_inconclusive_trial_gives_its_reason() {
    insta::assert_snapshot!("inconclusive", check("import/rfc4716/bits-1016", 101));
}

/// Only the unsupported vector is selected, so the trial on missing tests doesn't run.
fn an_unsupported_vector_is_ignored() {
    insta::assert_snapshot!("unsupported", check("scenario/pair/hidden-from-another-region", 0));
}

fn filters_work_like_those_of_libtest() {
    check("import/openssh/bits-1024", 0);
    let selected = |arguments: &[&str]| {
        let (code, output) = trials(&[arguments, &["--list"]].concat());
        assert_eq!(code, Some(0));
        output.lines().count()
    };
    let all = names().len();
    let of_one_format = selected(&["import/openssh/"]);
    assert!(of_one_format > 50 && of_one_format < all);
    assert_eq!(selected(&["--skip", "import/openssh/"]), all - of_one_format);
    let (code, output) = trials(&["import/openssh/bits-1024", "--format", "json"]);
    assert_eq!(code, Some(0));
    assert!(output.lines().all(|line| line.starts_with('{')), "{output}");
    let one = ["import/openssh/bits-1024", "--exact", "--test-threads=1", "--quiet"];
    let (code, output) = trials(&one);
    assert_eq!((code, output.lines().nth(2)), (Some(0), Some(".")), "{output}");
}

fn nextest_lists_the_same_trials_as_libtest() {
    let output = nextest(&["list"], &["--message-format", "oneline"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let list = String::from_utf8(output.stdout).unwrap();
    let mut expected = names();
    expected.sort();
    let mut listed: Vec<&str> = list.lines().map(|line| line.rsplit_once(' ').unwrap().1).collect();
    listed.sort_unstable();
    assert_eq!(listed, expected);
}

fn nextest_runs_each_trial_in_a_process() {
    let run = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| format!("test(={name})")).collect();
        let filter = names.join(" + ");
        let output = nextest(&["run"], &["--no-fail-fast", "--color=never", "-E", &filter]);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, output) = run(&["import/openssh/bits-1024", "something-is-tested"]);
    assert_eq!(code, Some(0), "{output}");
    // In its own process, a vector is run together with its twin.
    let (code, output) = run(&["import/openssh/bits-1024", "import/openssh/bits-1016"]);
    assert_eq!(code, Some(100), "{output}");
    let again = "again     cargo nextest run --test keyproof -E 'test(=import/openssh/bits-1016)'";
    assert!(output.contains(again), "{output}");
    assert!(output.contains("\n    fail import/openssh/bits-1016\n"), "{output}");
}
