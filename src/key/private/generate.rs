//! Making keys: with the `rsa` crate, from randomness that is handed in.

use super::{Numbers, RsaPrivateKey};
use crate::key::RsaPublicKey;
use rsa::rand_core::CryptoRng;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};

impl RsaPrivateKey {
    /// Makes a key of exactly this many bits, with the public exponent 65537. The same randomness gives the
    /// same key.
    ///
    /// # Panics
    /// If `bits` is less than 1024, which no profile asks for.
    #[must_use]
    pub fn generate(bits: usize, random: &mut impl CryptoRng) -> Self {
        let key = rsa::PrivateKey::new(random, bits).expect("the length is one that can be made");
        let [prime_p, prime_q] = key.primes() else { unreachable!("it is made of two primes") };
        let coefficient = key.crt_coefficient().expect("two primes are inverse to each other");
        let public = RsaPublicKey::new(&key.n_bytes(), &key.e_bytes());
        let numbers = Numbers {
            private_exponent: &key.d().to_be_bytes_trimmed_vartime(),
            prime_p: &prime_p.to_be_bytes_trimmed_vartime(),
            prime_q: &prime_q.to_be_bytes_trimmed_vartime(),
            coefficient: &coefficient.to_be_bytes_trimmed_vartime(),
        };
        Self::new(public.expect("65537 is an exponent"), &numbers)
            .expect("the numbers of a key that was made fit together")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chacha20::ChaCha8Rng;
    use chacha20::rand_core::SeedableRng;

    #[test]
    fn the_same_randomness_gives_the_same_key() {
        let keys = |seed| {
            let mut random = ChaCha8Rng::from_seed([seed; 32]);
            [RsaPrivateKey::generate(1024, &mut random), RsaPrivateKey::generate(1024, &mut random)]
        };
        let [first, second] = keys(1);
        assert_eq!([&first, &second], keys(1).each_ref());
        assert_ne!(first, second);
        assert_ne!([&first, &second], keys(2).each_ref());
        assert_eq!((first.public().bits(), second.public().bits()), (1024, 1024));
    }
}
