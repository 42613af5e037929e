//! Name-value pairs as a query string or a form's body has them: `application/x-www-form-urlencoded`.
//!
//! What is written is what a signature is made over: RFC 3986 section 2.3 says what stays as it is, and
//! everything else is `%` and two upper-case hexadecimal digits. What is read may be written by anyone.

use super::Parameters;
use std::fmt::Write;
use thiserror::Error;

/// The most parameters that a request may have. The document's operations come with few; a thousand ids make a
/// long request.
pub const MAX_PARAMETERS: usize = 4_096;

/// What is wrong with a form, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{kind} at byte {offset}")]
pub struct FormError {
    /// The fault.
    pub kind: FormErrorKind,
    /// The byte of the text at which it is, from 0.
    pub offset: usize,
}

/// What can be wrong with a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum FormErrorKind {
    /// A `%` without two hexadecimal digits behind it.
    #[error("a percent sign without two hexadecimal digits behind it")]
    BadPercent,
    /// A name or a value whose bytes are no text.
    #[error("a name or a value that is not UTF-8")]
    NotUtf8,
    /// A value without a name.
    #[error("a value without a name")]
    NoName,
    /// More than [`MAX_PARAMETERS`].
    #[error("more than {MAX_PARAMETERS} parameters")]
    TooManyParameters,
}

/// Writes pairs as a signature needs them: RFC 3986's unreserved characters as they are, a space as `%20`.
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

/// Reads pairs. A `+` is a space, a name without `=` has an empty value, and nothing between two `&` is no pair.
///
/// # Errors
/// The first fault.
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

/// Writes a text so that it can stand in a query string or a path.
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
    fn only_unreserved_characters_stay_as_they_are() {
        let written = encode(&pairs(&[("KeyName", "a b/c+d=ü~-._"), ("é", ""), ("A.1", "%&")]));
        assert_eq!(written, "KeyName=a%20b%2Fc%2Bd%3D%C3%BC~-._&%C3%A9=&A.1=%25%26");
    }

    #[test]
    fn forms_are_read_as_browsers_and_clients_write_them() {
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
    fn a_fault_is_named_with_its_place() {
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
        fn what_is_written_is_read_again(
            parameters in prop::collection::vec((".{1,20}", ".{0,40}"), 0..20),
        ) {
            prop_assert_eq!(decode(encode(&parameters).as_bytes()), Ok(parameters));
        }

        #[test]
        fn any_bytes_are_read_or_refused(text in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&text);
        }
    }
}
