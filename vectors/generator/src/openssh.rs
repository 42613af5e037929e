//! The OpenSSH line (sshd(8), AUTHORIZED_KEYS FILE FORMAT): text around the blob that is allowed,
//! and text that is not. Except in a few broken lines, the blob is the valid blob of the test key
//! or of another key.

mod comment;
mod layout;
mod label;
mod prefix;
mod enclosure;
mod several;
mod broken;
mod character_set;
mod document;

use super::Group;
use super::case::Case;
use super::keys::{self, Key};

const SECTION: &str = "Importing Your Own Key Pair to Amazon EC2";
const MANUAL: &str = "sshd(8), AUTHORIZED_KEYS FILE FORMAT";
const TWIN: &str = "import/openssh/bits-2048";

pub(super) fn files() -> Vec<Group> {
    let group = |path, about: &str, cases| Group { path, about: about.to_owned(), cases };
    vec![
        group(
            "import/openssh-comment",
            "OpenSSH lines with comments of every kind, and without one.",
            comment::cases(),
        ),
        group(
            "import/openssh-layout",
            "OpenSSH lines with white space, line endings and comment lines around them.",
            layout::cases(),
        ),
        group(
            "import/openssh-label",
            "OpenSSH lines whose first word is not the type of the key in the blob.",
            label::cases(),
        ),
        group(
            "import/openssh-prefix",
            "OpenSSH lines with options, host names or markers before the key type.",
            prefix::cases(),
        ),
        group(
            "import/openssh-enclosure",
            "OpenSSH lines inside shell commands, JSON, YAML, Markdown and URLs.",
            enclosure::cases(),
        ),
        group(
            "import/openssh-several",
            "OpenSSH files with more than one key, or with other text next to the key.",
            several::cases(),
        ),
        group(
            "import/openssh-broken",
            "OpenSSH lines that were broken into several lines.",
            broken::cases(),
        ),
        group(
            "import/openssh-character-set",
            "OpenSSH lines in other character encodings than ASCII, or with control characters.",
            character_set::cases(),
        ),
        group(
            "import/document-example",
            "The public key that the document prints, in the printed layouts and in the other \
             formats.",
            document::cases(),
        ),
    ]
}

/// The key of these vectors.
fn key() -> Key {
    keys::key("2048")
}

/// Returns the line of the key without a comment.
fn line() -> String {
    key().line()
}

/// Returns the base64 of the blob of the key.
fn blob() -> String {
    line().split_off("ssh-rsa ".len())
}

/// Builds a vector whose file must be accepted.
fn accept(name: &str, comment: &str, material: impl Into<Vec<u8>>) -> Case {
    let id = format!("import/openssh/{name}");
    Case::accept(id, &["import/openssh"], comment, material, &key()).document(SECTION)
}

/// Builds a vector whose file may be refused, or accepted as the test key.
fn either(name: &str, comment: &str, flag: &str, material: impl Into<Vec<u8>>) -> Case {
    let id = format!("import/openssh/{name}");
    Case::either(id, &["import/openssh"], comment, material, (flag, &key()), TWIN).standard(MANUAL)
}

/// Builds a vector whose file must be refused.
fn refuse(name: &str, comment: &str, material: impl Into<Vec<u8>>) -> Case {
    let id = format!("import/openssh/{name}");
    Case::refuse(id, &["import/malformed-refused"], comment, material, TWIN).standard(MANUAL)
}
