//! A question about a file, and the answers that are right.

use super::file;
use crate::api::{Action, ErrorCode};

/// A question about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What is asked of the implementation.
    pub action: Action,
    /// What must come of it.
    pub expect: Expect,
}

/// What must come of a vector's action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// The public key is taken, with these facts.
    Accept(file::Accept),
    /// It is refused, with one of these codes; with any, if there are none.
    Refuse(Vec<ErrorCode>),
    /// The documents are silent: refusing is right, and so is accepting with exactly these facts.
    Either {
        /// The flag whose note says why.
        flag: String,
        /// The facts of the one right key.
        accept: file::Accept,
    },
    /// The private key is read, with these facts.
    PrivateKey(file::PrivateKey),
    /// The fingerprint is the key's, or isn't.
    Matches(bool),
    /// The decryption gives this text.
    Plaintext(String),
    /// It is refused, or gives other bytes than this text.
    NotPlaintext(String),
    /// The private key is saved so.
    KeyFile(file::KeyFile),
}

impl Question {
    /// The bytes that are put before an implementation.
    #[must_use]
    pub const fn material(&self) -> &[u8] {
        match &self.action {
            Action::InspectPublicKey { material } | Action::InspectPrivateKey { material, .. } => {
                material.as_slice()
            }
            Action::VerifyFingerprint { private_key, .. } | Action::Decrypt { private_key, .. } => {
                private_key.as_slice()
            }
            Action::NameKeyFile { key_name } => key_name.as_bytes(),
            Action::Call(_) | Action::Guest(_) => &[],
        }
    }
}

impl Expect {
    /// Whether an implementation that answers everything alike would get this right, so that the answer
    /// counts only together with the twin's.
    #[must_use]
    pub const fn proves_nothing_alone(&self) -> bool {
        matches!(
            self,
            Self::Refuse(_) | Self::Either { .. } | Self::Matches(_) | Self::NotPlaintext(_)
        )
    }

    /// Whether a key file is read, or may be, if all is right.
    #[must_use]
    pub const fn is_of_key_file(&self) -> bool {
        !matches!(self, Self::Refuse(_) | Self::KeyFile(_))
    }

    /// The flag of what the documents leave open.
    #[must_use]
    pub const fn flag(&self) -> Option<&str> {
        match self {
            Self::Either { flag, .. } => Some(flag.as_str()),
            _ => None,
        }
    }
}
