//! Private keys beside something else: in a comment, behind a public key, in another encoding, under another label.

use super::FormatErrorKind;
use super::der_kind;
use super::unsupported::UnsupportedFormat;
use crate::encoding::{base64, pem};
use memchr::memmem;

/// What stands in private key files and nowhere else, whatever is around them: the end of the first line of
/// PEM, PGP's, PuTTY's and age's, and what `openssl rsa -text` prints.
const PRIVATE_KEY_MARKS: [&[u8]; 5] = [
    b"PRIVATE KEY-----",
    b"PGP PRIVATE KEY BLOCK",
    b"Private-Lines:",
    b"AGE-SECRET-KEY-",
    b"privateExponent:",
];

/// How the base64 of OpenSSH's own form starts.
pub(super) const OPENSSH_BASE64: &[u8] = b"b3BlbnNzaC1rZXktdjEA";

/// Where there is private key material in a file that has something else around it.
pub(super) fn private_key_inside(file: &[u8]) -> Option<usize> {
    let marks = PRIVATE_KEY_MARKS.iter();
    let mark = marks.filter_map(|mark| memmem::find(file, mark)).min();
    mark.or_else(|| openssh_body(file))
        .or_else(|| in_utf16(file))
        .or_else(|| under_another_label(file))
}

/// The body of OpenSSH's own form, which starts a word. Within one, the same characters are part of another
/// key's base64.
fn openssh_body(file: &[u8]) -> Option<usize> {
    let before = |at: usize| at.checked_sub(1).and_then(|before| file.get(before));
    let starts_word = |at: &usize| before(*at).is_none_or(|byte| !base64::is_of_alphabet(*byte));
    memmem::find_iter(file, OPENSSH_BASE64).find(starts_word)
}

/// The same in UTF-16, in either order of its octets.
fn in_utf16(file: &[u8]) -> Option<usize> {
    let wide = |mark: &&[u8]| {
        let mark: Vec<u8> = mark.iter().flat_map(|octet| [0, *octet]).collect();
        // Without the first zero, the order of the octets makes no difference.
        memmem::find(file, mark.get(1..).unwrap_or_default())
    };
    memchr::memchr(0, file)?;
    PRIVATE_KEY_MARKS.iter().filter_map(wide).min()
}

/// A private key in PEM whose label says that it is something else.
fn under_another_label(file: &[u8]) -> Option<usize> {
    let start = memmem::find(file, b"-----BEGIN ")?;
    let block = pem::read(file.get(start..)?).ok()?;
    let is_private = der_kind::foreign(&block.contents) == Some(UnsupportedFormat::PrivateKey);
    is_private.then_some(start)
}

/// The key that a comment or a header holds in PEM or in a private key's form: some readers look for such a key
/// anywhere, on one line too, and read it in place of the one that the comment belongs to.
pub(super) fn key_in_comment(text: &[u8]) -> Option<FormatErrorKind> {
    if private_key_inside(text).is_some() {
        return Some(FormatErrorKind::UnsupportedFormat(UnsupportedFormat::PrivateKey));
    }
    memmem::find(text, b"-----BEGIN ").is_some().then_some(FormatErrorKind::SecondKey)
}
