//! Canonical base64 (RFC 4648 section 4): padding is required; unused bits must be zero; white space is
//! an error.
//!
//! The `base64` crate decodes. This module converts its errors to a kind and a byte offset.

use super::{EncodingError, EncodingErrorKind};
use ::base64::alphabet;
use ::base64::engine::DecodePaddingMode;
use ::base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use ::base64::{DecodeError, DecodeSliceError, Engine};

/// Decodes text without padding, which may be cut off.
const LAX: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// Decodes text without white space.
///
/// # Errors
/// Returns an error for a byte outside the alphabet, wrong padding, unused bits that are not zero, or
/// an impossible length.
pub fn decode(text: &[u8]) -> Result<Vec<u8>, EncodingError> {
    let mut decoded = Vec::with_capacity(text.len() / 4 * 3 + 3);
    match STANDARD.decode_vec(text, &mut decoded) {
        Ok(()) => Ok(decoded),
        Err(error) => Err(named(error, text)),
    }
}

/// Decodes text that may contain line breaks (CR, LF or both) anywhere.
///
/// # Errors
/// Same as [`decode`]. The offset counts line breaks too.
pub fn decode_lines(text: &[u8]) -> Result<Vec<u8>, EncodingError> {
    let is_break = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let joined: Vec<u8> = text.iter().copied().filter(|byte| !is_break(byte)).collect();
    decode(&joined).map_err(|error| {
        let mut places = text.iter().enumerate().filter(|(_, byte)| !is_break(byte));
        let place = places.nth(error.offset).map_or(text.len(), |(place, _)| place);
        EncodingError::new(error.kind, place)
    })
}

/// Decodes as much of a text as base64 can hold: padding is ignored wherever it is, and so are the bits
/// of a last character that make no octet. Returns `None` for a byte outside the alphabet.
#[must_use]
pub fn decode_lax(text: &[u8]) -> Option<Vec<u8>> {
    let mut text: Vec<u8> = text.iter().copied().filter(|byte| *byte != b'=').collect();
    // One character alone makes no octet.
    if text.len() % 4 == 1 && text.last().is_some_and(|byte| is_of_alphabet(*byte)) {
        text.pop();
    }
    LAX.decode(text).ok()
}

/// Decodes text without white space and passes the bytes to `read`. Up to 768 bytes, enough for a key,
/// are decoded on the stack.
///
/// # Errors
/// Same as [`decode`].
pub fn decode_for<T>(text: &[u8], read: impl FnOnce(&[u8]) -> T) -> Result<T, EncodingError> {
    const FEW: usize = 768;
    if text.len() > FEW / 3 * 4 {
        return decode(text).map(|bytes| read(&bytes));
    }
    let mut buffer = [0; FEW];
    let length = STANDARD.decode_slice(text, &mut buffer).map_err(|error| match error {
        DecodeSliceError::DecodeError(error) => named(error, text),
        DecodeSliceError::OutputSliceTooSmall => unreachable!("four characters give three bytes"),
    })?;
    Ok(read(buffer.get(..length).unwrap_or_default()))
}

/// Returns whether a byte is in the base64 alphabet or is the padding `=`.
#[must_use]
pub const fn is_of_alphabet(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// Encodes with padding, on one line.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Encodes in lines of `width` characters, each followed by `ending`.
///
/// # Panics
/// Panics if `width` is 0.
#[must_use]
pub fn encode_wrapped(bytes: &[u8], width: usize, ending: &str) -> String {
    let text = encode(bytes);
    let mut wrapped = String::with_capacity(text.len() + text.len() / width * ending.len() + 2);
    for line in text.as_bytes().chunks(width) {
        wrapped.extend(line.iter().copied().map(char::from));
        wrapped.push_str(ending);
    }
    wrapped
}

fn named(error: DecodeError, text: &[u8]) -> EncodingError {
    match error {
        // The crate reports a misplaced `=` as a byte outside the alphabet.
        DecodeError::InvalidByte(offset, b'=') => {
            EncodingError::new(EncodingErrorKind::Base64Padding, offset)
        }
        DecodeError::InvalidByte(offset, byte) => {
            EncodingError::new(EncodingErrorKind::Base64Character { byte }, offset)
        }
        DecodeError::InvalidLength(_) => {
            EncodingError::new(EncodingErrorKind::Base64Length, text.len())
        }
        DecodeError::InvalidLastSymbol { offset, .. } => {
            EncodingError::new(EncodingErrorKind::Base64TrailingBits, offset)
        }
        DecodeError::InvalidPadding => {
            EncodingError::new(EncodingErrorKind::Base64Padding, text.len())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&[u8], (EncodingErrorKind, usize)>) {
        let result = decode(text.as_bytes());
        let result = result.as_deref().map_err(|error| (error.kind, error.offset));
        assert_eq!(result, expected, "{text}");
    }

    #[test]
    fn accepts_only_canonical_base64() {
        check("", Ok(b""));
        check("Zm8=", Ok(b"fo"));
        check("Zm9v", Ok(b"foo"));
        check("Zm8", Err((EncodingErrorKind::Base64Padding, 3)));
        check("Zm9vZ", Err((EncodingErrorKind::Base64Length, 5)));
        check("Zm9=", Err((EncodingErrorKind::Base64TrailingBits, 2)));
        check("Zm=v", Err((EncodingErrorKind::Base64Padding, 2)));
        check("Zm9v====", Err((EncodingErrorKind::Base64Padding, 4)));
        check("Zm9v Zm9", Err((EncodingErrorKind::Base64Character { byte: b' ' }, 4)));
        check("Zm-v", Err((EncodingErrorKind::Base64Character { byte: b'-' }, 2)));
    }

    #[test]
    fn lax_decoding_needs_no_padding_and_no_end() {
        for text in ["Zm9vYg==", "Zm9vYg", "Zm9vYg=", "Zm9vYh", "Zm9vYmF=Z", "=Zm9=vYg"] {
            let decoded = decode_lax(text.as_bytes()).unwrap();
            assert_eq!(decoded.get(..4), Some(&b"foob"[..]), "{text}");
        }
        assert_eq!(decode_lax(b"Zm9v!"), None);
    }

    #[test]
    fn line_breaks_are_skipped_but_blanks_are_refused() {
        for text in ["Zm9vYmFy", "Zm9v\nYmFy\n", "Zm9\r\nvYmFy\r\n", "\n\nZm9vYmFy\r"] {
            assert_eq!(decode_lines(text.as_bytes()).as_deref(), Ok(&b"foobar"[..]), "{text:?}");
        }
        for (text, kind, offset) in [
            ("Zm9v\nYm Fy", EncodingErrorKind::Base64Character { byte: b' ' }, 7),
            ("Zm9v\n\tYmFy", EncodingErrorKind::Base64Character { byte: b'\t' }, 5),
            ("Zm9v\r\nYmF\n", EncodingErrorKind::Base64Padding, 10),
        ] {
            let error = decode_lines(text.as_bytes()).unwrap_err();
            assert_eq!((error.kind, error.offset), (kind, offset), "{text:?}");
        }
    }

    #[test]
    fn wraps_at_the_given_width() {
        assert_eq!(encode_wrapped(b"foobar", 5, "\n"), "Zm9vY\nmFy\n");
        assert_eq!(encode_wrapped(b"foobar", 8, "\r\n"), "Zm9vYmFy\r\n");
        assert_eq!(encode_wrapped(b"", 8, "\n"), "");
    }
}
