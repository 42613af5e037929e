//! Guesses the intended format of a file, so that an error can name it: a damaged RFC 4716 file is
//! reported as such.
//!
//! The first bytes decide, or else the words. No key is read here, so the result is a guess, never a
//! verdict. Only the reader of the guessed format parses the file.

use super::der_kind;
use super::lines::{split_word, words};
use super::private_key::{OPENSSH_BASE64, private_key_inside};
use super::unsupported::UnsupportedFormat;
use super::{Format, FormatErrorKind};
use crate::encoding::base64;
use crate::key::ssh_blob::is_type_name;
use memchr::memmem;

/// The guessed format of a file, and the reason for the guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detection {
    /// The guess.
    pub meant: Guess,
    /// The reason for the guess, in a few words.
    pub why: &'static str,
}

/// The intended format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guess {
    /// One of the three formats.
    Format(Format),
    /// A known format other than the three.
    UnsupportedFormat(UnsupportedFormat),
    /// No guess is possible, for this reason.
    Nothing(FormatErrorKind),
}

/// Starts of files that are always private keys: OpenSSH's own format, in binary and in base64,
/// OpenSSH's format of protocol 1, BIND and age.
const PRIVATE_KEY_STARTS: [&[u8]; 7] = [
    b"openssh-key-v1\0",
    OPENSSH_BASE64,
    b"SSH PRIVATE KEY FILE FORMAT 1.1\n",
    b"Private-key-format: ",
    b"AGE-SECRET-KEY-",
    // Microsoft's PVK file, and its PRIVATEKEYBLOB of an RSA key.
    &[0x1e, 0xf1, 0xb5, 0xb0],
    &[0x07, 0x02, 0x00, 0x00, 0x00, 0xa4, 0x00, 0x00],
];

/// The start of the base64 of an SSH key with a type of `ssh-` and three letters.
const BLOB_START: &[u8] = b"AAAAB3NzaC1";

/// Guesses the intended format of a file.
#[must_use]
pub fn detect(file: &[u8]) -> Detection {
    let text = file.trim_ascii_start();
    match text {
        [] => nothing(FormatErrorKind::Empty, "has only white space"),
        _ if text.starts_with(b"ssh-rsa ") => format(Format::OpenSsh, "starts with a key type"),
        [b'-', b'-', b'-', b'-', ..] => armour(text),
        // `M` and `A` to `P` encode a SEQUENCE of any length. The base64 is not searched for marks of
        // other keys.
        [b'M', b'A'..=b'P', ..] if is_base64_start(text) => {
            format(Format::Base64Der, "starts with the base64 of a DER sequence")
        }
        _ => by_first_bytes(text).unwrap_or_else(|| by_words(text)),
    }
}

/// Guesses the format of text that starts with dashes: markers of RFC 4716, PEM, or similar.
fn armour(text: &[u8]) -> Detection {
    let line = text.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or(text);
    let line = line.to_ascii_uppercase();
    if contains(&line, b"PRIVATE KEY") {
        foreign(UnsupportedFormat::PrivateKey, "the armour says PRIVATE KEY")
    } else if contains(&line, b"SSH2") {
        format(Format::Rfc4716, "the marker says SSH2")
    } else if contains(&line, b"CERTIFICATE") {
        foreign(UnsupportedFormat::X509, "the armour says CERTIFICATE")
    } else if contains(&line, b"PKCS7") {
        foreign(UnsupportedFormat::X509, "the armour says PKCS7")
    } else if contains(&line, b"RSA PUBLIC KEY") {
        foreign(UnsupportedFormat::Pkcs1, "the armour says RSA PUBLIC KEY")
    } else if contains(&line, b"PGP") {
        foreign(UnsupportedFormat::Armour, "the armour says PGP")
    } else if contains(&line, b"PUBLIC KEY") && !line.starts_with(b"-----") {
        format(Format::Rfc4716, "the marker has four dashes and says PUBLIC KEY")
    } else if contains(&line, b"PUBLIC KEY") {
        foreign(UnsupportedFormat::PemPublicKey, "the armour says PUBLIC KEY")
    } else {
        foreign(UnsupportedFormat::Armour, "starts with dashes, like armour")
    }
}

/// Guesses the format from the first few bytes.
fn by_first_bytes(text: &[u8]) -> Option<Detection> {
    Some(match text {
        [0xef, 0xbb, 0xbf, ..] => {
            nothing(FormatErrorKind::ByteOrderMark, "starts with a byte order mark")
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 0, 0xfe, 0xff, ..] => {
            foreign(UnsupportedFormat::Utf16, "starts with the byte order mark of UTF-16 or UTF-32")
        }
        [0, 0, 0, 7, b's', b's', b'h', b'-', ..] => {
            foreign(UnsupportedFormat::RawBlob, "starts with a key type's length in binary")
        }
        [first, 0, second, 0, ..] if first.is_ascii_graphic() && second.is_ascii_graphic() => {
            foreign(UnsupportedFormat::Utf16, "every second byte is zero")
        }
        [0, first, 0, second, ..] if first.is_ascii_graphic() && second.is_ascii_graphic() => {
            foreign(UnsupportedFormat::Utf16, "every second byte is zero")
        }
        [b'0', length, ..] if !length.is_ascii() || der_kind::is_whole(text) => {
            match der_kind::foreign(text) {
                Some(UnsupportedFormat::PrivateKey) => {
                    foreign(UnsupportedFormat::PrivateKey, "is a private key's DER in binary")
                }
                _ => foreign(UnsupportedFormat::RawDer, "starts with a DER sequence in binary"),
            }
        }
        [b'{' | b'[', ..] if contains(text, b"\"kty\"") && contains(text, b"\"d\"") => {
            foreign(UnsupportedFormat::PrivateKey, "is a JSON Web Key with a private exponent")
        }
        [b'{' | b'[', ..] => foreign(UnsupportedFormat::Json, "starts like JSON"),
        [b'<', ..] if contains(text, b"<RSAKeyValue>") && contains(text, b"<D>") => {
            foreign(UnsupportedFormat::PrivateKey, "is an RSAKeyValue with a private exponent")
        }
        [b'<', ..] => foreign(UnsupportedFormat::Markup, "starts like XML or HTML"),
        _ if text.starts_with(b"PuTTY-User-Key-File-") => {
            if contains(text, b"Private-Lines:") {
                foreign(UnsupportedFormat::PrivateKey, "starts like a PuTTY private key file")
            } else {
                foreign(UnsupportedFormat::PuttyPublic, "starts like a PuTTY key file")
            }
        }
        _ if is_private_key_start(text) => {
            foreign(UnsupportedFormat::PrivateKey, "starts like a private key")
        }
        _ => return None,
    })
}

fn is_private_key_start(text: &[u8]) -> bool {
    PRIVATE_KEY_STARTS.iter().any(|start| text.starts_with(start))
}

/// Guesses the format from the words of the first line that isn't a comment, then of the whole file.
fn by_words(text: &[u8]) -> Detection {
    let mut lines = text.split(|byte| matches!(byte, b'\n' | b'\r')).map(<[u8]>::trim_ascii);
    let line = lines.find(|line| !matches!(line, [] | [b'#', ..])).unwrap_or_default();
    let (first, _) = split_word(line);
    if is_type_name(first) {
        return format(Format::OpenSsh, "starts with a key type");
    }
    if first.eq_ignore_ascii_case(b"ssh-rsa") {
        return format(Format::OpenSsh, "starts with a key type in capitals");
    }
    if contains(text, b"SSH2 PUBLIC KEY") {
        return format(Format::Rfc4716, "has the words of an RFC 4716 marker inside");
    }
    if first.starts_with(b"AAAA") {
        return format(Format::OpenSsh, "starts with the base64 of an SSH key");
    }
    if private_key_inside(text).is_some() {
        return foreign(UnsupportedFormat::PrivateKey, "has private key armour inside");
    }
    if words(line).any(is_type_name) || has_key_line(text) {
        return format(Format::OpenSsh, "has a key type inside");
    }
    if contains(text, BLOB_START) {
        return format(Format::OpenSsh, "has the base64 of an SSH key inside");
    }
    if words(line).take(3).filter(|word| word.iter().all(u8::is_ascii_digit)).count() == 3 {
        return foreign(UnsupportedFormat::Ssh1, "starts with three numbers");
    }
    if is_fingerprint(line) {
        return foreign(UnsupportedFormat::Fingerprint, "is a fingerprint");
    }
    if is_place(line) {
        return foreign(UnsupportedFormat::Place, "is a path or an address");
    }
    if let Some(detection) = encoded_twice(line) {
        return detection;
    }
    if is_base64_start(line) {
        return format(Format::Base64Der, "starts with base64");
    }
    nothing(FormatErrorKind::Unrecognised, "looks like none of the three formats")
}

/// Returns whether an OpenSSH line starts anywhere in the text, e.g. after options, a quote or another
/// key.
pub(super) fn has_key_line(text: &[u8]) -> bool {
    contains(text, b"ssh-rsa AAAA")
}

/// Returns whether the text contains the base64 of an SSH key at any position, because some readers
/// search for it. A few characters with the same start are not a key.
pub(super) fn has_blob(text: &[u8]) -> bool {
    const SHORTEST: usize = 40;
    let is_key = |start: usize| {
        let run = text.get(start..).unwrap_or_default().iter();
        run.take_while(|byte| base64::is_of_alphabet(**byte)).count() >= SHORTEST
    };
    memmem::find_iter(text, BLOB_START).any(is_key)
}

/// Detects a key file that is base64-encoded once more, by its first characters.
fn encoded_twice(line: &[u8]) -> Option<Detection> {
    const ENOUGH: usize = 48;
    let inner = base64::decode(line.get(..ENOUGH)?).ok()?;
    let is_der = inner.starts_with(b"MI") && is_base64_start(&inner);
    if contains(&inner, b"PRIVATE KEY") || is_private_key_start(&inner) {
        return Some(foreign(UnsupportedFormat::PrivateKey, "is a private key file in base64"));
    }
    let is_file = is_der || inner.starts_with(b"----") || is_type_name(split_word(&inner).0);
    is_file.then(|| foreign(UnsupportedFormat::EncodedTwice, "is a key file in base64"))
}

/// Returns whether a line is at least 16 hexadecimal octets separated by colons, or has the name of a
/// digest in its first or second word.
fn is_fingerprint(line: &[u8]) -> bool {
    let named = |word: &[u8]| word.starts_with(b"SHA256:") || word.starts_with(b"MD5:");
    let is_pair = |pair: &[u8]| pair.len() == 2 && pair.iter().all(u8::is_ascii_hexdigit);
    let octets = line.split(|byte| *byte == b':');
    words(line).take(2).any(named)
        || (octets.clone().count() >= 16 && octets.into_iter().all(is_pair))
}

/// Returns whether a line is one word that is a path or an address. Base64 may start with a slash too.
fn is_place(line: &[u8]) -> bool {
    let starts = [b"/".as_slice(), b"~/", b"./", b"../"];
    let is_path = starts.iter().any(|start| line.starts_with(start)) && !is_base64_start(line);
    words(line).count() == 1 && (is_path || contains(line, b"://"))
}

/// Returns whether the first characters of the first line are base64. Prose fails at its first blank.
fn is_base64_start(text: &[u8]) -> bool {
    const ENOUGH: usize = 16;
    let start = text.get(..ENOUGH).unwrap_or(text);
    let word = start.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let complete = text.len() < ENOUGH || word.len() == ENOUGH || word.len() % 4 == 0;
    !word.is_empty() && complete && word.iter().all(|byte| base64::is_of_alphabet(*byte))
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    memmem::find(text, part).is_some()
}

const fn format(format: Format, why: &'static str) -> Detection {
    Detection { meant: Guess::Format(format), why }
}

const fn foreign(foreign: UnsupportedFormat, why: &'static str) -> Detection {
    Detection { meant: Guess::UnsupportedFormat(foreign), why }
}

const fn nothing(fault: FormatErrorKind, why: &'static str) -> Detection {
    Detection { meant: Guess::Nothing(fault), why }
}
