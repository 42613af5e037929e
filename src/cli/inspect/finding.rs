//! Inspects a file: the reference's answer, and facts about the key.

use crate::encoding::{Reader, pem};
use crate::format::{
    self, Detection, FormatError, FormatErrorKind, Guess, MAX_MATERIAL, UnsupportedFormat, detect,
};
use crate::key::fingerprint::Fingerprint;
use crate::key::private::{self, RsaPrivateKey};
use crate::key::{RsaPublicKey, spki, ssh_blob};
use crate::model;
use crate::term::escaped_json;
use serde::Serialize;

/// The result of inspecting a file.
#[derive(Debug)]
pub(super) struct Inspection {
    /// Which half of a pair the file holds, if either.
    pub(super) kind: Option<FileKind>,
    /// The name of the format, if it has one.
    pub(super) format: Option<&'static str>,
    /// The feature by which the format was detected.
    pub(super) why: &'static str,
    /// The key, if it is readable.
    pub(super) key: Option<KeyFacts>,
    /// The refusal, if EC2 refuses the file.
    pub(super) refusal: Option<Refusal>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    Public,
    Private,
}

/// Facts about a key.
#[derive(Debug)]
pub(super) struct KeyFacts {
    /// The exact bit length of the modulus.
    pub(super) bits: usize,
    /// The public exponent, if it fits in 64 bits.
    pub(super) exponent: Option<u64>,
    /// The fingerprint of the pair if its public half is imported.
    pub(super) imported: String,
    /// The fingerprint of the pair if EC2 created it. Only the private key gives it.
    pub(super) created: Option<String>,
    /// The public half as an OpenSSH line.
    pub(super) openssh: String,
}

#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: Option<String>,
    /// What is wrong, and where.
    pub(super) reason: String,
    /// The id of the rule that the file breaks.
    pub(super) rule: &'static str,
    pub(super) fault: FormatErrorKind,
    /// For a private key that can't be read: the reason.
    pub(super) unreadable: Option<private::PrivateKeyError>,
}

impl Inspection {
    /// Inspects the bytes of a file.
    pub(super) fn of(material: &[u8]) -> Self {
        let Detection { meant, why } = detect(material);
        let error = match format::parse_guessed(material, meant) {
            Ok(parsed) => return Self::of_public_key(&parsed, why),
            Err(error) => error,
        };
        match private::read(material) {
            Ok((form, key)) => Self {
                kind: Some(FileKind::Private),
                format: Some(form.name()),
                why,
                key: Some(KeyFacts::of_pair(&key)),
                refusal: Some(Refusal::of_private_key(&error, None)),
            },
            Err(unreadable) if is_private(&unreadable, &error) => Self {
                kind: Some(FileKind::Private),
                format: private_form(&unreadable),
                why,
                key: None,
                refusal: Some(Refusal::of_private_key(&error, Some(unreadable))),
            },
            Err(_) => Self::of_unreadable(material, meant, why, &error),
        }
    }

    /// A file in one of the three formats, with a key of any length.
    fn of_public_key(parsed: &format::Parsed, why: &'static str) -> Self {
        Self {
            kind: Some(FileKind::Public),
            format: Some(parsed.format.name()),
            why,
            key: Some(KeyFacts::of_public(&parsed.key)),
            refusal: format::supported(parsed.key.clone()).err().map(|error| Refusal::of(&error)),
        }
    }

    /// A file that is no private key, and not in one of the three formats.
    fn of_unreadable(
        material: &[u8],
        meant: Guess,
        why: &'static str,
        error: &FormatError,
    ) -> Self {
        let (kind, format) = match meant {
            Guess::Format(format) => (Some(FileKind::Public), Some(format.name())),
            Guess::UnsupportedFormat(
                UnsupportedFormat::PemPublicKey
                | UnsupportedFormat::Pkcs1
                | UnsupportedFormat::RawBlob
                | UnsupportedFormat::Ssh1,
            ) => (Some(FileKind::Public), None),
            Guess::UnsupportedFormat(_) | Guess::Nothing(_) => (None, None),
        };
        let key = public_key(material, meant).map(|key| KeyFacts::of_public(&key));
        Self { kind, format, why, key, refusal: Some(Refusal::of(error)) }
    }
}

/// Reads the key of a public key file whose format is refused: the user who converts it needs the
/// fingerprint.
fn public_key(material: &[u8], meant: Guess) -> Option<RsaPublicKey> {
    let Guess::UnsupportedFormat(format) = meant else { return None };
    match format {
        UnsupportedFormat::PemPublicKey => spki::read(&pem::read(material).ok()?.contents),
        UnsupportedFormat::Pkcs1 => {
            spki::read_rsa_public_key(Reader::new(&pem::read(material).ok()?.contents))
        }
        UnsupportedFormat::RawDer => spki::read(material),
        UnsupportedFormat::RawBlob => ssh_blob::read(material),
        _ => return None,
    }
    .ok()
}

impl Refusal {
    /// The refusal of a file that the reference refuses with this error.
    fn of(error: &FormatError) -> Self {
        let code = model::import_refusal(*error).code.map(|code| code.to_string());
        let (reason, rule) = (reason(error), error.rule());
        Self { code, reason, rule, fault: error.fault, unreadable: None }
    }

    /// The refusal of a private key, which the reference refuses with this error.
    fn of_private_key(error: &FormatError, unreadable: Option<private::PrivateKeyError>) -> Self {
        let own = FormatErrorKind::UnsupportedFormat(UnsupportedFormat::PrivateKey);
        let code = Self::of(error).code;
        Self { code, unreadable, ..Self::of(&FormatError::file(own, 0)) }
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

/// Returns whether an unreadable file is a private key all the same: it is encrypted, of another algorithm,
/// or inside another encoding such as base64.
fn is_private(unreadable: &private::PrivateKeyError, error: &FormatError) -> bool {
    matches!(
        unreadable.fault,
        private::PrivateKeyErrorKind::Encrypted(_)
            | private::PrivateKeyErrorKind::OtherAlgorithm(_)
    ) || error.fault == FormatErrorKind::UnsupportedFormat(UnsupportedFormat::PrivateKey)
}

fn private_form(error: &private::PrivateKeyError) -> Option<&'static str> {
    match error.fault {
        private::PrivateKeyErrorKind::Encrypted(form) => Some(form.name()),
        _ => None,
    }
}

impl KeyFacts {
    fn of_public(key: &RsaPublicKey) -> Self {
        Self {
            bits: key.bits(),
            exponent: key.exponent_u64(),
            imported: Fingerprint::imported(key).to_string(),
            created: None,
            openssh: ssh_blob::to_line(key),
        }
    }

    fn of_pair(key: &RsaPrivateKey) -> Self {
        let created = Some(Fingerprint::created(key).to_string());
        Self { created, ..Self::of_public(key.public()) }
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

/// An inspection as a line of JSON. Programs read this form, so it must stay stable.
#[derive(Debug, Serialize)]
pub(super) struct Line<'a> {
    file: &'a str,
    kind: Option<&'static str>,
    format: Option<&'static str>,
    bits: Option<usize>,
    exponent: Option<u64>,
    accepted: bool,
    code: Option<&'a str>,
    reason: Option<&'a str>,
    fingerprints: Fingerprints<'a>,
    openssh: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Fingerprints<'a> {
    imported: Option<&'a str>,
    created: Option<&'a str>,
}

impl<'a> Line<'a> {
    /// Returns the line for a file that was read.
    pub(super) fn of(file: &'a str, finding: &'a Inspection) -> Self {
        let key = finding.key.as_ref();
        let refusal = finding.refusal.as_ref();
        Self {
            file,
            kind: finding.kind.map(FileKind::name),
            format: finding.format,
            bits: key.map(|key| key.bits),
            exponent: key.and_then(|key| key.exponent),
            accepted: refusal.is_none(),
            code: refusal.and_then(|refusal| refusal.code.as_deref()),
            reason: refusal.map(|refusal| refusal.reason.as_str()),
            fingerprints: Fingerprints {
                imported: key.map(|key| key.imported.as_str()),
                created: key.and_then(|key| key.created.as_deref()),
            },
            openssh: key.map(|key| key.openssh.as_str()),
        }
    }

    /// Returns the line for a file that could not be read.
    pub(super) const fn unread(file: &'a str, reason: &'a str) -> Self {
        Self {
            file,
            kind: None,
            format: None,
            bits: None,
            exponent: None,
            accepted: false,
            code: None,
            reason: Some(reason),
            fingerprints: Fingerprints { imported: None, created: None },
            openssh: None,
        }
    }

    /// Returns the line as JSON, with a final newline.
    pub(super) fn json(&self) -> String {
        let line = serde_json::to_string(self).expect("a finding is plain data");
        format!("{}\n", escaped_json(&line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::base64;
    use crate::vector::{self, Question, Vector};

    const SEC1: &str = include_str!("../../../vectors/keys/other/sec1-ec-p256.pem");

    /// Returns whether the file is refused as private key material, and the half that is reported.
    fn refused_as_private(material: &[u8]) -> (bool, Option<FileKind>) {
        let finding = Inspection::of(material);
        let fault = finding.refusal.map(|refusal| refusal.fault);
        (
            fault == Some(FormatErrorKind::UnsupportedFormat(UnsupportedFormat::PrivateKey)),
            finding.kind,
        )
    }

    #[test]
    fn a_file_refused_as_a_private_key_is_reported_as_private() {
        let private = (true, Some(FileKind::Private));
        let parameters = pem::write("EC PARAMETERS", b"\x06\x01\x00", 64);
        assert_eq!(refused_as_private(format!("{parameters}{SEC1}").as_bytes()), private);
        let der = pem::read(SEC1.as_bytes()).unwrap().contents;
        assert_eq!(refused_as_private(base64::encode(&der).as_bytes()), private);

        let suite = vector::embedded();
        let materials = suite.vectors.iter().filter_map(Vector::question).map(Question::material);
        let mut count = 0;
        for material in materials {
            let (is_refused, kind) = refused_as_private(material);
            assert!(!is_refused || kind == Some(FileKind::Private), "{}", material.escape_ascii());
            count += usize::from(is_refused);
        }
        assert!(count > 20, "only {count} vectors are refused for that");
    }
}
