//! Base64 of SubjectPublicKeyInfo DER, on one line or wrapped at any width.
//!
//! Blanks around a line don't count. A blank inside a line does: it is most often a `+` that was lost
//! on the way through a web form, and then the key isn't the one that was meant.

use super::lines::{Line, decode_base64, lines};
use super::{Error, Fault, Foreign};
use crate::encoding::{Reader, base64, der};
use crate::key::{RsaPublicKey, spki};
use memchr::memchr2;

/// The width at which `openssl base64` wraps.
const WIDTH: usize = 64;

/// How many elements it takes to tell one structure from another.
const LONGEST_PATTERN: usize = 3;

/// Identifier octet of the content of PKCS#7's file: [0], explicit.
const CONTENT: u8 = 0xa0;

/// Reads the key.
///
/// # Errors
/// What is wrong with the base64 or with the DER; if the DER is another structure that is known, that.
pub fn read(file: &[u8]) -> Result<RsaPublicKey, Error> {
    let whole = Line { text: file, offset: 0 }.trimmed();
    if memchr2(b'\n', b'\r', whole.text).is_some() {
        let der = decode_base64(lines(file)).map_err(|error| Error::base64(error, 0))?;
        return read_der(&der);
    }
    // One line is the common case, and needs no joining.
    base64::decode_for(whole.text, read_der).map_err(|error| Error::base64(error, whole.offset))?
}

/// Writes the key, wrapped at 64 columns as `openssl base64` does it.
#[must_use]
pub fn write(key: &RsaPublicKey) -> String {
    base64::encode_wrapped(&spki::write(key), WIDTH, "\n")
}

fn read_der(der: &[u8]) -> Result<RsaPublicKey, Error> {
    spki::read(der).map_err(|error| match other_structure(der) {
        Some(foreign) => Error::file(Fault::Foreign(foreign), 0),
        None => error.into(),
    })
}

/// Tells the other structures that people have in DER from a broken SubjectPublicKeyInfo, by the types
/// of their first elements alone.
fn other_structure(der: &[u8]) -> Option<Foreign> {
    let mut content = der::element(&mut Reader::new(der), der::SEQUENCE).ok()?;
    let elements = std::iter::from_fn(|| der::any_element(&mut content).ok());
    let tags: Vec<u8> = elements.map(|(tag, _)| tag).take(LONGEST_PATTERN).collect();
    match *tags.as_slice() {
        [der::INTEGER, der::INTEGER] => Some(Foreign::Pkcs1),
        // PKCS#1's private key and OpenSSL's of DSA, PKCS#8's, SEC 1's.
        [der::INTEGER, der::INTEGER, der::INTEGER]
        | [der::INTEGER, der::SEQUENCE, der::OCTET_STRING]
        | [der::INTEGER, der::OCTET_STRING, ..] => Some(Foreign::PrivateKey),
        // PKCS#12's file, and PKCS#8's encrypted private key.
        [der::INTEGER, der::SEQUENCE, der::SEQUENCE] | [der::SEQUENCE, der::OCTET_STRING] => {
            Some(Foreign::PrivateKey)
        }
        // A certificate, a request for one, a list of revoked ones; PKCS#7's file of any of them.
        [der::SEQUENCE, der::SEQUENCE, der::BIT_STRING] => Some(Foreign::X509),
        [der::OBJECT_IDENTIFIER, CONTENT] => Some(Foreign::X509),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_structures_by_their_first_elements() {
        #[track_caller]
        fn check(tags: &[u8], expected: Option<Foreign>) {
            let elements: Vec<u8> = tags.iter().flat_map(|tag| [*tag, 0]).collect();
            assert_eq!(
                other_structure(&der::write(der::SEQUENCE, &elements)),
                expected,
                "{tags:?}"
            );
        }
        check(&[2, 2], Some(Foreign::Pkcs1));
        check(&[2, 2, 2, 2, 2, 2, 2, 2, 2], Some(Foreign::PrivateKey));
        check(&[2, 0x30, 4], Some(Foreign::PrivateKey));
        check(&[2, 0x30, 4, 0xa0], Some(Foreign::PrivateKey));
        check(&[2, 4, 0xa0, 0xa1], Some(Foreign::PrivateKey));
        check(&[2, 0x30, 0x30], Some(Foreign::PrivateKey));
        check(&[0x30, 4], Some(Foreign::PrivateKey));
        check(&[0x30, 0x30, 3], Some(Foreign::X509));
        check(&[6, 0xa0], Some(Foreign::X509));
        for broken in [&[][..], &[0x30, 3], &[0x30], &[2], &[2, 0x30], &[3, 0x30]] {
            check(broken, None);
        }
    }

    #[test]
    fn what_is_no_sequence_is_no_structure_that_is_known() {
        for bytes in [&[][..], &[0x30], &[0x30, 0x80, 2, 0], &[4, 4, 2, 0, 2, 0]] {
            assert_eq!(other_structure(bytes), None);
        }
    }
}
