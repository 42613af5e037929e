//! Checks of the headers of a request, before its parameters are read.
//!
//! HTTP/1.1 requires the host (RFC 9112 section 3.2). A body in another encoding than the expected one would
//! be misread.

use hyper::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HOST};
use hyper::http::request::Parts;
use hyper::http::{HeaderMap, Version};

/// The media type of a form.
const FORM: &str = "application/x-www-form-urlencoded";

/// Checks that a request names its host once. Only a request of HTTP/1.0 may omit it.
pub(super) fn check_host(head: &Parts) -> Result<(), &'static str> {
    match head.headers.get_all(HOST).iter().count() {
        0 if head.version == Version::HTTP_11 => Err("the request has no header Host"),
        0 | 1 => Ok(()),
        _ => Err("the request has more than one header Host"),
    }
}

/// Checks that a body is an unencoded form in UTF-8. Without a Content-Type, it is read as one.
pub(super) fn check_form(headers: &HeaderMap) -> Result<(), &'static str> {
    let is_coded = |value: &[u8]| !value.trim_ascii().eq_ignore_ascii_case(b"identity");
    if headers.get_all(CONTENT_ENCODING).iter().any(|value| is_coded(value.as_bytes())) {
        return Err("the body has a Content-Encoding; send it as it is");
    }
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let (media_type, second) = (types.next(), types.next());
    if second.is_some() {
        return Err("the request has more than one header Content-Type");
    }
    let Some(media_type) = media_type else { return Ok(()) };
    let not_form = "the body is not application/x-www-form-urlencoded";
    let media_type = media_type.to_str().map_err(|_| not_form)?;
    let mut parts = media_type.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    if !essence.is_empty() && !essence.eq_ignore_ascii_case(FORM) {
        return Err(not_form);
    }
    if parts.all(|parameter| !is_other_charset(parameter)) {
        Ok(())
    } else {
        Err("the charset of the body is not utf-8, in which it is read")
    }
}

/// Returns whether a parameter of a media type names a charset other than UTF-8 or ASCII, which is part of
/// it.
fn is_other_charset(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else { return false };
    let value = value.trim_matches('"');
    let is_read = ["utf-8", "utf8", "us-ascii"].iter().any(|name| value.eq_ignore_ascii_case(name));
    name.eq_ignore_ascii_case("charset") && !is_read
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::http::{HeaderName, HeaderValue};

    #[track_caller]
    fn check(headers: &[(&'static str, &'static str)], refused: Option<&str>) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        match (check_form(&map), refused) {
            (Ok(()), None) => {}
            (Err(reason), Some(part)) => assert!(reason.contains(part), "{reason}"),
            (found, _) => panic!("{headers:?}: {found:?}"),
        }
    }

    #[test]
    fn accepts_every_announcement_of_a_form() {
        check(&[], None);
        for media_type in [
            "application/x-www-form-urlencoded",
            "Application/X-WWW-Form-Urlencoded ; Charset=\"UTF-8\"",
            "application/x-www-form-urlencoded; charset=utf-8",
            "application/x-www-form-urlencoded;charset=us-ascii;boundary=x",
            "",
        ] {
            check(&[("content-type", media_type), ("content-encoding", "identity")], None);
        }
    }

    #[test]
    fn refuses_other_encodings_and_media_types() {
        check(&[("content-encoding", "gzip")], Some("Content-Encoding"));
        check(&[("content-encoding", "identity"), ("content-encoding", "br")], Some("as it is"));
        check(&[("content-type", "text/json")], Some("urlencoded"));
        let form = "application/x-www-form-urlencoded";
        check(&[("content-type", form), ("content-type", form)], Some("more than one"));
        let charset = "application/x-www-form-urlencoded; charset=utf-16";
        check(&[("content-type", charset)], Some("charset"));
    }
}
