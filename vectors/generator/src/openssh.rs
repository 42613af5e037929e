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

use super::case::Case;
use super::keys::{self, Key};

const SECTION: &str = "Importing Your Own Key Pair to Amazon EC2";
const MANUAL: &str = "sshd(8), AUTHORIZED_KEYS FILE FORMAT";
const TWIN: &str = "import/openssh/bits-2048";

/// Returns the vectors of OpenSSH lines.
pub(super) fn cases() -> Vec<Case> {
    let cases = [
        comment::cases(),
        layout::cases(),
        label::cases(),
        prefix::cases(),
        enclosure::cases(),
        several::cases(),
        broken::cases(),
        character_set::cases(),
        document::cases(),
    ];
    cases.concat()
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
