//! Base64 of SubjectPublicKeyInfo DER, on one line or wrapped at any width.
//!
//! Blanks around a line don't count. A blank inside a line does: it is most often a `+` that was lost
//! on the way through a web form, and then the key isn't the one that was meant.

use super::lines::{Line, decode_base64, lines};
use super::{Error, Fault, Foreign};
use crate::encoding::{Reader, base64, der};
use crate::key::{RsaPublicKey, spki};

/// The width at which `openssl base64` wraps.
const WIDTH: usize = 64;

/// Reads the key.
///
/// # Errors
/// What is wrong with the base64 or with the DER; if the DER is another structure that is known, that.
pub fn read(file: &[u8]) -> Result<RsaPublicKey, Error> {
    let der = decode(file)?;
    spki::read(&der).map_err(|error| match other_structure(&der) {
        Some(foreign) => Error::file(Fault::Foreign(foreign), 0),
        None => error.into(),
    })
}

/// Writes the key, wrapped at 64 columns as `openssl base64` does it.
#[must_use]
pub fn write(key: &RsaPublicKey) -> String {
    base64::encode_wrapped(&spki::write(key), WIDTH, "\n")
}

fn decode(file: &[u8]) -> Result<Vec<u8>, Error> {
    // One line is the common case, and needs no joining.
    let whole = Line { text: file, offset: 0 }.trimmed();
    if whole.text.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
        return decode_base64(lines(file)).map_err(|error| Error::base64(error, 0));
    }
    base64::decode(whole.text).map_err(|error| Error::base64(error, whole.offset))
}

/// Tells the other structures that people have in DER from a broken SubjectPublicKeyInfo, by their
/// first elements alone.
fn other_structure(der: &[u8]) -> Option<Foreign> {
    let mut content = der::element(&mut Reader::new(der), der::SEQUENCE).ok()?;
    let mut first = content;
    if let Ok(version) = der::unsigned(&mut content) {
        // A private key starts with its version; PKCS#1's public key with the modulus.
        return Some(match version {
            [] | [1] => Foreign::PrivateKey,
            _ => Foreign::Pkcs1,
        });
    }
    let mut inner = der::element(&mut first, der::SEQUENCE).ok()?;
    match inner.byte().ok()? {
        // A certificate's body starts with its version ([0]) or serial number, a request's with its version.
        0xa0 => Some(Foreign::X509),
        der::INTEGER => Some(Foreign::X509),
        // An encrypted private key's algorithm is one of PKCS#5's, and an OCTET STRING follows it.
        der::OBJECT_IDENTIFIER if first.rest().first() == Some(&der::OCTET_STRING) => {
            Some(Foreign::PrivateKey)
        }
        _ => None,
    }
}
