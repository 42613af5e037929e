//! A step of a scenario, as a vector file represents it.
//!
//! In every text of a step, `${name}` is replaced by the text that is given or was saved under that
//! name, and `${function:name}` by a value computed from that text.

use super::is_false;
use crate::api::Attribute;
use crate::api::guest::GuestAction;
use crate::api::service::{Operation, Signature};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A step of a scenario. It has exactly one of these: `call` (an API call), `guest_action` (an action
/// in the operating system of the `instance`), `check` (a check by the test program, without the
/// implementation under test). In its texts, `${name}` stands for the text given or saved under that
/// name, and `${function:name}` for a value computed from that text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The step, in one sentence.
    pub description: String,
    /// Whether this is a setup step. If a setup step fails, the rules were not tested.
    #[serde(default, skip_serializing_if = "is_false")]
    pub setup: bool,
    /// How often the step is performed; once if absent. `${n}` counts from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// The region; `us-east-1` if absent. Any other region may be used in its place, as long as
    /// different names stay different regions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The API call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<Operation>,
    /// With `call`: whether the call is a dry run.
    #[serde(default, skip_serializing_if = "is_false")]
    pub dry_run: bool,
    /// With `call`: how the request is signed. If absent, the signature is valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// With `guest_action`: the id of the instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The action in the instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest_action: Option<GuestAction>,
    /// With `guest_action`: whether root performs the action.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sudo: bool,
    /// The check by the test program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Check>,
    /// The expected answer; absent with `check`. If absent otherwise, any answer that isn't a refusal
    /// is correct.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<StepExpectation>,
    /// Attributes that the answer must not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<Attribute>,
    /// Values that these attributes of the answer must not have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub not_equal: BTreeMap<Attribute, String>,
    /// Whether the answer must not contain private key material in any attribute.
    #[serde(default, skip_serializing_if = "is_false")]
    pub hides_private_key: bool,
    /// Attributes of the answer to save, by the name under which they are saved.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub save: BTreeMap<String, Attribute>,
}

/// The expected answer to a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum StepExpectation {
    /// One resource with at least these attributes. If there are none, any answer that isn't a refusal
    /// is correct.
    Answer(BTreeMap<Attribute, String>),
    /// Exactly these resources in any order, each with at least these attributes.
    Answers(Vec<BTreeMap<Attribute, String>>),
    /// This number of resources.
    Count(usize),
    /// A refusal with one of these codes. If the list is empty, any code is correct.
    Refuse(Vec<String>),
    /// The documentation doesn't decide: a refusal, or one resource with at least these attributes.
    Either {
        /// The flag. Its note explains why both behaviours are correct.
        flag: String,
        /// The attributes of the only answer that is correct.
        answer: BTreeMap<Attribute, String>,
    },
    /// Any well-formed answer or refusal. Later steps check the effect.
    Anything {},
}

/// A check that the test program performs without the implementation under test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Check {
    /// A text is an RSA private key in unencrypted PEM.
    PrivateKey {
        /// The text.
        file: String,
    },
    /// The length of the modulus of a private key is one of several, in bits.
    Bits {
        /// The private key file.
        file: String,
        /// The correct lengths.
        one_of: Vec<u64>,
        /// The flag. Its note explains why several lengths are correct.
        flag: String,
    },
    /// Two texts are equal.
    Same(String, String),
    /// Two texts differ.
    Differ(String, String),
    /// A text contains this line.
    HasLine {
        /// The text.
        text: String,
        /// The line, without its line ending.
        line: String,
    },
    /// A private key decrypts a ciphertext to a text that isn't empty.
    Decrypts {
        /// The private key file.
        private_key: String,
        /// The ciphertext, in base64.
        ciphertext_base64: String,
    },
    /// A private key doesn't decrypt a ciphertext.
    DecryptsNot {
        /// The private key file.
        private_key: String,
        /// The ciphertext, in base64.
        ciphertext_base64: String,
    },
}
