//! Identifies DER that is not a SubjectPublicKeyInfo by the types of its first elements.

use super::UnsupportedFormat;
use crate::encoding::{Reader, der};

/// The number of elements that are enough to distinguish the structures.
const LONGEST_PATTERN: usize = 3;

/// The identifier octet of the content of a PKCS#7 file: [0], explicit.
const CONTENT: u8 = 0xa0;

/// Returns whether the bytes are exactly one SEQUENCE, as all key structures are.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    let mut reader = Reader::new(bytes);
    der::element(&mut reader, der::SEQUENCE).is_ok() && reader.rest().is_empty()
}

/// Distinguishes other common DER structures from an invalid SubjectPublicKeyInfo, only by the types of
/// their first elements.
pub(crate) fn foreign(der: &[u8]) -> Option<UnsupportedFormat> {
    let mut content = der::element(&mut Reader::new(der), der::SEQUENCE).ok()?;
    let first = der::any_element(&mut content.clone()).ok().map(|(_, first)| first);
    let elements = std::iter::from_fn(|| der::any_element(&mut content).ok());
    let tags: Vec<u8> = elements.map(|(tag, _)| tag).take(LONGEST_PATTERN).collect();
    match *tags.as_slice() {
        [der::INTEGER, der::INTEGER] => Some(UnsupportedFormat::Pkcs1),
        // Private keys: PKCS#1 and the DSA format of OpenSSL; PKCS#8; SEC 1.
        [der::INTEGER, der::INTEGER, der::INTEGER]
        | [der::INTEGER, der::SEQUENCE, der::OCTET_STRING]
        | [der::INTEGER, der::OCTET_STRING, ..] => Some(UnsupportedFormat::PrivateKey),
        // A PKCS#12 file.
        [der::INTEGER, der::SEQUENCE, der::SEQUENCE] => Some(UnsupportedFormat::PrivateKey),
        // An encrypted private key of PKCS#8. With the algorithm of RSA public keys it is an invalid
        // public key.
        [der::SEQUENCE, der::OCTET_STRING] if !first.is_some_and(names_rsa) => {
            Some(UnsupportedFormat::PrivateKey)
        }
        // A certificate, a certificate request or a revocation list; or a PKCS#7 file of them.
        [der::SEQUENCE, der::SEQUENCE, der::BIT_STRING] => Some(UnsupportedFormat::X509),
        [der::OBJECT_IDENTIFIER, CONTENT] => Some(UnsupportedFormat::X509),
        _ => None,
    }
}

/// Returns whether an algorithm identifier is that of RSA public keys.
fn names_rsa(mut identifier: Reader<'_>) -> bool {
    let name = der::element(&mut identifier, der::OBJECT_IDENTIFIER);
    name.is_ok_and(|name| name.rest() == der::RSA_ENCRYPTION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognises_structures_by_their_first_elements() {
        #[track_caller]
        fn check(tags: &[u8], expected: Option<UnsupportedFormat>) {
            let elements: Vec<u8> = tags.iter().flat_map(|tag| [*tag, 0]).collect();
            assert_eq!(foreign(&der::write(der::SEQUENCE, &elements)), expected, "{tags:?}");
        }
        check(&[2, 2], Some(UnsupportedFormat::Pkcs1));
        check(&[2, 2, 2, 2, 2, 2, 2, 2, 2], Some(UnsupportedFormat::PrivateKey));
        check(&[2, 0x30, 4], Some(UnsupportedFormat::PrivateKey));
        check(&[2, 0x30, 4, 0xa0], Some(UnsupportedFormat::PrivateKey));
        check(&[2, 4, 0xa0, 0xa1], Some(UnsupportedFormat::PrivateKey));
        check(&[2, 0x30, 0x30], Some(UnsupportedFormat::PrivateKey));
        check(&[0x30, 4], Some(UnsupportedFormat::PrivateKey));
        check(&[0x30, 0x30, 3], Some(UnsupportedFormat::X509));
        check(&[6, 0xa0], Some(UnsupportedFormat::X509));
        for broken in [&[][..], &[0x30, 3], &[0x30], &[2], &[2, 0x30], &[3, 0x30]] {
            check(broken, None);
        }
    }

    #[test]
    fn recognises_nothing_but_sequences() {
        for bytes in [&[][..], &[0x30], &[0x30, 0x80, 2, 0], &[4, 4, 2, 0, 2, 0]] {
            assert_eq!(foreign(bytes), None);
        }
    }
}
