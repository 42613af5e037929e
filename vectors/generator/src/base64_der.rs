//! Base64 DER files: the structure inside, and the text around it.
//!
//! Most files contain the same key, and each invalid file has exactly one fault. Faults of the
//! base64 encoding and of exponents are in other modules, because other formats share them.

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

/// The valid counterpart of the vectors with a fault.
const TWIN: &str = "import/base64-der/bits-2048";

/// The key of these vectors.
const KEY: &str = "2048";

pub(super) fn files() -> Vec<Group> {
    let group = |path, about: &str, cases| Group { path, about: about.to_owned(), cases };
    vec![
        group(
            "import/base64-der-length-fields",
            "DER length fields that are wrong, are not in the shortest form, or reach beyond the \
             end of the file.",
            length_fields::cases(),
        ),
        group(
            "import/base64-der-elements",
            "SubjectPublicKeyInfo with one element of the wrong type or with invalid content.",
            elements::cases(),
        ),
        group(
            "import/base64-der-arrangement",
            "SubjectPublicKeyInfo whose elements are valid, but too many, too few or in the wrong \
             order.",
            arrangement::cases(),
        ),
        group(
            "import/base64-der-algorithm",
            "SubjectPublicKeyInfo with an algorithm that differs from rsaEncryption in its \
             identifier or parameters.",
            algorithm::cases(),
        ),
        group(
            "import/base64-der-structures",
            "Base64 of DER that is not a single SubjectPublicKeyInfo.",
            structures::cases(),
        ),
        group(
            "import/base64-der-layout",
            "White space and line endings in base64 DER files, and other text next to the base64.",
            layout::cases(),
        ),
        group(
            "import/base64-der-armour",
            "A valid SubjectPublicKeyInfo that is not encoded as bare base64, for example as PEM.",
            armour::cases(),
        ),
    ]
}

/// Builds a vector whose file is refused because its DER is invalid according to `section`.
fn malformed(name: &str, comment: impl Into<String>, der: &[u8], section: &str) -> Case {
    refused("import/malformed-refused", name, comment, text(der)).standard(section)
}

/// Builds a vector whose file is refused by `rule`.
fn refused(
    rule: &str,
    name: &str,
    comment: impl Into<String>,
    material: impl Into<Vec<u8>>,
) -> Case {
    Case::refuse(format!("import/base64-der/{name}"), &[rule], comment, material, TWIN)
        .document(SECTION)
}

/// Returns the base64 text of DER, in the layout of the twin.
fn text(der: &[u8]) -> String {
    base64::encode_wrapped(der, 64, "\n")
}
