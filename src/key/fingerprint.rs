//! EC2's fingerprints: which digest, over which bytes, in which notation.
//!
//! The kind follows the pair's origin and not the key: one key has one fingerprint as an import and
//! another as a pair that EC2 created.

use super::private::RsaPrivateKey;
use super::{RsaPublicKey, spki};
use md5::{Digest, Md5};
use sha1::Sha1;
use std::fmt;

/// A fingerprint, shown as lower-case hexadecimal octets with colons between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fingerprint {
    /// MD5 of the public key as SubjectPublicKeyInfo DER: 16 octets (rule fingerprint/imported-md5).
    Imported([u8; 16]),
    /// SHA-1 of the private key as unencrypted PKCS#8 DER: 20 octets (rule fingerprint/created-sha1).
    Created([u8; 20]),
}

impl Fingerprint {
    /// The fingerprint that an import of this key gets.
    #[must_use]
    pub fn imported(key: &RsaPublicKey) -> Self {
        Self::Imported(Md5::digest(spki::write(key)).into())
    }

    /// The fingerprint that a pair gets which EC2 created (rule fingerprint/created-sha1).
    #[must_use]
    pub fn created(key: &RsaPrivateKey) -> Self {
        Self::Created(Sha1::digest(key.to_pkcs8_der()).into())
    }

    /// The octets of the digest.
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
        for (index, octet) in self.octets().iter().enumerate() {
            if index > 0 {
                f.write_str(":")?;
            }
            write!(f, "{octet:02x}")?;
        }
        Ok(())
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

    /// The expected values were computed by OpenSSL: `vectors/keys/facts.sh`.
    #[test]
    fn every_key_has_the_fingerprints_that_openssl_computes() {
        let keys: Vec<Value> = serde_json::from_slice(&file("rsa.json")).unwrap();
        assert!(keys.len() > 30);
        for facts in keys {
            let (_, key) = private::read(&file(facts["file"].as_str().unwrap())).unwrap();
            assert_eq!(Fingerprint::created(&key).to_string(), facts["created"], "{facts}");
            assert_eq!(Fingerprint::imported(key.public()).to_string(), facts["imported"]);
        }
    }
}
