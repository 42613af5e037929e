//! A step of a scenario, as a vector file represents it.
//!
//! In every text of a step, `${name}` is replaced by the text that is given or was saved under that
//! name, and `${function:name}` by a value computed from that text.

use super::is_false;
use crate::api::guest::GuestAction;
use crate::api::service::{Operation, Signature};
use crate::api::{Attribute, Attributes};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A step of a scenario. It has exactly one of these: `operation` (a request to the service),
/// `guest_action` (an action in the operating system of the `instance`), `check` (a check by the test
/// program, without the implementation under test).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The requested operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
    /// With `operation`: whether the request is a dry run.
    #[serde(default, skip_serializing_if = "is_false")]
    pub dry_run: bool,
    /// With `operation`: how the request is signed. If absent, the signature is valid.
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
    /// The expected result; absent with `check`, which must hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<StepResult>,
    /// With `either`: the flag of the open question. Its note explains why both results are correct.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_question: Option<String>,
    /// With `refuse`: the correct error codes. If absent, any code is correct.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// With `accept` or `either`: the answer is one resource with at least these attributes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Attributes>,
    /// With `accept`: the answer is exactly these resources in any order, each with at least these
    /// attributes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resources: Option<Vec<Attributes>>,
    /// With `accept`: the answer is this number of resources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    /// Attributes that the answer must not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<Attribute>,
    /// Values that these attributes of the answer must not have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub not_equal: Attributes,
    /// Whether the answer must not contain private key material in any attribute.
    #[serde(default, skip_serializing_if = "is_false")]
    pub hides_private_key: bool,
    /// Attributes of the answer to save, by the name under which they are saved.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub save: BTreeMap<String, Attribute>,
}

/// The expected result of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepResult {
    /// An answer, with the expected resources if there are any.
    Accept,
    /// A refusal with one of the codes.
    Refuse,
    /// The documentation doesn't decide: a refusal, which ends the scenario, or the resource.
    Either,
    /// Any well-formed answer or refusal. Later steps check the effect.
    Any,
}

/// A check that the test program performs without the implementation under test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "name", content = "parameters", rename_all = "snake_case", deny_unknown_fields)]
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
        open_question: String,
    },
    /// Two texts are equal.
    Same {
        /// The one text.
        one: String,
        /// The other text.
        other: String,
    },
    /// Two texts differ.
    Differ {
        /// The one text.
        one: String,
        /// The other text.
        other: String,
    },
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

impl Step {
    /// Returns the texts of the request that may have placeholders.
    pub(in crate::vector) fn asked_texts(&self) -> Vec<String> {
        let operation = self.operation.clone().map(|mut it| owned(it.texts_mut()));
        let action = self.guest_action.clone().map(|mut it| owned(it.texts_mut()));
        let check = self.check.iter().flat_map(Check::texts).cloned();
        let asked = operation.into_iter().chain(action).flatten().chain(self.instance.clone());
        asked.chain(check).collect()
    }

    /// Returns the texts of the expected result that may have placeholders.
    pub(in crate::vector) fn expected_texts(&self) -> Vec<String> {
        let resources = self.resource.iter().chain(self.resources.iter().flatten());
        resources.chain([&self.not_equal]).flat_map(BTreeMap::values).cloned().collect()
    }
}

fn owned(texts: Vec<&mut String>) -> Vec<String> {
    texts.into_iter().map(std::mem::take).collect()
}
