//! What can be asked of an implementation, and what it can answer: the one vocabulary of the reference,
//! the vectors, and everything that is put to the test.
//!
//! Plain data without behaviour. How it is written as JSON or sent over a wire is decided elsewhere.

use std::fmt;
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
}

/// What an implementation answers if it does what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The public key is taken.
    PublicKey(PublicKeyFacts),
    /// The private key was read.
    PrivateKey(PrivateKeyFacts),
    /// Whether the fingerprint is the pair's.
    Matches(bool),
    /// What had been encrypted.
    Plaintext(Vec<u8>),
    /// How a private key file is saved.
    KeyFile {
        /// Its name, without a directory.
        name: String,
        /// Its permission bits.
        mode: u32,
    },
}

/// What an implementation says of a public key. The fingerprint is what every implementation has;
/// the rest is compared where it is given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublicKeyFacts {
    /// The exact length of the modulus, in bits.
    pub bits: Option<u64>,
    /// The public exponent.
    pub exponent: Option<u64>,
    /// SHA-256 of the modulus as big-endian octets without leading zeros, in lower-case hexadecimal.
    pub modulus_sha256: Option<String>,
    /// The fingerprint as an imported pair's.
    pub fingerprint: String,
}

/// What an implementation says of a private key: compared where it is given, and something must be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PrivateKeyFacts {
    /// The public half as an OpenSSH line, `ssh-rsa BASE64`, with nothing behind it.
    pub openssh: Option<String>,
    /// The fingerprint that the pair has if EC2 created it.
    pub created: Option<String>,
    /// The fingerprint that the pair has if its public half is imported.
    pub imported: Option<String>,
}

/// A well-formed refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The error code, where the way in to the implementation has codes.
    pub code: Option<ErrorCode>,
    /// The message for people. It is shown and never judged.
    pub message: String,
}

/// An error code of the API, documented or not.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// `InvalidKey.Format`: the material is no public key that is taken.
    InvalidKeyFormat,
    /// `InvalidKeyPair.Format`: the same, under its other documented name.
    InvalidKeyPairFormat,
    /// `InvalidParameterValue`: a value that can't be, such as one that is too long.
    InvalidParameterValue,
    /// `MissingParameter`: a required parameter is absent or empty.
    MissingParameter,
    /// A code that the documents don't list.
    Other(String),
}

/// What came of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was done, and this is the answer.
    Done(Reply),
    /// It was refused in good form.
    Refused(Refusal),
    /// The implementation doesn't offer this.
    Unsupported,
    /// The implementation died of it: a panic, a signal, an exit code that means nothing.
    Crash(String),
    /// No answer came within this time.
    Hang(Duration),
    /// An answer came that makes no sense.
    Garbled(String),
    /// The implementation was never asked, since the harness could not: this is why.
    NotAsked(String),
}

impl ErrorCode {
    /// The code as the API writes it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::InvalidKeyFormat => "InvalidKey.Format",
            Self::InvalidKeyPairFormat => "InvalidKeyPair.Format",
            Self::InvalidParameterValue => "InvalidParameterValue",
            Self::MissingParameter => "MissingParameter",
            Self::Other(name) => name,
        }
    }

    /// The code of this name.
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        let documented = [
            Self::InvalidKeyFormat,
            Self::InvalidKeyPairFormat,
            Self::InvalidParameterValue,
            Self::MissingParameter,
        ];
        let found = documented.into_iter().find(|code| code.name() == name);
        found.unwrap_or_else(|| Self::Other(name.to_owned()))
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
