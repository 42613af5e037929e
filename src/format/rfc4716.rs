//! The SSH public key file format (RFC 4716).
//!
//! Markers must match the RFC exactly. The RFC's limits for writers (72 columns, 64 bytes for a header
//! tag, 1024 for its value) are not enforced: some files of real tools exceed them, and they can't
//! change the key.

use super::lines::{Line, decode_base64, lines, offset_in_file};
use super::private_key::key_in_comment;
use super::{FormatError, FormatErrorKind, UnsupportedFormat};
use crate::encoding::base64;
use crate::key::{RsaPublicKey, ssh_blob};
use memchr::{memchr, memchr_iter, memmem};

/// The first line (RFC 4716 section 3.2).
pub(super) const BEGIN: &[u8] = b"---- BEGIN SSH2 PUBLIC KEY ----";
/// The last line (RFC 4716 section 3.2).
pub(super) const END: &[u8] = b"---- END SSH2 PUBLIC KEY ----";

/// The width of the body, as in `ssh-keygen`. The RFC allows 72.
const WIDTH: usize = 70;

/// The first four bytes of the private keys that SSH.com's programs store between similar markers.
const PRIVATE_KEY_MAGIC: &[u8] = &[0x3f, 0x6f, 0xf9, 0xeb];

/// The start of the base64 of an SSH key with a type of `ssh-` and three letters.
const KEY_START: &[u8] = b"AAAAB3NzaC1";

/// Reads the key between the markers.
///
/// # Errors
/// Returns an error if the markers, the headers, the base64 or the blob is invalid.
pub fn read(file: &[u8]) -> Result<RsaPublicKey, FormatError> {
    let mut lines = lines(file);
    let begin = lines.by_ref().map(Line::trimmed).find(|line| !line.is_blank());
    if begin.is_none_or(|line| line.text != BEGIN) {
        return Err(FormatError::file(
            FormatErrorKind::BeginMissing,
            begin.map_or(0, |line| line.offset),
        ));
    }
    let body = skip_headers(lines)?;
    let (text, length) = join_body(body.clone(), file.len())?;
    // After an error, the text is decoded again to find the offset in the file.
    let blob = base64::decode(&text).or_else(|_| decode_base64(body.clone().take(length)));
    let blob = blob.map_err(|error| FormatError::base64(error, 0))?;
    if let Some(index) = key_within(&text).filter(|_| header_ends_are_disputed(file)) {
        return Err(FormatError::file(FormatErrorKind::SecondKey, offset_in_file(body, index)));
    }
    if blob.starts_with(PRIVATE_KEY_MAGIC) {
        return Err(FormatError::file(
            FormatErrorKind::UnsupportedFormat(UnsupportedFormat::PrivateKey),
            0,
        ));
    }
    Ok(ssh_blob::read(&blob)?)
}

/// Writes the file: a quoted `Comment` header, if there is a comment, and lines of 70 characters.
///
/// The header has one line. Control characters, quotes and backslashes are omitted from the comment,
/// and so is the part that exceeds the RFC's 72 bytes.
#[must_use]
pub fn write(key: &RsaPublicKey, comment: &str) -> String {
    let mut file = format!("{}\n", String::from_utf8_lossy(BEGIN));
    if !comment.is_empty() {
        let room = 72 - "Comment: \"\"".len();
        let plain = comment.chars().filter(|c| !c.is_control() && *c != '"' && *c != '\\');
        let mut value = String::with_capacity(room);
        for c in plain {
            if value.len() + c.len_utf8() > room {
                break;
            }
            value.push(c);
        }
        file.push_str(&format!("Comment: \"{value}\"\n"));
    }
    file.push_str(&base64::encode_wrapped(&ssh_blob::write(key), WIDTH, "\n"));
    file.push_str(&format!("{}\n", String::from_utf8_lossy(END)));
    file
}

/// Skips the headers (RFC 4716 section 3.3). A header continues on the next line if the last character
/// of its line is a backslash. A backslash before a blank does not continue it: if lines were trimmed
/// first, the first line of the body could become part of the header, and a different key would be
/// read.
fn skip_headers<'a, I>(mut lines: I) -> Result<I, FormatError>
where
    I: Iterator<Item = Line<'a>> + Clone,
{
    loop {
        let mut ahead = lines.clone();
        let Some(header) = ahead.next().filter(|line| memchr(b':', line.text).is_some()) else {
            return Ok(lines);
        };
        if header.trimmed().text.starts_with(b":") {
            return Err(FormatError::file(FormatErrorKind::HeaderTag, header.offset));
        }
        if let Some(fault) = key_beside(header.text) {
            return Err(FormatError::file(fault, header.offset));
        }
        // A key can be split over continuation lines, so the joined lines are checked as well.
        let mut continued = Vec::new();
        let mut line = header;
        while let Some(text) = line.text.strip_suffix(b"\\") {
            if line.offset != header.offset {
                continued.extend_from_slice(text.trim_ascii());
            }
            // The next line always belongs to the header, even if it looks like a marker.
            line = ahead
                .next()
                .ok_or(FormatError::file(FormatErrorKind::HeaderUnfinished, header.offset))?;
            if let Some(fault) = key_beside(line.text) {
                return Err(FormatError::file(fault, line.offset));
            }
        }
        if line.offset != header.offset {
            continued.extend_from_slice(line.text.trim_ascii());
        }
        if let Some(fault) = key_beside(&continued) {
            return Err(FormatError::file(fault, header.offset));
        }
        lines = ahead;
    }
}

/// Returns an error if a program could read a key from a header line.
fn key_beside(line: &[u8]) -> Option<FormatErrorKind> {
    if looks_like_a_key(line) { Some(FormatErrorKind::SecondKey) } else { key_in_comment(line) }
}

/// Returns whether a header line looks like a key to a program that ignores continuations or searches
/// for keys: it contains the base64 of an `ssh-` blob, or starts with the base64 of DER.
fn looks_like_a_key(line: &[u8]) -> bool {
    memmem::find(line, KEY_START).is_some() || line.trim_ascii_start().starts_with(b"MII")
}

/// Returns the index of the base64 of a second key inside that of the first. This does not happen by
/// accident: such a blob was crafted.
fn key_within(text: &[u8]) -> Option<usize> {
    let behind_first = text.get(1..)?;
    memmem::find(behind_first, KEY_START).map(|index| index + 1)
}

/// Returns whether programs disagree on the last line of the headers. Some don't continue a header if a
/// blank follows the backslash; some don't end a line at a lone carriage return. A program that takes
/// body lines as header lines reads the key from the remaining lines.
fn header_ends_are_disputed(file: &[u8]) -> bool {
    let is_continued = |line: Line<'_>| line.trimmed().text.ends_with(b"\\");
    let lone_return = |at: usize| file.get(at + 1) != Some(&b'\n');
    lines(file).any(is_continued) || memchr_iter(b'\r', file).any(lone_return)
}

/// Joins and counts the lines of the body up to the end marker. Only blank lines may follow the marker.
/// `end` is the length of the file.
fn join_body<'a>(
    mut lines: impl Iterator<Item = Line<'a>>,
    end: usize,
) -> Result<(Vec<u8>, usize), FormatError> {
    let mut text = Vec::with_capacity(end);
    let mut length = 0;
    let marker = loop {
        let line =
            lines.next().ok_or(FormatError::file(FormatErrorKind::EndMissing, end))?.trimmed();
        if line.text.starts_with(b"----") {
            break line;
        }
        if memchr(b':', line.text).is_some() {
            return Err(FormatError::file(FormatErrorKind::HeaderInBody, line.offset));
        }
        text.extend_from_slice(line.text);
        length += 1;
    };
    if marker.text != END {
        return Err(FormatError::file(FormatErrorKind::EndMissing, marker.offset));
    }
    if let Some(after) = lines.map(Line::trimmed).find(|line| !line.is_blank()) {
        let is_marker = after.text.starts_with(b"----");
        let fault =
            if is_marker { FormatErrorKind::SecondKey } else { FormatErrorKind::TextAfterEnd };
        return Err(FormatError::file(fault, after.offset));
    }
    if text.is_empty() {
        return Err(FormatError::file(FormatErrorKind::BodyMissing, marker.offset));
    }
    Ok((text, length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding;

    /// Returns the file of a small key with these headers.
    fn file(headers: &str) -> String {
        let key = RsaPublicKey::new(&[0xc5; 128], &[1, 0, 1]).unwrap();
        let body = base64::encode_wrapped(&ssh_blob::write(&key), WIDTH, "\n");
        format!("---- BEGIN SSH2 PUBLIC KEY ----\n{headers}{body}---- END SSH2 PUBLIC KEY ----\n")
    }

    #[track_caller]
    fn check(file: &str, expected: Result<(), (FormatErrorKind, usize)>) {
        let result = read(file.as_bytes());
        let result = result.map(|_| ()).map_err(|error| (error.fault, error.offset));
        assert_eq!(result, expected, "{file}");
    }

    #[test]
    fn only_a_final_backslash_continues_a_header() {
        check(&file("Comment: a\\\n---- END SSH2 PUBLIC KEY ----\n"), Ok(()));
        check(&file("Comment: a\\\nb: c\\\n\n"), Ok(()));
        check(&file("Comment: a\\\nAAAAB3NzaC1yc2E\n"), Err((FormatErrorKind::SecondKey, 44)));
        check(&file("Comment: a\\\nAAAAB3Nz\\\naC1yc2E\n"), Err((FormatErrorKind::SecondKey, 32)));
        check(&file("Comment: a\\ \n"), Ok(()));
        let space = encoding::EncodingErrorKind::Base64Character { byte: b'!' };
        check(&file("Comment: a\n b!\n"), Err((FormatErrorKind::Base64(space), 45)));
        check(&file("Comment: a\\ \nb!\n"), Err((FormatErrorKind::Base64(space), 46)));
        let unfinished = "---- BEGIN SSH2 PUBLIC KEY ----\nA: b\nC: d\\\ne\\\n";
        check(unfinished, Err((FormatErrorKind::HeaderUnfinished, 37)));
    }

    #[test]
    fn reports_the_offset_of_a_faulty_marker() {
        let whole = file("");
        check(&whole, Ok(()));
        check(&whole.replace("---- BEGIN", "-----BEGIN"), Err((FormatErrorKind::BeginMissing, 0)));
        check(&format!("\n x\n{whole}"), Err((FormatErrorKind::BeginMissing, 2)));
        let end = whole.find("---- END").unwrap();
        check(&whole[..end], Err((FormatErrorKind::EndMissing, end)));
        check(&whole.replace("---- END", "---- End"), Err((FormatErrorKind::EndMissing, end)));
        check(&whole.repeat(2), Err((FormatErrorKind::SecondKey, whole.len())));
        check(&format!("{whole}\nx\n"), Err((FormatErrorKind::TextAfterEnd, whole.len() + 1)));
    }

    #[test]
    fn reports_the_offset_of_a_faulty_body() {
        let markers = "---- BEGIN SSH2 PUBLIC KEY ----\n---- END SSH2 PUBLIC KEY ----\n";
        check(markers, Err((FormatErrorKind::BodyMissing, 32)));
        check(&markers.replacen('\n', "\n\n \n", 1), Err((FormatErrorKind::BodyMissing, 35)));
        check(
            &markers.replacen('\n', "\nAAAA\nA: b\n", 1),
            Err((FormatErrorKind::HeaderInBody, 37)),
        );
        check(&markers.replacen('\n', "\n: b\n", 1), Err((FormatErrorKind::HeaderTag, 32)));
    }

    #[test]
    fn every_truncation_is_an_error_within_the_file() {
        let whole = file("Comment: a\\\nb\n");
        for length in 0..whole.trim_end().len() {
            let error = read(&whole.as_bytes()[..length]).unwrap_err();
            assert!(error.offset <= length, "{length}: {error}");
        }
    }
}
