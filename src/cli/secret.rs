//! Keys and secrets: they come from options or from the environment, and a secret that somebody gave is never shown.

use super::Failure;
use std::ffi::OsStr;

/// The variable that a secret comes from, so that it needs not be on a command line that anyone can list.
pub(super) const VARIABLE: &str = "KEYPROOF_SECRET_KEY";

/// What is wrong with a secret that can't be taken.
const BAD_SECRET: Failure = Failure::BadOption {
    option: "--secret-key or KEYPROOF_SECRET_KEY",
    reason: "it is empty, or has a character in it that no secret has, such as a line end",
};

/// The id of an access key, as requests are signed with it.
pub(super) fn access_key(given: &OsStr) -> Result<&str, Failure> {
    let is_key = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    given.to_str().filter(is_key).ok_or(Failure::BadOption {
        option: "--access-key or KEYPROOF_ACCESS_KEY",
        reason: "it is empty, or has a character in it that no access key has, such as a blank",
    })
}

/// The secret of an access key.
pub(super) fn secret_key(given: &OsStr) -> Result<&str, Failure> {
    let is_secret = |text: &&str| !text.trim().is_empty() && !text.contains(char::is_control);
    given.to_str().filter(is_secret).ok_or(BAD_SECRET)
}

/// The secret as a shell finds it: a command that is shown must not hold it.
pub(super) fn in_shell() -> String {
    format!("\"${{{VARIABLE}:?is the secret of the access key}}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn a_secret_is_text_without_controls() {
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
