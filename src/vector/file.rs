//! The form of a vector file: JSON that `vectors/schema.json` describes and `vectors/README.md` explains.
//!
//! These types mirror the files and nothing else; [`read`] turns them into [`Vector`]s, and refuses what
//! has the form and makes no sense.

use super::{Expect, LoadError, Vector, fault};
use crate::api::{Action, ErrorCode};
use crate::encoding::base64;
use crate::rule;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// A vector file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The JSON Schema of this file.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// What the vectors of this file are about, in a sentence or two.
    pub about: String,
    /// What each flag of this file means.
    pub notes: BTreeMap<String, Note>,
    /// The vectors.
    pub vectors: Vec<Entry>,
}

/// What a flag means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What kind of fault or difference it is.
    pub what: String,
    /// What it can lead to.
    pub effect: String,
    /// Where it was seen: which tools do what.
    pub seen: String,
}

/// A vector as it stands in its file. Exactly one input is there: `material` or `material_base64` for a
/// public key file; `private_key` for a private key file; `key_name` for a key pair's name.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// `area/fault-or-feature`, stable for ever.
    pub id: String,
    /// The ids of the rules that it puts to the test.
    pub rules: Vec<String>,
    /// Why it is there, in a sentence.
    pub comment: String,
    /// The id of the valid vector that differs in the one fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<String>,
    /// A public key file, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material: Option<String>,
    /// A public key file that isn't text in UTF-8, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material_base64: Option<String>,
    /// A private key file, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_key: Option<String>,
    /// The private key file's permission bits, in octal; 0400 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// With `private_key`: the fingerprint that it is compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// With `private_key`: what it is to decrypt, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ciphertext_base64: Option<String>,
    /// The name of a key pair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_name: Option<String>,
    /// What must come of it.
    pub expect: Expectation,
    /// The flags, each explained in a note.
    pub flags: Vec<String>,
    /// What the expectation rests on.
    pub evidence: Vec<Evidence>,
}

/// What must come of a vector.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Expectation {
    /// The public key is taken, with these facts.
    Accept(Accept),
    /// It is refused.
    Refuse(Refuse),
    /// The documents are silent: it is refused, or taken with exactly these facts.
    Either(Either),
    /// The private key is read, with these facts.
    PrivateKey(PrivateKey),
    /// Whether the fingerprint is the private key's.
    Matches(bool),
    /// The text that the decryption gives.
    Plaintext(String),
    /// The text that the decryption must not give: it is refused, or gives other bytes, as a library does
    /// that hides its failures from those who would learn from them.
    NotPlaintext(String),
    /// How a created pair's private key is saved.
    KeyFile(KeyFile),
}

/// The facts of a public key that is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// The exact length of the modulus, in bits.
    pub bits: u64,
    /// The public exponent; absent if it is 2^53 or more, which JSON numbers don't hold everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exponent: Option<u64>,
    /// SHA-256 of the modulus as big-endian octets without leading zeros, in lower-case hexadecimal.
    pub modulus_sha256: String,
    /// MD5 of the key as SubjectPublicKeyInfo DER, in lower-case hexadecimal with colons.
    pub fingerprint: String,
}

/// How a refusal looks.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    /// The error codes that are right; any is if the list is empty.
    pub codes: Vec<String>,
}

/// Where the documents are silent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Either {
    /// The flag whose note says why.
    pub flag: String,
    /// The facts of the one right key.
    pub accept: Accept,
}

/// The facts of a private key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PrivateKey {
    /// The public half as an OpenSSH line, with nothing behind the base64.
    pub openssh: String,
    /// SHA-1 of the key as unencrypted PKCS#8 DER, in lower-case hexadecimal with colons.
    pub created: String,
    /// MD5 of the public half as SubjectPublicKeyInfo DER, in the same notation.
    pub imported: String,
}

/// How a created pair's private key is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    /// Its name, without a directory.
    pub name: String,
    /// Its permission bits, in octal.
    pub mode: String,
}

/// What an expectation rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Evidence {
    /// A heading of the document.
    Document(String),
    /// A section of an RFC or another standard.
    Standard(String),
    /// What the real service was seen to do.
    Observed(String),
    /// What a foreign tool computed.
    Tool(Tool),
}

/// A foreign tool's part in the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Its name and version.
    pub name: String,
    /// The command that shows it.
    pub command: String,
}

/// The permission bits that a private key file has where a vector says nothing: its owner may read it.
const DEFAULT_MODE: u32 = 0o400;

/// Reads a vector file.
///
/// # Errors
/// What is wrong with its form or with one of its vectors.
pub fn read(path: &Path, text: &str) -> Result<(Vec<Vector>, BTreeMap<String, Note>), LoadError> {
    let file = parse(path, text)?;
    let mut vectors = Vec::with_capacity(file.vectors.len());
    for entry in file.vectors {
        let id = entry.id.clone();
        vectors.push(vector(entry).map_err(|reason| fault(path, &id, reason))?);
    }
    Ok((vectors, file.notes))
}

/// Reads a vector file as it stands.
pub(super) fn parse(path: &Path, text: &str) -> Result<File, LoadError> {
    let form = |reason| LoadError::Form { path: path.to_owned(), reason };
    serde_json::from_str(text).map_err(form)
}

fn vector(entry: Entry) -> Result<Vector, String> {
    if let Some(unknown) = entry.rules.iter().find(|id| rule::find(id).is_none()) {
        return Err(format!("{unknown} is no rule of the catalogue"));
    }
    if entry.rules.is_empty() {
        return Err("it names no rule".to_owned());
    }
    let action = action(&entry)?;
    let expect = expect(entry.expect)?;
    if let Expect::Either { flag, .. } = &expect
        && !entry.flags.contains(flag)
    {
        return Err(format!("the flag {flag} of its expectation is not among its flags"));
    }
    if !fits(&action, &expect) {
        return Err("what it expects is no answer to what it asks".to_owned());
    }
    Ok(Vector {
        id: entry.id,
        rules: entry.rules,
        comment: entry.comment,
        twin: entry.twin,
        action,
        expect,
        flags: entry.flags,
        evidence: entry.evidence,
    })
}

fn action(entry: &Entry) -> Result<Action, String> {
    let private_key = entry.private_key.as_ref().map(|text| text.clone().into_bytes());
    match (&entry.material, &entry.material_base64, private_key, &entry.key_name) {
        (Some(text), None, None, None) => {
            Ok(Action::InspectPublicKey { material: text.clone().into_bytes() })
        }
        (None, Some(text), None, None) => {
            Ok(Action::InspectPublicKey { material: decode("material_base64", text)? })
        }
        (None, None, Some(private_key), None) => private_action(entry, private_key),
        (None, None, None, Some(key_name)) => {
            Ok(Action::NameKeyFile { key_name: key_name.clone() })
        }
        _ => {
            Err("it needs one input: material, material_base64, private_key or key_name".to_owned())
        }
    }
}

fn private_action(entry: &Entry, private_key: Vec<u8>) -> Result<Action, String> {
    match (&entry.fingerprint, &entry.ciphertext_base64) {
        (None, None) => {
            let mode = entry.mode.as_deref().map_or(Ok(DEFAULT_MODE), octal)?;
            Ok(Action::InspectPrivateKey { material: private_key, mode })
        }
        (Some(fingerprint), None) => {
            Ok(Action::VerifyFingerprint { private_key, fingerprint: fingerprint.clone() })
        }
        (None, Some(text)) => {
            Ok(Action::Decrypt { private_key, ciphertext: decode("ciphertext_base64", text)? })
        }
        (Some(_), Some(_)) => Err("it has both a fingerprint and a ciphertext".to_owned()),
    }
}

fn expect(expectation: Expectation) -> Result<Expect, String> {
    Ok(match expectation {
        Expectation::Accept(accept) => Expect::Accept(accept),
        Expectation::Refuse(refuse) => {
            Expect::Refuse(refuse.codes.iter().map(|code| ErrorCode::of_name(code)).collect())
        }
        Expectation::Either(either) => Expect::Either { flag: either.flag, accept: either.accept },
        Expectation::PrivateKey(facts) => Expect::PrivateKey(facts),
        Expectation::Matches(matches) => Expect::Matches(matches),
        Expectation::Plaintext(text) => Expect::Plaintext(text),
        Expectation::NotPlaintext(text) => Expect::NotPlaintext(text),
        Expectation::KeyFile(file) => {
            octal(&file.mode)?;
            Expect::KeyFile(file)
        }
    })
}

fn fits(action: &Action, expect: &Expect) -> bool {
    match action {
        Action::InspectPublicKey { .. } => {
            matches!(expect, Expect::Accept(_) | Expect::Refuse(_) | Expect::Either { .. })
        }
        Action::InspectPrivateKey { .. } => {
            matches!(expect, Expect::PrivateKey(_) | Expect::Refuse(_))
        }
        Action::VerifyFingerprint { .. } => matches!(expect, Expect::Matches(_)),
        Action::Decrypt { .. } => {
            matches!(expect, Expect::Plaintext(_) | Expect::NotPlaintext(_))
        }
        Action::NameKeyFile { .. } => matches!(expect, Expect::KeyFile(_)),
    }
}

fn decode(field: &str, text: &str) -> Result<Vec<u8>, String> {
    base64::decode(text.as_bytes()).map_err(|error| format!("{field}: {error}"))
}

/// Permission bits from their octal notation.
///
/// # Errors
/// Anything but three or four octal digits.
pub(crate) fn octal(mode: &str) -> Result<u32, String> {
    let digits = (3..=4).contains(&mode.len()) && mode.bytes().all(|b| (b'0'..=b'7').contains(&b));
    let parsed = if digits { u32::from_str_radix(mode, 8).ok() } else { None };
    parsed.ok_or_else(|| format!("{mode:?} is no mode such as 0400"))
}
