//! The `string` and `mpint` types of the SSH protocol (RFC 4251 section 5).

use super::{EncodingError, Reader, magnitude};

/// Reads a `string`: a length of four octets, then that many bytes.
///
/// # Errors
/// Returns [`Truncated`](super::EncodingErrorKind::Truncated) if the length or the bytes are
/// incomplete.
pub fn string<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], EncodingError> {
    let length = u32::from_be_bytes(reader.array()?);
    reader.take(usize::try_from(length).unwrap_or(usize::MAX))
}

/// Reads an `mpint` that must not be negative. Returns its magnitude (big-endian, empty for zero).
///
/// # Errors
/// Same as [`string`]. Also returns an error if the integer is negative or has a redundant leading
/// octet.
pub fn unsigned_mpint<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], EncodingError> {
    let content = string(reader)?;
    let offset = reader.offset() - content.len();
    match content {
        [] => Ok(content),
        [0] => Err(EncodingError::new(super::EncodingErrorKind::NonMinimalInteger, offset)),
        _ => magnitude(content, offset),
    }
}

/// Writes a `string`.
///
/// # Panics
/// Panics if `content` has 4 GiB or more.
#[must_use]
pub fn write_string(content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("a string has less than 4 GiB");
    write_string_with_length(length, content)
}

/// Writes a `string` with the length field `length`, which may be wrong.
#[must_use]
pub fn write_string_with_length(length: u32, content: &[u8]) -> Vec<u8> {
    [&length.to_be_bytes(), content].concat()
}

/// Writes an `mpint` from its magnitude (big-endian, no leading zero octet, empty for zero).
///
/// # Panics
/// Same as [`write_string`].
#[must_use]
pub fn write_unsigned_mpint(magnitude: &[u8]) -> Vec<u8> {
    match magnitude {
        [first, ..] if *first >= 0x80 => write_string(&[&[0], magnitude].concat()),
        _ => write_string(magnitude),
    }
}

#[cfg(test)]
mod tests {
    use super::super::EncodingErrorKind;
    use super::*;

    #[track_caller]
    fn check_mpint(input: &[u8], expected: Result<&[u8], EncodingErrorKind>) {
        let result = unsigned_mpint(&mut Reader::new(input));
        assert_eq!(result.map_err(|error| error.kind), expected);
    }

    /// The positive and the negative examples of RFC 4251 section 5.
    #[test]
    fn reads_the_examples_of_the_rfc() {
        check_mpint(&[0, 0, 0, 0], Ok(&[]));
        let long = [0, 0, 0, 8, 0x09, 0xa3, 0x78, 0xf9, 0xb2, 0xe3, 0x32, 0xa7];
        check_mpint(&long, Ok(&long[4..]));
        check_mpint(&[0, 0, 0, 2, 0, 0x80], Ok(&[0x80]));
        check_mpint(&[0, 0, 0, 2, 0xed, 0xcc], Err(EncodingErrorKind::NegativeInteger));
        let long = [0, 0, 0, 5, 0xff, 0x21, 0x52, 0x41, 0x11];
        check_mpint(&long, Err(EncodingErrorKind::NegativeInteger));
    }

    #[test]
    fn refuses_redundant_leading_octets() {
        check_mpint(&[0, 0, 0, 1, 0], Err(EncodingErrorKind::NonMinimalInteger));
        check_mpint(&[0, 0, 0, 2, 0, 3], Err(EncodingErrorKind::NonMinimalInteger));
    }

    #[test]
    fn a_string_length_beyond_the_input_is_an_error() {
        let error = string(&mut Reader::new(&[0xff; 8])).unwrap_err();
        let needed = usize::try_from(u32::MAX).unwrap();
        assert_eq!(
            error,
            EncodingError::new(EncodingErrorKind::Truncated { needed, available: 4 }, 4)
        );
    }

    #[test]
    fn reads_the_integers_that_it_writes() {
        for magnitude in [&[][..], &[1], &[0x7f], &[0x80], &[1, 0, 1], &[0xff; 512]] {
            check_mpint(&write_unsigned_mpint(magnitude), Ok(magnitude));
        }
    }
}
