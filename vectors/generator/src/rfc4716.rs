//! RFC 4716 files: markers, headers, continuations, body, and files in which a reader can find two
//! keys.
//!
//! Most files contain the same key, and its blob is valid. Faults of the blob and of the base64
//! encoding are in other modules, because OpenSSH lines share them.

mod markers;
mod headers;
mod continuations;
mod body;
mod two_keys;
mod size;

use super::case::Case;
use super::keys::{self, Key};
use keyproof::encoding::base64;

const SECTION: &str = "Importing Your Own Key Pair to Amazon EC2";

/// The valid counterpart of the vectors with a fault.
const TWIN: &str = "import/rfc4716/bits-2048";

const BEGIN: &str = "---- BEGIN SSH2 PUBLIC KEY ----\n";
const END: &str = "---- END SSH2 PUBLIC KEY ----\n";

/// The header of the twin.
const COMMENT: &str = "Comment: \"keyproof\"\n";

/// Returns the vectors of RFC 4716 files.
pub(super) fn cases() -> Vec<Case> {
    let cases = [
        markers::cases(),
        headers::cases(),
        continuations::cases(),
        body::cases(),
        two_keys::cases(),
        size::cases(),
    ];
    cases.concat()
}

/// The key of these vectors.
fn key() -> Key {
    keys::key("2048")
}

/// Another key of the same length, for decoys.
fn decoy() -> Key {
    keys::key("2048-b")
}

/// Returns the base64 of the key in lines of 70 characters, as in the twin.
fn twin_body() -> String {
    base64::encode_wrapped(&key().blob(), 70, "\n")
}

/// Builds a vector whose file must be accepted according to the RFC.
fn accepted(name: &str, comment: &str, material: impl Into<Vec<u8>>, section: &str) -> Case {
    let id = format!("import/rfc4716/{name}");
    Case::accept(id, &["import/rfc4716"], comment, material, &key())
        .document(SECTION)
        .standard(section)
}

/// Builds a vector whose file violates the RFC.
fn refused(name: &str, comment: &str, material: impl Into<Vec<u8>>, section: &str) -> Case {
    let id = format!("import/rfc4716/{name}");
    Case::refuse(id, &["import/malformed-refused"], comment, material, TWIN)
        .document(SECTION)
        .standard(section)
}

/// Builds a vector for which the RFC has no requirement, or none for readers.
fn open(name: &str, comment: &str, material: impl Into<Vec<u8>>, flag: &str) -> Case {
    open_as(name, comment, material, (flag, &key()))
}

/// Like [`open`], with another key than the usual one.
fn open_as(name: &str, comment: &str, material: impl Into<Vec<u8>>, right: (&str, &Key)) -> Case {
    let id = format!("import/rfc4716/{name}");
    Case::either(id, &["import/rfc4716"], comment, material, right, TWIN).document(SECTION)
}

/// Adds the error code that EC2 returns for material that isn't ASCII text.
fn not_ascii(case: Case) -> Case {
    case.codes(&["InvalidKey.Format", "InvalidKeyPair.Format", "InvalidParameterValue"])
        .observed("Material beyond ASCII was refused with InvalidParameterValue in 2026.")
}
