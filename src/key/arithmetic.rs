//! Exponentiation modulo an RSA modulus (RFC 8017 sections 5.1.1 and 5.1.2), with the integers that the
//! `rsa` crate re-exports.

use rsa::BoxedUint;

/// Computes `base` to the power of `exponent` modulo `modulus`, with as many octets as `modulus`.
/// Returns `None` if `modulus` is even, or `base` has a different number of octets or isn't smaller.
///
/// `exponent` is not longer than `modulus`.
pub(super) fn power(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Option<Vec<u8>> {
    if base.len() != modulus.len() || base >= modulus {
        return None;
    }
    let integer = |magnitude| BoxedUint::from_be_slice_truncated(magnitude, bits(modulus.len()));
    let modulus_integer = integer(modulus);
    let result = integer(base).pow_mod(&integer(exponent), modulus_integer.as_odd_vartime()?);
    // The result fills whole limbs, so it can have more leading octets than the modulus.
    let octets = result.to_be_bytes();
    octets
        .len()
        .checked_sub(modulus.len())
        .and_then(|start| octets.get(start..))
        .map(<[u8]>::to_vec)
}

/// Converts octets to bits. The argument is at most twice the length of the longest modulus.
pub(super) fn bits(octets: usize) -> u32 {
    u32::try_from(octets * 8).expect("a key has less than 512 MiB")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A textbook key: 3233 = 61 · 53, e = 17, d = 413.
    #[test]
    fn raises_numbers_below_the_modulus() {
        let n = &[12, 161];
        assert_eq!(power(&[0, 65], &[17], n), Some(vec![10, 230]));
        assert_eq!(power(&[10, 230], &[1, 157], n), Some(vec![0, 65]));
        assert_eq!(power(&[0, 0], &[17], n), Some(vec![0, 0]));
        assert_eq!(power(n, &[17], n), None);
        assert_eq!(power(&[65], &[17], n), None);
        assert_eq!(power(&[0, 0, 65], &[17], n), None);
    }
}
