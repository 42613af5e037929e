//! The facts about a key: its kind, its length, and its fingerprints.

use crate::encoding::{base64, ssh};
use crate::extract::{ExtractedKey, PublicKey};
use crate::key::fingerprint::Fingerprint;
use crate::key::{Algorithm, RsaPublicKey, ssh_blob};
use md5::{Digest, Md5};
use sha2::Sha256;

/// Facts about a key.
#[derive(Debug)]
pub(super) struct KeyFacts {
    pub(super) algorithm: KeyAlgorithm,
    /// The fingerprint of the pair if its public half is imported: MD5 for RSA; for Ed25519, which only
    /// today's EC2 imports, SHA-256.
    pub(super) imported: Option<String>,
    /// The fingerprint of the pair if EC2 created it. Only the private key gives it.
    pub(super) created: Option<String>,
    /// The SHA-256 that `ssh-keygen -l` prints, in base64.
    pub(super) ssh_sha256: Option<String>,
    /// The MD5 that `ssh-keygen -l -E md5` prints, in hexadecimal.
    pub(super) ssh_md5: Option<String>,
    /// The public half as an OpenSSH line.
    pub(super) openssh: Option<String>,
    /// How the key was found.
    pub(super) source: ExtractedKey,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyAlgorithm {
    Rsa {
        /// The exact bit length of the modulus.
        bits: usize,
        /// The public exponent, if it fits in 64 bits.
        exponent: Option<u64>,
    },
    Ed25519,
    Other(Algorithm),
}

impl KeyFacts {
    pub(super) fn of(source: ExtractedKey) -> Self {
        match &source.public {
            PublicKey::Rsa(key) => {
                let created =
                    source.private.as_ref().map(|key| Fingerprint::created(key).to_string());
                let (blob, key) = (ssh_blob::write(key), key.clone());
                Self {
                    created,
                    imported: Some(Fingerprint::imported(&key).to_string()),
                    ..Self::with_blob("ssh-rsa", &blob, KeyAlgorithm::rsa(&key), source)
                }
            }
            PublicKey::Ed25519(octets) => {
                let blob = [ssh::write_string(b"ssh-ed25519"), ssh::write_string(octets)].concat();
                let facts = Self::with_blob("ssh-ed25519", &blob, KeyAlgorithm::Ed25519, source);
                Self { imported: facts.ssh_sha256.as_ref().map(|it| format!("{it}=")), ..facts }
            }
            PublicKey::Other(other) => Self {
                algorithm: KeyAlgorithm::Other(*other),
                imported: None,
                created: None,
                ssh_sha256: None,
                ssh_md5: None,
                openssh: None,
                source,
            },
        }
    }

    fn with_blob(name: &str, blob: &[u8], algorithm: KeyAlgorithm, source: ExtractedKey) -> Self {
        let sha256 = base64::encode(&Sha256::digest(blob));
        let md5: Vec<String> =
            Md5::digest(blob).iter().map(|octet| format!("{octet:02x}")).collect();
        Self {
            algorithm,
            imported: None,
            created: None,
            ssh_sha256: Some(sha256.trim_end_matches('=').to_owned()),
            ssh_md5: Some(md5.join(":")),
            openssh: Some(format!("{name} {}", base64::encode(blob))),
            source,
        }
    }

    /// Whether the key had to be unwrapped from the file.
    pub(super) fn is_recovered(&self) -> bool {
        !self.source.steps.is_empty()
    }
}

impl KeyAlgorithm {
    fn rsa(key: &RsaPublicKey) -> Self {
        Self::Rsa { bits: key.bits(), exponent: key.exponent_u64() }
    }
}
