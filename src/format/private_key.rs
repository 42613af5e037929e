//! Finds private keys in a file with other content: in a comment, after a public key, in another
//! encoding, or under another PEM label.

use super::FormatErrorKind;
use super::der_kind;
use super::unsupported::UnsupportedFormat;
use crate::encoding::{base64, pem};
use memchr::memmem::{self, Finder};
use std::sync::LazyLock;

/// Text that only private key files contain: the end of the first line of PEM, the marks of PGP, PuTTY
/// and age, and a line that `openssl rsa -text` prints.
const PRIVATE_KEY_MARKS: [&[u8]; 5] = [
    b"PRIVATE KEY-----",
    b"PGP PRIVATE KEY BLOCK",
    b"Private-Lines:",
    b"AGE-SECRET-KEY-",
    b"privateExponent:",
];

/// Searchers for the marks. It takes longer to build them than to search an ordinary file.
static MARKS: LazyLock<[Finder<'static>; 5]> = LazyLock::new(|| PRIVATE_KEY_MARKS.map(Finder::new));
static OPENSSH: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(OPENSSH_BASE64));
static PEM: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("-----BEGIN "));

/// The start of the base64 of OpenSSH's own format.
pub(super) const OPENSSH_BASE64: &[u8] = b"b3BlbnNzaC1rZXktdjEA";

/// Returns the offset of private key material in a file with other content.
pub(crate) fn private_key_inside(file: &[u8]) -> Option<usize> {
    let mark = MARKS.iter().filter_map(|mark| mark.find(file)).min();
    mark.or_else(|| openssh_body(file))
        .or_else(|| in_utf16(file))
        .or_else(|| under_another_label(file))
}

/// Finds the base64 of OpenSSH's own format at the start of a word. Inside a word, the same characters
/// belong to the base64 of another key.
fn openssh_body(file: &[u8]) -> Option<usize> {
    let before = |at: usize| at.checked_sub(1).and_then(|before| file.get(before));
    let starts_word = |at: &usize| before(*at).is_none_or(|byte| !base64::is_of_alphabet(*byte));
    OPENSSH.find_iter(file).find(starts_word)
}

/// Finds the marks in UTF-16, in either byte order.
fn in_utf16(file: &[u8]) -> Option<usize> {
    let wide = |mark: &&[u8]| {
        let mark: Vec<u8> = mark.iter().flat_map(|octet| [0, *octet]).collect();
        // Without the first zero byte, both byte orders look the same.
        memmem::find(file, mark.get(1..).unwrap_or_default())
    };
    memchr::memchr(0, file)?;
    PRIVATE_KEY_MARKS.iter().filter_map(wide).min()
}

/// Finds a private key in PEM with the label of another content.
fn under_another_label(file: &[u8]) -> Option<usize> {
    let start = PEM.find(file)?;
    let block = pem::read(file.get(start..)?).ok()?;
    let is_private = der_kind::foreign(&block.contents) == Some(UnsupportedFormat::PrivateKey);
    is_private.then_some(start)
}

/// Returns an error if a comment or a header contains a key in PEM or a private key. Some readers
/// search for such a key anywhere, also within one line, and read it instead of the intended key.
pub(super) fn key_in_comment(text: &[u8]) -> Option<FormatErrorKind> {
    if private_key_inside(text).is_some() {
        return Some(FormatErrorKind::UnsupportedFormat(UnsupportedFormat::PrivateKey));
    }
    PEM.find(text).is_some().then_some(FormatErrorKind::SecondKey)
}
