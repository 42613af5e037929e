//! Text that was changed in transport: by forms, JSON, mail, shells or encoders.

use super::Damage::{File, Text};
use super::{Fault, with_inside};
use keyproof::encoding::{base64, hexadecimal};
use keyproof::format::Format;

pub(super) fn faults() -> Vec<Fault> {
    let mut faults = escapes();
    faults.extend(encodings());
    faults
}

/// Text with escape sequences.
fn escapes() -> Vec<Fault> {
    let escaped = |name, comment, padding, damage| {
        Fault::new(name, comment, padding, "3.3", damage).flag("Base64Stranger")
    };
    vec![
        escaped(
            "newline-literal-inside",
            "A backslash and an n are inside the base64 text, as in JSON that was not unescaped.",
            0,
            Text(|text| with_inside(text, "\\n")),
        )
        .observed("Material with a literal `\\n` inside was refused with InvalidKey.Format."),
        escaped(
            "newlines-literal",
            "Each line break is a backslash and an n, as in JSON that was not unescaped.",
            0,
            File(|file| file.replace('\n', "\\n")),
        )
        .only_in(&[Format::Base64Der, Format::Rfc4716])
        .observed("Material with a literal `\\n` inside was refused with InvalidKey.Format."),
        escaped(
            "slashes-escaped",
            "A backslash comes before each `/`, as PHP writes it in JSON.",
            0,
            Text(|text| text.replace('/', "\\/")),
        ),
        escaped(
            "percent-encoded",
            "The characters with a special meaning in URLs are percent-encoded.",
            2,
            Text(|text| text.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")),
        ),
        escaped(
            "html-escaped",
            "Each `+` is replaced by an HTML character reference.",
            0,
            Text(|text| text.replace('+', "&#43;")),
        ),
        escaped(
            "quoted-printable",
            "The file is encoded as quoted-printable (RFC 2045 section 6.7), as mail that was not \
             decoded.",
            2,
            File(quoted_printable),
        ),
    ]
}

/// Text in another encoding, or encoded twice.
fn encodings() -> Vec<Fault> {
    let octets = |name, comment, damage| Fault::new(name, comment, 0, "4", Text(damage));
    vec![
        octets("base64-twice", "The text is the base64 of the base64 text.", |text| {
            base64::encode(text.as_bytes())
        }),
        Fault::new(
            "file-in-base64",
            "The whole file is encoded in base64 again, as the API parameter requires it.",
            0,
            "4",
            File(|file| base64::encode(file.as_bytes())),
        )
        .only_in(&[Format::OpenSsh, Format::Rfc4716])
        .observed("An OpenSSH line encoded twice was refused with InvalidKey.Format."),
        octets("base64-of-hex", "The text is the base64 of the key in hexadecimal.", |text| {
            base64::encode(hexadecimal(text).as_bytes())
        }),
        octets("hexadecimal", "The key is encoded in hexadecimal instead of base64.", hexadecimal),
        octets(
            "base32",
            "The key is encoded in base32 (RFC 4648 section 6) instead of base64.",
            base32,
        ),
    ]
}

fn octets(text: &str) -> Vec<u8> {
    base64::decode(text.as_bytes()).expect("sound text")
}

fn hexadecimal(text: &str) -> String {
    hexadecimal::encode(&octets(text))
}

fn base32(text: &str) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let encode = |group: &[u8]| {
        let number = group.iter().fold(0_u64, |number, octet| number << 8 | u64::from(*octet));
        let characters = (group.len() * 8).div_ceil(5);
        let number = number << (characters * 5 - group.len() * 8);
        let character = |place: usize| {
            let value = usize::try_from(number >> (5 * place) & 31).expect("five bits");
            char::from(*ALPHABET.get(value).expect("five bits"))
        };
        let text: String = (0..characters).rev().map(character).collect();
        format!("{text:=<8}")
    };
    octets(text).chunks(5).map(encode).collect()
}

/// Encodes the file as quoted-printable (RFC 2045 section 6.7): `=` is escaped, and lines have at
/// most 76 characters.
fn quoted_printable(file: &str) -> String {
    let mut encoded = String::with_capacity(file.len() * 2);
    let mut column = 0;
    for character in file.chars() {
        let escaped = if character == '=' { "=3D".to_owned() } else { character.to_string() };
        if character == '\n' {
            column = 0;
        } else if column + escaped.len() > 75 {
            encoded.push_str("=\n");
            column = escaped.len();
        } else {
            column += escaped.len();
        }
        encoded.push_str(&escaped);
    }
    encoded
}
