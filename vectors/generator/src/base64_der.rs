//! Base64 DER files: the structure inside, and the text around it.
//!
//! One key stands in all of them, and everything about it is right but for the one fault. Faults of
//! base64 itself and of exponents are elsewhere, since other formats share them.

mod spki;
mod length_fields;
mod elements;
mod arrangement;
mod algorithm;
mod structures;
mod layout;
mod armour;

use super::Group;
use super::case::Case;
use keyproof::encoding::base64;

const SECTION: &str = "Importing Your Own Key Pair to Amazon EC2";

/// The vector that is right where these have their one fault.
const TWIN: &str = "import/base64-der/bits-2048";

/// The key of these vectors.
const KEY: &str = "2048";

/// The files of these vectors.
pub(super) fn files() -> Vec<Group> {
    let group = |path, about: &str, cases| Group { path, about: about.to_owned(), cases };
    vec![
        group(
            "import/base64-der-length-fields",
            "Length fields of DER that lie, are written in another way than the shortest, or reach \
             beyond the file.",
            length_fields::cases(),
        ),
        group(
            "import/base64-der-elements",
            "SubjectPublicKeyInfo with an element of the wrong type, or with a broken one.",
            elements::cases(),
        ),
        group(
            "import/base64-der-arrangement",
            "SubjectPublicKeyInfo whose elements are right, and too many, too few or in the wrong order.",
            arrangement::cases(),
        ),
        group(
            "import/base64-der-algorithm",
            "SubjectPublicKeyInfo with an algorithm that is not quite rsaEncryption.",
            algorithm::cases(),
        ),
        group(
            "import/base64-der-structures",
            "Base64 of DER that is something else than a SubjectPublicKeyInfo.",
            structures::cases(),
        ),
        group(
            "import/base64-der-layout",
            "White space and line endings in base64 DER files, and text beside the base64.",
            layout::cases(),
        ),
        group(
            "import/base64-der-armour",
            "A SubjectPublicKeyInfo that is right, in another dress than bare base64.",
            armour::cases(),
        ),
    ]
}

/// A file that is refused because its DER is broken, which this section says it is.
fn malformed(name: &str, comment: impl Into<String>, der: &[u8], section: &str) -> Case {
    refused("import/malformed-refused", name, comment, text(der)).standard(section)
}

/// A file that is refused by this rule.
fn refused(
    rule: &str,
    name: &str,
    comment: impl Into<String>,
    material: impl Into<Vec<u8>>,
) -> Case {
    Case::refuse(format!("import/base64-der/{name}"), &[rule], comment, material, TWIN)
        .document(SECTION)
}

/// The base64 text of DER, laid out as the twin's.
fn text(der: &[u8]) -> String {
    base64::encode_wrapped(der, 64, "\n")
}
