//! `keyproof inspect` on damaged and wrapped key files: the key is found, and each command that is advised
//! works on that very file.
//!
//! The fingerprints come from OpenSSL (`vectors/keys/rsa.json`).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "inspect/wrappings.rs"]
mod wrappings;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use wrappings::WRAPPINGS;

/// The key in all files, as OpenSSL computed it.
const IMPORTED: &str = "1b:22:77:80:c4:ac:65:9d:d1:73:1b:cd:6f:ea:78:d0";
const CREATED: &str = "c9:39:e8:dd:0f:05:e7:3e:41:c3:51:38:63:a0:94:0a:ef:0e:02:ce";

/// A key file, and what is known of its key.
#[derive(Clone)]
struct Form {
    name: &'static str,
    bytes: Vec<u8>,
    is_private: bool,
    is_encrypted: bool,
}

/// The forms that are wrapped in every way, and the ways in which the others are.
const WRAPPED_IN_EVERY_WAY: [&str; 6] =
    ["line", "der", "pkcs1", "openssh", "ppk-3", "ppk-encrypted"];
const FEW: [&str; 7] =
    ["as-it-is", "utf-16le-with-mark", "json", "base64-wrapped", "mail", "one-line", "text-around"];

/// The tools in the commands.
const TOOLS: [&str; 7] = ["openssl", "ssh-keygen", "puttygen", "jq", "iconv", "perl", "base64"];

fn main() {
    let mut trials = Vec::new();
    for form in forms() {
        let is_all = WRAPPED_IN_EVERY_WAY.contains(&form.name);
        for wrapping in WRAPPINGS.into_iter().filter(|it| is_all || FEW.contains(&it.name)) {
            let Some(bytes) = (wrapping.wrap)(&form.bytes) else { continue };
            let name = format!("{}/{}", form.name, wrapping.name);
            let form = form.clone();
            trials.push(Trial::ignorable_test(name, move || check(&form, &bytes)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn key_file(name: &str) -> Vec<u8> {
    let path = format!("{}/vectors/keys/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read(path).unwrap()
}

fn forms() -> Vec<Form> {
    let keys: Vec<Value> = serde_json::from_slice(&key_file("rsa.json")).unwrap();
    let key = keys.iter().find(|key| key["name"] == "2048").unwrap();
    assert_eq!((&key["imported"], &key["created"]), (&IMPORTED.into(), &CREATED.into()));
    let line = format!("{} someone@example.com\n", key["openssh"].as_str().unwrap());
    let public = |name, bytes| Form { name, bytes, is_private: false, is_encrypted: false };
    let private = |name, bytes| Form { is_private: true, ..public(name, bytes) };
    let encrypted = |name, bytes| Form { is_encrypted: true, ..private(name, bytes) };
    let pem = String::from_utf8(key_file("other/spki.pem")).unwrap();
    let body: Vec<&str> = pem.lines().filter(|line| !line.starts_with('-')).collect();
    vec![
        public("line", line.into_bytes()),
        public("der", (body.join("\n") + "\n").into_bytes()),
        public("spki", key_file("other/spki.pem")),
        public("pkcs1-public", key_file("other/pkcs1-public.pem")),
        public("certificate", key_file("other/x509-certificate.pem")),
        public("request", key_file("other/pkcs10-request.pem")),
        public("ssh-certificate", key_file("other/openssh-cert-rsa-2048.pub")),
        private("pkcs1", key_file("rsa/2048.pem")),
        private("pkcs8", key_file("other/pkcs8.pem")),
        private("openssh", key_file("other/openssh-private.pem")),
        private("ppk-2", key_file("other/ppk-v2.ppk")),
        private("ppk-3", key_file("other/ppk-v3.ppk")),
        encrypted("openssh-encrypted", key_file("other/openssh-private-encrypted.pem")),
        encrypted("ppk-encrypted", key_file("other/ppk-v3-encrypted.ppk")),
    ]
}

/// Checks what is told about a file, and runs the commands that are advised.
fn check(form: &Form, bytes: &[u8]) -> Result<Completion, Failed> {
    let &Form { is_private, is_encrypted, .. } = form;
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("key file");
    fs::write(&path, bytes)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
    let line = inspect(&path, directory.path());
    if line["kind"] != if is_private { "private" } else { "public" } {
        return Err(format!("the kind is wrong: {line}").into());
    }
    if line["fingerprints"]["imported"] != IMPORTED {
        return Err(format!("the MD5 is wrong: {line}").into());
    }
    let created = if is_private && !is_encrypted { CREATED.into() } else { Value::Null };
    if line["fingerprints"]["created"] != created {
        return Err(format!("the SHA-1 is wrong: {line}").into());
    }
    let text = run(
        Command::new(env!("CARGO_BIN_EXE_keyproof")).args(["inspect", "key file"]),
        directory.path(),
    );
    let text = String::from_utf8(text)?;
    if is_private {
        let shown = format!("{text}{line}");
        no_private_number_is_printed(&form.bytes, &shown)?;
        no_private_number_is_printed(bytes, &shown)?;
    }
    let missing = TOOLS.iter().find(|tool| !is_installed(tool));
    if let Some(tool) = missing {
        let required = std::env::var_os("KEYPROOF_REQUIRE_ORACLES").is_some_and(|it| it == "1");
        let what = format!("{tool} is not installed");
        return if required { Err(what.into()) } else { Ok(Completion::ignored_with(what)) };
    }
    let (_, advice) = text.split_once("\n  to do").unwrap_or_default();
    let is_accepted = line["accepted"] == true;
    if advice.is_empty() && !is_accepted {
        return Err(format!("there is no advice:\n{text}").into());
    }
    for line in advice.lines().skip(1) {
        if line.starts_with("ssh-rsa ") {
            accepts(format!("{line}\n").as_bytes())?;
        } else if let Some(command) = command_of(line) {
            works(command, directory.path())?;
        }
    }
    Ok(Completion::Completed)
}

/// Returns the command in a row of advice, unless it asks for a passphrase.
fn command_of(row: &str) -> Option<&str> {
    let command = row.strip_prefix("              ")?;
    let first = command.split([' ', ';']).next()?;
    let is_command = TOOLS.contains(&first.trim_start_matches('('))
        || ["grep", "tr", "sed", "tail", "cp", "(echo"].contains(&first);
    let asks = command.contains("-N ''") && !command.contains("-P ''")
        || command.contains("--new-passphrase")
        || command.starts_with("ssh-keygen -t");
    (is_command && !asks).then_some(command)
}

/// Runs an advised command: it prints a key that is accepted, or writes a private key that the tools read.
fn works(command: &str, directory: &Path) -> Result<(), Failed> {
    let output = run(Command::new("bash").args(["-c", command]), directory);
    for name in ["repaired.pem", "windows.pem"] {
        let path = directory.join(name);
        if !path.exists() {
            continue;
        }
        let again = inspect(&path, directory);
        let is_ppk = fs::read(&path)?.starts_with(b"PuTTY");
        let imported = &again["fingerprints"]["imported"];
        let public_half = if is_ppk {
            run(Command::new("puttygen").arg(&path).arg("-L"), directory)
        } else {
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
            run(
                Command::new("ssh-keygen").arg("-y").args(["-P", ""]).arg("-f").arg(&path),
                directory,
            )
        };
        fs::remove_file(&path)?;
        let is_encrypted = again["fingerprints"]["created"].is_null();
        if imported != IMPORTED || !is_encrypted && !public_half.starts_with(b"ssh-rsa ") {
            return Err(format!("`{command}` writes no such key: {again}").into());
        }
        return Ok(());
    }
    accepts(&output)
        .map_err(|failed| format!("`{command}`: {}", failed.message().unwrap_or_default()).into())
}

/// Checks that material is accepted, with the fingerprint of the key.
fn accepts(material: &[u8]) -> Result<(), Failed> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("repaired.pub");
    fs::write(&path, material)?;
    let line = inspect(&path, directory.path());
    if line["accepted"] == true && line["fingerprints"]["imported"] == IMPORTED {
        return Ok(());
    }
    Err(format!("not accepted: {} {line}", String::from_utf8_lossy(material)).into())
}

/// Checks that no part of the private numbers is shown. They are in the last third of every form.
fn no_private_number_is_printed(file: &[u8], shown: &str) -> Result<(), Failed> {
    const PART: usize = 24;
    let secret = &file[file.len() / 3 * 2..];
    let words = secret.split(|byte| !byte.is_ascii_alphanumeric() && !b"+/".contains(byte));
    for part in words.flat_map(|word| word.chunks_exact(PART)) {
        if shown.contains(std::str::from_utf8(part)?) {
            return Err("a part of the private numbers is shown".into());
        }
    }
    Ok(())
}

fn inspect(path: &Path, directory: &Path) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keyproof"));
    serde_json::from_slice(&run(command.args(["inspect", "--json"]).arg(path), directory)).unwrap()
}

fn run(command: &mut Command, directory: &Path) -> Vec<u8> {
    command
        .current_dir(directory)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .unwrap()
        .stdout
}

fn is_installed(tool: &str) -> bool {
    let command = format!("command -v {tool}");
    Command::new("sh").args(["-c", &command]).output().is_ok_and(|run| run.status.success())
}
