//! Common public exponents, and exponents near the limits of integer types, in each format. RFC
//! 8017 section 3.1 allows odd numbers from 3 up to the modulus.

use super::base64_text::{file, text};
use super::case::Case;
use super::keys;
use keyproof::format::Format;

/// An exponent in decimal, the comment, and a flag if an implementation may also refuse it.
type Exponent = (&'static str, &'static str, Option<&'static str>);

const EXPONENTS: &[Exponent] = &[
    ("3", "The smallest valid exponent, which some policies refuse.", Some("SmallExponent")),
    ("17", "The second smallest of the common exponents.", None),
    ("35", "The exponent of keys that ssh-keygen generated before OpenSSH 5.4.", None),
    ("37", "The exponent of keys that PuTTYgen generated before 0.75.", None),
    ("257", "An exponent of two octets, which makes the base64 text end in one `=`.", None),
    (
        "4294967295",
        "The largest exponent of 32 bits, so the mpint needs a sign octet.",
        Some("LargeExponent"),
    ),
    ("4294967311", "The smallest prime of more than 32 bits.", Some("LargeExponent")),
    (
        "9007199254740881",
        "The largest prime that a double-precision number represents exactly.",
        Some("LargeExponent"),
    ),
    (
        "18446744073709551557",
        "The largest prime of 64 bits, which is too large for a signed 64-bit integer.",
        Some("LargeExponent"),
    ),
    (
        "18446744073709551629",
        "The smallest prime of more than 64 bits, which is too large for a 64-bit integer.",
        Some("LargeExponent"),
    ),
];

/// Returns a vector of each exponent in each format.
pub(super) fn cases() -> Vec<Case> {
    let in_format = |format: Format| EXPONENTS.iter().map(move |exponent| case(format, exponent));
    Format::ALL.into_iter().flat_map(in_format).collect()
}

fn case(format: Format, (exponent, comment, flag): &Exponent) -> Case {
    let key = keys::key(&format!("2048-e{exponent}"));
    let id = format!("import/{format}/exponent-{exponent}");
    let of_format = format!("import/{format}");
    let rules = [of_format.as_str(), "import/2048-bits"];
    let material = file(format, &text(format, &key));
    let case = match flag {
        None => Case::accept(id, &rules, *comment, material, &key),
        Some(flag) => {
            let twin = format!("import/{format}/bits-2048");
            Case::either(id, &rules, *comment, material, (flag, &key), &twin)
        }
    };
    let case = match *exponent {
        "35" => case.observed("A key with this exponent was imported."),
        _ => case,
    };
    case.document("Importing Your Own Key Pair to Amazon EC2").standard("RFC 8017 section 3.1")
}
