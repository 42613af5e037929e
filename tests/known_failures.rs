//! Tests lists of known failures as in the CI of an implementation: listed failures pass, and every difference from
//! the list is distinguished.
//!
//! After an intended change of a text, run `INSTA_UPDATE=always cargo test --test known_failures` and review the
//! difference.

#![cfg(unix)]
#![allow(dead_code, reason = "not every test runs the program in every way")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

mod program;

use insta::assert_snapshot;
use program::{Run, Suite, keyproof};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

/// The failures of the ssh-key crate in the small suite of these tests.
fn failures() -> Value {
    json!({"known_failures": [
        {"id": "import/base64-der/valid", "failure": "refused", "reason": "It reads one format."},
        {"id": "import/openssh/bits-1025", "failure": "accepted", "reason": "No length is refused.",
         "link": "https://example.com/issues/1"},
    ]})
}

fn schema() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/schemas/known-failures.schema.json")
}

/// Runs the ssh-key crate against a list of known failures.
fn run(suite: &Suite, list: &Value, arguments: &[&str]) -> Run {
    let list = suite.script("known.txt", &list.to_string(), 0o644);
    let run = ["run", "--builtin", "ssh-key", "--known-failures", &list];
    suite.run(&[&run[..], arguments].concat())
}

fn changed(change: impl FnOnce(&mut Vec<Value>)) -> Value {
    let mut list = failures();
    change(list["known_failures"].as_array_mut().unwrap());
    list
}

#[test]
fn listed_failures_are_expected() {
    let suite = Suite::new();
    assert_snapshot!("as-listed", run(&suite, &failures(), &[]).success());
    assert_snapshot!("as-listed-verbose", run(&suite, &failures(), &["--verbose"]).success());
}

#[test]
fn a_pattern_covers_several_vectors() {
    let suite = Suite::new();
    let list = changed(|entries| {
        entries[0] = json!({"glob": "import/base64-der/*", "failure": "refused", "reason": "No."});
    });
    // An inconclusive vector is no failure, and the pattern may cover it.
    let report = run(&suite, &list, &[]).success();
    assert!(report.contains(" 2 known, 0 fixed, 0 fail, "), "{report}");
    assert!(report.contains(" 1 inconclusive "), "{report}");
}

/// Each difference from the list fails the run, and is distinguished from the others.
#[test]
fn a_difference_from_the_list_is_a_failure() {
    let suite = Suite::new();
    let passing = json!({"id": "import/openssh/valid", "failure": "crash", "reason": "It died."});
    let gone = json!({"id": "import/openssh/vlaid", "failure": "hang", "reason": "It slept."});
    let nothing = json!({"glob": "import/rfc4716/*", "failure": "hang", "reason": "It slept."});
    let inconclusive = json!(
        {"id": "import/base64-der/bits-1025", "failure": "accepted", "reason": "No length."}
    );
    let cases = [
        ("unlisted", changed(|entries| drop(entries.remove(0)))),
        ("fixed", changed(|entries| entries.push(passing))),
        ("changed", changed(|entries| entries[1]["failure"] = "wrong-error-code".into())),
        ("inconclusive", changed(|entries| entries.push(inconclusive))),
        ("stale", changed(|entries| entries.extend([gone, nothing]))),
    ];
    let mut transcript = String::new();
    for (name, list) in &cases {
        let report = run(&suite, list, &[]).nonconformance();
        let (_, findings) = report.split_once(" rules have no vector in this run").unwrap();
        transcript.push_str(&format!("=== {name}{findings}\n"));
    }
    assert_snapshot!(transcript);
    let all = changed(|entries| {
        for (_, list) in &cases[1..] {
            entries.extend(list["known_failures"].as_array().unwrap().iter().skip(2).cloned());
        }
        entries[1]["failure"] = "wrong-error-code".into();
    });
    let report = run(&suite, &all, &["--format", "json"]).nonconformance();
    let report: Value = serde_json::from_str(&report).unwrap();
    let results = report["results"].as_array().unwrap().iter();
    let results: Vec<_> = results.map(|one| [&one["id"], &one["result"]]).collect();
    let found = json!({"results": results, "known_failures": report["known_failures"]});
    assert_snapshot!("for-programs", serde_json::to_string_pretty(&found).unwrap());
}

#[test]
fn entries_of_vectors_that_are_not_run_are_ignored() {
    let suite = Suite::new();
    let only = |arguments: &[&str]| run(&suite, &failures(), arguments).success();
    only(&["--select", "import/openssh/*"]);
    // The only selected vector is a known failure. It counts as tested.
    only(&["--select", "import/openssh/bits-1025"]);
    for shard in ["1/3", "2/3", "3/3"] {
        only(&["--shard", shard]);
    }
}

/// Runs the ssh-key crate against a list for another version.
#[test]
fn a_difference_of_another_version_is_reported_without_failing() {
    let suite = Suite::new();
    let of = |version: &str, list: &Value| {
        let mut list = list.clone();
        list["versions"] = json!([version]);
        list
    };
    let report = run(&suite, &of("0.0", &failures()), &["--format", "json"]).success();
    let report: Value = serde_json::from_str(&report).unwrap();
    let version = report["implementation"]["version"].as_str().unwrap();
    assert_eq!(
        report["known_failures"]["other_version"],
        json!({"listed": ["0.0"], "tested": version})
    );
    let passing = json!({"id": "import/openssh/valid", "failure": "crash", "reason": "It died."});
    let lists = [
        changed(|entries| drop(entries.remove(0))),
        changed(|entries| entries.push(passing)),
        changed(|entries| entries[1]["failure"] = "wrong-error-code".into()),
    ];
    for list in &lists {
        let report = run(&suite, &of("0.0", list), &[]).success();
        assert!(
            report.contains("Another version: the list is for version 0.0, but the"),
            "{report}"
        );
        run(&suite, &of(version, list), &[]).nonconformance();
    }
    // An entry without a vector is wrong for every version.
    let gone = json!({"id": "import/openssh/vlaid", "failure": "hang", "reason": "It slept."});
    run(&suite, &of("0.0", &changed(|entries| entries.push(gone))), &[]).nonconformance();
}

/// Runs a filter that reads every file as the same key.
#[test]
fn a_wrong_value_fails_in_any_version() {
    let suite = Suite::new();
    let wrong = "echo 00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff";
    let list = json!({"versions": ["1"], "known_failures": []});
    let list = suite.script("known.txt", &list.to_string(), 0o644);
    let select = ["--select", "import/openssh/valid"];
    let run = |filter: &str| {
        let arguments = ["run", "--filter", filter, "--known-failures", &list];
        suite.run(&[&arguments[..], &select].concat())
    };
    run(wrong).nonconformance();
    run("exit 1").success();
}

#[test]
fn a_broken_list_is_explained() {
    let suite = Suite::new();
    let entries = |entries: &str| format!("{{\n  \"known_failures\": [\n    {entries}\n  ]\n}}\n");
    let cases = [
        "known_failures = []".to_owned(),
        "{}".to_owned(),
        entries(r#"{"id": "a/b", "kind": "accepted", "reason": "why"}"#),
        entries(r#"{"id": "a/b", "failure": "fail", "reason": "why"}"#),
        entries(r#"{"id": "a/b", "failure": "accepted"}"#),
        entries(r#"{"id": "a/b", "failure": "accepted", "reason": " "}"#),
        entries(r#"{"failure": "accepted", "reason": "why"}"#),
        entries(r#"{"id": "a/b", "glob": "a/*", "failure": "accepted", "reason": "why"}"#),
        entries(r#"{"id": "a/*", "failure": "accepted", "reason": "why"}"#),
        entries(r#"{"glob": "a/*", "failure": "accepted", "reason": "TODO: say why this fails"}"#),
        entries(r#"{"glob": "a/[", "failure": "accepted", "reason": "why"}"#),
        entries(r#"{"glob": "a/*", "step": 1, "failure": "accepted", "reason": "why"}"#),
        entries(
            r#"{"id": "a/b", "failure": "accepted", "reason": "why"},
    {"id": "a/b", "failure": "crash", "reason": "why"}"#,
        ),
    ];
    let mut transcript = String::new();
    let mut fails = |list: &str, name: &str| {
        let run = suite.run(&["run", "--known-failures", name]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{list}");
        let message = run.stderr.replace(suite.path(), "SUITE");
        transcript.push_str(&format!("{}\n→ {message}\n", list.trim_end()));
    };
    for list in cases {
        fails(&list, &suite.script("known.txt", &list, 0o644));
    }
    fails("no file", &format!("{}/missing", suite.path()));
    fails("a directory", suite.path());
    assert_snapshot!(transcript);
}

/// A list of today's failures makes the run pass, and any change makes it fail.
#[test]
fn a_written_list_is_correct() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("known.json");
    let path = path.to_str().unwrap();
    let run = ["run", "--builtin", "ssh-key"];
    let first = keyproof(&[&run[..], &["--write-known-failures", path]].concat());
    assert_eq!(first.code, Some(1), "{first:?}");
    let command = format!("keyproof run --builtin ssh-key --known-failures {path}\n");
    assert!(first.stderr.ends_with(&command), "{first:?}");
    let text = fs::read_to_string(path).unwrap();
    let list: Value = serde_json::from_str(&text).unwrap();
    let schema = fs::read_to_string(schema()).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    assert!(validator.is_valid(&list) && validator.is_valid(&failures()));
    let entries = list["known_failures"].as_array().unwrap().iter();
    let ids: Vec<&str> = entries.map(|entry| entry["id"].as_str().unwrap()).collect();
    assert!(ids.len() > 50 && ids.is_sorted(), "{ids:?}");

    let again = [&run[..], &["--known-failures", path]].concat();
    let report = keyproof(&[&again[..], &["--format", "json"]].concat()).success();
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["summary"]["known"], ids.len());
    assert_eq!(report["known_failures"]["unexplained"], ids.len());
    for shard in ["1/2", "2/2"] {
        keyproof(&[&again[..], &["--shard", shard]].concat()).success();
    }
    // An update of a correct list doesn't change it.
    keyproof(&[&again[..], &["--write-known-failures", path]].concat());
    assert_eq!(fs::read_to_string(path).unwrap(), text);
    // The list is wrong for the reference.
    keyproof(&["run", "--known-failures", path]).nonconformance();
}

#[test]
fn a_list_is_updated() {
    let suite = Suite::new();
    let gone = json!({"id": "import/openssh/vlaid", "failure": "hang", "reason": "It slept."});
    let list = changed(|entries| {
        entries.push(gone);
        entries[0]["failure"] = "crash".into();
    });
    let path = format!("{}/known.txt", suite.path());
    let report = run(&suite, &list, &["--write-known-failures", &path]);
    assert_eq!(report.code, Some(1));
    let stderr = report.stderr.replace(suite.path(), "SUITE");
    assert_snapshot!(format!("{stderr}\n{}", fs::read_to_string(&path).unwrap()));
    let run = ["run", "--builtin", "ssh-key", "--known-failures", &path];
    suite.run(&run).success();
}

#[test]
fn a_list_is_replaced_completely_or_not_at_all() {
    let suite = Suite::new();
    let before = "{\"known_failures\": []}";
    let path = suite.script("known.txt", before, 0o600);
    let link = format!("{}/link", suite.path());
    symlink(&path, &link).unwrap();
    let write = |path: &str, filter: &str| {
        suite.run(&["run", "--filter", filter, "--write-known-failures", path])
    };
    // No vector is tested, so no failure is known.
    let select = ["--select", "import/openssh/bits-1025"];
    let run = ["run", "--filter", "exit 1", "--write-known-failures", &path];
    assert_eq!(suite.run(&[&run[..], &select].concat()).code, Some(2));
    assert_eq!(fs::read_to_string(&path).unwrap(), before);

    assert_eq!(write(&link, "exit 3").code, Some(1));
    assert!(fs::read_to_string(&path).unwrap().contains("\"crash\""));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    // A path that can't be written is reported before the run.
    for place in [suite.path().to_owned(), format!("{}/missing/known.json", suite.path())] {
        let run = write(&place, "exit 3");
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:?}");
        assert!(run.stderr.contains("cannot be written: "), "{run:?}");
    }
    let left: Vec<_> = fs::read_dir(suite.directory()).unwrap().collect();
    assert_eq!(left.len(), 4, "{left:?}");
}
