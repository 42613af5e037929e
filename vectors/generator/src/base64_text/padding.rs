//! Faults at the end of the text: padding (RFC 4648 section 3.2) and unused bits (section 3.5).

use super::Damage::Text;
use super::Fault;
use keyproof::encoding::base64;

/// The base64 characters, ordered by their values.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn faults() -> Vec<Fault> {
    let padding = |name, comment, equals, damage| {
        Fault::new(name, comment, equals, "3.2", Text(damage)).flag("Base64Padding")
    };
    let text_after = |name, comment, equals, damage| {
        Fault::new(name, comment, equals, "3.2", Text(damage)).flag("Base64TextAfterPadding")
    };
    let unused_bits = |name, comment, equals| {
        Fault::new(name, comment, equals, "3.5", Text(with_an_unused_bit)).flag("Base64UnusedBits")
    };
    vec![
        padding("padding-missing", "The two `=` at the end are missing.", 2, |text| {
            text.replace('=', "")
        }),
        padding("padding-short", "The text ends in one `=` instead of two.", 2, |text| {
            text.replace("==", "=")
        }),
        padding("padding-long", "The text ends in three `=` instead of two.", 2, |text| {
            text.replace("==", "===")
        }),
        padding(
            "padding-unneeded",
            "One `=` follows a complete group of four characters.",
            0,
            |text| format!("{text}="),
        ),
        padding("padding-group", "A group of four `=` follows a complete text.", 0, |text| {
            format!("{text}====")
        }),
        text_after(
            "padding-inside",
            "The key is encoded in two parts, so the padding of the first part is in the middle of \
             the text.",
            0,
            in_two_parts,
        ),
        padding("padding-behind-space", "A space comes before the padding.", 2, |text| {
            text.replace("==", " ==")
        }),
        text_after("text-after-padding", "More base64 characters follow the padding.", 2, |text| {
            format!("{text}AAAA")
        }),
        unused_bits(
            "unused-bits-two",
            "The last character has two bits that no octet uses, and one of them is set.",
            1,
        ),
        unused_bits(
            "unused-bits-four",
            "The last character has four bits that no octet uses, and one of them is set.",
            2,
        ),
    ]
}

fn in_two_parts(text: &str) -> String {
    let octets = base64::decode(text.as_bytes()).expect("sound text");
    let (first, second) = octets.split_at(octets.len() / 6 * 3 + 1);
    base64::encode(first) + &base64::encode(second)
}

/// Sets the lowest bit of the last character before the padding.
fn with_an_unused_bit(text: &str) -> String {
    let unpadded = text.trim_end_matches('=');
    let (rest, last) = unpadded.split_at(unpadded.len() - 1);
    let value = ALPHABET.iter().position(|character| last.as_bytes() == [*character]);
    let next = value.and_then(|value| ALPHABET.get(value + 1)).expect("an even value, so below 63");
    format!("{rest}{}{}", char::from(*next), "=".repeat(text.len() - unpadded.len()))
}
