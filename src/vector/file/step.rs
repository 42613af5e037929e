//! One step of a scenario as it stands in its file.
//!
//! In every text of a step, `${name}` stands for what is given or was saved under that name, and
//! `${function:name}` for something computed from it.

use super::is_false;
use crate::api::Attribute;
use crate::api::guest::GuestAction;
use crate::api::service::{Operation, Signature};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A step. Exactly one of these is there: `call`, something asked of the service; `guest_action`, something done at
/// the `instance`; `check`, something found out by whoever runs the scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The step as a sentence of a story.
    pub description: String,
    /// Whether it only prepares the ground: if it fails, the rules were never put to the test.
    #[serde(default, skip_serializing_if = "is_false")]
    pub setup: bool,
    /// How often it is done, once if absent; `${n}` is the number of the time, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// The region, `us-east-1` if absent. It stands for any region, as another one stands for any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// What is asked of the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<Operation>,
    /// With `call`: whether it is a dry run.
    #[serde(default, skip_serializing_if = "is_false")]
    pub dry_run: bool,
    /// With `call`: how it is signed, validly if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// The id of an instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// What is done there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest_action: Option<GuestAction>,
    /// With `guest_action`: whether it is done as root.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sudo: bool,
    /// What whoever runs the scenario finds out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Check>,
    /// What must be answered; anything but a refusal, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<StepExpectation>,
    /// Facts that the answer must not give.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<Attribute>,
    /// Facts that the answer must not give with these values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub not_equal: BTreeMap<Attribute, String>,
    /// Whether the answer must hold no private key material, in whatever fact.
    #[serde(default, skip_serializing_if = "is_false")]
    pub hides_private_key: bool,
    /// Names under which facts of the answer are kept.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub save: BTreeMap<String, Attribute>,
}

/// What must be answered to a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum StepExpectation {
    /// One thing, with these facts among others; if there are none, whatever isn't a refusal.
    Answer(BTreeMap<Attribute, String>),
    /// Exactly these things in any order, each with these facts among others.
    Answers(Vec<BTreeMap<Attribute, String>>),
    /// This many things.
    Count(usize),
    /// A refusal with one of these codes; with any, if there are none.
    Refuse(Vec<String>),
    /// The documents are silent: a refusal, or one thing with these facts among others.
    Either {
        /// The flag whose note says why.
        flag: String,
        /// The facts of the one right answer.
        answer: BTreeMap<Attribute, String>,
    },
    /// Whatever an implementation answers in good form; what comes of it is seen later.
    Anything {},
}

/// Something that is found out without asking the implementation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Check {
    /// A text is an RSA private key, in unencrypted PEM.
    PrivateKey {
        /// The text.
        file: String,
    },
    /// The length of a private key's modulus is one of several, in bits.
    Bits {
        /// The private key file.
        file: String,
        /// The lengths that are right.
        one_of: Vec<u64>,
        /// The flag whose note says why there are several.
        flag: String,
    },
    /// Two texts are the same.
    Same(String, String),
    /// Two texts differ.
    Differ(String, String),
    /// A text has this line among others.
    HasLine {
        /// The text.
        text: String,
        /// The line, without its end.
        line: String,
    },
    /// A private key decrypts a ciphertext to something.
    Decrypts {
        /// The private key file.
        private_key: String,
        /// What was encrypted, in base64.
        ciphertext_base64: String,
    },
    /// A private key doesn't decrypt a ciphertext.
    DecryptsNot {
        /// The private key file.
        private_key: String,
        /// What was encrypted, in base64.
        ciphertext_base64: String,
    },
}
