//! The document's own commands, unchanged, on fixed and new keys: they print what the reference computes.

use crate::claim;
use crate::reference;
use keyproof::api::Action;
use keyproof::implementation::builtin::shell::directory_with;
use keyproof::model::Model;
use keyproof_oracles::Oracle;
use std::path::Path;

/// The origin of a private key.
pub(crate) struct Source {
    /// The name in the trial's name.
    pub(crate) name: &'static str,
    /// The tool that creates it.
    pub(crate) tool: Oracle,
    /// The command that creates it in `path_to_private_key`.
    command: &'static str,
}

/// The document lets users choose the program that creates a key pair.
pub(crate) const SOURCES: [Source; 5] = [
    Source {
        name: "made-by-openssl",
        tool: Oracle::Openssl,
        command: "openssl genrsa -traditional -out path_to_private_key 2048",
    },
    Source {
        name: "made-by-openssl-as-pkcs8",
        tool: Oracle::Openssl,
        command: "openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 \
                  -out path_to_private_key",
    },
    Source {
        name: "made-by-ssh-keygen",
        tool: Oracle::SshKeygen,
        command: "ssh-keygen -q -t rsa -b 2048 -m PEM -N '' -f path_to_private_key",
    },
    Source {
        name: "made-by-ssh-keygen-of-1024-bits",
        tool: Oracle::SshKeygen,
        command: "ssh-keygen -q -t rsa -b 1024 -m PEM -N '' -f path_to_private_key",
    },
    Source {
        name: "made-by-puttygen",
        tool: Oracle::Puttygen,
        command: "puttygen -q -t rsa -b 2048 --new-passphrase /dev/null -O private-openssh \
                  -o path_to_private_key",
    },
];

/// "Verifying Your Key Pair's Fingerprint", for a pair whose public key was imported.
const IMPORTED: &str = "openssl rsa -in path_to_private_key -pubout -outform DER | openssl md5 -c";

/// The same for a pair that EC2 created. The document has `ec2-fingerprint-key`, which no longer exists.
const CREATED: &str =
    "openssl pkcs8 -in path_to_private_key -nocrypt -topk8 -outform DER | openssl sha1 -c";

/// "Retrieving the Public Key for Your Key Pair". The command asks for the path.
const PUBLIC_KEY: &str = "echo path_to_private_key | ssh-keygen -y";

/// Runs the document's commands on a key.
///
/// # Errors
/// Returns the command whose result differs, and both results.
pub(crate) fn check(source: &Source) -> Result<(), String> {
    let directory = directory_with(&[]).map_err(|error| error.to_string())?;
    let directory = directory.path();
    output(directory, source.command)?;
    let material = std::fs::read(directory.join("path_to_private_key"));
    let material = material.map_err(|error| format!("{}: {error}", source.command))?;

    output(directory, "chmod 400 path_to_private_key")?;
    let facts = reference::private_key(&material)?;
    same(&facts.imported, last_word(&output(directory, IMPORTED)?))?;
    same(&facts.created, last_word(&output(directory, CREATED)?))?;
    let printed = output(directory, PUBLIC_KEY)?;
    // The prompt precedes it on the same line.
    let line = printed.find("ssh-rsa ").and_then(|start| printed.get(start..));
    same(&facts.openssh, line.unwrap_or(&printed).trim_end())?;

    output(directory, "chmod 644 path_to_private_key")?;
    refused_in_the_open(directory, material)
}

/// Rule public-key/permissions.
fn refused_in_the_open(directory: &Path, material: Vec<u8>) -> Result<(), String> {
    if let Ok(output) = claim::run(directory, PUBLIC_KEY) {
        return Err(format!("with mode 0644, ssh-keygen prints {output}"));
    }
    let action = Action::InspectPrivateKey { material, mode: keyproof::api::guest::Mode(0o644) };
    match Model::default().apply(&action) {
        Ok(reply) => Err(format!("with mode 0644, the reference answers {reply:?}")),
        Err(_) => Ok(()),
    }
}

fn output(directory: &Path, command: &str) -> Result<String, String> {
    claim::run(directory, command).map_err(|error| format!("{command}: {error}"))
}

fn same(ours: &str, theirs: &str) -> Result<(), String> {
    if ours == theirs {
        return Ok(());
    }
    Err(format!("keyproof  {ours}\ntools     {theirs}"))
}

/// Returns the digest in `MD5(stdin)= …`.
fn last_word(text: &str) -> &str {
    text.split_whitespace().last().unwrap_or_default()
}
