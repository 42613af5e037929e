//! Bounded reading of untrusted bytes: the floor on which every parser of this crate stands.
//!
//! A [`Reader`] hands out slices of its input and never copies, so a length that lies costs nothing:
//! it is compared with what is there, and refused. Every failure is an [`EncodingError`] that says what is
//! wrong and at which byte. What the bytes mean is not decided here.

pub mod base64;
pub mod der;
pub mod hexadecimal;
pub mod pem;
pub mod ssh;

use std::str::FromStr;

/// Reads a number that consists of decimal digits alone. `str::parse` also takes a sign, which no format of this crate
/// allows.
pub(crate) fn decimal<T: FromStr>(text: &str) -> Option<T> {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_digits)
}

/// What is wrong with an encoding, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at byte {offset}")]
pub struct EncodingError {
    /// What is wrong.
    pub kind: EncodingErrorKind,
    /// Where: bytes from the start of the input that was being read.
    pub offset: usize,
}

/// The ways in which an encoding can be broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EncodingErrorKind {
    /// A length reaches beyond the end of what contains it.
    #[error("truncated: {needed} bytes are claimed, {available} are there")]
    Truncated {
        /// Bytes that the length claims.
        needed: usize,
        /// Bytes that are there.
        available: usize,
    },
    /// Something follows where nothing may follow.
    #[error("{extra} bytes of trailing data")]
    TrailingData {
        /// Bytes left over.
        extra: usize,
    },
    /// DER: another type than the structure has here (X.690 section 8.1.2).
    #[error("tag 0x{found:02x} where 0x{expected:02x} belongs")]
    UnexpectedTag {
        /// The identifier octet of the structure.
        expected: u8,
        /// The identifier octet found.
        found: u8,
    },
    /// DER: BER's indefinite length (X.690 section 10.1).
    #[error("indefinite length")]
    IndefiniteLength,
    /// DER: a length written longer than it needs (X.690 section 10.1).
    #[error("length not in its shortest form")]
    NonMinimalLength,
    /// DER: a length of more than four octets, or the reserved form.
    #[error("length field of {octets} octets")]
    OversizedLength {
        /// How many octets the length field says it has.
        octets: u8,
    },
    /// DER: a BIT STRING that doesn't end on a whole octet, or has no first octet.
    #[error("bit string with unused bits")]
    UnusedBits,
    /// An INTEGER without content (X.690 section 8.3.1).
    #[error("integer without content")]
    EmptyInteger,
    /// An integer with a redundant leading octet (X.690 section 8.3.2, RFC 4251 section 5).
    #[error("integer with a redundant leading octet")]
    NonMinimalInteger,
    /// An integer below zero: most often a modulus that lost its leading zero octet.
    #[error("negative integer")]
    NegativeInteger,
    /// Base64: a byte outside the alphabet (RFC 4648 section 3.3).
    #[error("byte 0x{byte:02x} is not in the base64 alphabet")]
    Base64Character {
        /// The byte found.
        byte: u8,
    },
    /// Base64: padding that is missing, too much, or in the wrong place (RFC 4648 section 3.2).
    #[error("base64 padding is wrong")]
    Base64Padding,
    /// Base64: a final character with bits that no byte uses (RFC 4648 section 3.5).
    #[error("base64 ends in unused bits that are not zero")]
    Base64TrailingBits,
    /// Base64: a number of characters that no number of bytes gives.
    #[error("base64 of an impossible length")]
    Base64Length,
    /// PEM: no line starts with a `-----BEGIN …-----` (RFC 7468 section 2).
    #[error("no BEGIN boundary")]
    PemNoBegin,
    /// PEM: no `-----END …-----` follows (RFC 7468 section 2).
    #[error("no END boundary")]
    PemNoEnd,
    /// PEM: the END boundary has another label than the BEGIN boundary (RFC 7468 section 2).
    #[error("the labels of BEGIN and END differ")]
    PemLabels,
}

impl EncodingError {
    /// Makes an error of this kind at this byte.
    #[must_use]
    pub const fn new(kind: EncodingErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// The same error seen from an input in which this one starts at `base`.
    #[must_use]
    pub const fn shifted(self, base: usize) -> Self {
        Self { kind: self.kind, offset: self.offset.saturating_add(base) }
    }
}

/// Reads forward through a slice, remembering where in the whole input it is.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    /// Starts at the first byte of `input`.
    #[must_use]
    pub const fn new(input: &'a [u8]) -> Self {
        Self { rest: input, offset: 0 }
    }

    /// Reads `input`, which stands at byte `offset` of a larger whole.
    #[must_use]
    pub const fn at(input: &'a [u8], offset: usize) -> Self {
        Self { rest: input, offset }
    }

    /// Bytes from the start of the whole input.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// What has not been read yet.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Takes the next byte.
    ///
    /// # Errors
    /// [`EncodingErrorKind::Truncated`] at the end of the input.
    pub fn byte(&mut self) -> Result<u8, EncodingError> {
        let [byte] = self.array::<1>()?;
        Ok(byte)
    }

    /// Takes the next `N` bytes by value.
    ///
    /// # Errors
    /// [`EncodingErrorKind::Truncated`] if fewer are left.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], EncodingError> {
        let Some((head, tail)) = self.rest.split_first_chunk::<N>() else {
            return Err(self.truncated(N));
        };
        self.rest = tail;
        self.offset += N;
        Ok(*head)
    }

    /// Takes the next `count` bytes.
    ///
    /// # Errors
    /// [`EncodingErrorKind::Truncated`] if fewer are left.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], EncodingError> {
        let Some((head, tail)) = self.rest.split_at_checked(count) else {
            return Err(self.truncated(count));
        };
        self.rest = tail;
        self.offset += count;
        Ok(head)
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`EncodingErrorKind::TrailingData`] if anything is left: what a structure doesn't name, it doesn't hold.
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

/// Reads a two's-complement big-endian integer that must not be negative, as DER and SSH both have it.
/// Gives its magnitude: big-endian octets without a leading zero, empty for zero.
///
/// `content` is not empty, and starts at byte `offset`.
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
    fn a_lying_length_is_compared_with_what_is_there() {
        let mut reader = Reader::at(b"abc", 10);
        assert_eq!(reader.take(2), Ok(&b"ab"[..]));
        let error = reader.take(usize::MAX).unwrap_err();
        assert_eq!(error.offset, 12);
        assert_eq!(error.kind, EncodingErrorKind::Truncated { needed: usize::MAX, available: 1 });
    }

    #[test]
    fn what_is_left_over_is_an_error() {
        let mut reader = Reader::new(b"abc");
        assert_eq!(reader.byte(), Ok(b'a'));
        let error = reader.finish().unwrap_err();
        assert_eq!(error, EncodingError::new(EncodingErrorKind::TrailingData { extra: 2 }, 1));
    }

    #[test]
    fn a_magnitude_has_no_sign_octet() {
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
