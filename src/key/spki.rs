//! SubjectPublicKeyInfo of an RSA key, in DER: RFC 5280 section 4.1.2.7, RFC 3279 section 2.3.1,
//! RFC 8017 appendix A.1.1.
//!
//! The document calls its base64 form "base64 encoded DER". The fingerprint of an imported pair covers
//! this DER.

use super::{Algorithm, PublicKeyError, PublicKeyErrorKind, RsaPublicKey};
use crate::encoding::{Reader, der};

/// `SEQUENCE { OBJECT IDENTIFIER rsaEncryption, NULL }`.
const ALGORITHM_IDENTIFIER: [u8; 15] =
    [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// Object identifiers, as content octets, of algorithms other than plain RSA.
const OTHER_ALGORITHMS: &[(&[u8], Algorithm)] = &[
    (&[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01], Algorithm::Dsa),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01], Algorithm::Ecdsa),
    (&[0x2b, 0x65, 0x6e], Algorithm::X25519),
    (&[0x2b, 0x65, 0x6f], Algorithm::X25519),
    (&[0x2b, 0x65, 0x70], Algorithm::Ed25519),
    (&[0x2b, 0x65, 0x71], Algorithm::Ed448),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x03, 0x01], Algorithm::DiffieHellman),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3e, 0x02, 0x01], Algorithm::DiffieHellman),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x07], Algorithm::RestrictedRsa),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a], Algorithm::RestrictedRsa),
];

/// Reads the DER encoding of an RSA public key, without trailing data.
///
/// # Errors
/// Returns a [`PublicKeyError`] with its offset in `input`.
pub fn read(input: &[u8]) -> Result<RsaPublicKey, PublicKeyError> {
    let mut reader = Reader::new(input);
    let mut info = der::element(&mut reader, der::SEQUENCE)?;
    read_algorithm(&mut info)?;
    let bits = der::whole_bit_string(&mut info)?;
    info.finish()?;
    reader.finish()?;
    read_rsa_public_key(bits)
}

/// Reads the RSAPublicKey of PKCS#1 (RFC 8017 appendix A.1.1), without trailing data.
///
/// # Errors
/// Returns a [`PublicKeyError`] with its offset.
pub fn read_rsa_public_key(mut reader: Reader<'_>) -> Result<RsaPublicKey, PublicKeyError> {
    let mut key = der::element(&mut reader, der::SEQUENCE)?;
    let key_offset = key.offset();
    let modulus = der::unsigned(&mut key)?;
    let exponent_offset = key.offset();
    let exponent = der::unsigned(&mut key)?;
    key.finish()?;
    reader.finish()?;
    RsaPublicKey::new(modulus, exponent).map_err(|fault| match fault {
        PublicKeyErrorKind::ModulusZero | PublicKeyErrorKind::ModulusTooLong { .. } => {
            PublicKeyError::new(fault, key_offset)
        }
        _ => PublicKeyError::new(fault, exponent_offset),
    })
}

/// Reads an AlgorithmIdentifier, which must be `rsaEncryption` with NULL parameters.
///
/// # Errors
/// Returns an error for another algorithm, other parameters, or invalid DER.
pub fn read_algorithm(reader: &mut Reader<'_>) -> Result<(), PublicKeyError> {
    let mut algorithm = der::element(reader, der::SEQUENCE)?;
    let oid = der::element(&mut algorithm, der::OBJECT_IDENTIFIER)?;
    if oid.rest() != der::RSA_ENCRYPTION {
        let known = OTHER_ALGORITHMS.iter().find(|(other, _)| *other == oid.rest());
        let other = known.map_or(Algorithm::Unknown, |(_, algorithm)| *algorithm);
        return Err(PublicKeyError::new(PublicKeyErrorKind::OtherAlgorithm(other), oid.offset()));
    }
    let offset = algorithm.offset();
    if algorithm.rest().first() != Some(&der::NULL) {
        return Err(PublicKeyError::new(PublicKeyErrorKind::Parameters, offset));
    }
    if !der::element(&mut algorithm, der::NULL)?.rest().is_empty() {
        return Err(PublicKeyError::new(PublicKeyErrorKind::Parameters, offset));
    }
    Ok(algorithm.finish()?)
}

/// Writes the key as SubjectPublicKeyInfo DER.
#[must_use]
pub fn write(key: &RsaPublicKey) -> Vec<u8> {
    // All lengths are computed first, from the inside outwards, so that one buffer suffices. Every
    // import calls this function for its fingerprint.
    let modulus_length = unsigned_length(key.modulus());
    let exponent_length = unsigned_length(key.exponent());
    let key_length = element_length(modulus_length) + element_length(exponent_length);
    let bits_length = 1 + element_length(key_length);
    let info_length = ALGORITHM_IDENTIFIER.len() + element_length(bits_length);

    let mut output = Vec::with_capacity(element_length(info_length));
    push_header(&mut output, der::SEQUENCE, info_length);
    output.extend_from_slice(&ALGORITHM_IDENTIFIER);
    push_header(&mut output, der::BIT_STRING, bits_length);
    output.push(0);
    push_header(&mut output, der::SEQUENCE, key_length);
    push_unsigned(&mut output, key.modulus());
    push_unsigned(&mut output, key.exponent());
    output
}

fn unsigned_length(magnitude: &[u8]) -> usize {
    magnitude.len() + usize::from(needs_sign_octet(magnitude))
}

fn needs_sign_octet(magnitude: &[u8]) -> bool {
    magnitude.first().is_some_and(|first| *first >= 0x80)
}

/// Returns the length of an element with `content` bytes of content.
const fn element_length(content: usize) -> usize {
    let field = match content {
        0..0x80 => 1,
        0x80..0x100 => 2,
        0x100..0x1_0000 => 3,
        _ => 4,
    };
    1 + field + content
}

fn push_header(output: &mut Vec<u8>, tag: u8, length: usize) {
    output.push(tag);
    let [.., third, second, first] = length.to_be_bytes();
    match length {
        0..0x80 => output.push(first),
        0x80..0x100 => output.extend_from_slice(&[0x81, first]),
        0x100..0x1_0000 => output.extend_from_slice(&[0x82, second, first]),
        _ => output.extend_from_slice(&[0x83, third, second, first]),
    }
}

fn push_unsigned(output: &mut Vec<u8>, magnitude: &[u8]) {
    push_header(output, der::INTEGER, unsigned_length(magnitude));
    if needs_sign_octet(magnitude) {
        output.push(0);
    }
    output.extend_from_slice(magnitude);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::EncodingErrorKind;

    fn key(modulus_octets: usize) -> RsaPublicKey {
        RsaPublicKey::new(&vec![0xc5; modulus_octets], &[1, 0, 1]).unwrap()
    }

    #[test]
    fn writes_the_same_as_the_generic_der_writer() {
        for octets in [5, 64, 100, 110, 120, 128, 200, 240, 256, 512, 1024, 2048] {
            let key = key(octets);
            let inner = der::write_sequence(&[
                &der::write_unsigned(key.modulus()),
                &der::write_unsigned(key.exponent()),
            ]);
            let bits = der::write(der::BIT_STRING, &[&[0], inner.as_slice()].concat());
            let plain = der::write_sequence(&[&ALGORITHM_IDENTIFIER, &bits]);
            assert_eq!(write(&key), plain, "{octets}");
            assert_eq!(read(&plain), Ok(key), "{octets}");
        }
    }

    #[test]
    fn every_truncation_is_an_error_within_the_input() {
        let whole = write(&key(128));
        for length in 0..whole.len() {
            let error = read(&whole[..length]).unwrap_err();
            assert!(error.offset <= length, "{length}: {error}");
        }
    }

    #[test]
    fn reports_the_offset_of_parameters_other_than_null() {
        #[track_caller]
        fn check(parameters: &[u8], expected: PublicKeyErrorKind, offset: usize) {
            let oid = der::write(der::OBJECT_IDENTIFIER, der::RSA_ENCRYPTION);
            let algorithm = der::write_sequence(&[&oid, parameters]);
            let error = read_algorithm(&mut Reader::new(&algorithm)).unwrap_err();
            assert_eq!(error, PublicKeyError::new(expected, offset), "{parameters:?}");
        }
        check(&[], PublicKeyErrorKind::Parameters, 13);
        check(&[der::NULL, 1, 0], PublicKeyErrorKind::Parameters, 13);
        check(&[der::SEQUENCE, 0], PublicKeyErrorKind::Parameters, 13);
        let trailing = EncodingErrorKind::TrailingData { extra: 2 };
        check(&[der::NULL, 0, der::NULL, 0], PublicKeyErrorKind::Encoding(trailing), 15);
        check(
            &[der::NULL, 0x81, 0],
            PublicKeyErrorKind::Encoding(EncodingErrorKind::NonMinimalLength),
            14,
        );
    }

    #[test]
    fn reports_the_offset_of_another_algorithm() {
        let mut ed25519 = der::write_sequence(&[&[6, 3, 0x2b, 0x65, 0x70]]);
        ed25519.extend_from_slice(&[3, 2, 0, 0]);
        let whole = der::write_sequence(&[&ed25519]);
        let error = read(&whole).unwrap_err();
        assert_eq!(
            error,
            PublicKeyError::new(PublicKeyErrorKind::OtherAlgorithm(Algorithm::Ed25519), 6)
        );
    }
}
