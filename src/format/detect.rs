//! Which format a file was meant to be, and why: so that a broken RFC 4716 file is called that.
//!
//! The first bytes decide. Nothing is decoded here, so a detection is a guess about intent and never a
//! verdict; only the reader of the format meant gets to see the file.

use super::lines::{split_word, words};
use super::{Fault, Format};
use crate::key::ssh_blob::is_type_name;
use memchr::memmem;
use std::fmt;

/// What a file was meant to be, and what showed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detection {
    /// What it was meant to be.
    pub meant: Meant,
    /// What showed it, in a few words.
    pub why: &'static str,
}

/// What a file was meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    /// One of the three formats.
    Format(Format),
    /// Something else that is known.
    Foreign(Foreign),
    /// Nothing that can be told; the fault says what is in the way.
    Nothing(Fault),
}

/// What people upload that isn't a public key in one of the three formats
/// (rules import/other-formats-refused, import/private-key-refused).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Foreign {
    /// Private key material of any kind.
    PrivateKey,
    /// A PEM file of a public key: the base64 in it would do, its armour not.
    PemPublicKey,
    /// PKCS#1's RSAPublicKey, as PEM or as base64 DER.
    Pkcs1,
    /// An X.509 certificate or certificate request, or a PKCS#7 file of them.
    X509,
    /// Other PEM or PGP armour.
    Armour,
    /// A JSON Web Key, or other JSON.
    Json,
    /// XML or HTML.
    Markup,
    /// DER as it is, without base64 around it.
    RawDer,
    /// An SSH public key blob as it is, without base64 around it.
    RawBlob,
    /// Text in UTF-16 or UTF-32.
    Utf16,
    /// The key format of SSH protocol 1.
    Ssh1,
}

/// How the base64 of an SSH key starts whose type is `ssh-` and three letters more.
const BLOB_START: &[u8] = b"AAAAB3NzaC1";

/// Says which format a file was meant to be.
#[must_use]
pub fn detect(file: &[u8]) -> Detection {
    let text = file.trim_ascii_start();
    match text {
        [] => nothing(Fault::Empty, "there is nothing but white space"),
        _ if text.starts_with(b"ssh-rsa ") => format(Format::OpenSsh, "starts with a key type"),
        [b'-', b'-', b'-', b'-', ..] => armour(text),
        [b'M', b'I', ..] if is_base64_start(text) => {
            format(Format::Base64Der, "starts with the base64 of a DER sequence")
        }
        _ => by_first_bytes(text).unwrap_or_else(|| by_words(text)),
    }
}

/// Text that starts with dashes: RFC 4716's markers, PEM's, or something like them.
fn armour(text: &[u8]) -> Detection {
    let line = text.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or(text);
    let line = line.to_ascii_uppercase();
    if contains(&line, b"PRIVATE KEY") {
        foreign(Foreign::PrivateKey, "the armour says PRIVATE KEY")
    } else if contains(&line, b"SSH2") {
        format(Format::Rfc4716, "the marker says SSH2")
    } else if contains(&line, b"CERTIFICATE") {
        foreign(Foreign::X509, "the armour says CERTIFICATE")
    } else if contains(&line, b"RSA PUBLIC KEY") {
        foreign(Foreign::Pkcs1, "the armour says RSA PUBLIC KEY")
    } else if contains(&line, b"PGP") {
        foreign(Foreign::Armour, "the armour says PGP")
    } else if contains(&line, b"PUBLIC KEY") && !line.starts_with(b"-----") {
        format(Format::Rfc4716, "the marker has four dashes and says PUBLIC KEY")
    } else if contains(&line, b"PUBLIC KEY") {
        foreign(Foreign::PemPublicKey, "the armour says PUBLIC KEY")
    } else {
        foreign(Foreign::Armour, "starts with the dashes of an armour")
    }
}

/// What the first few bytes tell.
fn by_first_bytes(text: &[u8]) -> Option<Detection> {
    Some(match text {
        [0xef, 0xbb, 0xbf, ..] => nothing(Fault::ByteOrderMark, "starts with a byte order mark"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 0, 0xfe, 0xff, ..] => {
            foreign(Foreign::Utf16, "starts with the byte order mark of UTF-16 or UTF-32")
        }
        [0, 0, 0, 7, b's', b's', b'h', b'-', ..] => {
            foreign(Foreign::RawBlob, "starts with a key type's length in binary")
        }
        [first, 0, second, 0, ..] if first.is_ascii_graphic() && second.is_ascii_graphic() => {
            foreign(Foreign::Utf16, "every second byte is zero")
        }
        [0, first, 0, second, ..] if first.is_ascii_graphic() && second.is_ascii_graphic() => {
            foreign(Foreign::Utf16, "every second byte is zero")
        }
        [b'0', length, ..] if !length.is_ascii() => {
            foreign(Foreign::RawDer, "starts with a DER sequence in binary")
        }
        [b'{' | b'[', ..] => foreign(Foreign::Json, "starts as JSON does"),
        [b'<', ..] => foreign(Foreign::Markup, "starts as XML or HTML does"),
        _ if text.starts_with(b"PuTTY-User-Key-File-") => {
            foreign(Foreign::PrivateKey, "starts as PuTTY's private key files do")
        }
        _ if text.starts_with(b"openssh-key-v1\0") => {
            foreign(Foreign::PrivateKey, "starts as OpenSSH's private keys do in binary")
        }
        _ if text.starts_with(b"b3BlbnNzaC1rZXktdjE") => {
            foreign(Foreign::PrivateKey, "starts with the base64 of OpenSSH's private keys")
        }
        _ => return None,
    })
}

/// What the words tell: of the first line that isn't a comment, and then of the whole file.
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
    if first.starts_with(b"AAAA") {
        return format(Format::OpenSsh, "starts with the base64 of an SSH key");
    }
    if contains(text, b"---- BEGIN SSH2 PUBLIC KEY") || contains(text, b"---- END SSH2 PUBLIC KEY")
    {
        return format(Format::Rfc4716, "has an RFC 4716 marker inside");
    }
    if contains(text, b"PRIVATE KEY-----") {
        return foreign(Foreign::PrivateKey, "has private key armour inside");
    }
    if words(line).any(is_type_name) || has_key_line(text) {
        return format(Format::OpenSsh, "has a key type inside");
    }
    if contains(text, BLOB_START) {
        return format(Format::OpenSsh, "has the base64 of an SSH key inside");
    }
    if words(line).take(3).filter(|word| word.iter().all(u8::is_ascii_digit)).count() == 3 {
        return foreign(Foreign::Ssh1, "starts with three numbers");
    }
    if is_base64_start(line) {
        return format(Format::Base64Der, "starts with base64");
    }
    nothing(Fault::Unrecognised, "looks like none of the three formats")
}

/// Whether an OpenSSH line starts somewhere inside the text: behind options, a quote, another key.
pub(super) fn has_key_line(text: &[u8]) -> bool {
    contains(text, b"ssh-rsa AAAA")
}

/// Whether the first characters, up to a line's end, are base64; prose fails at its first blank.
fn is_base64_start(text: &[u8]) -> bool {
    const ENOUGH: usize = 16;
    let start = text.get(..ENOUGH).unwrap_or(text);
    let word = start.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let complete = text.len() < ENOUGH || word.len() == ENOUGH || word.len() % 4 == 0;
    let alphabet = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    !word.is_empty() && complete && word.iter().all(alphabet)
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    memmem::find(text, part).is_some()
}

const fn format(format: Format, why: &'static str) -> Detection {
    Detection { meant: Meant::Format(format), why }
}

const fn foreign(foreign: Foreign, why: &'static str) -> Detection {
    Detection { meant: Meant::Foreign(foreign), why }
}

const fn nothing(fault: Fault, why: &'static str) -> Detection {
    Detection { meant: Meant::Nothing(fault), why }
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PrivateKey => "this is a private key; it must not be uploaded",
            Self::PemPublicKey => {
                "a PEM file: EC2 takes its base64, without the BEGIN and END lines"
            }
            Self::Pkcs1 => "a PKCS#1 public key; EC2 takes SubjectPublicKeyInfo",
            Self::X509 => "an X.509 certificate or certificate request, not a public key",
            Self::Armour => "armoured text that is no public key file",
            Self::Json => "JSON, such as a JSON Web Key",
            Self::Markup => "XML or HTML",
            Self::RawDer => "binary DER; EC2 takes it in base64",
            Self::RawBlob => {
                "a binary SSH key blob; EC2 takes it in base64, with its key type before it"
            }
            Self::Utf16 => "text in UTF-16 or UTF-32: save the file as plain ASCII",
            Self::Ssh1 => "a key of SSH protocol 1",
        })
    }
}
