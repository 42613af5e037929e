//! The form of a vector file: JSON that `vectors/schema.json` describes and `vectors/README.md` explains.
//!
//! These types mirror the files and nothing else. What has the form and makes no sense is refused when a
//! file is read.

mod note;
mod step;
mod confirmations;

pub use confirmations::Confirmations;
pub use note::{Difference, Disagreement, Note};
pub use step::{Check, Step, StepExpectation};

use crate::api::KeyFormat;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// A vector as it stands in its file. Exactly one of these is there: `material` or `material_base64` for a
/// public key file; `private_key` for a private key file; `key_name` for a key pair's name; `steps` for a
/// scenario.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// `area/fault-or-feature`, stable for ever.
    pub id: String,
    /// The id of the rule that it is about, then those of the rules that it builds on.
    pub rules: Vec<String>,
    /// Why it is there, in a sentence.
    pub comment: String,
    /// The ids of the valid vectors that differ in the one fault; for a file that is in no format, one in each
    /// format, of which one is enough.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub twins: Vec<String>,
    /// The format of a key file that is read, or may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<KeyFormat>,
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
    /// With `steps`: texts that they use, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub given: BTreeMap<String, String>,
    /// What is done, one step after the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// With `steps`: whether they are thousands.
    #[serde(default, skip_serializing_if = "is_false")]
    pub expensive: bool,
    /// What must come of it; of a scenario, each step says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<Expectation>,
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
    /// The oracles that said the same when the vector was put before them: names, and with which version.
    Confirmed(BTreeMap<String, String>),
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

/// Whether a switch is in its usual position, and need not be written.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
const fn is_false(switch: &bool) -> bool {
    !*switch
}
