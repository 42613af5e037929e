//! Converts vector files to vectors, and refuses inconsistent ones.

mod scenario;

use super::file::{Entry, ExpectedResult, File, Kind, Note, Notes};
use super::{Expect, KeyFile, PrivateKeyValues, PublicKeyValues, Question, Test, Vector};
use super::{LoadError, fault};
use crate::api::guest::Mode;
use crate::api::{Action, ErrorCode};
use crate::encoding::base64;
use crate::rule;
use std::collections::BTreeMap;
use std::path::Path;

/// The permission bits of a private key file if the vector has none: only the owner may read it.
const DEFAULT_MODE: Mode = Mode(0o400);

/// Reads the vectors of a vector file.
///
/// # Errors
/// Returns a [`LoadError`] if the file is malformed or one of its vectors is inconsistent.
pub(super) fn read(path: &Path, text: &str) -> Result<Vec<Vector>, LoadError> {
    let file = parse(path, text)?;
    let read = |entry: Entry| {
        let id = entry.id.clone();
        vector(file.kind, entry, &file.keys).map_err(|reason| fault(path, &id, reason))
    };
    file.vectors.into_iter().map(read).collect()
}

/// Reads a file of notes.
pub(super) fn notes(path: &Path, text: &str) -> Result<BTreeMap<String, Note>, LoadError> {
    let form = |reason| LoadError::Form { path: path.to_owned(), reason };
    serde_json::from_str::<Notes>(text).map_err(form).map(|file| file.notes)
}

/// Parses a vector file without checking its vectors.
pub(super) fn parse(path: &Path, text: &str) -> Result<File, LoadError> {
    let form = |reason| LoadError::Form { path: path.to_owned(), reason };
    let file: File = serde_json::from_str(text).map_err(form)?;
    if file.count != file.vectors.len() {
        let (path, count) = (path.to_owned(), file.count);
        return Err(LoadError::Count { path, count, found: file.vectors.len() });
    }
    Ok(file)
}

/// The key files that several vectors of a file use, by name.
type Keys = BTreeMap<String, String>;

/// Takes what a vector of this kind has out of the entry. What is left doesn't belong to the kind.
fn vector(kind: Kind, mut entry: Entry, keys: &Keys) -> Result<Vector, String> {
    if let Some(unknown) = entry.rules.iter().find(|id| rule::find(id).is_none()) {
        return Err(format!("the catalogue has no rule {unknown}"));
    }
    if entry.rules.is_empty() {
        return Err("\"rules\" is empty".to_owned());
    }
    let test = match kind {
        Kind::Scenario => Test::Scenario(scenario::read(&mut entry, keys)?),
        _ => Test::Question(question(kind, &mut entry, keys)?),
    };
    let vector = Vector {
        id: std::mem::take(&mut entry.id),
        rules: std::mem::take(&mut entry.rules),
        comment: std::mem::take(&mut entry.comment),
        twins: std::mem::take(&mut entry.twins),
        format: entry.format.take(),
        test,
        flags: std::mem::take(&mut entry.flags),
        evidence: std::mem::take(&mut entry.evidence),
    };
    if let Some(field) = left_over(&entry) {
        return Err(format!("{field:?} doesn't fit its kind, {kind}, or its \"result\""));
    }
    let is_named = |flag: &&str| vector.flags.iter().any(|other| other == flag);
    if let Some(flag) = vector.open_questions().find(|flag| !is_named(flag)) {
        return Err(format!("the open question {flag} is missing in \"flags\""));
    }
    Ok(vector)
}

/// Returns the name of a field that still has a value.
fn left_over(entry: &Entry) -> Option<String> {
    if *entry == Entry::default() {
        return None;
    }
    let value = |entry: &Entry| serde_json::to_value(entry).unwrap_or_default();
    let (rest, none) = (value(entry), value(&Entry::default()));
    let fields = rest.as_object()?.iter();
    fields.map(|(name, _)| name.clone()).find(|name| rest.get(name) != none.get(name))
}

/// Returns the question of a vector that isn't a scenario.
fn question(kind: Kind, entry: &mut Entry, keys: &Keys) -> Result<Question, String> {
    let result = required("result", entry.result.take())?;
    let (action, expect) = match kind {
        Kind::Import => (import(entry)?, imported(result, entry)?),
        Kind::PrivateKey => {
            let material = required("private_key", entry.private_key.take())?.into_bytes();
            let mode = entry.mode.take().map_or(Ok(DEFAULT_MODE), Mode::try_from)?;
            let action = Action::InspectPrivateKey { material, mode };
            (action, private_key(result, entry)?)
        }
        Kind::Fingerprint => {
            let private_key = key(entry, keys)?;
            let fingerprint = required("fingerprint", entry.fingerprint.take())?;
            let matches = is_accepted(result)?;
            (Action::VerifyFingerprint { private_key, fingerprint }, Expect::Matches(matches))
        }
        Kind::Decrypt => {
            let private_key = key(entry, keys)?;
            let text = required("ciphertext_base64", entry.ciphertext_base64.take())?;
            let ciphertext = decode("ciphertext_base64", &text)?;
            let plaintext = required("plaintext", entry.plaintext.take())?;
            let expect =
                if is_accepted(result)? { Expect::Plaintext } else { Expect::NotPlaintext };
            (Action::Decrypt { private_key, ciphertext }, expect(plaintext))
        }
        Kind::KeyFile => {
            let key_name = required("key_name", entry.key_name.take())?;
            let name = required("file_name", entry.file_name.take())?;
            let mode = required("mode", entry.mode.take())?;
            Mode::try_from(mode.clone())?;
            if !is_accepted(result)? {
                return Err("the \"result\" of a key file is accept".to_owned());
            }
            (Action::NameKeyFile { key_name }, Expect::KeyFile(KeyFile { name, mode }))
        }
        Kind::Scenario => return Err("a scenario has no question".to_owned()),
    };
    Ok(Question { action, expect })
}

/// Returns the action that imports the public key file.
fn import(entry: &mut Entry) -> Result<Action, String> {
    let material = match (entry.material.take(), entry.material_base64.take()) {
        (Some(text), None) => text.into_bytes(),
        (None, Some(text)) => decode("material_base64", &text)?,
        _ => return Err("it needs \"material\" or \"material_base64\", not both".to_owned()),
    };
    Ok(Action::InspectPublicKey { material })
}

fn imported(result: ExpectedResult, entry: &mut Entry) -> Result<Expect, String> {
    Ok(match result {
        ExpectedResult::Accept => Expect::Accept(public_key_values(entry)?),
        ExpectedResult::Refuse => refuse(entry),
        ExpectedResult::Either => {
            let flag = required("open_question", entry.open_question.take())?;
            Expect::Either { flag, accept: public_key_values(entry)? }
        }
    })
}

fn public_key_values(entry: &mut Entry) -> Result<PublicKeyValues, String> {
    Ok(PublicKeyValues {
        bits: required("bits", entry.bits.take())?,
        exponent: entry.exponent.take(),
        modulus_sha256: required("modulus_sha256", entry.modulus_sha256.take())?,
        fingerprint: required("fingerprint", entry.fingerprint.take())?,
    })
}

fn private_key(result: ExpectedResult, entry: &mut Entry) -> Result<Expect, String> {
    if !is_accepted(result)? {
        return Ok(refuse(entry));
    }
    Ok(Expect::PrivateKey(PrivateKeyValues {
        openssh: required("openssh", entry.openssh.take())?,
        created: required("created", entry.created.take())?,
        imported: required("imported", entry.imported.take())?,
    }))
}

fn refuse(entry: &mut Entry) -> Expect {
    let codes = std::mem::take(&mut entry.codes);
    Expect::Refuse(codes.iter().map(|code| ErrorCode::of_name(code)).collect())
}

/// Returns the private key file that the vector names.
fn key(entry: &mut Entry, keys: &Keys) -> Result<Vec<u8>, String> {
    let name = required("key", entry.key.take())?;
    let text = keys.get(&name).ok_or_else(|| format!("the file has no key {name:?}"))?;
    Ok(text.clone().into_bytes())
}

/// Whether the result is `accept`, for kinds without open questions.
fn is_accepted(result: ExpectedResult) -> Result<bool, String> {
    match result {
        ExpectedResult::Accept => Ok(true),
        ExpectedResult::Refuse => Ok(false),
        ExpectedResult::Either => Err("\"result\" must be accept or refuse".to_owned()),
    }
}

fn required<T>(field: &str, value: Option<T>) -> Result<T, String> {
    value.ok_or_else(|| format!("{field:?} is missing"))
}

fn decode(field: &str, text: &str) -> Result<Vec<u8>, String> {
    base64::decode(text.as_bytes()).map_err(|error| format!("{field}: {error}"))
}
