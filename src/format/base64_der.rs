//! Base64 of SubjectPublicKeyInfo DER, on one line or wrapped at any width.
//!
//! Blanks around a line are ignored. A blank inside a line is an error: usually a web form replaced a
//! `+` by it, so the key would not be the intended one.

use super::der_kind;
use super::lines::{Line, decode_base64, lines};
use super::{FormatError, FormatErrorKind};
use crate::encoding::base64;
use crate::key::{RsaPublicKey, spki};
use memchr::memchr2;

/// The width at which `openssl base64` wraps.
const WIDTH: usize = 64;

/// Reads the key.
///
/// # Errors
/// Returns an error if the base64 or the DER is invalid; `UnsupportedFormat` if the DER is another
/// known structure.
pub fn read(file: &[u8]) -> Result<RsaPublicKey, FormatError> {
    let whole = Line { text: file, offset: 0 }.trimmed();
    if memchr2(b'\n', b'\r', whole.text).is_some() {
        let der = decode_base64(lines(file)).map_err(|error| FormatError::base64(error, 0))?;
        return read_der(&der);
    }
    // One line is the common case and needs no joining.
    base64::decode_for(whole.text, read_der)
        .map_err(|error| FormatError::base64(error, whole.offset))?
}

/// Writes the key, wrapped at 64 columns like `openssl base64`.
#[must_use]
pub fn write(key: &RsaPublicKey) -> String {
    base64::encode_wrapped(&spki::write(key), WIDTH, "\n")
}

fn read_der(der: &[u8]) -> Result<RsaPublicKey, FormatError> {
    spki::read(der).map_err(|error| match der_kind::foreign(der) {
        Some(foreign) => FormatError::file(FormatErrorKind::UnsupportedFormat(foreign), 0),
        None => error.into(),
    })
}
