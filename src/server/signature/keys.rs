//! The signing keys, derived from the secret for a date, a region and the service. They are cached, because a
//! client uses the same one all day.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// The most keys that are cached. For further dates and regions, each request costs four more hashes.
const KEPT: usize = 64;

/// An HMAC that takes the string to sign.
pub(super) type Signer = Hmac<Sha256>;

/// A secret, and the keys derived from it.
pub(super) struct Keys {
    secret: String,
    kept: Mutex<BTreeMap<String, Signer>>,
}

impl Keys {
    pub(super) fn new(secret: &str) -> Self {
        Self { secret: secret.to_owned(), kept: Mutex::default() }
    }

    pub(super) fn secret(&self) -> &str {
        &self.secret
    }

    /// Returns the signer for a date, such as `20150830`, and a region.
    pub(super) fn signing(&self, date: &str, region: &str) -> Signer {
        let scope = format!("{date}/{region}");
        // The map stays valid after a panic.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(signer) = kept.get(&scope) {
            return signer.clone();
        }
        if kept.len() >= KEPT {
            kept.clear();
        }
        let signer = signer(&derived(&self.secret, date, region, "ec2"));
        kept.insert(scope, signer.clone());
        signer
    }
}

impl fmt::Debug for Keys {
    /// Omits the secret, so that it doesn't get into a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

/// Derives the key of a scope: each part is hashed with the result for the parts before it.
fn derived(secret: &str, date: &str, region: &str, service: &str) -> Vec<u8> {
    let secret = format!("AWS4{secret}").into_bytes();
    [date, region, service, "aws4_request"].iter().fold(secret, |key, part| {
        let mut signer = signer(&key);
        signer.update(part.as_bytes());
        signer.finalize().into_bytes().to_vec()
    })
}

fn signer(key: &[u8]) -> Signer {
    Signer::new_from_slice(key).expect("HMAC takes a key of any length")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::hexadecimal;

    /// The key of AWS's documentation, "Deriving a signing key".
    #[test]
    fn derives_the_published_key() {
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        let key = derived(secret, "20150830", "us-east-1", "iam");
        let expected = "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9";
        assert_eq!(hexadecimal::encode(&key), expected);
    }

    #[test]
    fn limits_the_kept_keys() {
        let keys = Keys::new("secret");
        for number in 0..200 {
            keys.signing("20140615", &format!("region-{number}"));
        }
        let kept = keys.kept.lock().unwrap();
        assert!((1..=KEPT).contains(&kept.len()), "{}", kept.len());
    }
}
