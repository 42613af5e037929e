//! The three formats that EC2 imports. This module turns the bytes of a file into a key or an error.
//!
//! [`detect()`] guesses the intended format, [`parse`] reads a file in that format only, and [`import`]
//! also checks the key length. The readers are liberal where the input can't change which key is meant
//! (white space, comments, line endings), so that files of common tools are accepted (rule
//! import/third-party-tools). They are strict elsewhere: a file that two tools would read as two
//! different keys is refused.

mod lines;
mod unsupported;
pub(crate) mod der_kind;
pub(crate) mod private_key;
mod detect;
pub mod openssh;
pub mod base64_der;
pub mod rfc4716;

pub use detect::{Detection, Guess, detect};
pub use unsupported::UnsupportedFormat;

use crate::encoding;
use crate::key::{self, RsaPublicKey, SupportedKey};
use std::fmt;

/// The longest accepted file, in bytes: about 90 times the size of a 4096-bit key.
pub const MAX_MATERIAL: usize = 65_536;

/// A format in which EC2 imports a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// A line of `authorized_keys` (rule import/openssh).
    OpenSsh,
    /// Base64 of SubjectPublicKeyInfo DER (rule import/base64-der).
    Base64Der,
    /// The SSH public key file format of RFC 4716 (rule import/rfc4716).
    Rfc4716,
}

/// A parsed key and its format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The format of the file.
    pub format: Format,
    /// The key, of any length. It is the same for every format (rule import/format-equivalence).
    pub key: RsaPublicKey,
}

/// An error that says why a file is not imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatError {
    /// The kind of error.
    pub fault: FormatErrorKind,
    /// The part in which `offset` counts.
    pub part: Part,
    /// Bytes from the start of `part`.
    pub offset: usize,
}

/// The part in which the offset of a [`FormatError`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The file itself.
    File,
    /// The decoded base64.
    Blob,
}

/// The kinds of [`FormatError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormatErrorKind {
    /// The file is empty or contains only white space.
    #[error("an empty file")]
    Empty,
    /// The file has more than [`MAX_MATERIAL`] bytes.
    #[error("a file of {0} bytes, too long for a public key")]
    TooLong(usize),
    /// A zero byte. Tools written in C stop reading there; other tools don't.
    #[error("a zero byte in a text file")]
    NulByte,
    /// A byte order mark before the text.
    #[error("a byte order mark: save the file as plain ASCII")]
    ByteOrderMark,
    /// A known format other than the three.
    #[error("{0}")]
    UnsupportedFormat(UnsupportedFormat),
    /// The file has no known format.
    #[error("none of the three formats: OpenSSH, base64 DER, RFC 4716")]
    Unrecognised,
    /// The base64 text is invalid.
    #[error(transparent)]
    Base64(encoding::EncodingErrorKind),
    /// The decoded key is invalid or not an RSA key.
    #[error(transparent)]
    Key(key::PublicKeyErrorKind),
    /// A length that EC2 doesn't import.
    #[error(transparent)]
    Length(key::UnsupportedLength),
    /// OpenSSH: options, host names or markers before the key type.
    #[error("text before the key type; a public key line starts with ssh-rsa")]
    Prefix,
    /// OpenSSH: no key type stands before the base64 blob.
    #[error("the key type ssh-rsa is missing before the key")]
    LabelMissing,
    /// OpenSSH: the key type before the blob differs from the type in the blob.
    #[error("the key type before the key differs from the type inside the key")]
    LabelMismatch,
    /// OpenSSH: no blob follows the key type.
    #[error("a key type without a key")]
    BlobMissing,
    /// OpenSSH: the key is broken into several lines, so that readers disagree on the key.
    #[error("text after the key's line; an OpenSSH key is one line")]
    LineBroken,
    /// The file contains more than one key.
    #[error("a second key in the file")]
    SecondKey,
    /// RFC 4716: the begin marker is missing or differs from the RFC's.
    #[error("the first line is not exactly \"---- BEGIN SSH2 PUBLIC KEY ----\"")]
    BeginMissing,
    /// RFC 4716: the end marker is missing or differs from the RFC's.
    #[error("the last line is not exactly \"---- END SSH2 PUBLIC KEY ----\"")]
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
    /// RFC 4716: the last header line ends with a backslash, but no line follows.
    #[error("the last header line ends with a backslash, but no line follows")]
    HeaderUnfinished,
    /// RFC 4716: no key between the headers and the end marker.
    #[error("no key between the markers")]
    BodyMissing,
}

/// Reads a public key in the format that [`detect()`] guesses.
///
/// # Errors
/// Returns a [`FormatError`]. A private key in the file takes precedence over all errors but
/// [`FormatErrorKind::TooLong`].
pub fn parse(material: &[u8]) -> Result<Parsed, FormatError> {
    parse_guessed(material, detect(material).meant)
}

/// Does the same, if the intended format is known already.
pub(crate) fn parse_guessed(material: &[u8], guess: Guess) -> Result<Parsed, FormatError> {
    if material.len() > MAX_MATERIAL {
        return Err(FormatError::file(FormatErrorKind::TooLong(material.len()), MAX_MATERIAL));
    }
    read_guessed(material, guess).map_err(|error| match private_key::private_key_inside(material) {
        Some(offset) => FormatError::file(
            FormatErrorKind::UnsupportedFormat(UnsupportedFormat::PrivateKey),
            offset,
        ),
        None => error,
    })
}

fn read_guessed(material: &[u8], guess: Guess) -> Result<Parsed, FormatError> {
    let format = match guess {
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

/// Reads a file in this format, without detection.
///
/// # Errors
/// Returns a [`FormatError`].
pub fn read_as(format: Format, material: &[u8]) -> Result<RsaPublicKey, FormatError> {
    match format {
        Format::OpenSsh => openssh::read(material),
        Format::Base64Der => base64_der::read(material),
        Format::Rfc4716 => rfc4716::read(material),
    }
}

/// Reads a public key as EC2 imports it: in one of the three formats, with one of the three lengths
/// (rules import/openssh, import/base64-der, import/rfc4716, import/other-lengths-refused).
///
/// # Errors
/// Same as [`parse`]. Also returns an error if the length isn't supported.
pub fn import(material: &[u8]) -> Result<(Format, SupportedKey), FormatError> {
    let Parsed { format, key } = parse(material)?;
    Ok((format, supported(key)?))
}

/// Returns the key if EC2 imports keys of its length.
///
/// # Errors
/// Returns an error at the first byte of the key, because it concerns the whole key.
pub(crate) fn supported(key: RsaPublicKey) -> Result<SupportedKey, FormatError> {
    SupportedKey::try_from(key).map_err(|length| FormatError {
        fault: FormatErrorKind::Length(length),
        part: Part::Blob,
        offset: 0,
    })
}

/// Writes a key in a format, in the layout that every tool reads.
#[must_use]
pub fn write(format: Format, key: &RsaPublicKey, comment: &str) -> String {
    match format {
        Format::OpenSsh => openssh::write(key, comment),
        Format::Base64Der => base64_der::write(key),
        Format::Rfc4716 => rfc4716::write(key, comment),
    }
}

impl Format {
    /// All three formats.
    pub const ALL: [Self; 3] = [Self::OpenSsh, Self::Base64Der, Self::Rfc4716];

    /// Returns the name in vectors and machine-readable output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OpenSsh => "openssh",
            Self::Base64Der => "base64-der",
            Self::Rfc4716 => "rfc4716",
        }
    }

    /// Returns the name in running text.
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
    /// Creates an error at this byte of the file.
    #[must_use]
    pub const fn file(fault: FormatErrorKind, offset: usize) -> Self {
        Self { fault, part: Part::File, offset }
    }

    /// Creates an error in the base64 text that starts at byte `base` of the file.
    const fn base64(error: encoding::EncodingError, base: usize) -> Self {
        Self::file(FormatErrorKind::Base64(error.kind), base + error.offset)
    }

    /// Returns the id of the rule that this error enforces.
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
