//! Checks that the numbers of a private key are consistent (RFC 8017 section 3.2), with the integers
//! that the `rsa` crate re-exports.
//!
//! The key type of that crate isn't used because it refuses public exponents above 2^33.

use super::{Numbers, Relation};
use crate::key::RsaPublicKey;
use crate::key::arithmetic::bits;
use rsa::BoxedUint;

/// Checks that the numbers belong to one key. Returns dP and dQ.
///
/// The numbers have no leading zero octets.
pub(super) fn crt_exponents(
    public: &RsaPublicKey,
    numbers: &Numbers<'_>,
) -> Result<[Vec<u8>; 2], Relation> {
    check_lengths(public, numbers)?;
    // Wide enough for the product of any two numbers.
    let width = bits(2 * public.modulus().len());
    let integer = |magnitude| BoxedUint::from_be_slice_truncated(magnitude, width);
    let (n, e, d) =
        (integer(public.modulus()), integer(public.exponent()), integer(numbers.private_exponent));
    let (p, q) = (integer(numbers.prime_p), integer(numbers.prime_q));

    if n.as_odd_vartime().is_none() || p.wrapping_mul(&q) != n {
        return Err(Relation::Modulus);
    }
    if d >= n {
        return Err(Relation::PrivateExponent);
    }
    let product = e.wrapping_mul(&d);
    let reduced = |prime: &BoxedUint| {
        let order = prime.wrapping_sub(BoxedUint::one());
        // If the prime is 1, the divisor is zero.
        let order = order.as_nz_vartime()?;
        let undone = product.rem_vartime(order).is_one().to_bool();
        undone.then(|| d.rem_vartime(order).to_be_bytes_trimmed_vartime().into_vec())
    };
    let exponent_p = reduced(&p).ok_or(Relation::PrivateExponent)?;
    let exponent_q = reduced(&q).ok_or(Relation::PrivateExponent)?;

    let coefficient = integer(numbers.coefficient);
    let p = p.as_nz_vartime().ok_or(Relation::Modulus)?;
    let inverse = coefficient.wrapping_mul(&q).rem_vartime(p).is_one().to_bool();
    if !inverse || coefficient >= **p {
        return Err(Relation::Coefficient);
    }
    Ok([exponent_p, exponent_q])
}

/// Checks that no number is longer than the modulus. This bounds the cost of the arithmetic.
fn check_lengths(public: &RsaPublicKey, numbers: &Numbers<'_>) -> Result<(), Relation> {
    for (magnitude, relation) in [
        (numbers.prime_p, Relation::Modulus),
        (numbers.prime_q, Relation::Modulus),
        (numbers.private_exponent, Relation::PrivateExponent),
        (numbers.coefficient, Relation::Coefficient),
    ] {
        if magnitude.len() > public.modulus().len() {
            return Err(relation);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A textbook key: 3233 = 61 · 53, e = 17, d = 413, dP = 53, dQ = 49, qInv = 38.
    const NUMBERS: Numbers<'_> =
        Numbers { private_exponent: &[1, 157], prime_p: &[61], prime_q: &[53], coefficient: &[38] };

    #[track_caller]
    fn check(modulus: &[u8], numbers: Numbers<'_>, expected: Result<[Vec<u8>; 2], Relation>) {
        let public = RsaPublicKey::new(modulus, &[17]).unwrap();
        assert_eq!(crt_exponents(&public, &numbers), expected);
    }

    #[test]
    fn computes_the_exponents_of_a_textbook_key() {
        let expected = Ok([vec![53], vec![49]]);
        check(&[12, 161], NUMBERS, expected.clone());
        // d + (p - 1)(q - 1) is the same key, as long as it stays below the modulus.
        check(&[12, 161], Numbers { private_exponent: &[10, 193], ..NUMBERS }, expected);
    }

    #[test]
    fn refuses_numbers_of_different_keys() {
        let n = &[12, 161];
        check(&[12, 163], NUMBERS, Err(Relation::Modulus));
        check(n, Numbers { prime_q: &[59], ..NUMBERS }, Err(Relation::Modulus));
        check(n, Numbers { prime_q: &[0; 3], ..NUMBERS }, Err(Relation::Modulus));
        check(n, Numbers { prime_p: &[], prime_q: &[], ..NUMBERS }, Err(Relation::Modulus));
        let even = Numbers { private_exponent: &[53], prime_q: &[2], ..NUMBERS };
        check(&[122], even, Err(Relation::Modulus));
        for private_exponent in [&[][..], &[1], &[1, 156], &[13, 93], &[1, 0, 157]] {
            let numbers = Numbers { private_exponent, ..NUMBERS };
            check(n, numbers, Err(Relation::PrivateExponent));
        }
        let trivial = Numbers { prime_p: &[1], prime_q: n, ..NUMBERS };
        check(n, trivial, Err(Relation::PrivateExponent));
        for coefficient in [&[][..], &[37], &[99], &[0, 0, 38]] {
            check(n, Numbers { coefficient, ..NUMBERS }, Err(Relation::Coefficient));
        }
        let swapped = Numbers { prime_p: &[53], prime_q: &[61], ..NUMBERS };
        check(n, swapped, Err(Relation::Coefficient));
    }

    #[test]
    fn refuses_a_square_modulus() {
        // 3721 = 61 · 61, and 17 · 53 = 901 = 15 · 60 + 1.
        let numbers = Numbers { private_exponent: &[53], prime_q: &[61], ..NUMBERS };
        check(&[14, 137], numbers, Err(Relation::Coefficient));
    }
}
