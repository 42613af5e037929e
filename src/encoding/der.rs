//! Strict DER: the subset of ITU-T X.690 that RSA keys use.
//!
//! The reader accepts only DER and refuses other BER encodings. The writer also accepts an explicit
//! length field, so that the suite can create invalid vectors.

use super::{EncodingError, EncodingErrorKind, Reader, magnitude};

/// Identifier octet of INTEGER.
pub const INTEGER: u8 = 0x02;
/// Identifier octet of BIT STRING.
pub const BIT_STRING: u8 = 0x03;
/// Identifier octet of OCTET STRING.
pub const OCTET_STRING: u8 = 0x04;
/// Identifier octet of NULL.
pub const NULL: u8 = 0x05;
/// Identifier octet of OBJECT IDENTIFIER.
pub const OBJECT_IDENTIFIER: u8 = 0x06;
/// Identifier octet of SEQUENCE.
pub const SEQUENCE: u8 = 0x30;

/// The object identifier 1.2.840.113549.1.1.1, `rsaEncryption` (RFC 8017 appendix C), as content octets.
pub const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// The maximum number of octets in a length field. Four octets can express 4 GiB, more than any input.
const MAX_LENGTH_OCTETS: u8 = 4;

/// Reads the element with this tag and returns a reader of its content.
///
/// # Errors
/// Returns an error if the tag is a different one, or the length is not DER or exceeds the input.
pub fn element<'a>(reader: &mut Reader<'a>, tag: u8) -> Result<Reader<'a>, EncodingError> {
    let start = reader.offset();
    let found = reader.byte()?;
    if found != tag {
        return Err(EncodingError::new(
            EncodingErrorKind::UnexpectedTag { expected: tag, found },
            start,
        ));
    }
    content(reader)
}

/// Reads an element with any tag. Returns its identifier octet and a reader of its content.
///
/// # Errors
/// Returns an error if the length is not DER or exceeds the input.
pub fn any_element<'a>(reader: &mut Reader<'a>) -> Result<(u8, Reader<'a>), EncodingError> {
    let tag = reader.byte()?;
    Ok((tag, content(reader)?))
}

/// Reads an INTEGER that must not be negative. Returns its magnitude (empty for zero).
///
/// # Errors
/// Same as [`element`]. Also returns an error if the integer is empty, not minimal or negative.
pub fn unsigned<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], EncodingError> {
    let content = element(reader, INTEGER)?;
    if content.rest().is_empty() {
        return Err(EncodingError::new(EncodingErrorKind::EmptyInteger, content.offset()));
    }
    magnitude(content.rest(), content.offset())
}

/// Reads a BIT STRING of whole octets and returns a reader of them.
///
/// # Errors
/// Same as [`element`]. Also returns `UnusedBits` if bits are unused or the octet that counts them is
/// missing.
pub fn whole_bit_string<'a>(reader: &mut Reader<'a>) -> Result<Reader<'a>, EncodingError> {
    let mut content = element(reader, BIT_STRING)?;
    let offset = content.offset();
    match content.byte() {
        Ok(0) => Ok(content),
        _ => Err(EncodingError::new(EncodingErrorKind::UnusedBits, offset)),
    }
}

/// Reads the tag and the length of an element whose content may be cut off. Returns the length.
///
/// # Errors
/// Returns an error if the tag is a different one, or the length is not DER.
pub fn header(reader: &mut Reader<'_>, tag: u8) -> Result<usize, EncodingError> {
    let start = reader.offset();
    match reader.byte()? {
        found if found == tag => length(reader),
        found => {
            let kind = EncodingErrorKind::UnexpectedTag { expected: tag, found };
            Err(EncodingError::new(kind, start))
        }
    }
}

/// Reads a length and that many bytes.
fn content<'a>(reader: &mut Reader<'a>) -> Result<Reader<'a>, EncodingError> {
    let length = length(reader)?;
    let offset = reader.offset();
    Ok(Reader::at(reader.take(length)?, offset))
}

/// Reads a length field (X.690 sections 8.1.3 and 10.1).
fn length(reader: &mut Reader<'_>) -> Result<usize, EncodingError> {
    let start = reader.offset();
    let first = reader.byte()?;
    if first < 0x80 {
        return Ok(usize::from(first));
    }
    let octets = first & 0x7f;
    if octets == 0 {
        return Err(EncodingError::new(EncodingErrorKind::IndefiniteLength, start));
    }
    if octets > MAX_LENGTH_OCTETS {
        return Err(EncodingError::new(EncodingErrorKind::OversizedLength { octets }, start));
    }
    let mut length = 0_usize;
    for &octet in reader.take(usize::from(octets))? {
        length = length << 8 | usize::from(octet);
    }
    if length < 0x80 || length >> (8 * (usize::from(octets) - 1)) == 0 {
        return Err(EncodingError::new(EncodingErrorKind::NonMinimalLength, start));
    }
    Ok(length)
}

/// Writes an element: tag, shortest length, content.
#[must_use]
pub fn write(tag: u8, content: &[u8]) -> Vec<u8> {
    write_with_length(tag, &length_octets(content.len()), content)
}

/// Writes an element with the length field `length`, which may be wrong.
#[must_use]
pub fn write_with_length(tag: u8, length: &[u8], content: &[u8]) -> Vec<u8> {
    [&[tag], length, content].concat()
}

/// Writes a SEQUENCE of encoded elements.
#[must_use]
pub fn write_sequence(elements: &[&[u8]]) -> Vec<u8> {
    write(SEQUENCE, &elements.concat())
}

/// Writes an INTEGER from its magnitude (big-endian, no leading zero octet, empty for zero).
#[must_use]
pub fn write_unsigned(magnitude: &[u8]) -> Vec<u8> {
    match magnitude {
        [] => write(INTEGER, &[0]),
        [first, ..] if *first >= 0x80 => write(INTEGER, &[&[0], magnitude].concat()),
        _ => write(INTEGER, magnitude),
    }
}

/// Returns the shortest length field for content of `length` bytes.
#[must_use]
pub fn length_octets(length: usize) -> Vec<u8> {
    let bytes = length.to_be_bytes();
    let significant: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
    match *significant.as_slice() {
        [] => vec![0],
        [only] if only < 0x80 => vec![only],
        _ => {
            let count = u8::try_from(significant.len()).expect("a usize has at most 16 octets");
            [&[0x80 | count], significant.as_slice()].concat()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_length(field: &[u8], expected: Result<usize, EncodingErrorKind>) {
        assert_eq!(length(&mut Reader::new(field)).map_err(|error| error.kind), expected);
    }

    #[test]
    fn accepts_only_the_shortest_length() {
        check_length(&[0x00], Ok(0));
        check_length(&[0x7f], Ok(127));
        check_length(&[0x81, 0x80], Ok(128));
        check_length(&[0x82, 0x01, 0x00], Ok(256));
        check_length(&[0x84, 0xff, 0xff, 0xff, 0xff], Ok(0xffff_ffff));
        check_length(&[0x81, 0x7f], Err(EncodingErrorKind::NonMinimalLength));
        check_length(&[0x82, 0x00, 0x80], Err(EncodingErrorKind::NonMinimalLength));
        check_length(&[0x80], Err(EncodingErrorKind::IndefiniteLength));
        check_length(&[0x85, 0, 0, 0, 0, 1], Err(EncodingErrorKind::OversizedLength { octets: 5 }));
        check_length(&[0xff], Err(EncodingErrorKind::OversizedLength { octets: 0x7f }));
        check_length(&[0x82, 0x01], Err(EncodingErrorKind::Truncated { needed: 2, available: 1 }));
    }

    #[test]
    fn reads_the_lengths_that_it_writes() {
        for expected in [0, 1, 127, 128, 255, 256, 65_535, 65_536, 16_777_216] {
            check_length(&length_octets(expected), Ok(expected));
        }
    }

    #[test]
    fn reads_the_integers_that_it_writes() {
        for magnitude in [&[][..], &[1], &[0x7f], &[0x80], &[1, 0, 1], &[0xff; 256]] {
            let written = write_unsigned(magnitude);
            assert_eq!(unsigned(&mut Reader::new(&written)), Ok(magnitude));
        }
    }

    #[test]
    fn reports_the_expected_tag() {
        let error = element(&mut Reader::new(&[0x31, 0]), SEQUENCE).unwrap_err();
        assert_eq!(error.kind, EncodingErrorKind::UnexpectedTag { expected: 0x30, found: 0x31 });
        assert_eq!(error.offset, 0);
    }

    #[test]
    fn refuses_unused_bits_in_a_bit_string() {
        assert!(whole_bit_string(&mut Reader::new(&[3, 2, 0, 0xff])).is_ok());
        for broken in [&[3, 2, 1, 0xfe][..], &[3, 0], &[3, 1, 8]] {
            let error = whole_bit_string(&mut Reader::new(broken)).unwrap_err();
            assert_eq!(error, EncodingError::new(EncodingErrorKind::UnusedBits, 2));
        }
    }
}
