//! What can be asked of an implementation, and what it can answer: the one vocabulary of the reference,
//! the vectors, and everything that is put to the test.
//!
//! Plain data without behaviour.

mod error;
mod key_format;
pub mod guest;
pub mod service;
mod capability;
mod field;
mod reply;
mod record;

pub(crate) use error::quoted;
pub use error::{ErrorCode, Refusal};
pub use field::{Attribute, Attributes};
pub use key_format::KeyFormat;
pub use reply::{Address, File, Instance, KeyPair, PrivateKeyFacts, PublicKeyFacts, Reply, Volume};

use guest::GuestCall;
use service::Call;
use std::time::Duration;

/// Something that an implementation is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Read a public key file as an import reads it.
    InspectPublicKey {
        /// The bytes of the file.
        material: Vec<u8>,
    },
    /// Read a private key file as `ssh-keygen -y` and `ec2-fingerprint-key` do.
    InspectPrivateKey {
        /// The bytes of the file.
        material: Vec<u8>,
        /// The permission bits of the file, such as `0o400`.
        mode: u32,
    },
    /// Say whether a fingerprint is that of a private key's pair, created or imported.
    VerifyFingerprint {
        /// The bytes of the private key file.
        private_key: Vec<u8>,
        /// The fingerprint as the list of key pairs shows it.
        fingerprint: String,
    },
    /// Undo an encryption to a public key (RSAES-PKCS1-v1_5, RFC 8017 section 7.2).
    Decrypt {
        /// The bytes of the private key file.
        private_key: Vec<u8>,
        /// What was encrypted.
        ciphertext: Vec<u8>,
    },
    /// Say under which name, and with which permissions, a created pair's private key is saved.
    NameKeyFile {
        /// The name of the pair.
        key_name: String,
    },
    /// Ask something of the service.
    Call(Call),
    /// Do something at an instance.
    Guest(GuestCall),
}

impl Action {
    /// Every text in it that a scenario may fill in, with parts of earlier answers.
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

/// What came of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was done, and this is the answer.
    Success(Reply),
    /// It was refused in good form.
    Refused(Refusal),
    /// The implementation doesn't offer this.
    Unsupported,
    /// The implementation died of it: a panic, a signal, an exit code that means nothing.
    Crash(String),
    /// A service answered that something went wrong on its side (status 5xx), and this is what it said.
    ServerError(String),
    /// No answer came in time: within how long, and what it has said meanwhile.
    Timeout(String),
    /// An answer came that makes no sense.
    Malformed(String),
    /// The implementation was never asked, since the harness could not: this is why.
    NotRun(String),
}

impl Outcome {
    /// No answer within this time, and nothing else to say of it.
    #[must_use]
    pub fn late(time: Duration) -> Self {
        Self::Timeout(format!("no answer within {} s", time.as_secs_f64()))
    }
}
