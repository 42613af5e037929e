//! Checks a response, and names what is wrong with it.

use super::{HttpError, Limit};
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderName, TRANSFER_ENCODING};
use hyper::http::response::Parts;
use std::io::ErrorKind;

/// The maximum number of characters of a field value that are kept.
const MAX_VALUE: usize = 300;

/// hyper's message for a response that doesn't start with `HTTP/1.`. No method of the error tells.
const NOT_HTTP: &str = "invalid HTTP version parsed";

/// Converts an error before the end of the header. `unread` has the part of the header that has arrived.
pub(super) fn head_error(error: &hyper::Error, unread: &[u8]) -> HttpError {
    if error.is_parse() && error.to_string() == NOT_HTTP {
        HttpError::not_http(unread)
    } else if error.is_parse() {
        HttpError::head(error)
    } else if unread.is_empty() {
        HttpError::Closed
    } else {
        let count = unread.len();
        HttpError::Malformed(format!(
            "the answer is cut off within the header, after {count} bytes"
        ))
    }
}

/// The error if the time is up before the end of the header.
pub(super) fn late(limit: Limit, unread: &[u8]) -> HttpError {
    match unread.len() {
        0 => HttpError::Late(limit.time),
        count => {
            let arrived = format!("{count} bytes of its header");
            HttpError::Slow { time: limit.time, arrived }
        }
    }
}

/// Converts an error within the body, of which `count` bytes have arrived.
pub(super) fn body_error(error: &hyper::Error, head: &Parts, count: usize) -> HttpError {
    let field = |name: HeaderName| head.headers.get(name).and_then(|value| value.to_str().ok());
    let cause = std::error::Error::source(error);
    let kind = cause.and_then(|cause| cause.downcast_ref()).map(std::io::Error::kind);
    let what = match (field(CONTENT_LENGTH), field(TRANSFER_ENCODING)) {
        (Some(length), _) => format!("the body has {count} of {length} bytes (Content-Length)"),
        (None, Some(_))
            if matches!(kind, Some(ErrorKind::InvalidInput | ErrorKind::InvalidData)) =>
        {
            let reason = cause.map_or_else(|| error.to_string(), ToString::to_string);
            return HttpError::Malformed(format!("the body of the answer is malformed: {reason}"));
        }
        (None, Some(_)) => format!("the body ends after {count} bytes, before its last chunk"),
        (None, None) => {
            format!("the connection broke after {count} bytes of a body without a length")
        }
    };
    HttpError::Malformed(format!("the answer is cut off: {what}"))
}

/// Checks what hyper accepts in a header: two statements of the length, and encodings that were not requested.
pub(super) fn check(head: &Parts) -> Result<(), HttpError> {
    let fields = &head.headers;
    if fields.contains_key(CONTENT_LENGTH) && fields.contains_key(TRANSFER_ENCODING) {
        let reason = "both Content-Length and Transfer-Encoding; only one is allowed";
        return Err(HttpError::head(reason));
    }
    for (name, usual) in [(TRANSFER_ENCODING, "chunked"), (CONTENT_ENCODING, "identity")] {
        for value in fields.get_all(&name) {
            if !value.as_bytes().eq_ignore_ascii_case(usual.as_bytes()) {
                let value = shortened(value.as_bytes());
                return Err(HttpError::head(format!("{name}: {value} was not requested")));
            }
        }
    }
    Ok(())
}

/// Returns the value of a field, truncated to [`MAX_VALUE`] characters. No relevant value is longer.
pub(super) fn shortened(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    match text.char_indices().nth(MAX_VALUE) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.into_owned(),
    }
}
