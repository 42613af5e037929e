//! Runs the commands that the documentation gives to users: the README's script of three lines with real tools, and
//! the removal of a passphrase.
//!
//! If a tool is not installed, its trials are ignored, or fail with `KEYPROOF_REQUIRE_ORACLES=1`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

const SCRIPT: &str = "tests/filters/ssh-keygen.sh";

/// The passphrase of the encrypted keys in `vectors/keys`.
const PASSPHRASE: &str = "keyproof";

fn main() {
    let with_tools = |name: &str, tools: &'static [&str], run: fn() -> Result<(), Failed>| {
        Trial::ignorable_test(name, move || {
            let missing = tools.iter().find(|tool| !is_installed(tool));
            let required = std::env::var_os("KEYPROOF_REQUIRE_ORACLES").is_some_and(|it| it == "1");
            match missing {
                Some(tool) if required => Err(Failed::from(format!("{tool} is not installed"))),
                Some(tool) => Ok(Completion::ignored_with(format!("{tool} is not installed"))),
                None => run().map(|()| Completion::Completed),
            }
        })
    };
    let trials = vec![
        Trial::test("the_readme_shows_the_script", the_readme_shows_the_script),
        with_tools(
            "the_script_finds_faults_of_real_tools",
            &["ssh-keygen", "openssl"],
            the_script_finds_faults_of_real_tools,
        ),
        with_tools(
            "removing_a_passphrase_keeps_the_original_file",
            &["ssh-keygen", "puttygen"],
            removing_a_passphrase_keeps_the_original_file,
        ),
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

fn the_readme_shows_the_script() -> Result<(), Failed> {
    let script = std::fs::read_to_string(root().join(SCRIPT))?;
    let readme = std::fs::read_to_string(root().join("README.md"))?;
    let (shebang, lines) = script.split_once('\n').unwrap();
    assert_eq!(shebang, "#!/bin/sh");
    assert_eq!(lines.lines().count(), 3);
    assert!(readme.contains(lines), "the README differs from {SCRIPT}");
    Ok(())
}

/// Checks only results that do not depend on the versions of the tools.
fn the_script_finds_faults_of_real_tools() -> Result<(), Failed> {
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
        // ssh-keygen refuses keys that are as short as this.
        ("import/openssh/bits-512", "pass"),
        // ssh-keygen accepts keys of these lengths.
        ("import/openssh/bits-2047", "fail"),
        ("import/openssh/bits-3072", "fail"),
        // This command reads only OpenSSH lines. It breaks the rules on the other formats, so vectors that depend
        // on them are inconclusive.
        ("import/rfc4716/bits-2048", "inconclusive"),
        ("import/rfc4716/bits-3072", "inconclusive"),
        ("import/base64-der/bits-2048", "inconclusive"),
    ] {
        assert_eq!(results.get(id), Some(&expected), "{id}");
    }
    for broken_down in ["crash", "hang"] {
        assert_eq!(report["summary"][broken_down], 0);
    }
    Ok(())
}

fn removing_a_passphrase_keeps_the_original_file() -> Result<(), Failed> {
    for name in [
        "pkcs1-encrypted.pem",
        "pkcs8-encrypted.pem",
        "openssh-private-encrypted.pem",
        "ppk-v3-encrypted.ppk",
    ] {
        let directory = tempfile::tempdir()?;
        let original = fs::read(other(name))?;
        fs::write(directory.path().join(name), &original)?;
        shell(directory.path(), &format!("chmod 400 {name}"))?;
        fs::write(directory.path().join("passphrase"), PASSPHRASE)?;
        let command = advised(directory.path(), name)?
            // The commands would ask for the passphrase.
            .replace("ssh-keygen -p", &format!("ssh-keygen -p -P {PASSPHRASE}"))
            .replace("puttygen", "puttygen --old-passphrase passphrase");
        shell(directory.path(), &command)?;
        assert_eq!(fs::read(directory.path().join(name))?, original, "{command}");
        let copy = shell(directory.path(), "$KEYPROOF inspect --json decrypted_copy || true")?;
        let copy: Value = serde_json::from_str(&copy)?;
        assert!(copy["fingerprints"]["created"].is_string(), "{command}: {copy}");
    }
    Ok(())
}

/// Runs a line in a shell, with the program as `$KEYPROOF`, and returns its output.
fn shell(directory: &Path, line: &str) -> Result<String, Failed> {
    let mut command = Command::new("sh");
    command.args(["-c", line]).env("KEYPROOF", env!("CARGO_BIN_EXE_keyproof"));
    let run = command.current_dir(directory).output()?;
    assert!(run.status.success(), "{line}: {}", String::from_utf8_lossy(&run.stderr));
    Ok(String::from_utf8(run.stdout)?)
}

fn other(name: &str) -> String {
    format!("{}/vectors/keys/other/{name}", root().display())
}

/// Returns the last line of the report on a file, which is the suggested command.
fn advised(directory: &Path, file: &str) -> Result<String, Failed> {
    let report = shell(directory, &format!("$KEYPROOF inspect {file} || true"))?;
    Ok(report.lines().last().unwrap_or_default().trim().to_owned())
}
