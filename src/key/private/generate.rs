//! Generates keys with the `rsa` crate. The caller supplies the randomness.

use super::{Numbers, RsaPrivateKey};
use crate::key::RsaPublicKey;
use rsa::rand_core::CryptoRng;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};

impl RsaPrivateKey {
    /// Generates a key of exactly this many bits, with the public exponent 65537. The same randomness
    /// gives the same key.
    ///
    /// The larger prime is p, as in keys of OpenSSL, PuTTY and Java. RFC 8017 allows either order, but
    /// PuTTY swaps the primes if p is smaller. The key is then the same, but its fingerprint differs.
    ///
    /// # Panics
    /// Panics if `bits` is less than 1024. No profile uses such a length.
    #[must_use]
    pub fn generate(bits: usize, random: &mut impl CryptoRng) -> Self {
        let key = rsa::PrivateKey::new(random, bits).expect("the length is one that can be made");
        let [first, second] = key.primes() else { unreachable!("it is made of two primes") };
        let (prime_p, prime_q) = (first.max(second), first.min(second));
        let odd = prime_p.as_odd_vartime().expect("a great prime is odd");
        let coefficient = prime_q.invert_odd_mod_vartime(odd);
        let coefficient = coefficient.expect("a smaller prime has an inverse");
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
    fn the_greater_prime_comes_first() {
        let mut random = ChaCha8Rng::from_seed([0; 32]);
        for _ in 0..8 {
            let key = RsaPrivateKey::generate(1024, &mut random);
            // Equal lengths, so that comparing the octets compares the numbers.
            assert_eq!(key.prime_p.len(), key.prime_q.len());
            assert!(key.prime_p > key.prime_q);
        }
    }

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
