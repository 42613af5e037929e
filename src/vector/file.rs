//! The format of a vector file: JSON. `vectors/README.md` explains it, and `vectors/schemas/` has a JSON
//! Schema for each kind of file.
//!
//! These types only mirror the files. The reader refuses files that have this format but are
//! inconsistent.

mod evidence;
mod note;
mod step;

pub use evidence::{Evidence, Tool};
pub use note::{Bug, Note, Notes, Severity};
pub use step::{Check, Step, StepResult};

use super::placeholder::places;
use crate::api::KeyFormat;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A file of test vectors, all of one kind.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The location of the JSON Schema of this file.
    pub schema: String,
    /// The kind of the vectors.
    pub kind: Kind,
    /// The version of the suite.
    pub suite_version: String,
    /// The number of the vectors.
    pub count: usize,
    /// What the vectors of this file have in common, in one or two sentences.
    pub about: String,
    /// Key files that several vectors use, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub keys: BTreeMap<String, String>,
    /// The vectors.
    pub vectors: Vec<Entry>,
}

/// The kind of the vectors in a file. It determines the fields of a vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A public key file to import.
    Import,
    /// A private key file to read.
    PrivateKey,
    /// A fingerprint to compare with a private key.
    Fingerprint,
    /// A ciphertext to decrypt with a private key.
    Decrypt,
    /// The file in which the private key of a created key pair is saved.
    KeyFile,
    /// Several steps, one after the other.
    Scenario,
}

/// A test vector. Its [`Kind`] determines which fields it has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// `area/fault-or-feature`. An id never changes. It leads to the file: `vectors/AREA.json`.
    pub id: String,
    /// The kind, if the vector stands alone, outside its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The id of the rule under test, then the ids of the rules that the vector builds on.
    pub rules: Vec<String>,
    /// The purpose of the vector, in one sentence.
    pub comment: String,
    /// The ids of the valid vectors that differ from this one only in the one fault. If the file is in
    /// no format, there is one for each format, and it is enough that one of them is accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub twins: Vec<String>,
    /// The format of the key file, if an implementation reads it or may accept it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<KeyFormat>,
    /// `import`: the public key file, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material: Option<String>,
    /// `import`: the public key file, in base64, if it isn't UTF-8 text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material_base64: Option<String>,
    /// `private-key`: the private key file, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_key: Option<String>,
    /// `fingerprint` and `decrypt`: the name of the private key file in the `keys` of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// `decrypt`: the ciphertext, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ciphertext_base64: Option<String>,
    /// `key-file`: the name of the key pair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_name: Option<String>,
    /// `scenario`: texts that the steps use, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub given: BTreeMap<String, String>,
    /// `scenario`: whether it takes thousands of steps.
    #[serde(default, skip_serializing_if = "is_false")]
    pub expensive: bool,
    /// `scenario`: the steps, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// The expected result. Absent in a scenario, where each step has its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<ExpectedResult>,
    /// With `either`: the flag of the open question. Its note explains why both results are correct.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_question: Option<String>,
    /// With `refuse`: the correct error codes. If absent, any code is correct.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// `import`: the exact length of the modulus, in bits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bits: Option<u64>,
    /// `import`: the public exponent. Absent if it is 2^53 or more, because not every JSON parser keeps
    /// such numbers exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exponent: Option<u64>,
    /// `import`: SHA-256 of the modulus (big-endian octets without leading zeros), in lower-case
    /// hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modulus_sha256: Option<String>,
    /// `import`: MD5 of the key as SubjectPublicKeyInfo DER, in lower-case hexadecimal with colons.
    /// `fingerprint`: the fingerprint to compare with the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// `private-key`: the public key as an OpenSSH line, without a comment after the base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub openssh: Option<String>,
    /// `private-key`: SHA-1 of the key as unencrypted PKCS#8 DER, in lower-case hexadecimal with colons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// `private-key`: MD5 of the public key as SubjectPublicKeyInfo DER, in the same notation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<String>,
    /// `decrypt`: the plaintext. With `refuse`, the decryption must not return it: a refusal is correct,
    /// and so are other bytes. Some libraries return random bytes instead of an error, so that an
    /// attacker learns nothing from the error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plaintext: Option<String>,
    /// `key-file`: the name of the file, without a directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// `private-key`: the permission bits of the private key file, in octal; 0400 if absent.
    /// `key-file`: those of the saved file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// The flags. The notes explain each flag.
    pub flags: Vec<String>,
    /// The evidence for the expected result.
    pub evidence: Evidence,
    /// The key files that the vector uses, by name, if it stands alone, outside its file.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub keys: BTreeMap<String, String>,
}

/// The expected result of a vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExpectedResult {
    /// The file is accepted, with these values; or the fingerprint is that of the key.
    Accept,
    /// The file is refused; or the fingerprint is not that of the key.
    Refuse,
    /// The documentation doesn't decide: the file is refused, or accepted with exactly these values.
    Either,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::Import,
        Self::PrivateKey,
        Self::Fingerprint,
        Self::Decrypt,
        Self::KeyFile,
        Self::Scenario,
    ];

    /// Returns the name in vector files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::PrivateKey => "private-key",
            Self::Fingerprint => "fingerprint",
            Self::Decrypt => "decrypt",
            Self::KeyFile => "key-file",
            Self::Scenario => "scenario",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl File {
    /// Returns the vectors as they stand alone, outside the file: each with its kind and the keys that it
    /// uses.
    pub(super) fn into_entries(self) -> impl Iterator<Item = Entry> {
        let Self { kind, keys, vectors, .. } = self;
        vectors.into_iter().map(move |entry| {
            let used = entry.used_names();
            let keys = keys.iter().filter(|(name, _)| used.contains(*name));
            let keys = keys.map(|(name, text)| (name.clone(), text.clone())).collect();
            Entry { kind: Some(kind), keys, ..entry }
        })
    }
}

impl Entry {
    /// Returns the names of the texts that the vector uses: of its key, and in placeholders.
    pub(super) fn used_names(&self) -> BTreeSet<String> {
        let texts = |step: &Step| [step.asked_texts(), step.expected_texts()].concat();
        let texts: Vec<String> = self.steps.iter().flat_map(texts).collect();
        let places = texts.iter().flat_map(|text| places(text));
        places.map(|(_, name)| name.to_owned()).chain(self.key.clone()).collect()
    }
}

/// Whether a Boolean field has its default value and can be omitted.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
const fn is_false(switch: &bool) -> bool {
    !*switch
}
