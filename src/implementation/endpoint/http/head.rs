//! Writes the header of a request and reads the header of a response.

use super::connection::Connection;
use super::{HttpError, MAX_HEAD, Request};
use crate::encoding::decimal;
use crate::implementation::endpoint::url::Url;
use memchr::memmem;
use std::time::Instant;

/// The maximum number of header fields.
const MAX_FIELDS: usize = 128;

/// The maximum number of characters of a field value that are kept.
const MAX_VALUE: usize = 300;

/// The start of every response.
const START: &[u8] = b"HTTP/1.";

/// The status line and the relevant header fields of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) length: Length,
    /// Whether the connection can be used again.
    pub(super) keeps: bool,
    pub(super) location: Option<String>,
    pub(super) server: Option<String>,
    pub(super) date: Option<String>,
}

/// The length of the body (RFC 9112 section 6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// A number of bytes.
    Known(usize),
    /// Chunks, each with its length.
    Chunks,
    /// All bytes up to the end of the connection.
    Rest,
}

/// Builds a whole request.
pub(super) fn write(url: &Url, request: &Request<'_>) -> Vec<u8> {
    let mut text = format!("{} {} HTTP/1.1\r\n", request.method, request.target);
    text.push_str(&format!("Host: {}\r\n", url.authority()));
    for (name, value) in request.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if request.method != "GET" {
        text.push_str(&format!("Content-Length: {}\r\n", request.body.len()));
    }
    text.push_str("\r\n");
    let mut message = text.into_bytes();
    message.extend_from_slice(request.body);
    message
}

/// Reads the header of a response.
pub(super) fn read(connection: &mut Connection, deadline: Instant) -> Result<Head, HttpError> {
    let end = loop {
        let unused = connection.unused();
        let begun = unused.get(..START.len()).unwrap_or(unused);
        if !START.starts_with(begun) {
            return Err(HttpError::not_http(unused));
        }
        match end(unused) {
            Some(end) if end <= MAX_HEAD => break end,
            None if unused.len() < MAX_HEAD => {}
            _ => return Err(HttpError::LongHead),
        }
        if connection.more(deadline)? == 0 {
            return Err(match connection.unused() {
                [] => HttpError::Closed,
                start => HttpError::CutInHead(start.len()),
            });
        }
    };
    let head = parse(connection.unused())?;
    connection.use_up(end);
    Ok(head)
}

/// Finds the end of the header, after the first empty line. Lines may end without a carriage return (RFC 9112
/// section 2.2).
fn end(bytes: &[u8]) -> Option<usize> {
    let empty_line = |ending: &[u8]| memmem::find(bytes, ending).map(|at| at + ending.len());
    empty_line(b"\n\r\n").into_iter().chain(empty_line(b"\n\n")).min()
}

fn parse(bytes: &[u8]) -> Result<Head, HttpError> {
    let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
    let mut response = httparse::Response::new(&mut fields);
    let malformed = |reason: &dyn ToString| HttpError::Head(reason.to_string());
    let parsed = response.parse(bytes).map_err(|error| malformed(&error))?;
    let (httparse::Status::Complete(_), Some(status)) = (parsed, response.code) else {
        return Err(HttpError::Head("it is incomplete".to_owned()));
    };
    let is_old = response.version == Some(0);
    let mut head = Head {
        status,
        length: Length::Rest,
        keeps: !is_old,
        location: None,
        server: None,
        date: None,
    };
    let mut length = None;
    let mut is_chunked = false;
    for field in response.headers.iter() {
        let value = value(field.value);
        match field.name.to_ascii_lowercase().as_str() {
            "content-length" => length = Some(known_length(&value, length)?),
            "transfer-encoding" if value.eq_ignore_ascii_case("chunked") => is_chunked = true,
            "transfer-encoding" => {
                return Err(malformed(&format!("Transfer-Encoding: {value} is unknown")));
            }
            "content-encoding" if !value.eq_ignore_ascii_case("identity") => {
                let what = format!("Content-Encoding: {value} was not requested");
                return Err(HttpError::Head(what));
            }
            "connection" if value.to_ascii_lowercase().contains("close") => head.keeps = false,
            "location" => head.location = Some(value),
            "server" => head.server = Some(value),
            "date" => head.date = Some(value),
            _ => {}
        }
    }
    head.length = match (length, is_chunked) {
        (Some(_), true) => {
            return Err(HttpError::Head(
                "both Content-Length and Transfer-Encoding; only one is allowed".to_owned(),
            ));
        }
        (Some(length), false) => Length::Known(length),
        (None, true) => Length::Chunks,
        (None, false) => Length::Rest,
    };
    Ok(head)
}

/// Returns the value of a field, truncated to [`MAX_VALUE`] characters. No relevant value is longer.
fn value(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim();
    match text.char_indices().nth(MAX_VALUE) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Parses a `Content-Length`, which must not contradict an earlier one.
fn known_length(value: &str, before: Option<usize>) -> Result<usize, HttpError> {
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    match decimal(value) {
        None if is_number => Err(HttpError::LongBody),
        None => Err(HttpError::Head(format!("Content-Length: {value} is not a length"))),
        Some(length) if before.is_some_and(|before| before != length) => {
            Err(HttpError::Head("two different Content-Length headers".to_owned()))
        }
        Some(length) => Ok(length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(fields: &str, expected: Result<Length, &str>) {
        let head = parse(format!("HTTP/1.1 200 OK\r\n{fields}\r\n").as_bytes());
        let found = head.map(|head| head.length).map_err(|fault| fault.to_string());
        let expected =
            expected.map_err(|reason| format!("the header of the answer is malformed: {reason}"));
        assert_eq!(found, expected, "{fields}");
    }

    #[test]
    fn the_header_says_how_long_the_body_is() {
        check("", Ok(Length::Rest));
        check("Content-Length: 5\r\n", Ok(Length::Known(5)));
        check("content-length:5\r\nContent-Length: 5\r\n", Ok(Length::Known(5)));
        check("Transfer-Encoding: Chunked\r\n", Ok(Length::Chunks));
    }

    #[test]
    fn a_header_that_contradicts_itself_is_malformed() {
        check("Content-Length: x\r\n", Err("Content-Length: x is not a length"));
        check("Content-Length: +5\r\n", Err("Content-Length: +5 is not a length"));
        check(
            "Content-Length: 5\r\nContent-Length: 6\r\n",
            Err("two different Content-Length headers"),
        );
        check(
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            Err("both Content-Length and Transfer-Encoding; only one is allowed"),
        );
        check("Transfer-Encoding: gzip\r\n", Err("Transfer-Encoding: gzip is unknown"));
        check("Content-Encoding: gzip\r\n", Err("Content-Encoding: gzip was not requested"));
        check("a b: c\r\n", Err("invalid header name"));
        let many = "a: b\r\n".repeat(MAX_FIELDS + 1);
        check(&many, Err("too many headers"));
    }

    #[test]
    fn a_head_ends_behind_its_first_empty_line() {
        assert_eq!(end(b"HTTP/1.1 200 OK\r\na: b\r\n"), None);
        assert_eq!(end(b"HTTP/1.1 200 OK\r\n\r\n\n\n"), Some(19));
        assert_eq!(end(b"HTTP/1.1 200 OK\n\nabc"), Some(17));
        assert_eq!(end(b"HTTP/1.1 200 OK\n\r\nabc\n\n"), Some(18));
        assert_eq!(end(b"HTTP/1.1 200 OK\r\n\nabc"), Some(18));
    }
}
