//! Encryption with a public key: RSAES-PKCS1-v1_5 (RFC 8017 section 7.2.1). The inverse is
//! [`RsaPrivateKey::decrypt`](super::private::RsaPrivateKey::decrypt).

use super::RsaPublicKey;
use super::arithmetic::power;
use rsa::rand_core::CryptoRng;

/// The minimum padding, in octets.
const MIN_PADDING: usize = 8;

/// Encrypts a message with a key (rule pair/asymmetric). Returns `None` if the message is too long, or
/// if the modulus is even and therefore invalid.
#[must_use]
pub fn encrypt(key: &RsaPublicKey, message: &[u8], random: &mut impl CryptoRng) -> Option<Vec<u8>> {
    let padding = key.modulus().len().checked_sub(3 + message.len())?;
    if padding < MIN_PADDING {
        return None;
    }
    let mut encoded = vec![0, 2];
    while encoded.len() < 2 + padding {
        // The padding must not contain a zero octet, because a zero ends it.
        encoded.extend(random.next_u64().to_le_bytes().into_iter().filter(|octet| *octet != 0));
    }
    encoded.truncate(2 + padding);
    encoded.push(0);
    encoded.extend(message);
    power(&encoded, key.exponent(), key.modulus())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::private::RsaPrivateKey;
    use chacha20::ChaCha8Rng;
    use chacha20::rand_core::SeedableRng;

    #[test]
    fn only_the_private_key_decrypts() {
        let mut random = ChaCha8Rng::from_seed([0; 32]);
        let key = RsaPrivateKey::generate(1024, &mut random);
        let other = RsaPrivateKey::generate(1024, &mut random);
        for length in [0, 1, 20, 116, 117] {
            let message = vec![7; length];
            let ciphertext = encrypt(key.public(), &message, &mut random).unwrap();
            assert_eq!(key.decrypt(&ciphertext), Ok(message.clone()));
            assert_ne!(other.decrypt(&ciphertext), Ok(message));
        }
    }

    #[test]
    fn refuses_an_even_modulus_and_a_long_message() {
        let mut random = ChaCha8Rng::from_seed([0; 32]);
        let even = RsaPublicKey::new(&[0xfe; 128], &[3]).unwrap();
        assert_eq!(encrypt(&even, b"a", &mut random), None);
        let odd = RsaPublicKey::new(&[0xff; 128], &[3]).unwrap();
        assert_eq!(encrypt(&odd, &[1; 118], &mut random), None);
        assert_eq!(encrypt(&odd, &[1; 1000], &mut random), None);
    }
}
