//! Bytes: byte order marks, UTF-16, zero and other control characters. The text is the right one.

use super::super::base64_text::PARAMETER_CODES;
use super::{Case, either, line, refuse};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = encodings();
    cases.extend(control_characters());
    cases
}

fn text() -> String {
    format!("{} keyproof\n", line())
}

fn encodings() -> Vec<Case> {
    let utf16 = |name, comment, octets: fn(u16) -> [u8; 2], text: &str| {
        let material: Vec<u8> = text.encode_utf16().flat_map(octets).collect();
        refuse(name, comment, material).codes(PARAMETER_CODES).flag("Utf16")
    };
    let marked = format!("\u{feff}{}", text());
    vec![
        either("utf-8-mark", "A byte order mark comes first.", "ByteOrderMark", marked.as_str()),
        utf16(
            "utf-16-le-mark",
            "UTF-16 as Windows writes it, with a byte order mark.",
            u16::to_le_bytes,
            &marked,
        ),
        utf16("utf-16-be-mark", "Big-endian UTF-16 with its mark.", u16::to_be_bytes, &marked),
        utf16("utf-16-le", "UTF-16 without a byte order mark.", u16::to_le_bytes, &text()),
        utf16("utf-16-be", "Big-endian UTF-16 without its mark.", u16::to_be_bytes, &text()),
        refuse(
            "utf-8-mark-as-latin-1",
            "A byte order mark that was taken for three characters comes first.",
            format!("\u{ef}\u{bb}\u{bf}{}", text()),
        )
        .codes(PARAMETER_CODES)
        .flag("LabelIgnored"),
        refuse(
            "zero-width-space-leading",
            "A zero-width space comes first, where nobody sees it.",
            format!("\u{200b}{}", text()),
        )
        .codes(PARAMETER_CODES)
        .flag("LabelIgnored"),
    ]
}

fn control_characters() -> Vec<Case> {
    vec![
        refuse("nul-leading", "A zero character comes first.", format!("\0{}", text()))
            .codes(PARAMETER_CODES)
            .flag("LabelIgnored"),
        refuse(
            "nul-after-label",
            "A zero character follows the type.",
            text().replacen(' ', "\0 ", 1),
        )
        .codes(PARAMETER_CODES)
        .flag("LabelIgnored"),
        either(
            "nul-after-blob",
            "A zero character ends the blob, as in a buffer of C.",
            "NulAtEnd",
            format!("{}\0", line()),
        ),
        either("nul-at-end", "A zero character ends the file.", "NulAtEnd", text() + "\0"),
        either(
            "nuls-at-end",
            "The file is filled up to 512 bytes with zeros.",
            "NulAtEnd",
            format!("{:\0<512}", text()),
        ),
        either(
            "control-z-at-end",
            "The file ends in the control character that ends text on DOS.",
            "ControlZ",
            text() + "\u{1a}",
        ),
    ]
}
