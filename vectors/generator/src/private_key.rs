//! Private key files, and the public keys and fingerprints that are computed from them.

mod accepted;
mod refused_files;
mod refused_contents;

use super::case::Case;
use super::keys::Key;
use keyproof::vector::PrivateKeyValues;

const RETRIEVING: &str = "Retrieving the Public Key for Your Key Pair";
const VERIFYING: &str = "Verifying Your Key Pair's Fingerprint";

/// Returns the vectors of private key files.
pub(super) fn cases() -> Vec<Case> {
    let cases = [
        accepted::forms(),
        accepted::layouts(),
        fingerprints(&[accepted::forms(), accepted::layouts()].concat()),
        accepted::permissions(),
        refused_files::files(),
        refused_contents::contents(),
    ];
    cases.concat()
}

/// The programs that load a format, which determine the rules of its vectors.
#[derive(Clone, Copy)]
enum LoadedBy {
    /// ssh-keygen and PuTTYgen.
    Both,
    /// ssh-keygen, but not PuTTYgen 0.78.
    SshKeygen,
    /// PuTTYgen.
    PuttyGen,
}

impl LoadedBy {
    const fn rules(self) -> &'static [&'static str] {
        match self {
            Self::Both => &["public-key/from-private", "public-key/puttygen"],
            Self::SshKeygen => &["public-key/from-private"],
            Self::PuttyGen => &["public-key/puttygen"],
        }
    }
}

/// A vector of a file that contains this key.
fn accept(
    name: &str,
    loaded_by: LoadedBy,
    comment: &str,
    file: impl Into<String>,
    key: &Key,
) -> Case {
    let id = format!("private-key/{name}");
    let case = Case::private_key(id, loaded_by.rules(), comment, file, facts(key));
    evident(case.document(RETRIEVING).document(VERIFYING), key)
}

/// Repeats these vectors for each of the two fingerprints that are computed from a private key.
fn fingerprints(read: &[Case]) -> Vec<Case> {
    let rules = ["fingerprint/local-created", "fingerprint/local-imported"];
    read.iter().flat_map(|case| rules.map(|rule| case.about(rule, "private-key"))).collect()
}

/// A vector of a file that must be refused. `twin` is the name of its valid counterpart.
fn refuse(name: &str, twin: &str, comment: &str, file: impl Into<String>) -> Case {
    let rule =
        if twin.starts_with("ppk") { "public-key/puttygen" } else { "public-key/from-private" };
    let (id, twin) = (format!("private-key/{name}"), format!("private-key/{twin}"));
    Case::refuse_private_key(id, &[rule], comment, file, &twin).document(RETRIEVING)
}

/// The facts about a key that ssh-keygen and OpenSSL computed.
fn facts(key: &Key) -> PrivateKeyValues {
    PrivateKeyValues {
        openssh: key.openssh.clone().expect("ssh-keygen takes the key"),
        created: key.created.clone(),
        imported: key.imported.clone(),
    }
}

/// Adds the commands that computed the facts.
fn evident(case: Case, key: &Key) -> Case {
    let (openssl, imported) = key.provenance();
    case.tool("OpenSSH 9.2p1", &format!("ssh-keygen -y -f keys/{}", key.file))
        .tool(&openssl, &key.created_command())
        .tool(&openssl, &imported)
}
