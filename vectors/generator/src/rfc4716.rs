//! RFC 4716 files: markers, headers, continuations, body, and files in which two keys can be seen.
//!
//! One key stands in all of them, and its blob is right. Faults of the blob and of base64 itself are
//! elsewhere, since OpenSSH lines share them.

mod markers;
mod headers;
mod continuations;
mod body;
mod two_keys;
mod size;

use super::Group;
use super::case::Case;
use super::keys::{self, Key};
use keyproof::encoding::base64;

const SECTION: &str = "Importing Your Own Key Pair to Amazon EC2";

/// The vector that is right where these have their one fault.
const TWIN: &str = "import/rfc4716/bits-2048";

const BEGIN: &str = "---- BEGIN SSH2 PUBLIC KEY ----\n";
const END: &str = "---- END SSH2 PUBLIC KEY ----\n";

/// The header of the twin.
const COMMENT: &str = "Comment: \"keyproof\"\n";

/// The files of these vectors.
pub(super) fn files() -> Vec<Group> {
    let group = |path, about: &str, cases| Group { path, about: about.to_owned(), cases };
    vec![
        group(
            "import/rfc4716-markers",
            "RFC 4716 files whose markers are missing, misspelt or not where they belong, and files \
             with text before or behind them.",
            markers::cases(),
        ),
        group("import/rfc4716-headers", "The headers of RFC 4716 files.", headers::cases()),
        group(
            "import/rfc4716-continuations",
            "Headers of RFC 4716 files that go on over several lines: who doesn't follow the RFC takes \
             a header for the key, or a part of the key for a header.",
            continuations::cases(),
        ),
        group(
            "import/rfc4716-body",
            "The body of RFC 4716 files: widths, line endings, white space, and what isn't a key.",
            body::cases(),
        ),
        group(
            "import/rfc4716-two-keys",
            "RFC 4716 files in which two programs may see two different keys.",
            two_keys::cases(),
        ),
        group(
            "import/rfc4716-size",
            "RFC 4716 files and headers beyond the RFC's limits for those who write them.",
            size::cases(),
        ),
    ]
}

/// The key of these vectors.
fn key() -> Key {
    keys::key("2048")
}

/// Another key of the same length, for decoys.
fn decoy() -> Key {
    keys::key("2048-b")
}

/// The base64 of the key in lines of 70, as the twin has it.
fn twin_body() -> String {
    base64::encode_wrapped(&key().blob(), 70, "\n")
}

/// A file that the RFC says is taken.
fn accepted(name: &str, comment: &str, material: impl Into<Vec<u8>>, section: &str) -> Case {
    let id = format!("import/rfc4716/{name}");
    Case::accept(id, &["import/rfc4716"], comment, material, &key())
        .document(SECTION)
        .standard(section)
}

/// A file that the RFC forbids.
fn refused(name: &str, comment: &str, material: impl Into<Vec<u8>>, section: &str) -> Case {
    let id = format!("import/rfc4716/{name}");
    Case::refuse(id, &["import/malformed-refused"], comment, material, TWIN)
        .document(SECTION)
        .standard(section)
}

/// A file of which the RFC says nothing, or nothing to those who read it.
fn open(name: &str, comment: &str, material: impl Into<Vec<u8>>, flag: &str) -> Case {
    open_as(name, comment, material, (flag, &key()))
}

/// The same of another key.
fn open_as(name: &str, comment: &str, material: impl Into<Vec<u8>>, right: (&str, &Key)) -> Case {
    let id = format!("import/rfc4716/{name}");
    Case::either(id, &["import/rfc4716"], comment, material, right, TWIN).document(SECTION)
}

/// The real service has a code of its own for what isn't ASCII text.
fn not_ascii(case: Case) -> Case {
    case.codes(&["InvalidKey.Format", "InvalidKeyPair.Format", "InvalidParameterValue"])
        .observed("Material beyond ASCII was refused with InvalidParameterValue in 2026.")
}
