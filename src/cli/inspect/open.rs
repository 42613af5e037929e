//! The open questions: files that no document accepts or refuses, and that real tools treat differently.

use crate::format::{Format, FormatErrorKind, Parsed};

/// The longest comment, in bytes, that every service is expected to accept.
const COMMENT: usize = 1_024;

/// The limits of RFC 4716 for a line, the tag of a header and its value, in bytes (sections 3.1 and 3.3).
const RFC4716_LINE: usize = 72;
const RFC4716_TAG: usize = 64;
const RFC4716_VALUE: usize = 1_024;

/// The shortest lines of a body that tools write.
const USUAL_WIDTH: usize = 40;

/// The widths at which tools wrap the base64 of DER.
const WIDTHS: [usize; 3] = [60, 64, 76];

/// Returns the open question about a file that the reference accepts.
pub(super) fn question(file: &[u8], parsed: &Parsed) -> Option<&'static str> {
    let key = match parsed.key.exponent_u64() {
        Some(3) => Some("the public exponent 3, which FIPS 186-5 doesn't allow"),
        None | Some(0xffff_ffff..) => Some("a public exponent of 32 bits or more"),
        _ if parsed.key.modulus().last().is_some_and(|last| last & 1 == 0) => {
            Some("an even modulus, which no real RSA key has")
        }
        _ => None,
    };
    key.or_else(|| match parsed.format {
        Format::OpenSsh => openssh(file),
        Format::Base64Der => base64_der(file),
        Format::Rfc4716 => rfc4716(file),
    })
}

/// Returns the open question about a file that the reference refuses for this fault. Other services
/// accept some of these files.
pub(super) fn refused(fault: FormatErrorKind, file: &[u8]) -> Option<&'static str> {
    // RFC 4716 says how its first line starts.
    let is_rfc4716 = memchr::memmem::find(file, b"---- BEGIN SSH2").is_some();
    (fault == FormatErrorKind::ByteOrderMark && !is_rfc4716)
        .then_some("a byte order mark before the text")
}

fn openssh(file: &[u8]) -> Option<&'static str> {
    let line = file.strip_suffix(b"\n").unwrap_or(file);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.contains(&b'\n') || line.contains(&b'\r') {
        let is_comment = line.split(|byte| matches!(byte, b'\n' | b'\r'));
        let mut others = is_comment.map(<[u8]>::trim_ascii);
        return Some(match others.any(|line| line.starts_with(b"#")) {
            true => "lines that start with #",
            false => "empty lines, or lines that end with something other than LF",
        });
    }
    if file != line && file.strip_suffix(b"\n") != Some(line) {
        return Some("a line that ends with CR");
    }
    let mut words = line.splitn(3, |byte| *byte == b' ');
    let (_, _, comment) = (words.next(), words.next(), words.next());
    let comment = comment.unwrap_or_default();
    match comment {
        _ if line.starts_with(b" ") || line.contains(&b'\t') => {
            Some("tabs, or blanks before the key type")
        }
        _ if line.ends_with(b" ") || comment.starts_with(b" ") => {
            Some("more than one blank between the fields, or blanks at the end")
        }
        _ if comment.iter().any(u8::is_ascii_control) => Some("control characters in the comment"),
        _ if !comment.is_ascii() => Some("a comment with characters beyond ASCII"),
        _ if comment.len() > COMMENT => Some("a very long comment"),
        _ => None,
    }
}

fn base64_der(file: &[u8]) -> Option<&'static str> {
    let plain = "line ends, blank lines or blanks where tools write none";
    let ending: &[u8] = if file.contains(&b'\r') { b"\r\n" } else { b"\n" };
    let text = file.strip_suffix(ending).unwrap_or(file);
    let mut lines: Vec<&[u8]> = Vec::new();
    let mut rest = text;
    while let Some(end) = memchr::memmem::find(rest, ending) {
        lines.push(rest.get(..end).unwrap_or_default());
        rest = rest.get(end + ending.len()..).unwrap_or_default();
    }
    let is_plain =
        |line: &[u8]| !line.is_empty() && line.iter().all(|byte| !byte.is_ascii_whitespace());
    let width = lines.first().map(|line| line.len());
    let is_even = width.is_none_or(|width| {
        WIDTHS.contains(&width)
            && lines.iter().all(|line| line.len() == width)
            && rest.len() <= width
    });
    let is_one_line_with_cr = lines.is_empty() && text.len() < file.len() && ending.len() == 2;
    let all_plain = lines.iter().copied().chain([rest]).all(is_plain);
    (!is_even || !all_plain || is_one_line_with_cr).then_some(plain)
}

fn rfc4716(file: &[u8]) -> Option<&'static str> {
    if !file.is_ascii() {
        return Some("a header with characters beyond ASCII");
    }
    let lines = file.strip_suffix(b"\n").unwrap_or(file).split(|byte| *byte == b'\n');
    let lines: Vec<&[u8]> = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line)).collect();
    let [begin, inside @ .., end] = lines.as_slice() else {
        return Some("lines that end with CR alone");
    };
    if file.ends_with(b"\n\n") || [begin, end].iter().any(|line| line.trim_ascii() != **line) {
        return Some("blanks or blank lines around the markers");
    }
    if lines.iter().any(|line| line.contains(&b'\r')) {
        return Some("lines that end with CR alone");
    }
    let headers = header_lines(inside);
    let (headers, body) = inside.split_at_checked(headers)?;
    rfc4716_headers(headers).or_else(|| rfc4716_body(body))
}

/// Returns the number of lines of the headers. A header goes on after a backslash.
fn header_lines(lines: &[&[u8]]) -> usize {
    let mut is_continued = false;
    let is_header = |line: &&&[u8]| {
        let is_header = is_continued || line.contains(&b':');
        is_continued = is_header && line.ends_with(b"\\");
        is_header
    };
    lines.iter().take_while(is_header).count()
}

fn rfc4716_headers(lines: &[&[u8]]) -> Option<&'static str> {
    let mut tags: Vec<&[u8]> = Vec::new();
    let (mut is_continued, mut value) = (false, 0);
    for line in lines {
        if line.len() > RFC4716_LINE || line.iter().any(u8::is_ascii_control) {
            return Some("a header with control characters, or a line of more than 72 bytes");
        }
        if is_continued && line.starts_with(b"---- END") {
            return Some("a marker in a header");
        }
        if !is_continued {
            let colon = memchr::memchr(b':', line)?;
            let (tag, rest) = line.split_at_checked(colon)?;
            let is_plain = tag.iter().all(u8::is_ascii_graphic) && rest.starts_with(b": ");
            if !is_plain || tag.len() > RFC4716_TAG || rest.len() < 3 {
                return Some("a header that isn't in the RFC's form");
            }
            if tags.contains(&tag) || tags.len() > 50 {
                return Some("a header twice, or very many headers");
            }
            tags.push(tag);
            value = rest.len() - 2;
        } else {
            value += line.len();
        }
        is_continued = line.ends_with(b"\\");
        value -= usize::from(is_continued);
        if value > RFC4716_VALUE {
            return Some("a header value of more than 1,024 bytes");
        }
    }
    None
}

fn rfc4716_body(lines: &[&[u8]]) -> Option<&'static str> {
    let is_plain = |line: &&[u8]| !line.iter().any(u8::is_ascii_whitespace) && !line.is_empty();
    if !lines.iter().all(is_plain) {
        return Some("blanks around lines, or blank lines");
    }
    let [first, .., _] = lines else { return None };
    let is_usual = (USUAL_WIDTH..=RFC4716_LINE).contains(&first.len());
    (!is_usual).then_some("lines of an unusual length")
}
