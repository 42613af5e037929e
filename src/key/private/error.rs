//! Errors of private key files, for all formats.

use super::{Format, MAX_BYTES};
use crate::encoding::{self, pem};
use crate::key::{self, Algorithm};
use std::fmt;

/// An error that says why a file is not a usable RSA private key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrivateKeyError {
    /// The kind of error.
    pub fault: PrivateKeyErrorKind,
    /// Bytes from the start of the file, also for an error in the decoded base64. The offset is 0 if
    /// the error concerns the whole file.
    pub offset: usize,
}

/// The kinds of [`PrivateKeyError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PrivateKeyErrorKind {
    /// The file contains only white space.
    #[error("the file has only white space")]
    Empty,
    /// The file is longer than [`MAX_BYTES`].
    #[error("the file has {bytes} bytes, more than {MAX_BYTES}")]
    TooLong {
        /// The length of the file in bytes.
        bytes: usize,
    },
    /// The file is not a private key, or its format isn't supported.
    #[error("{0}; expected a private key in PEM, OpenSSH or PuTTY format")]
    NotAPrivateKey(OtherContent),
    /// The private key is encrypted with a passphrase.
    #[error("an encrypted private key; decrypt it first, e.g. with `{}`", .0.decryption())]
    Encrypted(Format),
    /// The private key is of another algorithm.
    #[error("{0}, not an RSA key")]
    OtherAlgorithm(Algorithm),
    /// The encoding is invalid.
    #[error(transparent)]
    Encoding(encoding::EncodingErrorKind),
    /// The public key alone is already invalid.
    #[error("{0}")]
    PublicHalf(key::PublicKeyErrorKind),
    /// The numbers do not belong to one key.
    #[error("the numbers don't belong to one key: {0}")]
    Inconsistent(Relation),
    /// The key has more than two primes (RFC 8017 appendix A.1.2, version 1).
    #[error("an RSA key with more than two primes")]
    MultiPrime,
    /// PKCS#1 or PKCS#8: the version doesn't exist, or is that of OneAsymmetricKey
    /// (RFC 5958 section 2).
    #[error("a version other than 0")]
    Version,
    /// OpenSSH: the first bytes are not `openssh-key-v1` and a zero byte.
    #[error("no `openssh-key-v1` at the start")]
    OpenSshMagic,
    /// OpenSSH: the number of keys is not one. OpenSSH doesn't read such files either.
    #[error("{0} keys in one file")]
    OpenSshKeyCount(u32),
    /// OpenSSH: the two check integers differ.
    #[error("the check integers differ")]
    OpenSshCheck,
    /// OpenSSH: the padding is not 1, 2, 3 and so on, up to a multiple of eight bytes.
    #[error("the padding is wrong")]
    OpenSshPadding,
    /// PuTTY: the version is not 2 or 3.
    #[error("a PuTTY format version other than 2 and 3")]
    PpkVersion,
    /// PuTTY: the line is not the expected header.
    #[error("no `{expected}: ` in the expected place")]
    PpkHeader {
        /// The name of the expected header.
        expected: &'static str,
    },
    /// PuTTY: fewer lines follow than the header says, or its value isn't a number.
    #[error("`{header}` is not a number, or fewer lines follow")]
    PpkLines {
        /// The name of the header.
        header: &'static str,
    },
    /// PuTTY: the message authentication code is wrong.
    #[error("the message authentication code is wrong")]
    PpkMac,
}

/// The content of a file that is not a private key in a supported format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OtherContent {
    /// A public key: PEM, an OpenSSH line or an RFC 4716 file.
    PublicKey,
    /// An X.509 certificate.
    Certificate,
    /// A private key in the format of ssh.com.
    SshComPrivateKey,
    /// Another kind of PEM.
    OtherPem,
    /// A PKCS#12 file.
    Pkcs12,
    /// DER without PEM.
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
    #[error("the private exponent does not match the public one")]
    PrivateExponent,
    /// dP = d mod (p - 1), and dQ = d mod (q - 1).
    #[error("an exponent for one prime does not match the private exponent")]
    CrtExponents,
    /// qInv · q ≡ 1 modulo p, and qInv < p.
    #[error("the coefficient is not the inverse of the second prime")]
    Coefficient,
    /// The public key in the file is the public half of the private key.
    #[error("the public key in the file does not match the private key")]
    PublicKey,
}

impl fmt::Display for OtherContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PublicKey => "a public key",
            Self::Certificate => "a certificate",
            Self::SshComPrivateKey => "a private key in the ssh.com format",
            Self::OtherPem => "another kind of PEM",
            Self::Pkcs12 => "a PKCS#12 file",
            Self::Der => "DER without PEM around it",
            Self::Unrecognised => "unknown content",
        })
    }
}

impl PrivateKeyErrorKind {
    /// Creates an error that concerns the whole file.
    pub(super) const fn whole(self) -> PrivateKeyError {
        PrivateKeyError::new(self, 0)
    }
}

impl PrivateKeyError {
    /// Creates an error of this kind at this byte.
    #[must_use]
    pub const fn new(fault: PrivateKeyErrorKind, offset: usize) -> Self {
        Self { fault, offset }
    }

    /// Returns the error with its offset moved by `base`.
    pub(super) const fn shifted(self, base: usize) -> Self {
        Self { fault: self.fault, offset: self.offset.saturating_add(base) }
    }

    /// Converts the offset from the decoded contents to the file that holds them as base64.
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
