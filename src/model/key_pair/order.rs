//! Keys that the service generates. Generation takes many milliseconds and needs only randomness from the
//! account, so a server generates keys in parallel with other requests.

use crate::key::private::RsaPrivateKey;
use chacha20::ChaCha8Rng;
use chacha20::rand_core::SeedableRng;
use rsa::rand_core::CryptoRng;

/// An order for a key. The same order always gives the same key.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyOrder {
    bits: usize,
    seed: [u8; 32],
}

impl KeyOrder {
    /// Returns an order with its own random seed (rule create/fresh-key).
    pub(in crate::model) fn new(bits: usize, random: &mut impl CryptoRng) -> Self {
        let mut seed = [0; 32];
        random.fill_bytes(&mut seed);
        Self { bits, seed }
    }

    /// Generates the key.
    #[must_use]
    pub fn make(&self) -> RsaPrivateKey {
        RsaPrivateKey::generate(self.bits, &mut ChaCha8Rng::from_seed(self.seed))
    }
}
