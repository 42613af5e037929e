//! Tests cloud-init's metadata reader (`tests/clients/cloud-init-metadata.py`) while no instance runs, while one
//! runs, and while two run.

use crate::account::{Account, command};
use crate::tool;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// The name of the pair of the instances.
const NAME: &str = "my-key-pair";

/// Returns the first Python interpreter that has cloud-init in any version.
///
/// # Errors
/// Returns a message if there is none.
pub(crate) fn python() -> Result<PathBuf, String> {
    let has = |python: &PathBuf| {
        tool::python_output(python, "import cloudinit.version; print()").is_some()
    };
    let missing = || "cloud-init isn't installed (Debian's package cloud-init)".to_owned();
    tool::places("python3").into_iter().find(has).ok_or_else(missing)
}

pub(crate) fn the_launch_key(python: &Path) -> Result<(), String> {
    let account = Account::open_to_anyone();
    let read = |base: &str| read(python, &format!("{}{base}", account.metadata()));
    let nothing = json!({"latest": {}, "2009-04-04": {}, "source": null});
    assert_eq!(read("")?, nothing, "no running instance");

    account.ask("CreateKeyPair", &[("KeyName", NAME)]);
    let with_key = launch(&account, &[("KeyName", NAME)]);
    let alone = read("")?;
    let key = alone["source"]["keys"][0].as_str().expect("cloud-init finds a key").to_owned();
    assert!(key.starts_with("ssh-rsa AAAA") && key.ends_with(&format!(" {NAME}")), "{key}");
    let read_so = json!({
        "ami-id": "ami-1a2b3c4d",
        "instance-id": with_key,
        "public-keys": {NAME: [key]},
    });
    let found = json!({"instance-id": with_key, "keys": [key]});
    let expected = json!({"latest": read_so, "2009-04-04": read_so, "source": found});
    assert_eq!(alone, expected, "one running instance");

    let bare = launch(&account, &[]);
    assert_eq!(read("")?, nothing, "two running instances");
    assert_eq!(read(&format!("/{with_key}"))?, expected, "one of two running instances");
    let of_bare = read(&format!("/{bare}"))?;
    let found = json!({"instance-id": bare, "keys": []});
    assert_eq!((&of_bare["source"], &of_bare["latest"]["public-keys"]), (&found, &Value::Null));

    // An instance keeps the key that it was launched with, even if the pair is deleted.
    account.ask("DeleteKeyPair", &[("KeyName", NAME)]);
    account.ask("TerminateInstances", &[("InstanceId.1", &bare)]);
    assert_eq!(read("")?, expected, "one running instance again");
    Ok(())
}

/// Launches an instance, and returns its id.
fn launch(account: &Account, also: &[(&str, &str)]) -> String {
    let always = [("ImageId", "ami-1a2b3c4d"), ("MinCount", "1"), ("MaxCount", "1")];
    let answer = account.ask("RunInstances", &[&always, also].concat());
    let (_, rest) = answer.split_once("<instanceId>").unwrap();
    rest.split_once('<').unwrap().0.to_owned()
}

/// Returns what cloud-init reads at an address.
fn read(python: &Path, address: &str) -> Result<Value, String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients/cloud-init-metadata.py");
    let home = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut command = command(python, home.path());
    command.args(["-W", "ignore", script, address]).arg(home.path()).stdin(Stdio::null());
    let output = command.output().map_err(|error| error.to_string())?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).map_err(|error| format!("{error}: {stderr}"))
}
