//! RSAPrivateKey in DER (RFC 8017 appendix A.1.2), with two primes.

use super::{Numbers, PrivateKeyError, PrivateKeyErrorKind, Relation, RsaPrivateKey};
use crate::encoding::{Reader, der};
use crate::key::RsaPublicKey;

/// The PEM label.
pub(super) const LABEL: &str = "RSA PRIVATE KEY";

/// Reads the DER encoding of a key, without trailing data.
pub(super) fn read(mut reader: Reader<'_>) -> Result<RsaPrivateKey, PrivateKeyError> {
    let mut sequence = der::element(&mut reader, der::SEQUENCE)?;
    let version_offset = sequence.offset();
    match der::unsigned(&mut sequence)? {
        [] => {}
        [1] => return Err(PrivateKeyError::new(PrivateKeyErrorKind::MultiPrime, version_offset)),
        _ => return Err(PrivateKeyError::new(PrivateKeyErrorKind::Version, version_offset)),
    }
    let offset = sequence.offset();
    let modulus = der::unsigned(&mut sequence)?;
    let exponent = der::unsigned(&mut sequence)?;
    let private_exponent = der::unsigned(&mut sequence)?;
    let prime_p = der::unsigned(&mut sequence)?;
    let prime_q = der::unsigned(&mut sequence)?;
    let exponent_p = der::unsigned(&mut sequence)?;
    let exponent_q = der::unsigned(&mut sequence)?;
    let coefficient = der::unsigned(&mut sequence)?;
    sequence.finish()?;
    reader.finish()?;

    let public = RsaPublicKey::new(modulus, exponent)
        .map_err(|fault| PrivateKeyError::new(PrivateKeyErrorKind::PublicHalf(fault), offset))?;
    let inconsistent =
        |relation| PrivateKeyError::new(PrivateKeyErrorKind::Inconsistent(relation), offset);
    let numbers = Numbers { private_exponent, prime_p, prime_q, coefficient };
    let key = RsaPrivateKey::new(public, &numbers).map_err(inconsistent)?;
    if key.exponent_p != exponent_p || key.exponent_q != exponent_q {
        return Err(inconsistent(Relation::CrtExponents));
    }
    Ok(key)
}

/// Writes the key as RSAPrivateKey DER.
pub(super) fn write(key: &RsaPrivateKey) -> Vec<u8> {
    der::write_sequence(&[
        &der::write_unsigned(&[]),
        &der::write_unsigned(key.public.modulus()),
        &der::write_unsigned(key.public.exponent()),
        &der::write_unsigned(&key.private_exponent),
        &der::write_unsigned(&key.prime_p),
        &der::write_unsigned(&key.prime_q),
        &der::write_unsigned(&key.exponent_p),
        &der::write_unsigned(&key.exponent_q),
        &der::write_unsigned(&key.coefficient),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::EncodingErrorKind;

    /// A textbook key of 12 bits: version, n, e, d, p, q, dP, dQ, qInv.
    const NUMBERS: [&[u8]; 9] =
        [&[], &[12, 161], &[17], &[1, 157], &[61], &[53], &[53], &[49], &[38]];

    fn der(numbers: &[&[u8]]) -> Vec<u8> {
        let integers: Vec<_> = numbers.iter().map(|number| der::write_unsigned(number)).collect();
        der::write(der::SEQUENCE, &integers.concat())
    }

    #[track_caller]
    fn check(place: usize, number: &[u8], expected: PrivateKeyErrorKind) {
        let mut numbers = NUMBERS;
        numbers[place] = number;
        let result = read(Reader::new(&der(&numbers)));
        assert_eq!(result.unwrap_err().fault, expected);
    }

    #[test]
    fn reads_what_it_writes() {
        let der = der(&NUMBERS);
        assert_eq!(write(&read(Reader::new(&der)).unwrap()), der);
    }

    #[test]
    fn accepts_only_the_version_of_two_primes() {
        check(0, &[1], PrivateKeyErrorKind::MultiPrime);
        check(0, &[2], PrivateKeyErrorKind::Version);
    }

    #[test]
    fn refuses_numbers_of_different_keys() {
        check(1, &[], PrivateKeyErrorKind::PublicHalf(crate::key::PublicKeyErrorKind::ModulusZero));
        check(
            2,
            &[2],
            PrivateKeyErrorKind::PublicHalf(crate::key::PublicKeyErrorKind::ExponentNotRsa),
        );
        check(2, &[19], PrivateKeyErrorKind::Inconsistent(Relation::PrivateExponent));
        check(4, &[67], PrivateKeyErrorKind::Inconsistent(Relation::Modulus));
        check(6, &[113], PrivateKeyErrorKind::Inconsistent(Relation::CrtExponents));
        check(7, &[48], PrivateKeyErrorKind::Inconsistent(Relation::CrtExponents));
        check(8, &[39], PrivateKeyErrorKind::Inconsistent(Relation::Coefficient));
    }

    #[test]
    fn refuses_data_after_the_key() {
        let trailing = PrivateKeyErrorKind::Encoding(EncodingErrorKind::TrailingData { extra: 3 });
        let inside = der(&[&NUMBERS[..], &[&[1]]].concat());
        let behind = [der(&NUMBERS), der::write_unsigned(&[1])].concat();
        for broken in [inside, behind] {
            assert_eq!(read(Reader::new(&broken)).unwrap_err().fault, trailing);
        }
    }
}
