//! The lines of a text file, which end with LF, CRLF or CR (RFC 4716 section 3.1 requires all three),
//! and the words of a line, which blanks separate.

use crate::encoding::{self, base64};
use memchr::memchr2;

/// A line without its ending, and its offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) text: &'a [u8],
    /// Bytes from the start of the file.
    pub(super) offset: usize,
}

impl<'a> Line<'a> {
    /// Returns the line without blanks at either end.
    pub(super) fn trimmed(self) -> Self {
        let start = trim_blanks_start(self.text);
        let end = start.iter().rposition(|byte| !is_blank(*byte)).map_or(0, |last| last + 1);
        let text = start.get(..end).unwrap_or_default();
        Line { text, offset: self.offset + self.text.len() - start.len() }
    }

    /// Returns whether the line is empty or contains only blanks.
    pub(super) fn is_blank(self) -> bool {
        self.text.iter().all(|byte| is_blank(*byte))
    }
}

/// Returns the lines of `file`. A CRLF ends one line, not two. Text after the last line ending is also
/// a line.
pub(super) fn lines(file: &[u8]) -> impl Iterator<Item = Line<'_>> + Clone {
    let mut rest = file;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let offset = file.len() - rest.len();
        let end = memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let (text, tail) = rest.split_at(end);
        rest = match tail {
            [b'\r', b'\n', tail @ ..] | [_, tail @ ..] => tail,
            [] => tail,
        };
        Some(Line { text, offset })
    })
}

/// Returns the first word, and the text after it and the blanks that follow it.
pub(super) fn split_word(text: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr2(b' ', b'\t', text).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    (word, trim_blanks_start(rest))
}

fn trim_blanks_start(text: &[u8]) -> &[u8] {
    let blanks = text.iter().take_while(|byte| is_blank(**byte)).count();
    text.get(blanks..).unwrap_or_default()
}

/// Returns the words of a line, in order.
pub(super) fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| is_blank(*byte)).filter(|word| !word.is_empty())
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// Decodes base64 in several lines. Blanks are allowed around each line, not inside.
///
/// # Errors
/// Same as [`base64::decode`]. The offset counts in the file.
pub(super) fn decode_base64<'a>(
    lines: impl Iterator<Item = Line<'a>> + Clone,
) -> Result<Vec<u8>, encoding::EncodingError> {
    let mut joined = Vec::with_capacity(1024);
    for line in lines.clone() {
        joined.extend_from_slice(line.trimmed().text);
    }
    base64::decode(&joined).map_err(|error| {
        encoding::EncodingError::new(error.kind, offset_in_file(lines, error.offset))
    })
}

/// Converts the index of a byte in the joined lines to its offset in the file.
pub(super) fn offset_in_file<'a>(lines: impl Iterator<Item = Line<'a>>, mut index: usize) -> usize {
    let mut end = 0;
    for line in lines.map(Line::trimmed).filter(|line| !line.text.is_empty()) {
        if index < line.text.len() {
            return line.offset + index;
        }
        index -= line.text.len();
        end = line.offset + line.text.len();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &str, expected: &[(usize, &str)]) {
        let found: Vec<_> = lines(file.as_bytes())
            .map(|line| (line.offset, std::str::from_utf8(line.text).unwrap()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn recognises_three_line_endings() {
        check("", &[]);
        check("a", &[(0, "a")]);
        check("a\n", &[(0, "a")]);
        check("a\nb\r\nc\rd", &[(0, "a"), (2, "b"), (5, "c"), (7, "d")]);
        check("\n\r\n\r\r\n", &[(0, ""), (1, ""), (3, ""), (4, "")]);
    }

    #[test]
    fn splits_words_at_blanks() {
        assert_eq!(split_word(b"one \t two three"), (&b"one"[..], &b"two three"[..]));
        assert_eq!(split_word(b"one"), (&b"one"[..], &b""[..]));
        let found: Vec<_> = words(b" one\t two ").collect();
        assert_eq!(found, [b"one", b"two"]);
    }

    #[test]
    fn an_error_in_joined_lines_has_its_offset_in_the_file() {
        #[track_caller]
        fn check(file: &str, offset: usize) {
            let error = decode_base64(lines(file.as_bytes())).unwrap_err();
            assert_eq!(error.offset, offset, "{file:?}");
        }
        check("Zm9v\nZm!v\n", 7);
        check("  Zm9v \r\n\r\n  Z!9v", 14);
        check("Zm9v\nZm9\n", 8);
        check("Z m9v", 1);
    }
}
