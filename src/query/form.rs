//! Encodes and decodes the name-value pairs of query strings and form bodies
//! (`application/x-www-form-urlencoded`).
//!
//! The encoded form is the one that signatures cover. The unreserved characters of RFC 3986 section 2.3 stay
//! as they are. Every other byte becomes `%` and two upper-case hexadecimal digits. Input is untrusted.

use super::Parameters;
use std::fmt::Write;
use thiserror::Error;

/// The maximum number of parameters of a request. The documented operations have few parameters, and a
/// request with 1,000 ids is long.
pub const MAX_PARAMETERS: usize = 4_096;

/// An error in a form, with its position.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{kind} at byte {offset}")]
pub struct FormError {
    /// The kind of error.
    pub kind: FormErrorKind,
    /// The byte offset in the text, from 0. For `NotUtf8`, the start of the name or value.
    pub offset: usize,
}

/// The kinds of errors in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum FormErrorKind {
    /// A `%` is not followed by two hexadecimal digits.
    #[error("a percent sign without two hexadecimal digits behind it")]
    BadPercent,
    /// A name or a value is not UTF-8.
    #[error("a name or a value that is not UTF-8")]
    NotUtf8,
    /// A value has no name.
    #[error("a value without a name")]
    NoName,
    /// The form has more than [`MAX_PARAMETERS`] parameters.
    #[error("more than {MAX_PARAMETERS} parameters")]
    TooManyParameters,
}

/// Encodes pairs in the form that signatures cover. A space becomes `%20`.
#[must_use]
pub fn encode(parameters: &[(String, String)]) -> String {
    let mut text = String::new();
    for (name, value) in parameters {
        if !text.is_empty() {
            text.push('&');
        }
        escape(name, &mut text);
        text.push('=');
        escape(value, &mut text);
    }
    text
}

/// Decodes pairs. A `+` is a space. A name without `=` has an empty value. Empty text between two `&` is
/// skipped.
///
/// # Errors
/// Returns a [`FormError`] for the first invalid pair.
pub fn decode(text: &[u8]) -> Result<Parameters, FormError> {
    let mut parameters = Parameters::new();
    let mut offset = 0;
    for pair in text.split(|byte| *byte == b'&') {
        let start = offset;
        offset += pair.len() + 1;
        if pair.is_empty() {
            continue;
        }
        if parameters.len() >= MAX_PARAMETERS {
            return Err(FormError { kind: FormErrorKind::TooManyParameters, offset: start });
        }
        let mut parts = pair.splitn(2, |byte| *byte == b'=');
        let name = parts.next().unwrap_or_default();
        let value = parts.next().unwrap_or_default();
        if name.is_empty() {
            return Err(FormError { kind: FormErrorKind::NoName, offset: start });
        }
        let value_at = start + name.len() + 1;
        parameters.push((unescape(name, start)?, unescape(value, value_at)?));
    }
    Ok(parameters)
}

/// Appends a text, percent-encoded for a query string or a path segment.
pub fn escape(text: &str, to: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            to.push(char::from(byte));
        } else {
            write!(to, "%{byte:02X}").expect("a string takes everything");
        }
    }
}

fn unescape(text: &[u8], start: usize) -> Result<String, FormError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        bytes.push(match first {
            b'+' => b' ',
            b'%' => {
                let offset = start + (text.len() - behind.len() - 1);
                let bad = FormError { kind: FormErrorKind::BadPercent, offset };
                let Some(([high, low], behind)) = behind.split_first_chunk() else {
                    return Err(bad);
                };
                rest = behind;
                let (Some(high), Some(low)) = (digit(*high), digit(*low)) else { return Err(bad) };
                high << 4 | low
            }
            byte => *byte,
        });
    }
    let not_text = |_| FormError { kind: FormErrorKind::NotUtf8, offset: start };
    String::from_utf8(bytes).map_err(not_text)
}

const fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(pairs: &[(&str, &str)]) -> Parameters {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn escapes_all_but_unreserved_characters() {
        let written = encode(&pairs(&[("KeyName", "a b/c+d=ü~-._"), ("é", ""), ("A.1", "%&")]));
        assert_eq!(written, "KeyName=a%20b%2Fc%2Bd%3D%C3%BC~-._&%C3%A9=&A.1=%25%26");
    }

    #[test]
    fn reads_forms_of_browsers_and_clients() {
        #[track_caller]
        fn check(text: &[u8], expected: &[(&str, &str)]) {
            assert_eq!(decode(text), Ok(pairs(expected)));
        }
        check(b"", &[]);
        check(b"a=b", &[("a", "b")]);
        check(b"a=b+c%2b%2B&&d&e==&", &[("a", "b c++"), ("d", ""), ("e", "=")]);
        check("n=ü".as_bytes(), &[("n", "ü")]);
        check(b"%41=%00", &[("A", "\0")]);
    }

    #[test]
    fn reports_the_kind_and_the_offset_of_an_error() {
        #[track_caller]
        fn check(text: &[u8], kind: FormErrorKind, offset: usize) {
            assert_eq!(decode(text), Err(FormError { kind, offset }));
        }
        check(b"a=b&c=%", FormErrorKind::BadPercent, 6);
        check(b"a=%4", FormErrorKind::BadPercent, 2);
        check(b"a=xy%4g", FormErrorKind::BadPercent, 4);
        check(b"a%zz=b", FormErrorKind::BadPercent, 1);
        check(b"a=b&c=d%ff", FormErrorKind::NotUtf8, 6);
        check(b"\xff=b", FormErrorKind::NotUtf8, 0);
        check(b"a=b&=c", FormErrorKind::NoName, 4);
        let many = "a&".repeat(MAX_PARAMETERS);
        assert_eq!(decode(many.as_bytes()).unwrap().len(), MAX_PARAMETERS);
        check((many + "a").as_bytes(), FormErrorKind::TooManyParameters, 2 * MAX_PARAMETERS);
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(
            parameters in prop::collection::vec((".{1,20}", ".{0,40}"), 0..20),
        ) {
            prop_assert_eq!(decode(encode(&parameters).as_bytes()), Ok(parameters));
        }

        #[test]
        fn no_bytes_panic(text in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&text);
        }
    }
}
