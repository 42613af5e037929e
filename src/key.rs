//! RSA keys: public keys and their two binary forms, private keys, and EC2 fingerprints.
//!
//! RFC 8017 defines RSA keys; the document defines which of them EC2 accepts. There are two types.
//! [`RsaPublicKey`] is any RSA public key, so that a refused key can be described. [`SupportedKey`] has
//! a length that EC2 imports, so that no other key can be stored.

mod arithmetic;
mod algorithm;
pub mod spki;
pub mod ssh_blob;
pub mod private;
pub mod encryption;
pub mod fingerprint;

pub use algorithm::Algorithm;

use crate::encoding;
use std::fmt;

/// The longest accepted modulus, in bits. OpenSSH and OpenSSL have the same limit.
pub const MAX_MODULUS_BITS: usize = 16_384;

/// The lengths of an RSA modulus that EC2 imports, in bits
/// (rules import/1024-bits, import/2048-bits, import/4096-bits).
pub const SUPPORTED_BITS: [usize; 3] = [1024, 2048, 4096];

/// An RSA public key (RFC 8017 section 3.1): modulus and public exponent.
///
/// The modulus may be even. No real RSA key has an even modulus, but the document's own example has
/// one.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RsaPublicKey {
    /// The modulus, then the exponent, in one allocation, because a service reads many keys.
    octets: Box<[u8]>,
    modulus_length: usize,
}

/// An RSA public key of a length that EC2 imports. [`TryFrom`] is the only way to create one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SupportedKey(RsaPublicKey);

/// An error that says why bytes are not an RSA public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{fault} at byte {offset}")]
pub struct PublicKeyError {
    /// The kind of error.
    pub fault: PublicKeyErrorKind,
    /// Bytes from the start of the binary form.
    pub offset: usize,
}

/// The kinds of [`PublicKeyError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublicKeyErrorKind {
    /// The encoding is invalid.
    #[error(transparent)]
    Encoding(encoding::EncodingErrorKind),
    /// The key is of another algorithm.
    #[error("{0}, not an RSA key")]
    OtherAlgorithm(Algorithm),
    /// The parameters of `rsaEncryption` are not NULL (RFC 3279 section 2.3.1).
    #[error("algorithm parameters other than NULL")]
    Parameters,
    /// The modulus is zero.
    #[error("modulus of zero")]
    ModulusZero,
    /// The modulus is longer than [`MAX_MODULUS_BITS`].
    #[error("modulus of {bits} bits, more than {MAX_MODULUS_BITS}")]
    ModulusTooLong {
        /// The length of the modulus in bits.
        bits: usize,
    },
    /// The exponent is 0, 1 or even, so that encryption changes nothing or can't be reversed.
    #[error("an invalid RSA exponent: it must be odd and at least 3")]
    ExponentNotRsa,
    /// The exponent is not smaller than the modulus (RFC 8017 section 3.1).
    #[error("an exponent that is not smaller than the modulus")]
    ExponentTooLarge,
}

impl RsaPublicKey {
    /// Creates a key from the magnitudes of modulus and exponent (big-endian; leading zero octets are
    /// ignored).
    ///
    /// # Errors
    /// Returns a [`PublicKeyErrorKind`] if the numbers are out of range.
    pub fn new(modulus: &[u8], exponent: &[u8]) -> Result<Self, PublicKeyErrorKind> {
        let modulus = without_leading_zeros(modulus);
        let exponent = without_leading_zeros(exponent);
        if modulus.is_empty() {
            return Err(PublicKeyErrorKind::ModulusZero);
        }
        let bits = bit_length(modulus);
        if bits > MAX_MODULUS_BITS {
            return Err(PublicKeyErrorKind::ModulusTooLong { bits });
        }
        if matches!(exponent, [] | [1]) || exponent.last().is_some_and(|last| last & 1 == 0) {
            return Err(PublicKeyErrorKind::ExponentNotRsa);
        }
        if (exponent.len(), exponent) >= (modulus.len(), modulus) {
            return Err(PublicKeyErrorKind::ExponentTooLarge);
        }
        Ok(Self { octets: [modulus, exponent].concat().into(), modulus_length: modulus.len() })
    }

    /// Returns the modulus: big-endian, without leading zero octets.
    #[must_use]
    pub fn modulus(&self) -> &[u8] {
        self.octets.get(..self.modulus_length).unwrap_or_default()
    }

    /// Returns the public exponent: big-endian, without leading zero octets.
    #[must_use]
    pub fn exponent(&self) -> &[u8] {
        self.octets.get(self.modulus_length..).unwrap_or_default()
    }

    /// Returns the public exponent as a number, or `None` if it exceeds 64 bits.
    #[must_use]
    pub fn exponent_u64(&self) -> Option<u64> {
        let mut octets = [0; 8];
        let start = octets.len().checked_sub(self.exponent().len())?;
        octets.get_mut(start..)?.copy_from_slice(self.exponent());
        Some(u64::from_be_bytes(octets))
    }

    /// Returns the exact length of the modulus in bits: 2041, where eight times the octets would be
    /// 2048.
    #[must_use]
    pub fn bits(&self) -> usize {
        bit_length(self.modulus())
    }
}

impl fmt::Debug for RsaPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RsaPublicKey({} bits, modulus ", self.bits())?;
        self.modulus().iter().take(4).try_for_each(|octet| write!(f, "{octet:02x}"))?;
        write!(f, "…, exponent 0x")?;
        self.exponent().iter().try_for_each(|octet| write!(f, "{octet:02x}"))?;
        write!(f, ")")
    }
}

/// An error for a length, in bits, that EC2 doesn't import (rule import/other-lengths-refused).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an RSA key of {0} bits; EC2 imports 1024, 2048 and 4096")]
pub struct UnsupportedLength(pub usize);

impl TryFrom<RsaPublicKey> for SupportedKey {
    type Error = UnsupportedLength;

    fn try_from(key: RsaPublicKey) -> Result<Self, UnsupportedLength> {
        if SUPPORTED_BITS.contains(&key.bits()) {
            return Ok(Self(key));
        }
        Err(UnsupportedLength(key.bits()))
    }
}

impl std::ops::Deref for SupportedKey {
    type Target = RsaPublicKey;

    fn deref(&self) -> &RsaPublicKey {
        &self.0
    }
}

impl From<SupportedKey> for RsaPublicKey {
    fn from(key: SupportedKey) -> Self {
        key.0
    }
}

impl PublicKeyError {
    /// Creates an error of this kind at this byte.
    #[must_use]
    pub const fn new(fault: PublicKeyErrorKind, offset: usize) -> Self {
        Self { fault, offset }
    }
}

impl From<encoding::EncodingError> for PublicKeyError {
    fn from(error: encoding::EncodingError) -> Self {
        Self::new(PublicKeyErrorKind::Encoding(error.kind), error.offset)
    }
}

fn without_leading_zeros(octets: &[u8]) -> &[u8] {
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    octets.get(zeros..).unwrap_or_default()
}

/// Returns the length in bits of a magnitude without leading zero octets.
fn bit_length(magnitude: &[u8]) -> usize {
    let unused = magnitude.first().map_or(0, |octet| octet.leading_zeros());
    magnitude.len() * 8 - usize::try_from(unused).expect("at most eight")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modulus(bits: usize) -> Vec<u8> {
        let mut octets = vec![0xff; bits.div_ceil(8)];
        octets[0] >>= octets.len() * 8 - bits;
        octets
    }

    #[test]
    fn counts_bits_and_not_octets() {
        for bits in [9, 512, 1023, 1024, 1025, 2041, 2047, 2048, 2049, 16_384] {
            let key = RsaPublicKey::new(&modulus(bits), &[3]).unwrap();
            assert_eq!(key.bits(), bits);
            let supported = SupportedKey::try_from(key);
            assert_eq!(supported.is_ok(), [1024, 2048, 4096].contains(&bits), "{bits}");
        }
    }

    #[test]
    fn refuses_numbers_that_are_no_rsa_key() {
        #[track_caller]
        fn check(modulus: &[u8], exponent: &[u8], expected: PublicKeyErrorKind) {
            assert_eq!(RsaPublicKey::new(modulus, exponent), Err(expected));
        }
        let n = modulus(1024);
        check(&[], &[3], PublicKeyErrorKind::ModulusZero);
        check(&[0, 0], &[3], PublicKeyErrorKind::ModulusZero);
        check(&modulus(16_385), &[3], PublicKeyErrorKind::ModulusTooLong { bits: 16_385 });
        for exponent in [&[][..], &[0], &[1], &[0, 1], &[2], &[1, 0, 0]] {
            check(&n, exponent, PublicKeyErrorKind::ExponentNotRsa);
        }
        check(&n, &n, PublicKeyErrorKind::ExponentTooLarge);
        check(&n, &modulus(1025), PublicKeyErrorKind::ExponentTooLarge);
    }

    #[test]
    fn accepts_exponents_of_any_size_below_the_modulus() {
        let n = modulus(1024);
        for (exponent, number) in [
            (&[3][..], Some(3)),
            (&[1, 0, 1], Some(65_537)),
            (&[0xff; 8], Some(u64::MAX)),
            (&[1, 0, 0, 0, 0, 0, 0, 0, 1], None),
        ] {
            let key = RsaPublicKey::new(&n, exponent).unwrap();
            assert_eq!(key.exponent_u64(), number);
        }
    }
}
