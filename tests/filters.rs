//! The commands that users are given, run for real: the README's script of three lines around real tools,
//! and what `keyproof inspect` says to do.
//!
//! Ignored, and said so, where the tools are not installed; with `KEYPROOF_REQUIRE_ORACLES=1` that fails.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use keyproof::encoding::{base64, pem};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

const SCRIPT: &str = "tests/filters/ssh-keygen.sh";

/// The passphrase of the fixed keys that have one.
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
        Trial::test("the_readme_shows_the_script_as_it_is", the_readme_shows_the_script_as_it_is),
        with_tools(
            "the_script_shows_real_faults_of_real_tools",
            &["ssh-keygen", "openssl"],
            the_script_shows_real_faults_of_real_tools,
        ),
        with_tools(
            "what_takes_a_passphrase_off_leaves_the_file_alone",
            &["ssh-keygen", "puttygen"],
            what_takes_a_passphrase_off_leaves_the_file_alone,
        ),
        with_tools(
            "what_inspect_says_to_do_makes_a_file_that_is_accepted",
            &["ssh-keygen", "openssl", "base64"],
            what_inspect_says_to_do_makes_a_file_that_is_accepted,
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
fn the_script_shows_real_faults_of_real_tools() -> Result<(), Failed> {
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
        // This command reads OpenSSH lines alone: the rules on the other formats are broken, and what builds on them
        // proves nothing.
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

fn what_takes_a_passphrase_off_leaves_the_file_alone() -> Result<(), Failed> {
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
            // Nobody is there to be asked.
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

fn what_inspect_says_to_do_makes_a_file_that_is_accepted() -> Result<(), Failed> {
    let directory = tempfile::tempdir()?;
    let line = fs::read_to_string(root().join("vectors/keys/tools/ssh-keygen-openssh.2048.txt"))?;
    let mut files = vec![line.trim_start_matches("ssh-rsa ").as_bytes().to_vec()];
    for name in ["spki.pem", "pkcs1-public.pem", "x509-certificate.pem"] {
        let armoured = fs::read(other(name))?;
        let der = pem::read(&armoured).unwrap().contents;
        let wrapped = base64::encode_wrapped(&der, 64, "\n").into_bytes();
        // In base64 alone, SubjectPublicKeyInfo is taken as it is.
        files.extend((name != "spki.pem").then_some(wrapped));
        files.extend([armoured, der]);
    }
    for file in files {
        fs::write(directory.path().join("key"), &file)?;
        let command = advised(directory.path(), "key")?;
        let line = shell(directory.path(), &format!("{command} | $KEYPROOF inspect --json"))?;
        let line: Value = serde_json::from_str(&line)?;
        assert_eq!(line["accepted"], true, "{command}: {line}");
    }
    Ok(())
}

fn other(name: &str) -> String {
    format!("{}/vectors/keys/other/{name}", root().display())
}

/// The command with which the report on a file ends.
fn advised(directory: &Path, file: &str) -> Result<String, Failed> {
    let report = shell(directory, &format!("$KEYPROOF inspect {file} || true"))?;
    Ok(report.lines().last().unwrap_or_default().trim().to_owned())
}

/// What a line prints in a shell that knows the program as `$KEYPROOF`.
fn shell(directory: &Path, line: &str) -> Result<String, Failed> {
    let mut command = Command::new("sh");
    command.args(["-c", line]).env("KEYPROOF", env!("CARGO_BIN_EXE_keyproof"));
    let run = command.current_dir(directory).output()?;
    assert!(run.status.success(), "{line}: {}", String::from_utf8_lossy(&run.stderr));
    Ok(String::from_utf8(run.stdout)?)
}
