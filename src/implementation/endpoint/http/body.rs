//! Reads the body of a response, whose size is limited.

use super::connection::Connection;
use super::head::{Head, Length};
use super::{HttpError, MAX_BODY};
use memchr::memchr;
use std::time::Instant;

/// The maximum length in bytes of the size line of a chunk and of a trailer line.
const MAX_LINE: usize = 4_096;

/// The maximum number of lines after the last chunk.
const MAX_TRAILERS: usize = 64;

/// Reads the body that belongs to a header.
pub(super) fn read(
    connection: &mut Connection,
    head: &Head,
    method: &str,
    deadline: Instant,
) -> Result<Vec<u8>, HttpError> {
    if method == "HEAD" || matches!(head.status, 100..=199 | 204 | 304) {
        return Ok(Vec::new());
    }
    let mut body = Vec::new();
    match head.length {
        Length::Known(length) if length > MAX_BODY => return Err(HttpError::LongBody),
        Length::Known(length) => {
            let whole = take(connection, length, &mut body, deadline)?;
            if !whole {
                return Err(HttpError::Cut { got: body.len(), of: length });
            }
        }
        Length::Chunks => chunks(connection, &mut body, deadline)?,
        // Reads one byte more than the maximum, so that a longer body is detected.
        Length::Rest => {
            take(connection, MAX_BODY + 1, &mut body, deadline)?;
            if connection.is_broken() {
                return Err(HttpError::CutInRest(body.len()));
            }
        }
    }
    if body.len() > MAX_BODY { Err(HttpError::LongBody) } else { Ok(body) }
}

/// Reads `count` bytes, or all bytes up to the end of the connection. Returns whether all `count` bytes were
/// read.
fn take(
    connection: &mut Connection,
    count: usize,
    into: &mut Vec<u8>,
    deadline: Instant,
) -> Result<bool, HttpError> {
    let mut missing = count;
    loop {
        let unused = connection.unused();
        let part = unused.get(..missing).unwrap_or(unused);
        let length = part.len();
        into.extend_from_slice(part);
        connection.use_up(length);
        missing -= length;
        if missing == 0 {
            return Ok(true);
        }
        if connection.more(deadline)? == 0 {
            return Ok(false);
        }
    }
}

/// Reads all chunks and the trailer lines after the last one (RFC 9112 section 7.1).
fn chunks(
    connection: &mut Connection,
    body: &mut Vec<u8>,
    deadline: Instant,
) -> Result<(), HttpError> {
    loop {
        let line = line(connection, body.len(), deadline)?;
        let length = chunk_length(&line)?;
        if length == 0 {
            break;
        }
        if length > MAX_BODY - body.len() {
            return Err(HttpError::LongBody);
        }
        if !take(connection, length, body, deadline)? {
            return Err(HttpError::CutInChunks(body.len()));
        }
        if !self::line(connection, body.len(), deadline)?.is_empty() {
            return Err(HttpError::Chunks("a chunk is longer than its stated length"));
        }
    }
    for _ in 0..=MAX_TRAILERS {
        if line(connection, body.len(), deadline)?.is_empty() {
            return Ok(());
        }
    }
    Err(HttpError::Chunks("too many lines after the last chunk"))
}

/// Parses the size line of a chunk, in which extensions may follow the size.
fn chunk_length(line: &[u8]) -> Result<usize, HttpError> {
    let malformed = HttpError::Chunks("the length of a chunk is not a hexadecimal number");
    let digits = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    let text = str::from_utf8(digits).ok();
    let text = text.filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let text = text.filter(|text| !text.is_empty()).ok_or(malformed)?;
    usize::from_str_radix(text, 16).map_err(|_| HttpError::LongBody)
}

/// Reads a line and returns it without its line ending.
fn line(
    connection: &mut Connection,
    so_far: usize,
    deadline: Instant,
) -> Result<Vec<u8>, HttpError> {
    loop {
        let unused = connection.unused();
        if let Some(end) = memchr(b'\n', unused) {
            let line = unused.get(..end).unwrap_or_default();
            let line = line.strip_suffix(b"\r").unwrap_or(line).to_vec();
            connection.use_up(end + 1);
            return Ok(line);
        }
        if unused.len() > MAX_LINE {
            return Err(HttpError::Chunks("a line between chunks is too long"));
        }
        if connection.more(deadline)? == 0 {
            return Err(HttpError::CutInChunks(so_far));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_a_chunk_is_hexadecimal_and_bounded() {
        assert_eq!(chunk_length(b"1aF"), Ok(0x1af));
        assert_eq!(chunk_length(b"0 ;name=value"), Ok(0));
        for line in [&b""[..], b"-1", b"0x1", b"g", b";1", b"\xff"] {
            assert!(matches!(chunk_length(line), Err(HttpError::Chunks(_))), "{line:?}");
        }
        assert_eq!(chunk_length(&[b'f'; 17]), Err(HttpError::LongBody));
    }
}
