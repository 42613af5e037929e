//! Analyses a file once: the reference's answer to it as it is, and the key that it holds.

use super::judgement::{self, Judged};
use super::key_facts::KeyFacts;
use super::open;
use crate::extract::{Container, Unreadable, extract};
use crate::format::{
    self, Detection, Format, FormatError, FormatErrorKind, Guess, MAX_MATERIAL, UnsupportedFormat,
    detect,
};
use crate::key::private::{PrivateKeyError, PrivateKeyErrorKind};
use crate::model;

/// The result of inspecting a file.
#[derive(Debug)]
pub(super) struct Inspection {
    /// Which half of a pair the file holds, if either.
    pub(super) kind: Option<FileKind>,
    /// The name of the format, if it has one.
    pub(super) format: Option<&'static str>,
    /// The feature by which the format was detected.
    pub(super) why: &'static str,
    /// The answer of the document of 2014-06-15.
    pub(super) document: Judged,
    /// The answer of today's EC2.
    pub(super) today: Judged,
    /// The refusal of the reference, if it refuses the file.
    pub(super) refusal: Option<Refusal>,
    /// The different keys in the file.
    pub(super) keys: Vec<KeyFacts>,
    /// Whether the key line is that of a host, as in `known_hosts`.
    pub(super) is_host_key: bool,
    /// The private key file that can't be read.
    pub(super) unreadable: Option<Unreadable>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    Public,
    Private,
}

#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: Option<String>,
    /// What is wrong, and where.
    pub(super) reason: String,
    /// The id of the rule that the file breaks.
    pub(super) rule: &'static str,
    pub(super) fault: FormatErrorKind,
}

impl Inspection {
    /// Inspects the bytes of a file.
    pub(super) fn of(material: &[u8]) -> Self {
        let Detection { meant, why } = detect(material);
        let read = format::parse_guessed(material, meant);
        let extraction = extract(material);
        let error = match &read {
            Ok(parsed) => format::supported(parsed.key.clone()).err(),
            Err(error) => Some(*error),
        };
        let is_unknown = |format| {
            material.len() > MAX_MATERIAL
                || format == Format::Base64Der && extraction.keys.is_empty()
        };
        let public = match meant {
            // Base64 that isn't a key may be anything, and so may what follows the part that was read.
            Guess::Format(format) if is_unknown(format) => (None, Some(format.name())),
            Guess::Format(format) => (Some(FileKind::Public), Some(format.name())),
            Guess::UnsupportedFormat(
                UnsupportedFormat::PemPublicKey
                | UnsupportedFormat::Pkcs1
                | UnsupportedFormat::RawBlob
                | UnsupportedFormat::Ssh1,
            ) => (Some(FileKind::Public), None),
            _ if !extraction.keys.is_empty() => (Some(FileKind::Public), None),
            _ => (None, None),
        };
        let is_private =
            extraction.is_private || matches!(&error, Some(error) if error.fault == PRIVATE);
        let is_readable = extraction.keys.iter().any(|key| key.private.is_some());
        let keys: Vec<KeyFacts> = extraction.keys.into_iter().map(KeyFacts::of).collect();
        let (kind, format) =
            match private_format(&keys, extraction.unreadable.as_ref().map(|it| &it.error)) {
                private if is_private => (Some(FileKind::Private), private),
                _ => public,
            };
        let refusal = error.map(|error| Refusal::of(&error, is_private));
        let accepted = read.as_ref().ok().filter(|_| error.is_none());
        let document = match (accepted, &error) {
            (Some(parsed), _) => match open::question(material, parsed) {
                Some(question) => Judged::Open(question),
                None => Judged::Accepted(""),
            },
            (None, Some(error)) if !is_private => {
                open::refused(error.fault, material).map_or(Judged::Refused(""), Judged::Open)
            }
            (None, _) => Judged::Refused(""),
        };
        let today = if is_private {
            Judged::Refused("")
        } else {
            judgement::today(material, meant, document, error.as_ref(), &keys)
        };
        Self {
            kind,
            format,
            why,
            document,
            today,
            refusal,
            keys,
            is_host_key: super::host_key::is_host_key(material),
            unreadable: extraction.unreadable.filter(|_| is_private && !is_readable),
        }
    }

    /// Returns whether a private key is encrypted as a whole, so that nothing is known of it.
    pub(super) fn is_encrypted(&self) -> bool {
        self.keys.is_empty() && self.unreadable.as_ref().is_some_and(Unreadable::is_encrypted)
    }

    /// Returns the only key of the file.
    pub(super) fn key(&self) -> Option<&KeyFacts> {
        match self.keys.as_slice() {
            [key] => Some(key),
            _ => None,
        }
    }
}

/// The error for private key material.
const PRIVATE: FormatErrorKind = FormatErrorKind::UnsupportedFormat(UnsupportedFormat::PrivateKey);

/// Returns the name of the format of a private key file.
fn private_format(keys: &[KeyFacts], error: Option<&PrivateKeyError>) -> Option<&'static str> {
    let found = keys.iter().find_map(|key| match key.source.found.container {
        Container::PrivateKey(format) => Some(format),
        _ => None,
    });
    let encrypted = error.and_then(|error| match error.fault {
        PrivateKeyErrorKind::Encrypted(format) => Some(format),
        _ => None,
    });
    found.or(encrypted).map(|format| format.name())
}

impl Refusal {
    /// Describes the refusal of a file that the reference refuses with this error.
    fn of(error: &FormatError, is_private: bool) -> Self {
        let code = model::import_refusal(*error).code.map(|code| code.to_string());
        let own = if is_private { FormatError::file(PRIVATE, 0) } else { *error };
        Self { code, reason: reason(&own), rule: own.rule(), fault: own.fault }
    }
}

/// Describes the error, with its offset unless it concerns the whole file.
fn reason(error: &FormatError) -> String {
    match error.fault {
        // The true length is unknown: reading stopped at the limit.
        FormatErrorKind::TooLong(_) => {
            format!("a file of more than {MAX_MATERIAL} bytes, too long for a public key")
        }
        FormatErrorKind::Empty
        | FormatErrorKind::UnsupportedFormat(_)
        | FormatErrorKind::Unrecognised
        | FormatErrorKind::Length(_) => error.fault.to_string(),
        _ => error.to_string(),
    }
}

impl FileKind {
    /// Returns the name in JSON output.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
        }
    }
}
