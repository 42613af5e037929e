//! The actions of an implementation and their outcomes. The reference implementation, the vectors and
//! every implementation under test use these types.
//!
//! The types are plain data.

mod base64_fields;
mod error;
mod key_format;
pub mod guest;
pub mod service;
mod capability;
mod attribute;
mod reply;

pub use attribute::{Attribute, Attributes, attributes};
pub(crate) use error::quoted;
pub use error::{ErrorCode, Refusal};
pub use key_format::KeyFormat;
pub use reply::{PrivateKeyFacts, PublicKeyFacts, Reply};

use guest::{GuestCall, Mode};
use serde::{Deserialize, Serialize};
use service::Call;
use std::time::Duration;

/// An action that an implementation is asked to perform. In JSON, files are in base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub enum Action {
    /// Reads a public key file as an import does.
    InspectPublicKey {
        /// The file.
        #[serde(rename = "material_base64", with = "base64_fields::material_base64")]
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        material: Vec<u8>,
    },
    /// Reads a private key file as `ssh-keygen -y` and `ec2-fingerprint-key` do.
    InspectPrivateKey {
        /// The file.
        #[serde(rename = "material_base64", with = "base64_fields::material_base64")]
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        material: Vec<u8>,
        /// The permission bits of the file.
        mode: Mode,
    },
    /// Checks whether a fingerprint belongs to the pair of a private key, created or imported.
    VerifyFingerprint {
        /// The private key file.
        #[serde(rename = "private_key_base64", with = "base64_fields::private_key_base64")]
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        private_key: Vec<u8>,
        /// The fingerprint, in the form that the list of key pairs shows.
        fingerprint: String,
    },
    /// Decrypts a ciphertext (RSAES-PKCS1-v1_5, RFC 8017 section 7.2).
    Decrypt {
        /// The private key file.
        #[serde(rename = "private_key_base64", with = "base64_fields::private_key_base64")]
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        private_key: Vec<u8>,
        /// The encrypted bytes.
        #[serde(rename = "ciphertext_base64", with = "base64_fields::ciphertext_base64")]
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        ciphertext: Vec<u8>,
    },
    /// Returns the file name and the permissions of a created pair's private key file.
    NameKeyFile {
        /// The name of the pair.
        key_name: String,
    },
    /// Sends a request to the service.
    Call(Call),
    /// Performs an action at an instance.
    Guest(GuestCall),
}

impl Action {
    /// Returns every text in which a scenario may insert values from earlier replies.
    pub fn texts_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::Call(Call { operation, .. }) => operation.texts_mut(),
            Self::Guest(GuestCall { instance_id, guest_action, .. }) => {
                let mut texts = guest_action.texts_mut();
                texts.push(instance_id);
                texts
            }
            _ => Vec::new(),
        }
    }
}

/// The result of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The action succeeded with this reply.
    Success(Reply),
    /// The implementation refused the action with a well-formed refusal.
    Refused(Refusal),
    /// The implementation doesn't support the action.
    Unsupported,
    /// The implementation crashed: a panic, a signal, or an exit code without a meaning.
    Crash(String),
    /// The service reported an error of its own (status 5xx), with this message.
    ServerError(String),
    /// No reply arrived in time. The text has the time limit and any output so far.
    Timeout(String),
    /// The reply is malformed.
    Malformed(String),
    /// The harness could not send the action, for this reason.
    NotRun(String),
}

impl Outcome {
    /// Returns a time-out after this time, without output.
    #[must_use]
    pub fn late(time: Duration) -> Self {
        Self::Timeout(format!("no answer within {} s", time.as_secs_f64()))
    }
}
