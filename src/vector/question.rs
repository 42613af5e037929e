//! A question about a file, and its correct answers.

use crate::api::{Action, ErrorCode};

/// A question about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The action for the implementation.
    pub action: Action,
    /// The expected result.
    pub expect: Expect,
}

/// The expected result of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// The public key is accepted, with these values.
    Accept(PublicKeyValues),
    /// The file is refused with one of these codes. If the list is empty, any code is correct.
    Refuse(Vec<ErrorCode>),
    /// The documentation doesn't decide: the file is refused, or accepted with exactly these values.
    Either {
        /// The flag. Its note explains why both behaviours are correct.
        flag: String,
        /// The values of the only key that may be accepted.
        accept: PublicKeyValues,
    },
    /// The private key is read, with these values.
    PrivateKey(PrivateKeyValues),
    /// Whether the fingerprint is that of the key.
    Matches(bool),
    /// The decryption returns this text.
    Plaintext(String),
    /// The decryption is refused, or returns other bytes than this text.
    NotPlaintext(String),
    /// The private key is saved in this file.
    KeyFile(KeyFile),
}

/// The values of an accepted public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKeyValues {
    /// The exact length of the modulus, in bits.
    pub bits: u64,
    /// The public exponent. Absent if it is 2^53 or more.
    pub exponent: Option<u64>,
    /// SHA-256 of the modulus (big-endian octets without leading zeros), in lower-case hexadecimal.
    pub modulus_sha256: String,
    /// MD5 of the key as SubjectPublicKeyInfo DER, in lower-case hexadecimal with colons.
    pub fingerprint: String,
}

/// The values of a private key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateKeyValues {
    /// The public key as an OpenSSH line, without a comment after the base64.
    pub openssh: String,
    /// SHA-1 of the key as unencrypted PKCS#8 DER, in lower-case hexadecimal with colons.
    pub created: String,
    /// MD5 of the public key as SubjectPublicKeyInfo DER, in the same notation.
    pub imported: String,
}

/// The file in which the private key of a created key pair is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFile {
    /// The file name, without a directory.
    pub name: String,
    /// The permission bits, in octal.
    pub mode: String,
}

impl Question {
    /// Returns the input bytes of the question.
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
    /// Whether an implementation that gives the same answer to everything could be correct here. Then
    /// the answer counts only together with the twin's.
    #[must_use]
    pub const fn proves_nothing_alone(&self) -> bool {
        matches!(
            self,
            Self::Refuse(_) | Self::Either { .. } | Self::Matches(_) | Self::NotPlaintext(_)
        )
    }

    /// Whether a correct implementation reads a key file, or may read it.
    #[must_use]
    pub const fn is_of_key_file(&self) -> bool {
        !matches!(self, Self::Refuse(_) | Self::KeyFile(_))
    }

    /// Returns the flag of the point that the documentation leaves open.
    #[must_use]
    pub const fn flag(&self) -> Option<&str> {
        match self {
            Self::Either { flag, .. } => Some(flag.as_str()),
            _ => None,
        }
    }
}
