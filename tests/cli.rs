//! End-to-end tests of the command line: output and exit codes.
//!
//! The reports are on a small suite of this test, so a new vector doesn't change them. After an intended change of
//! a text, run `INSTA_UPDATE=always cargo test --test cli` and review the difference.

#![cfg(unix)]
#![allow(dead_code, reason = "not every test runs the program in every way")]

mod program;
#[path = "cli/inspect.rs"]
mod inspect;
#[path = "cli/interrupts.rs"]
mod interrupts;

use insta::assert_snapshot;
use program::{Run, Suite, keyproof};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;

/// Refuses one of the two vectors of an open question, breaks down on others, and accepts the rest as the same key.
const MIXED: &str = "#!/bin/sh
text=$(cat)
case $text in
  *second*) echo 'not that one' >&2; exit 1 ;;
  *1025*) echo 'segmentation fault' >&2; exit 139 ;;
  MIG*) exec sleep 1000 ;;
  *) echo 5b:0c:68:ef:3f:6a:67:e9:23:c2:08:59:85:5c:25:12 ;;
esac
";

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

#[test]
fn the_reference_passes() {
    let suite = Suite::new();
    assert_snapshot!(suite.run(&["run"]).success());
}

#[test]
fn the_reference_passes_every_built_in_vector() {
    let report = keyproof(&["run", "--format", "json"]).success();
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["summary"]["pass"], report["summary"]["vectors"]);
}

#[test]
fn a_report_shows_the_faults_of_a_library() {
    let suite = Suite::new();
    assert_snapshot!(suite.run(&["run", "--builtin", "ssh-key"]).nonconformance());
}

#[test]
fn the_built_in_library_breaks_rules() {
    let report = keyproof(&["run", "--builtin", "ssh-key", "--format", "json"]).nonconformance();
    let report: Value = serde_json::from_str(&report).unwrap();
    for rule in ["import/base64-der", "import/rfc4716", "import/other-lengths-refused"] {
        let mut rules = report["rules"].as_array().unwrap().iter();
        let rule = rules.find(|result| result["id"] == rule).unwrap();
        assert!(rule["verdicts"]["fail"].as_u64().unwrap() > 0, "{rule}");
    }
    let summary = &report["summary"];
    let count = |verdict: &str| format!("{} {verdict}", summary[verdict]);
    let verdicts = ["pass", "fail", "crash", "hang", "unsupported", "inconclusive"].map(count);
    let sentence = format!("{} vectors: {}", summary["vectors"], verdicts.join(", "));
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    assert!(readme.contains(&sentence), "the README lacks: {sentence}");
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

#[test]
fn a_report_distinguishes_the_faults_of_a_command() {
    let suite = Suite::new();
    let script = suite.script("import.sh", MIXED, 0o755);
    let run = suite.run(&["run", "--filter", &script, "--timeout", "1", "--jobs", "2"]);
    assert_snapshot!(run.nonconformance());
}

#[test]
fn a_verbose_report_is_complete() {
    let suite = Suite::new();
    let run = suite.run(&["run", "--filter", "exit 1", "--verbose"]);
    assert_snapshot!(run.nonconformance());
}

#[test]
fn a_report_without_a_pass_suggests_a_first_check() {
    let suite = Suite::new();
    let report = suite.run(&["run", "--filter", "exit 3"]).nonconformance();
    let next = report.lines().last().unwrap();
    assert_eq!(
        next,
        "Nothing passed. First, check a valid key: \
         keyproof vectors --vectors SUITE import/base64-der/valid --raw | exit 3"
    );
}

#[test]
fn a_json_report_is_complete() {
    let suite = Suite::new();
    let script = suite.script("import.sh", MIXED, 0o755);
    let arguments = ["run", "--filter", &script, "--timeout", "1", "--format", "json"];
    assert_snapshot!(suite.run(&arguments).nonconformance());
}

/// A command that is copied from a report gives the same result again.
#[test]
fn the_commands_of_a_report_work() {
    let suite = Suite::new();
    for target in [["--builtin", "ssh-key"], ["--filter", "grep -q ssh-rsa || exit 1; echo no"]] {
        let arguments = [&["run", "--verbose"][..], &target].concat();
        let report = suite.run_as_it_is(&arguments).nonconformance();
        let labels = ["    again ", "    by hand ", "    reference "];
        let commands: Vec<&str> = report
            .lines()
            .filter_map(|line| labels.iter().find_map(|label| line.strip_prefix(label)))
            .collect();
        assert!(commands.len() >= 4, "{report}");
        for command in commands {
            let run = suite.shell(command);
            assert!(run.code == Some(0) || run.code == Some(1), "{command}: {run:?}");
            assert_eq!(run.stderr, "", "{command}");
        }
    }
}

#[test]
fn vectors_are_selected_by_id_pattern_or_rule() {
    let suite = Suite::new();
    let ids = |patterns: &[&str]| {
        let selects = patterns.iter().flat_map(|pattern| ["--select", *pattern]);
        let arguments: Vec<&str> = ["run", "--format", "json"].into_iter().chain(selects).collect();
        let report: Value = serde_json::from_str(&suite.run(&arguments).success()).unwrap();
        let results = report["results"].as_array().unwrap().iter();
        results.map(|result| result["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["import/openssh/valid"]), ["import/openssh/valid"]);
    assert_eq!(ids(&["import/base64-der"]), ["import/base64-der/valid"]);
    assert_eq!(ids(&["*/bits-1025"]), ["import/base64-der/bits-1025", "import/openssh/bits-1025"]);
    assert_eq!(
        ids(&["import/openssh/first*", "import/base64-der"]),
        ["import/base64-der/valid", "import/openssh/first-open-question"]
    );
}

/// The shards of a run contain each vector once, with the verdict of the whole run, even if its twin is in another
/// shard.
#[test]
fn shards_add_up_to_the_whole() {
    let results = |arguments: &[&str]| -> Vec<Value> {
        let arguments = [&["run", "--builtin", "ssh-key", "--format", "json"], arguments].concat();
        let report: Value = serde_json::from_str(&keyproof(&arguments).nonconformance()).unwrap();
        report["results"].as_array().unwrap().clone()
    };
    let whole = results(&[]);
    let shards = ["1/3", "2/3", "3/3"].map(|shard| results(&["--shard", shard]));
    assert!(shards.iter().all(|shard| shard.len() > whole.len() / 4));
    let mut parts = shards.concat();
    parts.sort_by_key(|result| result["id"].as_str().unwrap().to_owned());
    assert!(parts == whole, "{} vectors instead of {}", parts.len(), whole.len());
}

#[test]
fn a_report_names_its_shard() {
    let suite = Suite::new();
    let select = ["run", "--select", "import/openssh/bits-1025"];
    let shards = ["1/2", "2/2"].map(|shard| [&select[..], &["--shard", shard]].concat());
    let reports = shards.map(|arguments| suite.run(&arguments).success());
    assert_snapshot!(reports.join("\n---\n"));
    let arguments = ["run", "--shard", "2/7", "--format", "json"];
    let report: Value = serde_json::from_str(&suite.run(&arguments).success()).unwrap();
    assert_eq!(report["shard"], serde_json::json!({"number": 2, "of": 7}));
}

/// A machine may get no vectors if several machines share a few.
#[test]
fn an_empty_shard_succeeds() {
    let suite = Suite::new();
    let shards = (1..=32).map(|number| format!("{number}/32"));
    let runs: Vec<Run> = shards.map(|shard| suite.run(&["run", "--shard", &shard])).collect();
    assert!(runs.iter().all(|run| run.code == Some(0)), "{runs:?}");
    assert!(runs.iter().any(|run| run.stdout.contains("0 vectors: ")), "{runs:?}");
    let help = keyproof(&["run", "--help"]).success();
    assert!(help.contains("or none of the selected vectors belongs to the shard"), "{help}");
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

#[test]
fn rules_are_found_by_a_heading() {
    let suite = Suite::new();
    assert_snapshot!(suite.run(&["rules", "--from", "verifying your key pair"]).success());
}

/// A report without a tested vector must not look like a success.
#[test]
fn a_run_without_a_tested_vector_is_reported() {
    let suite = Suite::new();
    let arguments = ["run", "--filter", "exit 1", "--select", "import/openssh/bits-1025"];
    let run = suite.run(&arguments);
    assert_eq!(run.code, Some(2));
    assert_snapshot!(format!("{}\n---\n{}", run.stdout, run.stderr));
}

/// If the machine lacks resources, the command is not at fault, and the results so far are shown.
#[test]
fn a_command_that_could_not_be_started_is_not_a_failure() {
    let suite = Suite::new();
    // Enough descriptors for the pipes of one or two commands, but not of six.
    let run = "ulimit -n 18 && exec keyproof run --vectors . --jobs 6 --verbose";
    let run = suite.shell(&format!("{run} --filter 'exec sleep 1000' --timeout 1"));
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stdout.contains("0 pass, 0 fail, 0 crash, "), "{run:?}");
    assert!(run.stdout.contains("no answer within 1 s"), "{run:?}");
    assert!(run.stdout.contains("not tested: sh can't be started"), "{run:?}");
    assert!(run.stderr.contains(" of 6 could not be tested: sh can't"), "{run:?}");
    assert!(run.stderr.contains("fewer --jobs"), "{run:?}");
}

#[test]
fn distinguishes_slow_from_hung() {
    let suite = Suite::new();
    let sleeps = "sleep 2; echo 5b:0c:68:ef:3f:6a:67:e9:23:c2:08:59:85:5c:25:12";
    let run = |more: &[&str]| {
        let select = ["--select", "import/openssh/valid", "--timeout", "1"];
        suite.run(&[&["run", "--filter", sleeps][..], &select, more].concat())
    };
    let report = run(&[]).success();
    assert!(report.contains("1 slow\n"), "{report}");
    assert!(report.contains(": 0 pass, 1 slow, 0 fail, "), "{report}");
    let report: Value = serde_json::from_str(&run(&["--format", "json"]).success()).unwrap();
    assert_eq!(report["results"][0]["result"], "slow");
    assert_eq!(report["results"][0]["failure"], "hang");
    let strict = run(&["--strict"]).nonconformance();
    assert!(strict.contains("Slow answers are failures with --strict"), "{strict}");
}

/// A process limit is neither a failure of the target nor a panic. It doesn't apply to root, so the test runs as
/// another user.
#[cfg(target_os = "linux")]
#[test]
fn a_process_limit_is_reported() {
    let directory = tempfile::tempdir().unwrap();
    let program = directory.path().join("keyproof");
    fs::copy(env!("CARGO_BIN_EXE_keyproof"), &program).unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
    // One thread watches the signals, and each job is a thread.
    for limit in ["--nproc=1", "--nproc=2"] {
        let mut command = std::process::Command::new("setpriv");
        command.args(["--reuid=54321", "--regid=54321", "--clear-groups", "prlimit", limit]);
        let Ok(run) = command.arg(&program).args(["run", "--jobs", "4"]).output() else { return };
        let stderr = String::from_utf8(run.stderr).unwrap();
        if stderr.starts_with("setpriv:") {
            // Only root can change the user.
            return;
        }
        assert_eq!(run.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("Resource temporarily unavailable"), "{stderr}");
        assert!(!stderr.contains("panicked"), "{stderr}");
    }
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
fn output_writes_the_report_to_a_file() {
    let suite = Suite::new();
    let path = suite.directory().join("report");
    let arguments = ["run", "--builtin", "ssh-key", "--output", path.to_str().unwrap()];
    assert_eq!(suite.run(&arguments).nonconformance(), "");
    let report = fs::read_to_string(&path).unwrap();
    assert!(report.starts_with("ssh-key 0.6.7: 6 vectors"), "{report}");
    assert!(!report.contains('\u{1b}'));
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

#[test]
fn a_rule_is_shown_with_its_vectors() {
    let suite = Suite::new();
    assert_snapshot!("rule", suite.run(&["rules", "import/other-lengths-refused"]).success());
    let table = suite.run(&["rules"]).success();
    for rule in keyproof::rule::RULES {
        let is_row = |line: &str| line.split_whitespace().next() == Some(rule.id);
        assert!(table.lines().any(is_row), "{} has no row", rule.id);
    }
    assert_snapshot!("rules", table);
}

#[test]
fn rules_as_json_are_complete() {
    let suite = Suite::new();
    let one = suite.run(&["rules", "import/base64-der", "--json"]).success();
    assert_snapshot!("rule-json", one);
    let all: Vec<Value> = serde_json::from_str(&suite.run(&["rules", "--json"]).success()).unwrap();
    assert_eq!(all.len(), keyproof::rule::RULES.len());
}

#[test]
fn a_vector_is_shown_completely() {
    let suite = Suite::new();
    assert_snapshot!("vectors", suite.run(&["vectors"]).success());
    assert_snapshot!("vectors-of-a-rule", suite.run(&["vectors", "import/base64-der"]).success());
    assert_snapshot!("vector", suite.run(&["vectors", "import/openssh/bits-1025"]).success());
}

#[test]
fn a_vector_is_printed_as_in_its_file() {
    let suite = Suite::new();
    for vector in suite.vectors() {
        let id = vector["id"].as_str().unwrap();
        let raw = suite.run_as_it_is(&["vectors", id, "--raw"]).success();
        assert_eq!(raw, vector["material"].as_str().unwrap(), "{id}");
        let json: Value =
            serde_json::from_str(&suite.run_as_it_is(&["vectors", id, "--json"]).success())
                .unwrap();
        assert_eq!(json, Value::Array(vec![vector.clone()]), "{id}");
    }
}

#[test]
fn an_export_has_a_file_for_each_vector() {
    let suite = Suite::new();
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("export");
    let path = target.to_str().unwrap();
    let export = ["vectors", "export", path];
    suite.run(&export).success();
    let by_id: BTreeMap<String, Value> = suite
        .vectors()
        .into_iter()
        .map(|vector| (vector["id"].as_str().unwrap().to_owned(), vector))
        .collect();
    for (id, vector) in by_id {
        let material = fs::read_to_string(format!("{path}/{id}.pub")).unwrap();
        assert_eq!(material, vector["material"].as_str().unwrap());
        let json: Value =
            serde_json::from_str(&fs::read_to_string(format!("{path}/{id}.json")).unwrap())
                .unwrap();
        assert_eq!(json, vector);
    }
    assert_eq!(suite.run(&export).code, Some(2));
    suite.run(&["vectors", "export", path, "--force"]).success();
}

#[test]
fn every_built_in_vector_can_be_exported() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap();
    keyproof(&["vectors", "export", path]).success();
    keyproof(&["vectors", "export", path, "--force"]).success();
    for entry in keyproof::vector::embedded_entries() {
        assert!(directory.path().join(format!("{}.json", entry.id)).is_file(), "{}", entry.id);
    }
}
