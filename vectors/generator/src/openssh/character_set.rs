//! Byte order marks, UTF-16, NUL and other control characters, in a file whose text is otherwise
//! valid.

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
        either(
            "utf-8-mark",
            "The file starts with a UTF-8 byte order mark.",
            "ByteOrderMark",
            marked.as_str(),
        ),
        utf16(
            "utf-16-le-mark",
            "The file is in little-endian UTF-16 with a byte order mark, as Windows writes it.",
            u16::to_le_bytes,
            &marked,
        ),
        utf16(
            "utf-16-be-mark",
            "The file is in big-endian UTF-16 with a byte order mark.",
            u16::to_be_bytes,
            &marked,
        ),
        utf16(
            "utf-16-le",
            "The file is in little-endian UTF-16 without a byte order mark.",
            u16::to_le_bytes,
            &text(),
        ),
        utf16(
            "utf-16-be",
            "The file is in big-endian UTF-16 without a byte order mark.",
            u16::to_be_bytes,
            &text(),
        ),
        refuse(
            "utf-8-mark-as-latin-1",
            "The file starts with a UTF-8 byte order mark that was decoded as three Latin-1 \
             characters.",
            format!("\u{ef}\u{bb}\u{bf}{}", text()),
        )
        .codes(PARAMETER_CODES)
        .flag("LabelIgnored"),
        refuse(
            "zero-width-space-leading",
            "The file starts with a zero-width space, which is invisible.",
            format!("\u{200b}{}", text()),
        )
        .codes(PARAMETER_CODES)
        .flag("LabelIgnored"),
    ]
}

fn control_characters() -> Vec<Case> {
    vec![
        refuse("nul-leading", "The file starts with a NUL character.", format!("\0{}", text()))
            .codes(PARAMETER_CODES)
            .flag("LabelIgnored"),
        refuse(
            "nul-after-label",
            "A NUL character follows the key type.",
            text().replacen(' ', "\0 ", 1),
        )
        .codes(PARAMETER_CODES)
        .flag("LabelIgnored"),
        either(
            "nul-after-blob",
            "A NUL character follows the blob, as at the end of a C string.",
            "NulAtEnd",
            format!("{}\0", line()),
        ),
        either("nul-at-end", "The file ends in a NUL character.", "NulAtEnd", text() + "\0"),
        either(
            "nuls-at-end",
            "The file is padded to 512 bytes with NUL characters.",
            "NulAtEnd",
            format!("{:\0<512}", text()),
        ),
        either(
            "control-z-at-end",
            "The file ends in Ctrl-Z, the end-of-file character of DOS.",
            "ControlZ",
            text() + "\u{1a}",
        ),
    ]
}
