//! RSA private keys (RFC 8017 section 3.2), and the forms in which users keep them.
//!
//! A key is read only if it is unencrypted, has two primes, and its numbers fit together. Whether the
//! primes are prime isn't looked at, and nothing is done against timing or for wiping memory: what
//! comes here is a test's key, or a key that stays on its owner's computer.

mod error;
mod arithmetic;
mod openssh;
mod pkcs1;
mod pkcs8;
mod ppk;
mod generate;

pub use error::{OtherContent, PrivateKeyError, PrivateKeyErrorKind, Relation};

use super::arithmetic::power;
use super::{Algorithm, RsaPublicKey, without_leading_zeros};
use crate::encoding::{Reader, pem};
use std::fmt;

/// The largest file that is read, in bytes: a key of 16,384 bits takes a hundredth of it.
pub const MAX_BYTES: usize = 1 << 20;

/// The characters in a line of the PEM that is written, as OpenSSL has it.
const PEM_WIDTH: usize = 64;

/// An RSA private key of two primes, the numbers of which fit together.
#[derive(Clone, PartialEq, Eq)]
pub struct RsaPrivateKey {
    public: RsaPublicKey,
    private_exponent: Vec<u8>,
    prime_p: Vec<u8>,
    prime_q: Vec<u8>,
    exponent_p: Vec<u8>,
    exponent_q: Vec<u8>,
    coefficient: Vec<u8>,
}

/// The numbers that a private key adds to its public half, as magnitudes, big-endian.
#[derive(Clone, Copy)]
pub struct Numbers<'a> {
    /// The private exponent d.
    pub private_exponent: &'a [u8],
    /// The first prime p.
    pub prime_p: &'a [u8],
    /// The second prime q.
    pub prime_q: &'a [u8],
    /// The coefficient qInv, the inverse of q modulo p.
    pub coefficient: &'a [u8],
}

/// A form in which private keys are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// RSAPrivateKey (RFC 8017 appendix A.1.2) as PEM: what EC2 answers when it creates a pair.
    Pkcs1,
    /// PrivateKeyInfo (RFC 5208 section 5) as PEM.
    Pkcs8,
    /// OpenSSH's own form (`PROTOCOL.key`).
    OpenSsh,
    /// PuTTY's own form, version 2 or 3 (PuTTY manual, appendix C).
    Ppk,
}

/// The ciphertext was not made for this key, or not with the padding of PKCS#1 v1.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not encrypted to this key with the padding of PKCS#1 v1.5")]
pub struct DecryptionError;

/// Reads what PEM holds.
type ReadContents = fn(Reader<'_>) -> Result<RsaPrivateKey, PrivateKeyError>;

/// Reads a private key file, and says which form it has.
///
/// # Errors
/// What is wrong, and at which byte of `material`.
pub fn read(material: &[u8]) -> Result<(Format, RsaPrivateKey), PrivateKeyError> {
    if material.len() > MAX_BYTES {
        return Err(PrivateKeyErrorKind::TooLong { bytes: material.len() }.whole());
    }
    if material.trim_ascii().is_empty() {
        return Err(PrivateKeyErrorKind::Empty.whole());
    }
    if material.starts_with(ppk::SIGNATURE) {
        return Ok((Format::Ppk, ppk::read(material)?));
    }
    let Some(label) = pem::first_label(material) else {
        return Err(PrivateKeyErrorKind::NotAPrivateKey(found_without_pem(material)).whole());
    };
    let (format, read_contents) = reader_of(label).map_err(PrivateKeyErrorKind::whole)?;
    let block = pem::read(material)?;
    if block.header("Proc-Type").is_some_and(|value| value.ends_with(b"ENCRYPTED")) {
        return Err(PrivateKeyErrorKind::Encrypted(format).whole());
    }
    let key = read_contents(Reader::new(&block.contents));
    Ok((format, key.map_err(|error| error.within(&block.body))?))
}

/// The form of what stands in PEM under this label, and what reads it.
fn reader_of(label: &str) -> Result<(Format, ReadContents), PrivateKeyErrorKind> {
    match label {
        pkcs1::LABEL => Ok((Format::Pkcs1, pkcs1::read)),
        pkcs8::LABEL => Ok((Format::Pkcs8, pkcs8::read)),
        openssh::LABEL => Ok((Format::OpenSsh, openssh::read)),
        "ENCRYPTED PRIVATE KEY" => Err(PrivateKeyErrorKind::Encrypted(Format::Pkcs8)),
        "DSA PRIVATE KEY" => Err(PrivateKeyErrorKind::OtherAlgorithm(Algorithm::Dsa)),
        "EC PRIVATE KEY" => Err(PrivateKeyErrorKind::OtherAlgorithm(Algorithm::Ecdsa)),
        "PUBLIC KEY" | "RSA PUBLIC KEY" => {
            Err(PrivateKeyErrorKind::NotAPrivateKey(OtherContent::PublicKey))
        }
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => {
            Err(PrivateKeyErrorKind::NotAPrivateKey(OtherContent::Certificate))
        }
        _ => Err(PrivateKeyErrorKind::NotAPrivateKey(OtherContent::OtherPem)),
    }
}

/// What a file is that has no PEM in it.
fn found_without_pem(material: &[u8]) -> OtherContent {
    let text = material.trim_ascii();
    let first_word = text.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    if text.starts_with(b"---- BEGIN SSH2 PUBLIC KEY") {
        OtherContent::PublicKey
    } else if text.starts_with(b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY") {
        OtherContent::SshComPrivateKey
    } else if Algorithm::of_ssh_type(first_word) != Some(Algorithm::Unknown) {
        OtherContent::PublicKey
    } else if text.starts_with(&[0x30, 0x82]) {
        OtherContent::Der
    } else {
        OtherContent::Unrecognised
    }
}

impl RsaPrivateKey {
    /// Makes a key from its numbers, computing those that speed up decryption (dP and dQ).
    ///
    /// # Errors
    /// The first [`Relation`] that doesn't hold.
    pub fn new(public: RsaPublicKey, numbers: &Numbers<'_>) -> Result<Self, Relation> {
        let numbers = numbers.without_leading_zeros();
        let [exponent_p, exponent_q] = arithmetic::crt_exponents(&public, &numbers)?;
        Ok(Self {
            public,
            private_exponent: numbers.private_exponent.to_vec(),
            prime_p: numbers.prime_p.to_vec(),
            prime_q: numbers.prime_q.to_vec(),
            exponent_p,
            exponent_q,
            coefficient: numbers.coefficient.to_vec(),
        })
    }

    /// The public half.
    #[must_use]
    pub const fn public(&self) -> &RsaPublicKey {
        &self.public
    }

    /// RSAPrivateKey DER (RFC 8017 appendix A.1.2).
    #[must_use]
    pub fn to_pkcs1_der(&self) -> Vec<u8> {
        pkcs1::write(self)
    }

    /// RSAPrivateKey as PEM, byte for byte what `openssl rsa -traditional` writes.
    #[must_use]
    pub fn to_pkcs1_pem(&self) -> String {
        pem::write(pkcs1::LABEL, &self.to_pkcs1_der(), PEM_WIDTH)
    }

    /// PrivateKeyInfo DER (RFC 5208 section 5), byte for byte what
    /// `openssl pkcs8 -topk8 -nocrypt -outform DER` writes.
    #[must_use]
    pub fn to_pkcs8_der(&self) -> Vec<u8> {
        pkcs8::write(self)
    }

    /// Decrypts by RSAES-PKCS1-v1_5 (RFC 8017 section 7.2.2; rule pair/asymmetric).
    ///
    /// What another key's owner was sent is an error here, and not the invented message that recent
    /// libraries give instead ("implicit rejection"): this is no oracle that others could ask.
    ///
    /// # Errors
    /// [`DecryptionError`], whatever the reason.
    pub fn decrypt(&self, ciphertext: &[u8]) -> Result<Vec<u8>, DecryptionError> {
        let modulus = self.public.modulus();
        let encoded = power(ciphertext, &self.private_exponent, modulus);
        let Some([0, 2, rest @ ..]) = encoded.as_deref() else {
            return Err(DecryptionError);
        };
        let padding = rest.iter().position(|octet| *octet == 0).ok_or(DecryptionError)?;
        match rest.split_at_checked(padding) {
            Some((_, [_, message @ ..])) if padding >= 8 => Ok(message.to_vec()),
            _ => Err(DecryptionError),
        }
    }
}

impl fmt::Debug for RsaPrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RsaPrivateKey").field("public", &self.public).finish_non_exhaustive()
    }
}

impl fmt::Debug for Numbers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Numbers").finish_non_exhaustive()
    }
}

impl<'a> Numbers<'a> {
    fn without_leading_zeros(&self) -> Numbers<'a> {
        Numbers {
            private_exponent: without_leading_zeros(self.private_exponent),
            prime_p: without_leading_zeros(self.prime_p),
            prime_q: without_leading_zeros(self.prime_q),
            coefficient: without_leading_zeros(self.coefficient),
        }
    }
}

impl Format {
    /// The name in reports and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pkcs1 => "pkcs1-pem",
            Self::Pkcs8 => "pkcs8-pem",
            Self::OpenSsh => "openssh-private",
            Self::Ppk => "ppk",
        }
    }

    /// The command that makes `decrypted_copy` of a file of this form, which is left as it is: the same
    /// key without the passphrase, for which the command asks.
    #[must_use]
    pub const fn decryption(self) -> &'static str {
        match self {
            // It works in place, on a file that nobody else may read.
            Self::Pkcs1 | Self::Pkcs8 | Self::OpenSsh => {
                "cp FILE decrypted_copy && chmod 600 decrypted_copy && \
                 ssh-keygen -p -N '' -m PEM -f decrypted_copy"
            }
            Self::Ppk => "puttygen FILE -P --new-passphrase /dev/null -o decrypted_copy",
        }
    }
}

#[cfg(test)]
mod tests;
