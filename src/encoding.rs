//! A bounds-checked reader for untrusted bytes, the base of all binary parsers of this crate.
//!
//! A [`Reader`] returns slices of its input and never copies. A length is checked against the remaining
//! input before it is used, so a wrong length never allocates. Every failure is an [`EncodingError`]
//! with a kind and a byte offset. This module does not interpret the bytes.

pub mod base64;
pub mod der;
pub mod hexadecimal;
pub mod pem;
pub mod ssh;

use std::str::FromStr;

/// Parses a number that consists of decimal digits only. `str::parse` also accepts a sign, which no
/// format of this crate allows.
pub(crate) fn decimal<T: FromStr>(text: &str) -> Option<T> {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_digits)
}

/// An error in an encoding, and its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at byte {offset}")]
pub struct EncodingError {
    /// The kind of error.
    pub kind: EncodingErrorKind,
    /// Bytes from the start of the input.
    pub offset: usize,
}

/// The kinds of [`EncodingError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EncodingErrorKind {
    /// A length exceeds the remaining input.
    #[error("truncated: {needed} bytes are needed, {available} remain")]
    Truncated {
        /// The number of bytes needed.
        needed: usize,
        /// The number of bytes that remain.
        available: usize,
    },
    /// Data follows the end of a structure.
    #[error("{extra} bytes of trailing data")]
    TrailingData {
        /// The number of bytes left over.
        extra: usize,
    },
    /// DER: the tag is not the expected one (X.690 section 8.1.2).
    #[error("tag 0x{found:02x} instead of 0x{expected:02x}")]
    UnexpectedTag {
        /// The expected identifier octet.
        expected: u8,
        /// The identifier octet found.
        found: u8,
    },
    /// DER: the indefinite length of BER, which DER forbids (X.690 section 10.1).
    #[error("indefinite length")]
    IndefiniteLength,
    /// DER: a length that is not in its shortest form (X.690 section 10.1).
    #[error("length not in its shortest form")]
    NonMinimalLength,
    /// DER: a length field of more than four octets, or in the reserved form.
    #[error("length field of {octets} octets")]
    OversizedLength {
        /// The number of octets that the length field claims.
        octets: u8,
    },
    /// DER: a BIT STRING that has unused bits, or no octet that counts them.
    #[error("bit string with unused bits")]
    UnusedBits,
    /// An INTEGER without content (X.690 section 8.3.1).
    #[error("integer without content")]
    EmptyInteger,
    /// An integer with a redundant leading octet (X.690 section 8.3.2, RFC 4251 section 5).
    #[error("integer with a redundant leading octet")]
    NonMinimalInteger,
    /// A negative integer. The usual cause is a modulus without its leading zero octet.
    #[error("negative integer")]
    NegativeInteger,
    /// Base64: a byte outside the alphabet (RFC 4648 section 3.3).
    #[error("byte 0x{byte:02x} is not in the base64 alphabet")]
    Base64Character {
        /// The byte found.
        byte: u8,
    },
    /// Base64: padding that is missing, excessive or misplaced (RFC 4648 section 3.2).
    #[error("base64 padding is wrong")]
    Base64Padding,
    /// Base64: the unused bits of the final character are not zero (RFC 4648 section 3.5).
    #[error("base64 ends in unused bits that are not zero")]
    Base64TrailingBits,
    /// Base64: a number of characters that no encoding has.
    #[error("base64 with an invalid length")]
    Base64Length,
    /// PEM: no line starts with `-----BEGIN …-----` (RFC 7468 section 2).
    #[error("no BEGIN boundary")]
    PemNoBegin,
    /// PEM: no `-----END …-----` follows (RFC 7468 section 2).
    #[error("no END boundary")]
    PemNoEnd,
    /// PEM: the labels of the BEGIN and END boundaries differ (RFC 7468 section 2).
    #[error("the labels of BEGIN and END differ")]
    PemLabels,
}

impl EncodingError {
    /// Creates an error of this kind at this byte.
    #[must_use]
    pub const fn new(kind: EncodingErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// Returns the error with its offset moved by `base`, the start of the inner input in the outer
    /// one.
    #[must_use]
    pub const fn shifted(self, base: usize) -> Self {
        Self { kind: self.kind, offset: self.offset.saturating_add(base) }
    }
}

/// A forward reader of a slice that tracks its offset in the whole input.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    /// Creates a reader at the first byte of `input`.
    #[must_use]
    pub const fn new(input: &'a [u8]) -> Self {
        Self { rest: input, offset: 0 }
    }

    /// Creates a reader of `input`, which starts at byte `offset` of a larger input.
    #[must_use]
    pub const fn at(input: &'a [u8], offset: usize) -> Self {
        Self { rest: input, offset }
    }

    /// Returns the offset in bytes from the start of the whole input.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Returns the bytes that are not read yet.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Reads the next byte.
    ///
    /// # Errors
    /// Returns [`EncodingErrorKind::Truncated`] at the end of the input.
    pub fn byte(&mut self) -> Result<u8, EncodingError> {
        let [byte] = self.array::<1>()?;
        Ok(byte)
    }

    /// Reads the next `N` bytes as an array.
    ///
    /// # Errors
    /// Returns [`EncodingErrorKind::Truncated`] if fewer bytes remain.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], EncodingError> {
        let Some((head, tail)) = self.rest.split_first_chunk::<N>() else {
            return Err(self.truncated(N));
        };
        self.rest = tail;
        self.offset += N;
        Ok(*head)
    }

    /// Reads the next `count` bytes.
    ///
    /// # Errors
    /// Returns [`EncodingErrorKind::Truncated`] if fewer bytes remain.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], EncodingError> {
        let Some((head, tail)) = self.rest.split_at_checked(count) else {
            return Err(self.truncated(count));
        };
        self.rest = tail;
        self.offset += count;
        Ok(head)
    }

    /// Checks that the whole input is read.
    ///
    /// # Errors
    /// Returns [`EncodingErrorKind::TrailingData`] if bytes remain.
    pub const fn finish(self) -> Result<(), EncodingError> {
        if self.rest.is_empty() {
            return Ok(());
        }
        Err(EncodingError::new(
            EncodingErrorKind::TrailingData { extra: self.rest.len() },
            self.offset,
        ))
    }

    const fn truncated(&self, needed: usize) -> EncodingError {
        let available = self.rest.len();
        EncodingError::new(EncodingErrorKind::Truncated { needed, available }, self.offset)
    }
}

/// Reads a two's-complement big-endian integer that must not be negative, as in DER and SSH. Returns
/// its magnitude: big-endian octets without a leading zero, empty for zero.
///
/// `content` is not empty and starts at byte `offset`.
fn magnitude(content: &[u8], offset: usize) -> Result<&[u8], EncodingError> {
    match *content {
        [0] => Ok(&[]),
        [0, next, ..] if next < 0x80 => {
            Err(EncodingError::new(EncodingErrorKind::NonMinimalInteger, offset))
        }
        [0, ref rest @ ..] => Ok(rest),
        [first, ..] if first >= 0x80 => {
            Err(EncodingError::new(EncodingErrorKind::NegativeInteger, offset))
        }
        _ => Ok(content),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_beyond_the_input_is_an_error() {
        let mut reader = Reader::at(b"abc", 10);
        assert_eq!(reader.take(2), Ok(&b"ab"[..]));
        let error = reader.take(usize::MAX).unwrap_err();
        assert_eq!(error.offset, 12);
        assert_eq!(error.kind, EncodingErrorKind::Truncated { needed: usize::MAX, available: 1 });
    }

    #[test]
    fn trailing_data_is_an_error() {
        let mut reader = Reader::new(b"abc");
        assert_eq!(reader.byte(), Ok(b'a'));
        let error = reader.finish().unwrap_err();
        assert_eq!(error, EncodingError::new(EncodingErrorKind::TrailingData { extra: 2 }, 1));
    }

    #[test]
    fn a_magnitude_drops_the_sign_octet() {
        #[track_caller]
        fn check(content: &[u8], expected: Result<&[u8], EncodingErrorKind>) {
            assert_eq!(magnitude(content, 0).map_err(|error| error.kind), expected);
        }
        check(&[0], Ok(&[]));
        check(&[1], Ok(&[1]));
        check(&[0, 0x80], Ok(&[0x80]));
        check(&[0, 0x7f], Err(EncodingErrorKind::NonMinimalInteger));
        check(&[0, 0], Err(EncodingErrorKind::NonMinimalInteger));
        check(&[0x80], Err(EncodingErrorKind::NegativeInteger));
        check(&[0xff, 0x80], Err(EncodingErrorKind::NegativeInteger));
    }
}
