//! Keys that the service makes. That takes many milliseconds, and needs nothing of the account but some
//! randomness: a server makes keys beside its other requests.

use crate::key::private::RsaPrivateKey;
use chacha20::ChaCha8Rng;
use chacha20::rand_core::SeedableRng;
use rsa::rand_core::CryptoRng;

/// A key that is to be made: the same order gives the same key.
#[derive(Debug)]
pub struct KeyOrder {
    bits: usize,
    seed: [u8; 32],
}

impl KeyOrder {
    /// An order with randomness of its own (rule create/fresh-key).
    pub(in crate::model) fn new(bits: usize, random: &mut impl CryptoRng) -> Self {
        let mut seed = [0; 32];
        random.fill_bytes(&mut seed);
        Self { bits, seed }
    }

    /// Makes the key.
    #[must_use]
    pub fn make(&self) -> RsaPrivateKey {
        RsaPrivateKey::generate(self.bits, &mut ChaCha8Rng::from_seed(self.seed))
    }
}
