//! What DER that is no SubjectPublicKeyInfo is instead, told by the types of its first elements.

use super::UnsupportedFormat;
use crate::encoding::{Reader, der};

/// How many elements it takes to tell one structure from another.
const LONGEST_PATTERN: usize = 3;

/// Identifier octet of the content of PKCS#7's file: [0], explicit.
const CONTENT: u8 = 0xa0;

/// Whether these bytes are one SEQUENCE from the first to the last, as any structure of a key is.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    let mut reader = Reader::new(bytes);
    der::element(&mut reader, der::SEQUENCE).is_ok() && reader.rest().is_empty()
}

/// Tells the other structures that people have in DER from a broken SubjectPublicKeyInfo, by the types
/// of their first elements alone.
pub(super) fn foreign(der: &[u8]) -> Option<UnsupportedFormat> {
    let mut content = der::element(&mut Reader::new(der), der::SEQUENCE).ok()?;
    let first = der::any_element(&mut content.clone()).ok().map(|(_, first)| first);
    let elements = std::iter::from_fn(|| der::any_element(&mut content).ok());
    let tags: Vec<u8> = elements.map(|(tag, _)| tag).take(LONGEST_PATTERN).collect();
    match *tags.as_slice() {
        [der::INTEGER, der::INTEGER] => Some(UnsupportedFormat::Pkcs1),
        // PKCS#1's private key and OpenSSL's of DSA, PKCS#8's, SEC 1's.
        [der::INTEGER, der::INTEGER, der::INTEGER]
        | [der::INTEGER, der::SEQUENCE, der::OCTET_STRING]
        | [der::INTEGER, der::OCTET_STRING, ..] => Some(UnsupportedFormat::PrivateKey),
        // PKCS#12's file.
        [der::INTEGER, der::SEQUENCE, der::SEQUENCE] => Some(UnsupportedFormat::PrivateKey),
        // PKCS#8's encrypted private key; under the algorithm of public keys, a broken one of those.
        [der::SEQUENCE, der::OCTET_STRING] if !first.is_some_and(names_rsa) => {
            Some(UnsupportedFormat::PrivateKey)
        }
        // A certificate, a request for one, a list of revoked ones; PKCS#7's file of any of them.
        [der::SEQUENCE, der::SEQUENCE, der::BIT_STRING] => Some(UnsupportedFormat::X509),
        [der::OBJECT_IDENTIFIER, CONTENT] => Some(UnsupportedFormat::X509),
        _ => None,
    }
}

/// Whether an algorithm identifier is that of RSA public keys.
fn names_rsa(mut identifier: Reader<'_>) -> bool {
    let name = der::element(&mut identifier, der::OBJECT_IDENTIFIER);
    name.is_ok_and(|name| name.rest() == der::RSA_ENCRYPTION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_structures_by_their_first_elements() {
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
    fn what_is_no_sequence_is_no_structure_that_is_known() {
        for bytes in [&[][..], &[0x30], &[0x30, 0x80, 2, 0], &[4, 4, 2, 0, 2, 0]] {
            assert_eq!(foreign(bytes), None);
        }
    }
}
