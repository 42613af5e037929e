//! Inspects a file: the reference's answer, and facts about the key.

use crate::api::Action;
use crate::encoding::{Reader, pem};
use crate::format::{
    self, Detection, FormatErrorKind, Guess, MAX_MATERIAL, UnsupportedFormat, detect,
};
use crate::key::fingerprint::Fingerprint;
use crate::key::private::{self, RsaPrivateKey};
use crate::key::{RsaPublicKey, spki, ssh_blob};
use crate::model::Model;
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
        match private::read(material) {
            Ok((form, key)) => Self {
                kind: Some(FileKind::Private),
                format: Some(form.name()),
                why,
                key: Some(KeyFacts::of_pair(&key)),
                refusal: Some(Refusal::of_private_key(material, None)),
            },
            Err(error) if is_private(&error, material, meant) => Self {
                kind: Some(FileKind::Private),
                format: private_form(&error),
                why,
                key: None,
                refusal: Some(Refusal::of_private_key(material, Some(error))),
            },
            Err(_) => Self::of_public(material, meant, why),
        }
    }

    fn of_public(material: &[u8], meant: Guess, why: &'static str) -> Self {
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
        Self {
            kind,
            format,
            why,
            key: public_key(material, meant).map(|key| KeyFacts::of_public(&key)),
            refusal: format::import(material).err().map(|error| Refusal {
                code: code(material),
                reason: reason(&error),
                rule: error.rule(),
                fault: error.fault,
                unreadable: None,
            }),
        }
    }
}

/// Reads the key of a public key file, also of one whose format alone is refused: the user who converts it
/// needs the fingerprint.
fn public_key(material: &[u8], meant: Guess) -> Option<RsaPublicKey> {
    match meant {
        Guess::UnsupportedFormat(UnsupportedFormat::PemPublicKey) => {
            spki::read(&pem::read(material).ok()?.contents)
        }
        Guess::UnsupportedFormat(UnsupportedFormat::Pkcs1) => match pem::read(material) {
            Ok(block) => spki::read_rsa_public_key(Reader::new(&block.contents)),
            Err(_) => return None,
        },
        Guess::UnsupportedFormat(UnsupportedFormat::RawDer) => spki::read(material),
        Guess::UnsupportedFormat(UnsupportedFormat::RawBlob) => ssh_blob::read(material),
        _ => return format::parse(material).ok().map(|parsed| parsed.key),
    }
    .ok()
}

impl Refusal {
    fn of_private_key(material: &[u8], unreadable: Option<private::PrivateKeyError>) -> Self {
        let fault = FormatErrorKind::UnsupportedFormat(UnsupportedFormat::PrivateKey);
        let error = format::FormatError::file(fault, 0);
        let (code, reason) = (code(material), fault.to_string());
        Self { code, reason, rule: error.rule(), fault, unreadable }
    }
}

/// Returns the error code with which the reference refuses the file.
fn code(material: &[u8]) -> Option<String> {
    let action = Action::InspectPublicKey { material: material.to_vec() };
    let refusal = Model::default().apply(&action).err()?;
    refusal.code.map(|code| code.to_string())
}

/// Describes the error, with its offset unless it concerns the whole file.
fn reason(error: &format::FormatError) -> String {
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
fn is_private(error: &private::PrivateKeyError, material: &[u8], meant: Guess) -> bool {
    let by_fault = matches!(
        error.fault,
        private::PrivateKeyErrorKind::Encrypted(_)
            | private::PrivateKeyErrorKind::OtherAlgorithm(_)
    );
    let is_private = FormatErrorKind::UnsupportedFormat(UnsupportedFormat::PrivateKey);
    by_fault
        || meant == Guess::UnsupportedFormat(UnsupportedFormat::PrivateKey)
        || format::import(material).is_err_and(|error| error.fault == is_private)
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
    fn what_is_refused_as_a_private_key_is_one() {
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
