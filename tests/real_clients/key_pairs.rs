//! A scenario with key pairs that each client runs against a server. The reference runs it too, in this process, and
//! both servers have the same random seed. The snapshot `real_clients__key_pairs` contains the reference's results;
//! the snapshot of a client contains its results that differ.
//!
//! A script of `tests/clients/` translates the steps into calls of the client. `tests/clients/steps.py` says how it
//! reads them.

use crate::account::Account;
use crate::expected::Expected;
use crate::programs::{Client, Program};
use crate::scenario;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The steps. `{255}` is a name of that many characters. The other arguments of `create` and `import` are files.
const STEPS: &[&[&str]] = &[
    &["create", "made", "made.pem"],
    &["create", "made"],
    &["find", "made"],
    &["import", "openssh", "openssh"],
    &["import", "base64-der", "base64-der"],
    &["import", "rfc4716", "rfc4716"],
    &["import", "openssh", "rfc4716"],
    &["import", "private", "made.pem"],
    &["import", "junk", "junk"],
    &["import", "short", "short"],
    &["list"],
    &["list", "us-west-2"],
    &["find", "openssh", "rfc4716"],
    &["find", "gone"],
    &["find", "openssh", "gone"],
    &["filter", "key-name", "openssh"],
    &["filter", "key-name", "o*", "r*"],
    &["filter", "key-name", "gone"],
    &["filter", "no-such-filter", "a"],
    &["create", ""],
    &["create", "{255}"],
    &["create", "{256}"],
    &["create", "schlüssel"],
    &["create", "two words & a+b=c"],
    &["delete", "{255}"],
    &["delete", "two words & a+b=c"],
    &["launch", "ami-0a1d0e5f", "gone"],
    &["launch", "ami-0a1d0e5f", "made"],
    &["instances"],
    &["public_key"],
    &["password_data"],
    &["password", "made.pem"],
    &["delete", "made"],
    &["delete", "made"],
    &["find", "made"],
    &["instances"],
    &["terminate"],
    &["create", "made", "again.pem"],
    &["import", "empty", "empty"],
    &["list"],
];

/// The files, and the vectors whose files they are.
const FILES: [(&str, &str); 4] = [
    ("openssh", "import/openssh/bits-2048"),
    ("base64-der", "import/base64-der/bits-2048"),
    ("rfc4716", "import/rfc4716/bits-2048"),
    ("short", "import/openssh/bits-1016"),
];

/// Runs the scenario with a client, and compares its results and the private keys with those of the reference.
pub(crate) fn run(client: &Client, program: &Program) -> Result<(), String> {
    let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
    let home = directory.path();
    for (file, id) in FILES {
        fs::write(home.join(file), scenario::material(id)).unwrap();
    }
    fs::write(home.join("junk"), "ssh-rsa JUNK me@example.com").unwrap();
    fs::write(home.join("empty"), "").unwrap();

    let mut expected = Expected::new(home);
    let results = results(client, program, home)?;
    let (mut all, mut different) = (String::new(), format!("{} {}\n", client.name, client.version));
    for (step, found) in STEPS.iter().zip(results) {
        let expected = expected.result(&arguments(step));
        writeln!(all, "{}: {}", description(step), shown(&expected)).unwrap();
        if found != expected {
            writeln!(different, "{}: {}", description(step), shown(&found)).unwrap();
        }
    }
    for (file, private_key) in &expected.private_keys {
        let found = fs::read_to_string(home.join(file)).map_err(|error| error.to_string())?;
        if found != *private_key {
            let end = if found.trim_end() == private_key.trim_end() { "its end" } else { "it" };
            writeln!(different, "{file}: {end} differs").unwrap();
        }
    }
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("real_clients__key_pairs", all);
        insta::assert_snapshot!(format!("real_clients__key_pairs_{}", client.name), different);
    });
    Ok(())
}

/// Returns the results of a client, one line each.
fn results(client: &Client, program: &Program, home: &Path) -> Result<Vec<String>, String> {
    let account = match client.signature_version {
        4 => Account::open(),
        _ => Account::open_to_signature_v2(),
    };
    let mut input = String::new();
    for step in STEPS {
        writeln!(input, "{}", serde_json::to_string(&arguments(step)).unwrap()).unwrap();
    }
    let output = program.run(&account, home, &input)?;
    let results: Vec<String> = output.lines().skip(1).map(str::to_owned).collect();
    let complete = results.len() == STEPS.len();
    if complete { Ok(results) } else { Err(format!("not {} results: {output}", STEPS.len())) }
}

/// Returns a step as the script gets it.
fn arguments(step: &[&str]) -> Vec<String> {
    let long = |text: &&str| match *text {
        "{255}" => "a".repeat(255),
        "{256}" => "a".repeat(256),
        other => other.to_owned(),
    };
    step.iter().map(long).collect()
}

/// Returns a result as a person reads it.
fn shown(result: &str) -> &str {
    if result.is_empty() { "(nothing)" } else { result }
}

/// Returns a step as a person reads it.
fn description(step: &[&str]) -> String {
    let quoted = |text: &&str| {
        let plain = !text.is_empty() && !text.contains(' ');
        if plain { (*text).to_owned() } else { format!("{text:?}") }
    };
    step.iter().map(quoted).collect::<Vec<_>>().join(" ")
}
