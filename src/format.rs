//! The three formats that EC2 imports, and the way from a file's bytes to a key or a reason.
//!
//! [`detect`] says which format a file was meant to be, [`parse`] reads it as that format and no other,
//! and [`import`] also asks for a length that EC2 takes. The readers are liberal where that can't change
//! which key is meant (white space, comments, line endings), so that what people's tools write is taken (rule
//! import/third-party-tools), and strict where it can: what two tools read as two different keys is refused.

mod lines;
mod unsupported;
mod der_kind;
mod private_key;
mod detect;
pub mod openssh;
pub mod base64_der;
pub mod rfc4716;

pub use detect::{Detection, Guess, detect};
pub use unsupported::UnsupportedFormat;

use crate::encoding;
use crate::key::{self, RsaPublicKey, SupportedKey};
use std::fmt;

/// The longest file that is read, in bytes: some twenty times the longest key that EC2 takes.
pub const MAX_MATERIAL: usize = 65_536;

/// A format in which EC2 takes a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// A line of `authorized_keys` (rule import/openssh).
    OpenSsh,
    /// Base64 of SubjectPublicKeyInfo DER (rule import/base64-der).
    Base64Der,
    /// The SSH public key file format of RFC 4716 (rule import/rfc4716).
    Rfc4716,
}

/// A key that was read, and the format it was in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The format.
    pub format: Format,
    /// The key, of any length: the same, whichever format it came in (rule import/format-equivalence).
    pub key: RsaPublicKey,
}

/// Why a file is not imported, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatError {
    /// What is wrong.
    pub fault: FormatErrorKind,
    /// What `offset` counts in.
    pub part: Part,
    /// Where, in bytes from the start of `part`.
    pub offset: usize,
}

/// What an [`FormatError`]'s offset counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The file as it was given.
    File,
    /// The bytes that the file's base64 stands for.
    Blob,
}

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormatErrorKind {
    /// Nothing, or nothing but white space.
    #[error("an empty file")]
    Empty,
    /// More than [`MAX_MATERIAL`] bytes.
    #[error("a file of {0} bytes, too long for a public key")]
    TooLong(usize),
    /// A zero byte, at which tools written in C stop reading and others don't.
    #[error("a zero byte in a text file")]
    NulByte,
    /// A byte order mark before the text.
    #[error("a byte order mark: save the file as plain ASCII")]
    ByteOrderMark,
    /// Something that is known, and not one of the three formats.
    #[error("{0}")]
    UnsupportedFormat(UnsupportedFormat),
    /// None of the three formats, nor anything else that is known.
    #[error("none of the three formats: OpenSSH, base64 DER, RFC 4716")]
    Unrecognised,
    /// The base64 text is broken.
    #[error(transparent)]
    Base64(encoding::EncodingErrorKind),
    /// The decoded key is broken, or no RSA key.
    #[error(transparent)]
    Key(key::PublicKeyErrorKind),
    /// A length that EC2 doesn't import.
    #[error(transparent)]
    Length(key::UnsupportedLength),
    /// OpenSSH: options, host names or markers before the key type.
    #[error("something before the key type; a public key line starts with ssh-rsa")]
    Prefix,
    /// OpenSSH: a base64 blob without the key type before it.
    #[error("the key type ssh-rsa is missing before the key")]
    LabelMissing,
    /// OpenSSH: the word before the blob is not the type that the blob says it has.
    #[error("the key type before the key differs from the one in it")]
    LabelMismatch,
    /// OpenSSH: a key type with nothing behind it.
    #[error("a key type without a key")]
    BlobMissing,
    /// OpenSSH: the line is broken up, so that readers disagree on what the key is.
    #[error("text after the key's line; an OpenSSH key is one line")]
    LineBroken,
    /// More than one key.
    #[error("a second key in the file")]
    SecondKey,
    /// RFC 4716: the begin marker is missing or differs from the RFC's.
    #[error("the first line is not \"---- BEGIN SSH2 PUBLIC KEY ----\" to the letter")]
    BeginMissing,
    /// RFC 4716: the end marker is missing or differs from the RFC's.
    #[error("the last line is not \"---- END SSH2 PUBLIC KEY ----\" to the letter")]
    EndMissing,
    /// RFC 4716: text after the end marker.
    #[error("text after the end marker")]
    TextAfterEnd,
    /// RFC 4716: a header without a tag.
    #[error("a header line without a tag before its colon")]
    HeaderTag,
    /// RFC 4716: a header after the first line of the body.
    #[error("a header line inside the body")]
    HeaderInBody,
    /// RFC 4716: a header that is continued by nothing.
    #[error("a header that ends in a continuation")]
    HeaderUnfinished,
    /// RFC 4716: no line between headers and end marker.
    #[error("no key between the markers")]
    BodyMissing,
}

/// Reads a public key in whichever of the three formats it was meant to be.
///
/// # Errors
/// What keeps the file from being read, and where; foremost a private key that is in it.
pub fn parse(material: &[u8]) -> Result<Parsed, FormatError> {
    if material.len() > MAX_MATERIAL {
        return Err(FormatError::file(FormatErrorKind::TooLong(material.len()), MAX_MATERIAL));
    }
    read_as_meant(material).map_err(|error| match private_key::private_key_inside(material) {
        Some(offset) => FormatError::file(
            FormatErrorKind::UnsupportedFormat(UnsupportedFormat::PrivateKey),
            offset,
        ),
        None => error,
    })
}

fn read_as_meant(material: &[u8]) -> Result<Parsed, FormatError> {
    let format = match detect(material).meant {
        Guess::Format(format) => format,
        Guess::UnsupportedFormat(foreign) => {
            return Err(FormatError::file(FormatErrorKind::UnsupportedFormat(foreign), 0));
        }
        Guess::Nothing(fault) => return Err(FormatError::file(fault, 0)),
    };
    if let Some(offset) = memchr::memchr(0, material) {
        return Err(FormatError::file(FormatErrorKind::NulByte, offset));
    }
    Ok(Parsed { format, key: read_as(format, material)? })
}

/// Reads a file as this format, whatever it looks like.
///
/// # Errors
/// What keeps it from being read as that, and where.
pub fn read_as(format: Format, material: &[u8]) -> Result<RsaPublicKey, FormatError> {
    match format {
        Format::OpenSsh => openssh::read(material),
        Format::Base64Der => base64_der::read(material),
        Format::Rfc4716 => rfc4716::read(material),
    }
}

/// Reads a public key as EC2 imports it: one of the three formats, and one of the three lengths
/// (rules import/openssh, import/base64-der, import/rfc4716, import/other-lengths-refused).
///
/// # Errors
/// As [`parse`]; or a length that isn't supported.
pub fn import(material: &[u8]) -> Result<(Format, SupportedKey), FormatError> {
    let Parsed { format, key } = parse(material)?;
    match SupportedKey::try_from(key) {
        Ok(key) => Ok((format, key)),
        // The key as a whole has the wrong length, so its first byte is where.
        Err(length) => {
            Err(FormatError { fault: FormatErrorKind::Length(length), part: Part::Blob, offset: 0 })
        }
    }
}

/// Writes a key in a format: in the one way that every tool reads.
#[must_use]
pub fn write(format: Format, key: &RsaPublicKey, comment: &str) -> String {
    match format {
        Format::OpenSsh => openssh::write(key, comment),
        Format::Base64Der => base64_der::write(key),
        Format::Rfc4716 => rfc4716::write(key, comment),
    }
}

impl Format {
    /// All three.
    pub const ALL: [Self; 3] = [Self::OpenSsh, Self::Base64Der, Self::Rfc4716];

    /// The name in vectors and machine-readable output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OpenSsh => "openssh",
            Self::Base64Der => "base64-der",
            Self::Rfc4716 => "rfc4716",
        }
    }

    /// The name in running text.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::OpenSsh => "OpenSSH public key",
            Self::Base64Der => "base64 DER",
            Self::Rfc4716 => "RFC 4716 public key file",
        }
    }
}

impl FormatError {
    /// An error at this byte of the file.
    #[must_use]
    pub const fn file(fault: FormatErrorKind, offset: usize) -> Self {
        Self { fault, part: Part::File, offset }
    }

    /// An error of the base64 text that starts at byte `base` of the file.
    const fn base64(error: encoding::EncodingError, base: usize) -> Self {
        Self::file(FormatErrorKind::Base64(error.kind), base + error.offset)
    }

    /// The rule that this error enforces.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self.fault {
            FormatErrorKind::Length(_)
            | FormatErrorKind::Key(key::PublicKeyErrorKind::ModulusTooLong { .. }) => {
                "import/other-lengths-refused"
            }
            FormatErrorKind::Key(key::PublicKeyErrorKind::OtherAlgorithm(key::Algorithm::Dsa)) => {
                "import/no-dsa"
            }
            FormatErrorKind::Key(key::PublicKeyErrorKind::OtherAlgorithm(_)) => "import/rsa-only",
            FormatErrorKind::UnsupportedFormat(UnsupportedFormat::PrivateKey) => {
                "import/private-key-refused"
            }
            FormatErrorKind::UnsupportedFormat(_)
            | FormatErrorKind::Unrecognised
            | FormatErrorKind::Empty => "import/other-formats-refused",
            _ => "import/malformed-refused",
        }
    }
}
impl From<key::PublicKeyError> for FormatError {
    fn from(error: key::PublicKeyError) -> Self {
        Self { fault: FormatErrorKind::Key(error.fault), part: Part::Blob, offset: error.offset }
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            Part::File => write!(f, "{} (at byte {} of the file)", self.fault, self.offset),
            Part::Blob => write!(f, "{} (at byte {} of the decoded key)", self.fault, self.offset),
        }
    }
}

impl std::error::Error for FormatError {}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
