//! The answers of the document of 2014-06-15 and of today's EC2 to a file.

use super::key_facts::{KeyAlgorithm, KeyFacts};
use crate::extract::Container;
use crate::format::{Format, FormatError, FormatErrorKind, Guess};
use crate::key::SUPPORTED_BITS;

/// The largest number of characters that today's EC2 was seen to accept, and the smallest that it was
/// seen to refuse.
const ACCEPTED_CHARACTERS: usize = 1_536;
const REFUSED_CHARACTERS: usize = 2_048;

/// An answer with its reason, which may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judged {
    Accepted(&'static str),
    Refused(&'static str),
    /// No document says whether the file is accepted, and services differ.
    Open(&'static str),
}

impl Judged {
    /// Returns the name in JSON output.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Accepted(_) => "accepted",
            Self::Refused(_) => "refused",
            Self::Open(_) => "open",
        }
    }

    /// Returns the reason.
    pub(super) const fn remark(self) -> &'static str {
        match self {
            Self::Accepted(remark) | Self::Refused(remark) | Self::Open(remark) => remark,
        }
    }
}

/// Returns the answer of EC2 as of 2016-11-15 and later to a file that holds no private key.
pub(super) fn today(
    material: &[u8],
    meant: Guess,
    document: Judged,
    error: Option<&FormatError>,
    keys: &[KeyFacts],
) -> Judged {
    let judged = match error.map(|error| error.fault) {
        None => document,
        Some(FormatErrorKind::Length(_)) => Judged::Accepted(
            "it documents the same lengths, but was seen to import others, such as 3072 bits",
        ),
        _ if is_ed25519_line(meant, keys) => {
            Judged::Accepted("it imports Ed25519 keys in OpenSSH's format since 2021")
        }
        Some(_) => document,
    };
    match judged {
        Judged::Accepted(_) | Judged::Open(_) if material.len() > REFUSED_CHARACTERS => {
            Judged::Refused("it refuses material of more than 2,048 characters")
        }
        Judged::Accepted(_) if material.len() > ACCEPTED_CHARACTERS => Judged::Open(
            "it has a limit for the length of the material between 1,536 and 2,048 characters",
        ),
        judged => judged,
    }
}

/// Whether the file is an OpenSSH line with an Ed25519 key, and nothing else.
fn is_ed25519_line(meant: Guess, keys: &[KeyFacts]) -> bool {
    let [key] = keys else { return false };
    meant == Guess::Format(Format::OpenSsh)
        && key.algorithm == KeyAlgorithm::Ed25519
        && key.source.steps.is_empty()
        && key.source.found.container == Container::SshBlob
}

/// Whether a key is of a kind and length that EC2 imports, by the document or today.
pub(super) fn is_importable(key: &KeyFacts) -> [bool; 2] {
    match key.algorithm {
        KeyAlgorithm::Rsa { bits, .. } => [SUPPORTED_BITS.contains(&bits), true],
        KeyAlgorithm::Ed25519 => [false, true],
        KeyAlgorithm::Other(_) => [false, false],
    }
}
