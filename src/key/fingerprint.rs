//! EC2 fingerprints: the digest, the bytes that it covers, and the notation.
//!
//! The kind depends on the origin of the pair, not on the key: a key has one fingerprint if imported
//! and another if EC2 created it.

use super::private::RsaPrivateKey;
use super::{RsaPublicKey, spki};
use md5::{Digest, Md5};
use sha1::Sha1;
use std::fmt;
use std::str::FromStr;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// A fingerprint, displayed as lower-case hexadecimal octets separated by colons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fingerprint {
    /// MD5 of the public key as SubjectPublicKeyInfo DER: 16 octets (rule fingerprint/imported-md5).
    Imported([u8; 16]),
    /// SHA-1 of the private key as unencrypted PKCS#8 DER: 20 octets (rule fingerprint/created-sha1).
    Created([u8; 20]),
}

impl Fingerprint {
    /// Computes the fingerprint of an imported key.
    #[must_use]
    pub fn imported(key: &RsaPublicKey) -> Self {
        Self::Imported(Md5::digest(spki::write(key)).into())
    }

    /// Computes the fingerprint of a pair that EC2 created (rule fingerprint/created-sha1).
    #[must_use]
    pub fn created(key: &RsaPrivateKey) -> Self {
        Self::Created(Sha1::digest(key.to_pkcs8_der()).into())
    }

    /// Returns the octets of the digest.
    #[must_use]
    pub const fn octets(&self) -> &[u8] {
        match self {
            Self::Imported(octets) => octets,
            Self::Created(octets) => octets,
        }
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A single write: a listing of thousands of pairs formats thousands of fingerprints.
        let mut text = [b':'; 3 * 20];
        let digit = |value: u8| DIGITS.get(usize::from(value)).copied().unwrap_or_default();
        for (place, octet) in text.chunks_exact_mut(3).zip(self.octets()) {
            if let [high, low, _] = place {
                (*high, *low) = (digit(octet >> 4), digit(octet & 15));
            }
        }
        let length = 3 * self.octets().len() - 1;
        let text = text.get(..length).and_then(|text| str::from_utf8(text).ok());
        f.pad(text.expect("digits and colons are ASCII"))
    }
}

/// An error for text that is not an EC2 fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a fingerprint: 16 or 20 lower-case hexadecimal octets, separated by colons")]
pub struct ParseFingerprintError;

impl FromStr for Fingerprint {
    type Err = ParseFingerprintError;

    fn from_str(text: &str) -> Result<Self, ParseFingerprintError> {
        let digits = |octet: &str| {
            octet.len() == 2
                && octet.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
        };
        let octet = |octet| if digits(octet) { u8::from_str_radix(octet, 16).ok() } else { None };
        // 21 octets are enough to see that a text is too long.
        let octets: Option<Vec<u8>> = text.split(':').take(21).map(octet).collect();
        let octets = octets.ok_or(ParseFingerprintError)?;
        let imported = octets.as_slice().try_into().map(Self::Imported);
        let created = || octets.as_slice().try_into().map(Self::Created);
        imported.or_else(|_| created()).map_err(|_| ParseFingerprintError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::private;
    use serde_json::Value;

    fn file(name: &str) -> Vec<u8> {
        let path = format!("{}/vectors/keys/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// OpenSSL computed the expected values: `vectors/keys/facts.sh`.
    #[test]
    fn computes_the_same_fingerprints_as_openssl() {
        let keys: Vec<Value> = serde_json::from_slice(&file("rsa.json")).unwrap();
        assert!(keys.len() > 30);
        for facts in keys {
            let (_, key) = private::read(&file(facts["file"].as_str().unwrap())).unwrap();
            assert_eq!(Fingerprint::created(&key).to_string(), facts["created"], "{facts}");
            assert_eq!(Fingerprint::imported(key.public()).to_string(), facts["imported"]);
        }
    }

    #[test]
    fn parses_only_lower_case_fingerprints_with_colons() {
        for octets in [16, 20] {
            let text = vec!["0f"; octets].join(":");
            assert_eq!(text.parse::<Fingerprint>().unwrap().to_string(), text);
        }
        let texts = [
            String::new(),
            vec!["0f"; 15].join(":"),
            vec!["0f"; 17].join(":"),
            vec!["0f"; 21].join(":"),
            vec!["0F"; 16].join(":"),
            vec!["+f"; 16].join(":"),
            vec!["0f"; 16].join(""),
            format!("{}:", vec!["0f"; 16].join(":")),
        ];
        for text in texts {
            assert_eq!(text.parse::<Fingerprint>(), Err(ParseFingerprintError), "{text}");
        }
    }
}
