//! Tests of `keyproof run`: selections, reports and exit codes.

use crate::program::{Run, Suite, keyproof};
use insta::assert_snapshot;
use serde_json::Value;
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
