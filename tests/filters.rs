//! The README's way to a first report: a script of three lines around real tools, run for real.
//!
//! Ignored, and said so, where the tools are not installed; with `KEYPROOF_REQUIRE_ORACLES=1` that fails.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const SCRIPT: &str = "tests/filters/ssh-keygen.sh";

fn main() {
    let trials = vec![
        Trial::test("the_readme_shows_the_script_as_it_is", the_readme_shows_the_script_as_it_is),
        Trial::ignorable_test("the_script_shows_real_faults_of_real_tools", || {
            let missing = ["ssh-keygen", "openssl"].into_iter().find(|tool| !is_installed(tool));
            let required = std::env::var_os("KEYPROOF_REQUIRE_ORACLES").is_some_and(|it| it == "1");
            match missing {
                Some(tool) if required => Err(Failed::from(format!("{tool} is not installed"))),
                Some(tool) => Ok(Completion::ignored_with(format!("{tool} is not installed"))),
                None => the_script_shows_real_faults_of_real_tools(),
            }
        }),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn is_installed(tool: &str) -> bool {
    Command::new("sh")
        .args(["-c", &format!("command -v {tool}")])
        .output()
        .is_ok_and(|found| found.status.success())
}

fn the_readme_shows_the_script_as_it_is() -> Result<(), Failed> {
    let script = std::fs::read_to_string(root().join(SCRIPT))?;
    let readme = std::fs::read_to_string(root().join("README.md"))?;
    let (shebang, lines) = script.split_once('\n').unwrap();
    assert_eq!(shebang, "#!/bin/sh");
    assert_eq!(lines.lines().count(), 3);
    assert!(readme.contains(lines), "the README shows another script than {SCRIPT}");
    Ok(())
}

/// What holds of every version of these tools; which of the odder files they take differs.
fn the_script_shows_real_faults_of_real_tools() -> Result<Completion, Failed> {
    let run = Command::new(env!("CARGO_BIN_EXE_keyproof"))
        .current_dir(root())
        .args(["run", "--filter", SCRIPT, "--format", "json", "--select", "import/*/bits-*"])
        .output()?;
    assert_eq!(run.status.code(), Some(1), "{}", String::from_utf8_lossy(&run.stderr));
    let report: Value = serde_json::from_slice(&run.stdout)?;
    let results: BTreeMap<&str, &str> = report["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| (result["id"].as_str().unwrap(), result["result"].as_str().unwrap()))
        .collect();
    for (id, expected) in [
        ("import/openssh/bits-1024", "pass"),
        ("import/openssh/bits-2048", "pass"),
        ("import/openssh/bits-4096", "pass"),
        // Shorter than ssh-keygen reads: refused, as it should be.
        ("import/openssh/bits-512", "pass"),
        // It has no list of lengths.
        ("import/openssh/bits-2047", "fail"),
        ("import/openssh/bits-3072", "fail"),
        // This command reads OpenSSH lines alone, so what it refuses elsewhere proves nothing.
        ("import/rfc4716/bits-2048", "fail"),
        ("import/rfc4716/bits-3072", "inconclusive"),
        ("import/base64-der/bits-2048", "fail"),
    ] {
        assert_eq!(results.get(id), Some(&expected), "{id}");
    }
    for broken_down in ["crash", "hang"] {
        assert_eq!(report["summary"][broken_down], 0);
    }
    Ok(Completion::Completed)
}
