//! The OpenSSH line (sshd(8), AUTHORIZED_KEYS FILE FORMAT): what may stand around the blob, and what
//! may not. The blob is the one right one throughout, or another key's whole blob.

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

/// The files of these vectors.
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
            "OpenSSH lines whose first word is not the type of the key behind it.",
            label::cases(),
        ),
        group(
            "import/openssh-prefix",
            "OpenSSH lines with options, host names or markers before the key type.",
            prefix::cases(),
        ),
        group(
            "import/openssh-enclosure",
            "OpenSSH lines as they stand in shells, JSON, YAML and URLs, and the line of SSH-1.",
            enclosure::cases(),
        ),
        group(
            "import/openssh-several",
            "OpenSSH files with more than one key, or with other text beside the key.",
            several::cases(),
        ),
        group(
            "import/openssh-broken",
            "OpenSSH lines that were broken into several.",
            broken::cases(),
        ),
        group(
            "import/openssh-character-set",
            "OpenSSH lines in another character set than ASCII, and with control characters.",
            character_set::cases(),
        ),
        group(
            "import/document-example",
            "The public key that the document prints, in the layouts that it prints and in the others.",
            document::cases(),
        ),
    ]
}

/// The key of these vectors.
fn key() -> Key {
    keys::key("2048")
}

/// Its line, as far as the blob.
fn line() -> String {
    key().line()
}

/// The base64 of its blob.
fn blob() -> String {
    line().split_off("ssh-rsa ".len())
}

/// A file that is taken.
fn accept(name: &str, comment: &str, material: impl Into<Vec<u8>>) -> Case {
    let id = format!("import/openssh/{name}");
    Case::accept(id, &["import/openssh"], comment, material, &key()).document(SECTION)
}

/// A file that is refused, or taken as the one right key.
fn either(name: &str, comment: &str, flag: &str, material: impl Into<Vec<u8>>) -> Case {
    let id = format!("import/openssh/{name}");
    Case::either(id, &["import/openssh"], comment, material, (flag, &key()), TWIN).standard(MANUAL)
}

/// A file that is refused.
fn refuse(name: &str, comment: &str, material: impl Into<Vec<u8>>) -> Case {
    let id = format!("import/openssh/{name}");
    Case::refuse(id, &["import/malformed-refused"], comment, material, TWIN).standard(MANUAL)
}
