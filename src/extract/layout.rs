//! The layout that `ssh`, `openssl` and PuTTY require of a private key file. The readers of this project
//! accept more.

use super::Container;
use crate::encoding::base64;
use crate::key::private::Format;

/// The label of OpenSSH's private keys.
const OPENSSH: &str = "OPENSSH PRIVATE KEY";

/// The longest line of base64 that OpenSSL reads.
const WIDTH: usize = 254;

/// Returns whether the program for which a private key's format was made reads this text. Returns false
/// for other structures.
pub(super) fn is_readable(container: Container, text: &[u8]) -> bool {
    match container {
        Container::PrivateKey(Format::Ppk) => text.starts_with(b"PuTTY-User-Key-File-"),
        // ssh compares the first line as a whole, and skips all line ends after it.
        Container::PrivateKey(Format::OpenSsh) => {
            let [begin, end] = ["BEGIN", "END"].map(|word| format!("-----{word} {OPENSSH}-----\n"));
            text.strip_prefix(begin.as_bytes()).is_some_and(|rest| {
                let marker = memchr::memmem::find(rest, format!("\n{end}").as_bytes());
                let body = marker.and_then(|end| rest.get(..end)).unwrap_or_default();
                body.split(|byte| matches!(byte, b'\n' | b'\r')).all(is_base64) && !body.is_empty()
            })
        }
        Container::PrivateKey(Format::Pkcs1) => is_pem(text, "RSA PRIVATE KEY"),
        Container::PrivateKey(Format::Pkcs8) => is_pem(text, "PRIVATE KEY"),
        _ => false,
    }
}

/// Returns whether a text is in the layout of a private key file of any format.
pub(super) fn is_pem_or_ppk(text: &[u8]) -> bool {
    let formats = [Format::Ppk, Format::OpenSsh, Format::Pkcs1, Format::Pkcs8];
    let is_readable = |format| is_readable(Container::PrivateKey(format), text);
    formats.into_iter().any(is_readable) || is_pem(text, "ENCRYPTED PRIVATE KEY")
}

/// Returns whether a PEM block with this label has its markers and its base64 on lines of their own.
fn is_pem(text: &[u8], label: &str) -> bool {
    let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    let begin = format!("-----BEGIN {label}-----");
    let end = format!("-----END {label}-----");
    if !lines.any(|line| line == begin.as_bytes()) {
        return false;
    }
    for line in lines {
        if line == end.as_bytes() {
            return true;
        }
        let is_header = line.contains(&b':');
        if line.len() > WIDTH || !is_header && !is_base64(line) {
            return false;
        }
    }
    false
}

/// Returns whether a line has nothing but base64.
fn is_base64(line: &[u8]) -> bool {
    let digits = line.iter().take_while(|byte| base64::is_of_alphabet(**byte) && **byte != b'=');
    matches!(line.get(digits.count()..), Some(b"" | b"=" | b"=="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pem_needs_lines_of_its_own() {
        #[track_caller]
        fn check(text: &str, expected: bool) {
            assert_eq!(is_pem(text.as_bytes(), "A"), expected, "{text:?}");
        }
        check("-----BEGIN A-----\nZm9v\n-----END A-----\n", true);
        check("text\n-----BEGIN A-----\r\nZm9v\r\n-----END A----- \r\ntext", true);
        check("-----BEGIN A----- Zm9v -----END A-----\n", false);
        check(" -----BEGIN A-----\nZm9v\n-----END A-----\n", false);
        check("-----BEGIN A-----\n Zm9v\n-----END A-----\n", false);
        check("-----BEGIN B-----\nZm9v\n-----END B-----\n", false);
        check("-----BEGIN A-----\nZm9v\n", false);
        check(&format!("-----BEGIN A-----\n{}\n-----END A-----\n", "A".repeat(256)), false);
    }
}
