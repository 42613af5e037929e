//! The format of a vector file: JSON. `vectors/schema.json` describes it and `vectors/README.md`
//! explains it.
//!
//! These types only mirror the files. The reader refuses files that have this format but are
//! inconsistent.

mod note;
mod step;

pub use note::{Difference, Disagreement, Note};
pub use step::{Check, Step, StepExpectation};

use crate::api::KeyFormat;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A file of test vectors.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The location of the JSON Schema of this file.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// What the vectors of this file have in common, in one or two sentences.
    pub about: String,
    /// The meaning of each flag of this file, by flag.
    pub notes: BTreeMap<String, Note>,
    /// The vectors.
    pub vectors: Vec<Entry>,
}

/// A test vector. It has exactly one of these inputs: `material` or `material_base64` (a public key
/// file), `private_key` (a private key file), `key_name` (the name of a key pair), or `steps` (a
/// scenario).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// `area/fault-or-feature`. An id never changes.
    pub id: String,
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
    /// A public key file, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material: Option<String>,
    /// A public key file that isn't UTF-8 text, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material_base64: Option<String>,
    /// A private key file, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_key: Option<String>,
    /// The permission bits of the private key file, in octal; 0400 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// With `private_key`: the fingerprint to compare with the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// With `private_key`: the ciphertext to decrypt, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ciphertext_base64: Option<String>,
    /// The name of a key pair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_name: Option<String>,
    /// With `steps`: texts that the steps use, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub given: BTreeMap<String, String>,
    /// The steps of a scenario, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// With `steps`: whether the scenario takes thousands of steps.
    #[serde(default, skip_serializing_if = "is_false")]
    pub expensive: bool,
    /// The expected result. Absent in a scenario, where each step has its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<Expectation>,
    /// The flags. `notes` explains each flag.
    pub flags: Vec<String>,
    /// The evidence for the expectation.
    pub evidence: Vec<Evidence>,
}

/// The expected result of a vector.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Expectation {
    /// The public key is accepted, with these facts.
    Accept(Accept),
    /// The file is refused.
    Refuse(Refuse),
    /// The documentation doesn't decide: the file is refused, or accepted with exactly these facts.
    Either(Either),
    /// The private key is read, with these facts.
    PrivateKey(PrivateKey),
    /// Whether the fingerprint is that of the private key.
    Matches(bool),
    /// The plaintext that the decryption returns.
    Plaintext(String),
    /// A plaintext that the decryption must not return. A refusal is correct, and so are other bytes:
    /// some libraries return random bytes instead of an error, so that an attacker learns nothing from
    /// the error.
    NotPlaintext(String),
    /// The name and the permissions under which the private key of a created key pair is saved.
    KeyFile(KeyFile),
}

/// The facts of an accepted public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// The exact length of the modulus, in bits.
    pub bits: u64,
    /// The public exponent. Absent if it is 2^53 or more, because not every JSON parser keeps such
    /// numbers exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exponent: Option<u64>,
    /// SHA-256 of the modulus (big-endian octets without leading zeros), in lower-case hexadecimal.
    pub modulus_sha256: String,
    /// MD5 of the key as SubjectPublicKeyInfo DER, in lower-case hexadecimal with colons.
    pub fingerprint: String,
}

/// A refusal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    /// The correct error codes. If the list is empty, any code is correct.
    pub codes: Vec<String>,
}

/// A point that the documentation doesn't decide.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Either {
    /// The flag. Its note explains why both behaviours are correct.
    pub flag: String,
    /// The facts of the only key that may be accepted.
    pub accept: Accept,
}

/// The facts of a private key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PrivateKey {
    /// The public key as an OpenSSH line, without a comment after the base64.
    pub openssh: String,
    /// SHA-1 of the key as unencrypted PKCS#8 DER, in lower-case hexadecimal with colons.
    pub created: String,
    /// MD5 of the public key as SubjectPublicKeyInfo DER, in the same notation.
    pub imported: String,
}

/// The file in which the private key of a created key pair is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    /// The file name, without a directory.
    pub name: String,
    /// The permission bits, in octal.
    pub mode: String,
}

/// The evidence for an expectation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Evidence {
    /// A heading in the Amazon EC2 documentation.
    Document(String),
    /// A section of an RFC or another standard.
    Standard(String),
    /// Behaviour that was observed in the real service.
    Observed(String),
    /// A value that an independent tool computed.
    Tool(Tool),
    /// The oracles that gave the expected result when they ran the vector: the version of each, by
    /// name.
    Confirmed(BTreeMap<String, String>),
}

/// A tool that computed an expected value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// The name and the version of the tool.
    pub name: String,
    /// The command that computes the value.
    pub command: String,
}

/// Whether a Boolean field has its default value and can be omitted.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
const fn is_false(switch: &bool) -> bool {
    !*switch
}
