//! RSA private keys (RFC 8017 section 3.2), and the file formats in which users keep them.
//!
//! A key is read only if it is unencrypted, has two primes, and its numbers are consistent. The primes
//! are not tested for primality. There is no protection against timing attacks, and memory is not
//! wiped: the keys are test keys, or they stay on the computer of their owner.

mod error;
mod arithmetic;
mod openssh;
mod pkcs1;
mod pkcs8;
mod ppk;
mod generate;

pub use error::{OtherContent, PrivateKeyError, PrivateKeyErrorKind, Relation};

use super::arithmetic::power;
use super::{Algorithm, RsaPublicKey, spki, without_leading_zeros};
use crate::encoding::{Reader, der, pem};
use std::fmt;

/// The largest accepted file, in bytes: about 80 times the size of a key of 16,384 bits.
pub const MAX_BYTES: usize = 1 << 20;

/// The characters per line of written PEM, as in OpenSSL.
const PEM_WIDTH: usize = 64;

/// An RSA private key of two primes, with consistent numbers.
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

/// The numbers that a private key has in addition to the public key, as big-endian magnitudes.
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

/// A file format of private keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// RSAPrivateKey (RFC 8017 appendix A.1.2) as PEM: the format that EC2 returns for a created pair.
    Pkcs1,
    /// PrivateKeyInfo (RFC 5208 section 5) as PEM.
    Pkcs8,
    /// OpenSSH's own format (`PROTOCOL.key`).
    OpenSsh,
    /// PuTTY's own format, version 2 or 3 (PuTTY manual, appendix C).
    Ppk,
}

/// An error for a ciphertext of another key, or without the padding of PKCS#1 v1.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not encrypted for this key with PKCS#1 v1.5 padding")]
pub struct DecryptionError;

/// The first characters of PuTTY's format.
pub const PPK_SIGNATURE: &[u8] = ppk::SIGNATURE;

/// A reader of decoded PEM contents.
type ReadContents = fn(Reader<'_>) -> Result<RsaPrivateKey, PrivateKeyError>;

/// Reads a private key file. Returns its format and the key.
///
/// # Errors
/// Returns a [`PrivateKeyError`] with its offset in `material`.
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

/// Reads the DER of a private key: the contents of PEM, without a label that says what they are. The
/// format is also known if the key can't be read.
pub fn read_der(der: &[u8]) -> (Format, Result<RsaPrivateKey, PrivateKeyError>) {
    let mut content = der::element(&mut Reader::new(der), der::SEQUENCE);
    let tags: Vec<u8> = std::iter::from_fn(|| {
        content.as_mut().ok().and_then(|content| der::any_element(content).ok())
    })
    .map(|(tag, _)| tag)
    .take(10)
    .collect();
    let refused = |fault: PrivateKeyErrorKind| Err(fault.whole());
    match *tags.as_slice() {
        [der::INTEGER, der::SEQUENCE, der::OCTET_STRING, ..] => {
            (Format::Pkcs8, pkcs8::read(Reader::new(der)))
        }
        [der::INTEGER, der::SEQUENCE, ..] => {
            (Format::Pkcs8, refused(PrivateKeyErrorKind::NotAPrivateKey(OtherContent::Pkcs12)))
        }
        [der::SEQUENCE, der::OCTET_STRING] => {
            (Format::Pkcs8, refused(PrivateKeyErrorKind::Encrypted(Format::Pkcs8)))
        }
        [der::INTEGER, der::OCTET_STRING, ..] => {
            (Format::Pkcs1, refused(PrivateKeyErrorKind::OtherAlgorithm(Algorithm::Ecdsa)))
        }
        [_, _, _, _, _, _] => {
            (Format::Pkcs1, refused(PrivateKeyErrorKind::OtherAlgorithm(Algorithm::Dsa)))
        }
        _ => (Format::Pkcs1, pkcs1::read(Reader::new(der))),
    }
}

/// Reads the contents of OpenSSH's own format.
///
/// # Errors
/// Returns a [`PrivateKeyError`] with its offset in `contents`.
pub fn read_openssh(contents: &[u8]) -> Result<RsaPrivateKey, PrivateKeyError> {
    openssh::read(Reader::new(contents))
}

/// Returns the public half of a private key in DER, even if the private numbers don't belong to it or are
/// cut off. Returns the format with it.
#[must_use]
pub fn public_half_of_start(der: &[u8]) -> Option<(Format, RsaPublicKey)> {
    let mut reader = Reader::new(der);
    der::header(&mut reader, der::SEQUENCE).ok()?;
    der::unsigned(&mut reader).ok()?;
    let format = match reader.rest().first()? {
        &der::SEQUENCE => {
            spki::read_algorithm(&mut reader).ok()?;
            der::header(&mut reader, der::OCTET_STRING).ok()?;
            der::header(&mut reader, der::SEQUENCE).ok()?;
            der::unsigned(&mut reader).ok()?;
            Format::Pkcs8
        }
        _ => Format::Pkcs1,
    };
    let (modulus, exponent) = (der::unsigned(&mut reader).ok()?, der::unsigned(&mut reader).ok()?);
    Some((format, RsaPublicKey::new(modulus, exponent).ok()?))
}

/// Returns the format for a PEM label, and its reader.
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

/// Identifies a file without PEM.
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
    /// Creates a key from its numbers. Computes dP and dQ, which PKCS#1 contains.
    ///
    /// # Errors
    /// Returns the first [`Relation`] that doesn't hold.
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

    /// Returns the public key.
    #[must_use]
    pub const fn public(&self) -> &RsaPublicKey {
        &self.public
    }

    /// Returns RSAPrivateKey DER (RFC 8017 appendix A.1.2).
    #[must_use]
    pub fn to_pkcs1_der(&self) -> Vec<u8> {
        pkcs1::write(self)
    }

    /// Returns RSAPrivateKey as PEM, byte for byte what `openssl rsa -traditional` writes.
    #[must_use]
    pub fn to_pkcs1_pem(&self) -> String {
        pem::write(pkcs1::LABEL, &self.to_pkcs1_der(), PEM_WIDTH)
    }

    /// Returns PrivateKeyInfo DER (RFC 5208 section 5), byte for byte what
    /// `openssl pkcs8 -topk8 -nocrypt -outform DER` writes.
    #[must_use]
    pub fn to_pkcs8_der(&self) -> Vec<u8> {
        pkcs8::write(self)
    }

    /// Decrypts with RSAES-PKCS1-v1_5 (RFC 8017 section 7.2.2; rule pair/asymmetric).
    ///
    /// A ciphertext of another key is an error. Recent libraries return a random message instead
    /// ("implicit rejection"). This is not needed here, because an attacker can't query this function
    /// as a padding oracle.
    ///
    /// # Errors
    /// Returns [`DecryptionError`] for every reason.
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
    /// Returns the name in reports and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pkcs1 => "pkcs1-pem",
            Self::Pkcs8 => "pkcs8-pem",
            Self::OpenSsh => "openssh-private",
            Self::Ppk => "ppk",
        }
    }

    /// Returns the command that writes `decrypted_copy`, the same key without its passphrase. The
    /// command asks for the passphrase and leaves the original file unchanged.
    #[must_use]
    pub const fn decryption(self) -> &'static str {
        match self {
            // `ssh-keygen -p` edits in place, and requires that other users can't read the file.
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
