//! Why a file can't be used as an RSA private key: faults of every form, in one closed list.

use super::{Format, MAX_BYTES};
use crate::encoding::{self, pem};
use crate::key::{self, Algorithm};
use std::fmt;

/// Why a file is no RSA private key that can be used, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrivateKeyError {
    /// What is wrong.
    pub fault: PrivateKeyErrorKind,
    /// Where: bytes from the start of the file, for a fault in what base64 holds too; 0 where it is the
    /// file as a whole.
    pub offset: usize,
}

/// What is wrong with a private key file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PrivateKeyErrorKind {
    /// Nothing but white space.
    #[error("nothing but white space")]
    Empty,
    /// More than [`MAX_BYTES`].
    #[error("{bytes} bytes, more than {MAX_BYTES}")]
    TooLong {
        /// The length of the file.
        bytes: usize,
    },
    /// Something else, or a form that isn't read.
    #[error("{0}, where a private key as PEM, in OpenSSH's or in PuTTY's form belongs")]
    NotAPrivateKey(OtherContent),
    /// A private key under a passphrase, in this form.
    #[error("an encrypted private key; decrypt it first, e.g. with `{}`", .0.decryption())]
    Encrypted(Format),
    /// A private key, but of another algorithm.
    #[error("{0}, not an RSA key")]
    OtherAlgorithm(Algorithm),
    /// The encoding is broken.
    #[error(transparent)]
    Encoding(encoding::EncodingErrorKind),
    /// The public half alone is no RSA key.
    #[error("{0}")]
    PublicHalf(key::PublicKeyErrorKind),
    /// The numbers are not those of one key.
    #[error("the numbers are not those of one key: {0}")]
    Inconsistent(Relation),
    /// More than two primes (RFC 8017 appendix A.1.2, version 1).
    #[error("an RSA key of more than two primes")]
    MultiPrime,
    /// PKCS#1 or PKCS#8: a version that doesn't exist, or OneAsymmetricKey's (RFC 5958 section 2).
    #[error("a version other than 0")]
    Version,
    /// OpenSSH: the first bytes are not `openssh-key-v1` and a zero.
    #[error("no `openssh-key-v1` at the start")]
    OpenSshMagic,
    /// OpenSSH: a number of keys other than one, which no OpenSSH reads.
    #[error("{0} keys in one file")]
    OpenSshKeyCount(u32),
    /// OpenSSH: the two check integers differ.
    #[error("the check integers differ")]
    OpenSshCheck,
    /// OpenSSH: the padding is not 1, 2, 3 and so on up to a multiple of eight bytes.
    #[error("the padding is wrong")]
    OpenSshPadding,
    /// PuTTY: a version other than 2 and 3.
    #[error("a version of PuTTY's form other than 2 and 3")]
    PpkVersion,
    /// PuTTY: another line stands where this header belongs.
    #[error("no `{expected}: ` where it belongs")]
    PpkHeader {
        /// The name of the header.
        expected: &'static str,
    },
    /// PuTTY: fewer lines follow than the header counts.
    #[error("fewer lines than `{header}` says, or no number there")]
    PpkLines {
        /// The name of the header.
        header: &'static str,
    },
    /// PuTTY: the message authentication code doesn't fit the file.
    #[error("the message authentication code is wrong")]
    PpkMac,
}

/// What a file is that holds no private key, or none in a form that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OtherContent {
    /// A public key, as PEM, in an OpenSSH line or as RFC 4716 has it.
    PublicKey,
    /// An X.509 certificate.
    Certificate,
    /// A private key in the form of ssh.com.
    SshComPrivateKey,
    /// Another kind of PEM.
    OtherPem,
    /// DER without PEM around it.
    Der,
    /// Anything else.
    Unrecognised,
}

/// A relation between the numbers of a key that doesn't hold (RFC 8017 section 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Relation {
    /// n = p · q, both of them odd.
    #[error("the modulus is not the product of the two primes")]
    Modulus,
    /// e · d ≡ 1, modulo p - 1 and modulo q - 1, and d < n.
    #[error("the private exponent does not undo the public one")]
    PrivateExponent,
    /// dP = d mod (p - 1), and dQ = d mod (q - 1).
    #[error("an exponent for one prime is not the private exponent reduced")]
    CrtExponents,
    /// qInv · q ≡ 1 modulo p, and qInv < p.
    #[error("the coefficient is not the inverse of the second prime")]
    Coefficient,
    /// The public key that a file holds beside the private one is its public half.
    #[error("the public key beside the private one is another")]
    PublicKey,
}

impl fmt::Display for OtherContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PublicKey => "a public key",
            Self::Certificate => "a certificate",
            Self::SshComPrivateKey => "a private key in the form of ssh.com",
            Self::OtherPem => "another kind of PEM",
            Self::Der => "DER without PEM around it",
            Self::Unrecognised => "something else",
        })
    }
}

impl PrivateKeyErrorKind {
    /// An error about the file as a whole.
    pub(super) const fn whole(self) -> PrivateKeyError {
        PrivateKeyError::new(self, 0)
    }
}

impl PrivateKeyError {
    /// Makes an error of this kind at this byte.
    #[must_use]
    pub const fn new(fault: PrivateKeyErrorKind, offset: usize) -> Self {
        Self { fault, offset }
    }

    /// The same error seen from an input in which this one starts at `base`.
    pub(super) const fn shifted(self, base: usize) -> Self {
        Self { fault: self.fault, offset: self.offset.saturating_add(base) }
    }

    /// The same error seen from the text in which the contents are written as this base64.
    pub(super) fn within(self, body: &pem::Body<'_>) -> Self {
        Self { fault: self.fault, offset: body.position(self.offset) }
    }
}

impl fmt::Display for PrivateKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.fault {
            PrivateKeyErrorKind::Empty
            | PrivateKeyErrorKind::TooLong { .. }
            | PrivateKeyErrorKind::NotAPrivateKey(_)
            | PrivateKeyErrorKind::Encrypted(_)
            | PrivateKeyErrorKind::OtherAlgorithm(_) => write!(f, "{}", self.fault),
            _ => write!(f, "{} at byte {}", self.fault, self.offset),
        }
    }
}

impl std::error::Error for PrivateKeyError {}

impl From<encoding::EncodingError> for PrivateKeyError {
    fn from(error: encoding::EncodingError) -> Self {
        Self::new(PrivateKeyErrorKind::Encoding(error.kind), error.offset)
    }
}

impl From<key::PublicKeyError> for PrivateKeyError {
    fn from(error: key::PublicKeyError) -> Self {
        let fault = match error.fault {
            key::PublicKeyErrorKind::Encoding(kind) => PrivateKeyErrorKind::Encoding(kind),
            key::PublicKeyErrorKind::OtherAlgorithm(algorithm) => {
                PrivateKeyErrorKind::OtherAlgorithm(algorithm)
            }
            fault => PrivateKeyErrorKind::PublicHalf(fault),
        };
        Self::new(fault, error.offset)
    }
}
