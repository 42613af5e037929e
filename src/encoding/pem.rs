//! PEM (RFC 7468). The reader follows the lax grammar (section 3), the writer the strict one if lines
//! have 64 characters.
//!
//! EC2 keys of 2011 wrap their base64 at 76 columns and end without a line break. So the reader accepts
//! any width, any line ending and white space anywhere. It also accepts text before the block (section
//! 5.2) and the headers of RFC 1421 section 4.6. It reads one block; only white space may follow. It
//! does not interpret the contents.

use super::{EncodingError, EncodingErrorKind, base64};

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const HYPHENS: &[u8] = b"-----";

/// A PEM block: everything between the BEGIN and END boundaries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block<'a> {
    /// The label of both boundaries, such as `RSA PRIVATE KEY`.
    pub label: &'a str,
    /// The headers, in file order.
    pub headers: Vec<Header<'a>>,
    /// The base64 text.
    pub body: Body<'a>,
    /// The decoded base64 text.
    pub contents: Vec<u8>,
}

/// A header, such as `Proc-Type: 4,ENCRYPTED` (RFC 1421 section 4.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header<'a> {
    /// The text before the colon.
    pub name: &'a [u8],
    /// The text after the colon, with its continuation lines, without surrounding white space.
    pub value: &'a [u8],
}

/// Base64 text that may contain white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Body<'a> {
    /// The base64 text.
    pub text: &'a [u8],
    /// Bytes from the start of the whole text.
    pub offset: usize,
}

/// Reads the first block of `text`.
///
/// # Errors
/// Returns an error if a boundary is missing, the labels differ, the base64 is invalid, or data follows
/// the block. The offset counts in `text`; for a missing boundary it is the length of `text`.
pub fn read(text: &[u8]) -> Result<Block<'_>, EncodingError> {
    let missing = |kind| EncodingError::new(kind, text.len());
    let (label, after) = find(text).ok_or_else(|| missing(EncodingErrorKind::PemNoBegin))?;
    let (inside, rest) =
        split_once(after, END).ok_or_else(|| missing(EncodingErrorKind::PemNoEnd))?;
    let (end, tail) =
        split_once(rest, HYPHENS).ok_or_else(|| missing(EncodingErrorKind::PemNoEnd))?;
    if end != label.as_bytes() {
        return Err(EncodingError::new(EncodingErrorKind::PemLabels, text.len() - rest.len()));
    }
    let extra = tail.trim_ascii_start().len();
    if extra > 0 {
        return Err(EncodingError::new(
            EncodingErrorKind::TrailingData { extra },
            text.len() - extra,
        ));
    }
    let (headers, body) = split_headers(inside);
    let offset = text.len() - after.len() + inside.len() - body.len();
    let body = Body { text: body, offset };
    Ok(Block { label, headers, body, contents: body.decode()? })
}

/// Returns the label of the block at the start of `text`, after any white space.
#[must_use]
pub fn label_of(text: &[u8]) -> Option<&str> {
    let (line, _) = split_line(text.trim_ascii_start());
    begin_boundary(line).map(|(label, _)| label)
}

/// Returns the label of the first block of `text`, after any other text.
#[must_use]
pub fn first_label(text: &[u8]) -> Option<&str> {
    find(text).map(|(label, _)| label)
}

/// Writes a block with base64 in lines of `width` characters.
///
/// # Panics
/// Panics if `width` is 0.
#[must_use]
pub fn write(label: &str, contents: &[u8], width: usize) -> String {
    let body = base64::encode_wrapped(contents, width, "\n");
    format!("-----BEGIN {label}-----\n{body}-----END {label}-----\n")
}

/// Splits `text` after its first line. The line is returned without its ending (LF, CR LF or CR).
#[must_use]
pub fn split_line(text: &[u8]) -> (&[u8], &[u8]) {
    let length = text.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(text.len());
    let (line, rest) = text.split_at_checked(length).unwrap_or_default();
    match rest {
        [b'\r', b'\n', rest @ ..] | [_, rest @ ..] => (line, rest),
        [] => (line, rest),
    }
}

impl<'a> Block<'a> {
    /// Returns the value of the first header with this name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a [u8]> {
        let named = |header: &&Header<'_>| header.name.eq_ignore_ascii_case(name.as_bytes());
        self.headers.iter().find(named).map(|header| header.value)
    }
}

impl Body<'_> {
    /// Decodes the text.
    ///
    /// # Errors
    /// Returns an error if the base64 is invalid. The offset counts in the whole text.
    pub fn decode(&self) -> Result<Vec<u8>, EncodingError> {
        let is_character = |byte: &u8| !byte.is_ascii_whitespace();
        let characters: Vec<u8> = self.text.iter().copied().filter(is_character).collect();
        base64::decode(&characters)
            .map_err(|error| EncodingError::new(error.kind, self.character(error.offset)))
    }

    /// Returns the offset in the whole text of the character in which byte `index` of the contents
    /// starts.
    #[must_use]
    pub fn position(&self, index: usize) -> usize {
        // Four characters encode three bytes. Each byte starts in a different character.
        self.character((index / 3).saturating_mul(4).saturating_add(index % 3))
    }

    /// Returns the offset of character `index`, not counting white space, or of the end of the text.
    fn character(&self, index: usize) -> usize {
        let mut characters =
            self.text.iter().enumerate().filter(|(_, byte)| !byte.is_ascii_whitespace());
        let place = characters.nth(index).map_or(self.text.len(), |(place, _)| place);
        self.offset + place
    }
}

/// Finds the first line that starts with a BEGIN boundary. Returns its label and the text after the
/// boundary.
fn find(text: &[u8]) -> Option<(&str, &[u8])> {
    let mut rest = text;
    while !rest.is_empty() {
        let (line, next) = split_line(rest);
        if let Some((label, length)) = begin_boundary(line) {
            return Some((label, rest.get(length..)?));
        }
        rest = next;
    }
    None
}

/// Reads a BEGIN boundary at the start of a line. Returns its label and the offset of its end in the
/// line.
fn begin_boundary(line: &[u8]) -> Option<(&str, usize)> {
    let rest = line.trim_ascii_start().strip_prefix(BEGIN)?;
    let (label, tail) = split_once(rest, HYPHENS)?;
    let label = str::from_utf8(label).ok()?;
    let is_label = label.chars().all(|character| character == ' ' || character.is_ascii_graphic());
    is_label.then_some((label, line.len() - tail.len()))
}

/// Splits off the headers: lines with a colon, which base64 never contains, and their continuation
/// lines.
fn split_headers(inside: &[u8]) -> (Vec<Header<'_>>, &[u8]) {
    let mut headers = Vec::new();
    let mut rest = inside.trim_ascii_start();
    while let Some((header, next)) = split_header(rest) {
        headers.push(header);
        rest = next;
    }
    (headers, rest)
}

fn split_header(text: &[u8]) -> Option<(Header<'_>, &[u8])> {
    let (line, mut rest) = split_line(text);
    let (name, value_start) = split_once(line, b":")?;
    while matches!(rest, [b' ' | b'\t', ..]) && !split_line(rest).0.trim_ascii().is_empty() {
        rest = split_line(rest).1;
    }
    let value = text.get(line.len() - value_start.len()..text.len() - rest.len())?;
    Some((Header { name: name.trim_ascii(), value: value.trim_ascii() }, rest))
}

fn split_once<'a>(text: &'a [u8], separator: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let place = text.windows(separator.len()).position(|window| window == separator)?;
    let (before, rest) = text.split_at_checked(place)?;
    Some((before, rest.strip_prefix(separator)?))
}

#[cfg(test)]
mod tests;
