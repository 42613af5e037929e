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

use super::case::Case;
use keyproof::encoding::base64;

const SECTION: &str = "Importing Your Own Key Pair to Amazon EC2";

/// The valid counterpart of the vectors with a fault.
const TWIN: &str = "import/base64-der/bits-2048";

/// The key of these vectors.
const KEY: &str = "2048";

/// Returns the vectors of base64 DER files.
pub(super) fn cases() -> Vec<Case> {
    let cases = [
        length_fields::cases(),
        elements::cases(),
        arrangement::cases(),
        algorithm::cases(),
        structures::cases(),
        layout::cases(),
        armour::cases(),
    ];
    cases.concat()
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
