//! The SSH public key file format (RFC 4716).
//!
//! Markers must be the RFC's to the letter. Its limits for those who write such files (72 columns,
//! 64 bytes for a header's tag, 1024 for its value) are no reason to refuse one: the longest of real
//! tools' files break them, and they can't change the key.

use super::lines::{Line, decode_base64, lines};
use super::{Error, Fault};
use crate::encoding::base64;
use crate::key::{RsaPublicKey, ssh_blob};

/// The first line (RFC 4716 section 3.2).
pub(super) const BEGIN: &[u8] = b"---- BEGIN SSH2 PUBLIC KEY ----";
/// The last line.
pub(super) const END: &[u8] = b"---- END SSH2 PUBLIC KEY ----";

/// The width of the body, as `ssh-keygen` writes it; the RFC allows 72.
const WIDTH: usize = 70;

/// Reads the key between the markers.
///
/// # Errors
/// What is wrong with the markers, the headers, the base64 or the blob.
pub fn read(file: &[u8]) -> Result<RsaPublicKey, Error> {
    let mut lines = lines(file).map(Line::trimmed);
    let begin = lines.by_ref().find(|line| !line.text.is_empty());
    let Some(begin) = begin.filter(|line| line.text == BEGIN) else {
        return Err(Error::file(Fault::BeginMissing, begin.map_or(0, |line| line.offset)));
    };
    let body = skip_headers(lines, begin.offset + begin.text.len())?;

    let is_body = |line: &Line<'_>| !line.text.starts_with(b"----");
    let mut rest = body.clone().skip_while(is_body);
    let Some(end) = rest.next().filter(|line| line.text == END) else {
        let last = body.clone().find(|line| !is_body(line));
        return Err(Error::file(Fault::EndMissing, last.map_or(file.len(), |line| line.offset)));
    };
    if let Some(after) = rest.find(|line| !line.text.is_empty()) {
        let fault =
            if after.text.starts_with(b"----") { Fault::SecondKey } else { Fault::TextAfterEnd };
        return Err(Error::file(fault, after.offset));
    }

    let body = body.take_while(is_body);
    if let Some(header) = body.clone().find(|line| line.text.contains(&b':')) {
        return Err(Error::file(Fault::HeaderInBody, header.offset));
    }
    if body.clone().all(Line::is_blank) {
        return Err(Error::file(Fault::BodyMissing, end.offset));
    }
    let blob = decode_base64(body).map_err(|error| Error::base64(error, 0))?;
    Ok(ssh_blob::read(&blob)?)
}

/// Writes the file: a quoted `Comment` header, if there is a comment, and lines of 70 characters.
///
/// What the header can't hold on its one line is left out: line breaks and quotes, and what would make
/// it longer than the RFC's 72 bytes.
#[must_use]
pub fn write(key: &RsaPublicKey, comment: &str) -> String {
    let mut file = format!("{}\n", String::from_utf8_lossy(BEGIN));
    if !comment.is_empty() {
        let room = 72 - "Comment: \"\"".len();
        let plain = comment.chars().filter(|c| !c.is_control() && *c != '"' && *c != '\\');
        let mut value = String::with_capacity(room);
        for c in plain.take_while(|c| c.len_utf8() <= room) {
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

/// Passes over the headers (RFC 4716 section 3.3), each on one line or continued by a final backslash.
/// `offset` is where they start.
fn skip_headers<'a, I>(mut lines: I, mut offset: usize) -> Result<I, Error>
where
    I: Iterator<Item = Line<'a>> + Clone,
{
    loop {
        let mut ahead = lines.clone();
        let Some(header) = ahead.next().filter(|line| line.text.contains(&b':')) else {
            return Ok(lines);
        };
        if header.text.starts_with(b":") {
            return Err(Error::file(Fault::HeaderTag, header.offset));
        }
        offset = offset.max(header.offset);
        let mut line = header;
        while line.text.ends_with(b"\\") {
            let next = ahead.next().filter(|next| !next.text.starts_with(b"----"));
            line = next.ok_or_else(|| Error::file(Fault::HeaderUnfinished, offset))?;
        }
        lines = ahead;
    }
}
