//! Access keys and secret keys, from options or from the environment. A secret that the user gave is
//! never printed.

use super::Failure;
use std::ffi::OsStr;

/// The environment variable for the secret, which keeps it off the command line that other users can list.
pub(super) const VARIABLE: &str = "KEYPROOF_SECRET_KEY";

/// Validates the id of an access key.
pub(super) fn access_key(given: &OsStr) -> Result<&str, Failure> {
    let is_key = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    let option = "--access-key or KEYPROOF_ACCESS_KEY";
    given.to_str().filter(is_key).ok_or_else(|| bad_value(option, "a space"))
}

/// Validates the secret of an access key.
pub(super) fn secret_key(given: &OsStr) -> Result<&str, Failure> {
    let is_secret = |text: &&str| !text.trim().is_empty() && !text.contains(char::is_control);
    let option = "--secret-key or KEYPROOF_SECRET_KEY";
    given.to_str().filter(is_secret).ok_or_else(|| bad_value(option, "a newline"))
}

fn bad_value(option: &str, example: &str) -> Failure {
    let what = "the value is empty, or contains a character that is not allowed, such as";
    Failure::new(format!("{option}: {what} {example}"))
}

/// Returns a shell expression for the secret, so that a printed command doesn't contain it.
pub(super) fn in_shell() -> String {
    format!("\"${{{VARIABLE}:?must be set to the secret of the access key}}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn a_secret_key_has_no_control_characters() {
        assert_eq!(secret_key(OsStr::new("a b/+")).ok(), Some("a b/+"));
        for given in [&b""[..], b"  ", b"a\nb", b"\0", b"\xff", b"\x1b[31m"] {
            assert!(secret_key(OsStr::from_bytes(given)).is_err(), "{given:?}");
        }
    }

    #[test]
    fn an_access_key_is_printable_ascii() {
        assert_eq!(access_key(OsStr::new("test")).ok(), Some("test"));
        for given in [&b""[..], b"a b", b"\xc3\xa9", b"\xff"] {
            assert!(access_key(OsStr::from_bytes(given)).is_err(), "{given:?}");
        }
    }
}
