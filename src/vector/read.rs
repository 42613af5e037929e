//! Converts vector files to vectors, and refuses inconsistent ones.

mod scenario;

use super::file::{Entry, Expectation, File, Note};
use super::{Expect, LoadError, Question, Test, Vector, fault};
use crate::api::guest::Mode;
use crate::api::{Action, ErrorCode};
use crate::encoding::base64;
use crate::rule;
use std::collections::BTreeMap;
use std::path::Path;

/// The permission bits of a private key file if the vector has none: only the owner may read it.
const DEFAULT_MODE: Mode = Mode(0o400);

/// Reads the vectors and the notes of a vector file.
///
/// # Errors
/// Returns a [`LoadError`] if the file is malformed or one of its vectors is inconsistent.
pub(super) fn read(
    path: &Path,
    text: &str,
) -> Result<(Vec<Vector>, BTreeMap<String, Note>), LoadError> {
    let file = parse(path, text)?;
    let mut vectors = Vec::with_capacity(file.vectors.len());
    for entry in file.vectors {
        let id = entry.id.clone();
        vectors.push(vector(entry).map_err(|reason| fault(path, &id, reason))?);
    }
    Ok((vectors, file.notes))
}

/// Parses a vector file without checking its vectors.
pub(super) fn parse(path: &Path, text: &str) -> Result<File, LoadError> {
    let form = |reason| LoadError::Form { path: path.to_owned(), reason };
    serde_json::from_str(text).map_err(form)
}

fn vector(entry: Entry) -> Result<Vector, String> {
    if let Some(unknown) = entry.rules.iter().find(|id| rule::find(id).is_none()) {
        return Err(format!("the catalogue has no rule {unknown}"));
    }
    if entry.rules.is_empty() {
        return Err("\"rules\" is empty".to_owned());
    }
    let test = test(&entry)?;
    let vector = Vector {
        id: entry.id,
        rules: entry.rules,
        comment: entry.comment,
        twins: entry.twins,
        format: entry.format,
        test,
        flags: entry.flags,
        evidence: entry.evidence,
    };
    let is_named = |flag: &&str| vector.flags.iter().any(|other| other == flag);
    if let Some(flag) = vector.open_questions().find(|flag| !is_named(flag)) {
        return Err(format!("the flag {flag} of its expectation is missing in \"flags\""));
    }
    Ok(vector)
}

fn test(entry: &Entry) -> Result<Test, String> {
    if !entry.steps.is_empty() {
        return scenario::read(entry).map(Test::Scenario);
    }
    if !entry.given.is_empty() || entry.expensive {
        return Err("\"given\" and \"expensive\" need \"steps\"".to_owned());
    }
    let action = action(entry)?;
    let expectation = entry.expect.clone().ok_or("\"expect\" is missing")?;
    let expect = expect(expectation)?;
    if !fits(&action, &expect) {
        return Err("\"expect\" doesn't fit the input".to_owned());
    }
    Ok(Test::Question(Question { action, expect }))
}

/// Returns the action of a question about a file.
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
            let inputs = "material, material_base64, private_key, key_name or steps";
            Err(format!("it needs exactly one input: {inputs}"))
        }
    }
}

fn private_action(entry: &Entry, private_key: Vec<u8>) -> Result<Action, String> {
    match (&entry.fingerprint, &entry.ciphertext_base64) {
        (None, None) => {
            let mode = entry.mode.clone().map_or(Ok(DEFAULT_MODE), Mode::try_from)?;
            Ok(Action::InspectPrivateKey { material: private_key, mode: mode.0 })
        }
        (Some(fingerprint), None) => {
            Ok(Action::VerifyFingerprint { private_key, fingerprint: fingerprint.clone() })
        }
        (None, Some(text)) => {
            Ok(Action::Decrypt { private_key, ciphertext: decode("ciphertext_base64", text)? })
        }
        (Some(_), Some(_)) => {
            Err("it has both \"fingerprint\" and \"ciphertext_base64\"".to_owned())
        }
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
            Mode::try_from(file.mode.clone())?;
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
        // These are steps of a scenario.
        Action::Call(_) | Action::Guest(_) => false,
    }
}

fn decode(field: &str, text: &str) -> Result<Vec<u8>, String> {
    base64::decode(text.as_bytes()).map_err(|error| format!("{field}: {error}"))
}
