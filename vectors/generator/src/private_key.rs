//! Private key files, and the public keys and fingerprints that are computed from them.

mod accepted;
mod refused_files;
mod refused_contents;

use super::Group;
use super::case::Case;
use super::keys::Key;
use keyproof::vector::file::PrivateKey;

const RETRIEVING: &str = "Retrieving the Public Key for Your Key Pair";
const VERIFYING: &str = "Verifying Your Key Pair's Fingerprint";

/// Four files with accepted private keys, two with refused ones.
pub(super) fn files() -> Vec<Group> {
    let group = |path, about: &str, cases| Group { path, about: about.to_owned(), cases };
    vec![
        group(
            "private-key/forms",
            "RSA private keys in the formats that ssh-keygen and PuTTYgen load, each with its \
             public half and both fingerprints.",
            accepted::forms(),
        ),
        group(
            "private-key/layouts",
            "One private key in every layout of base64 that real files have.",
            accepted::layouts(),
        ),
        group(
            "fingerprint/local",
            "The same private keys again, with the fingerprints of their key pairs, created or \
             imported.",
            fingerprints(&[accepted::forms(), accepted::layouts()].concat()),
        ),
        group(
            "private-key/permissions",
            "One private key file with many permissions: ssh-keygen reads it only if no other user \
             has access.",
            accepted::permissions(),
        ),
        group(
            "private-key/refused-files",
            "Files that are not an unencrypted RSA private key, and files with malformed PEM \
             markers or base64.",
            refused_files::files(),
        ),
        group(
            "private-key/refused-contents",
            "Private keys with one fault in the data that the base64 encodes.",
            refused_contents::contents(),
        ),
    ]
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
fn facts(key: &Key) -> PrivateKey {
    PrivateKey {
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
