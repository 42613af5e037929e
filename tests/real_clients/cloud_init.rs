//! cloud-init's reader of metadata (`tests/clients/cloud-init-metadata.py`): what it finds of an instance when none
//! runs, when one does, and when it can't know which of two it is on.

use crate::account::{Account, command};
use crate::tool;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// The pair that instances are launched with.
const NAME: &str = "my-key-pair";

/// The first Python that has cloud-init, of whatever version.
///
/// # Errors
/// There is none.
pub(crate) fn python() -> Result<PathBuf, String> {
    let has = |python: &PathBuf| tool::said(python, "import cloudinit.version; print()").is_some();
    let missing = || "cloud-init isn't installed (Debian's package cloud-init)".to_owned();
    tool::places("python3").into_iter().find(has).ok_or_else(missing)
}

pub(crate) fn the_launch_key(python: &Path) -> Result<(), String> {
    let account = Account::open_to_anyone();
    let read = |base: &str| read(python, &format!("{}{base}", account.metadata()));
    let nothing = json!({"latest": {}, "2009-04-04": {}, "source": null});
    assert_eq!(read("")?, nothing, "none runs");

    account.ask("CreateKeyPair", &[("KeyName", NAME)]);
    let with_key = launch(&account, &[("KeyName", NAME)]);
    let alone = read("")?;
    let key = alone["source"]["keys"][0].as_str().expect("it finds a key").to_owned();
    assert!(key.starts_with("ssh-rsa AAAA") && key.ends_with(&format!(" {NAME}")), "{key}");
    let read_so = json!({
        "ami-id": "ami-1a2b3c4d",
        "instance-id": with_key,
        "public-keys": {NAME: [key]},
    });
    let found = json!({"instance-id": with_key, "keys": [key]});
    let expected = json!({"latest": read_so, "2009-04-04": read_so, "source": found});
    assert_eq!(alone, expected, "one runs");

    let bare = launch(&account, &[]);
    assert_eq!(read("")?, nothing, "two run");
    assert_eq!(read(&format!("/{with_key}"))?, expected, "one of two");
    let of_bare = read(&format!("/{bare}"))?;
    let found = json!({"instance-id": bare, "keys": []});
    assert_eq!((&of_bare["source"], &of_bare["latest"]["public-keys"]), (&found, &Value::Null));

    // The key that an instance was launched with stays, whatever becomes of the pair.
    account.ask("DeleteKeyPair", &[("KeyName", NAME)]);
    account.ask("TerminateInstances", &[("InstanceId.1", &bare)]);
    assert_eq!(read("")?, expected, "one runs again");
    Ok(())
}

/// Launches an instance, and gives its id.
fn launch(account: &Account, also: &[(&str, &str)]) -> String {
    let always = [("ImageId", "ami-1a2b3c4d"), ("MinCount", "1"), ("MaxCount", "1")];
    let answer = account.ask("RunInstances", &[&always, also].concat());
    let (_, rest) = answer.split_once("<instanceId>").unwrap();
    rest.split_once('<').unwrap().0.to_owned()
}

/// What cloud-init reads at an address.
fn read(python: &Path, address: &str) -> Result<Value, String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients/cloud-init-metadata.py");
    let home = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut command = command(python, home.path());
    command.args(["-W", "ignore", script, address]).arg(home.path()).stdin(Stdio::null());
    let output = command.output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).map_err(|error| format!("{error}: {said}"))
}
