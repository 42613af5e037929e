//! The OpenSSH public key format: one line, `ssh-rsa BASE64 comment` (sshd(8), AUTHORIZED_KEYS FILE
//! FORMAT; the blob is RFC 4253 section 6.6).
//!
//! As in `authorized_keys`, blank lines and lines that start with `#` are ignored. Unlike there,
//! options before the key type are refused, because they are not part of a public key.

use super::detect::{has_blob, has_key_line};
use super::lines::{Line, lines, split_word, words};
use super::private_key::key_in_comment;
use super::{FormatError, FormatErrorKind};
use crate::encoding::{Reader, base64, ssh};
use crate::key::{self, Algorithm, RsaPublicKey, ssh_blob};

/// Reads the key of the only line.
///
/// # Errors
/// Returns an error if the line, its base64 or its blob is invalid, or if there is a second line.
pub fn read(file: &[u8]) -> Result<RsaPublicKey, FormatError> {
    let lines = lines(file).map(Line::trimmed);
    for line in lines.clone().filter(|line| line.text.starts_with(b"#")) {
        if let Some(fault) = key_beside(line.text) {
            return Err(FormatError::file(fault, line.offset));
        }
    }
    let mut lines = lines.filter(|line| !is_skipped(line.text));
    let Some(line) = lines.next() else {
        return Err(FormatError::file(FormatErrorKind::LabelMissing, 0));
    };
    let (label, rest) = split_word(line.text);
    if !ssh_blob::is_type_name(label) {
        return Err(FormatError::file(prefix_or_label(line.text, file), line.offset));
    }
    let blob_start = line.offset + line.text.len() - rest.len();
    let (text, comment) = split_word(rest);
    if text.is_empty() {
        return Err(FormatError::file(FormatErrorKind::BlobMissing, blob_start));
    }
    if let Some(second) = lines.next() {
        return Err(FormatError::file(more_than_a_line(second.text), second.offset));
    }
    if let Some(fault) = key_beside(comment) {
        let offset = line.offset + line.text.len() - comment.len();
        return Err(FormatError::file(fault, offset));
    }
    let read = |blob: &[u8]| match (ssh_blob::read(blob), Algorithm::of_ssh_type(label)) {
        (Ok(key), None) => Ok(key),
        (Err(error), None) if !is_other_algorithm(&error) => Err(error.into()),
        (Err(error), Some(_)) if blob_type(blob) == Some(label) => Err(error.into()),
        _ => Err(FormatError::file(FormatErrorKind::LabelMismatch, line.offset)),
    };
    base64::decode_for(text, read).map_err(|error| FormatError::base64(error, blob_start))?
}

/// Writes the line, with a final line break.
#[must_use]
pub fn write(key: &RsaPublicKey, comment: &str) -> String {
    let space = if comment.is_empty() { "" } else { " " };
    format!("{}{space}{comment}\n", ssh_blob::to_line(key))
}

fn is_skipped(line: &[u8]) -> bool {
    matches!(line, [] | [b'#', ..])
}

/// Returns the error for a file whose first line doesn't start with a key type.
fn prefix_or_label(first: &[u8], file: &[u8]) -> FormatErrorKind {
    if words(first).any(ssh_blob::is_type_name) || has_key_line(file) {
        FormatErrorKind::Prefix
    } else {
        FormatErrorKind::LabelMissing
    }
}

/// Returns the error for a second line.
fn more_than_a_line(second: &[u8]) -> FormatErrorKind {
    let (word, rest) = split_word(second);
    if ssh_blob::is_type_name(word) || has_key_line(rest) {
        FormatErrorKind::SecondKey
    } else {
        FormatErrorKind::LineBroken
    }
}

/// Returns an error if a comment contains a key. Some programs would read that key instead: those that
/// search for PEM, or take the second word of the first line.
fn key_beside(comment: &[u8]) -> Option<FormatErrorKind> {
    if has_blob(comment) { Some(FormatErrorKind::SecondKey) } else { key_in_comment(comment) }
}

fn is_other_algorithm(error: &key::PublicKeyError) -> bool {
    matches!(error.fault, key::PublicKeyErrorKind::OtherAlgorithm(_))
}

/// Returns the key type in a blob.
fn blob_type(blob: &[u8]) -> Option<&[u8]> {
    ssh::string(&mut Reader::new(blob)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::EncodingErrorKind;
    use crate::format::UnsupportedFormat;

    fn key() -> RsaPublicKey {
        RsaPublicKey::new(&[0xc5; 128], &[1, 0, 1]).unwrap()
    }

    /// Returns the line without a comment or line ending: 212 bytes, with the blob from byte 8.
    fn line() -> String {
        write(&key(), "").trim_end().to_owned()
    }

    #[track_caller]
    fn check(file: impl AsRef<[u8]>, expected: Result<(), (FormatErrorKind, usize)>) {
        let file = file.as_ref();
        let result = read(file).map_err(|error| (error.fault, error.offset));
        assert_eq!(result, expected.map(|()| key()), "{}", file.escape_ascii());
    }

    #[test]
    fn reads_what_it_writes() {
        check(write(&key(), ""), Ok(()));
        check(write(&key(), "a comment # of \"words\""), Ok(()));
    }

    #[test]
    fn accepts_blanks_comment_lines_and_every_line_ending() {
        let line = line();
        check(format!("\n \t# one\r\n\r  {line}  \r# two\n\n"), Ok(()));
        check(line.replacen(' ', " \t ", 1), Ok(()));
        check([line.as_bytes(), b"\tcl\xe9 \x1b\r\n"].concat(), Ok(()));
    }

    #[test]
    fn reports_text_before_the_key() {
        let line = line();
        check(format!("no-pty {line}"), Err((FormatErrorKind::Prefix, 0)));
        check(format!("\"{line}\""), Err((FormatErrorKind::Prefix, 0)));
        check(format!("My key:\n{line}"), Err((FormatErrorKind::Prefix, 0)));
        check(format!("no-pty {}", line.replace("rsa", "dss")), Err((FormatErrorKind::Prefix, 0)));
        check(line.trim_start_matches("ssh-rsa "), Err((FormatErrorKind::LabelMissing, 0)));
        check(line.to_uppercase(), Err((FormatErrorKind::LabelMissing, 0)));
        check("# nothing", Err((FormatErrorKind::LabelMissing, 0)));
    }

    #[test]
    fn reports_text_after_the_key() {
        let line = line();
        check(format!("{line}\n{line}"), Err((FormatErrorKind::SecondKey, 213)));
        check(format!("{line}\nno-pty {line}"), Err((FormatErrorKind::SecondKey, 213)));
        check(format!("{line} {line}"), Err((FormatErrorKind::SecondKey, 213)));
        check(format!("{line}\n#{line}"), Err((FormatErrorKind::SecondKey, 213)));
        let tabbed = line.replace(' ', "\t");
        check(format!("#{tabbed}\n{line}"), Err((FormatErrorKind::SecondKey, 0)));
        check(format!("# {}\n{line}", &line[8..]), Err((FormatErrorKind::SecondKey, 0)));
        check(format!("{line} {tabbed}"), Err((FormatErrorKind::SecondKey, 213)));
        let pem = "-----BEGIN PUBLIC KEY-----MIIB-----END PUBLIC KEY-----";
        check(format!("{line} {pem}"), Err((FormatErrorKind::SecondKey, 213)));
        check(format!("# {pem}\n{line}"), Err((FormatErrorKind::SecondKey, 0)));
        let private = FormatErrorKind::UnsupportedFormat(UnsupportedFormat::PrivateKey);
        check(format!("{line} {}", pem.replace("PUBLIC", "RSA PRIVATE")), Err((private, 213)));
        check(format!("{line} AGE-SECRET-KEY-1"), Err((private, 213)));
        check(format!("{line} -----"), Ok(()));
        check(format!("{line}\nMy key"), Err((FormatErrorKind::LineBroken, 213)));
    }

    #[test]
    fn reports_a_faulty_blob() {
        let line = line();
        check("ssh-rsa \n", Err((FormatErrorKind::BlobMissing, 7)));
        check(
            line.replace('=', ""),
            Err((FormatErrorKind::Base64(EncodingErrorKind::Base64Padding), 210)),
        );
        check(line.replacen("xc", "!c", 1), {
            let place = line.find("xc").unwrap();
            Err((FormatErrorKind::Base64(EncodingErrorKind::Base64Character { byte: b'!' }), place))
        });
        let truncated = key::PublicKeyErrorKind::Encoding(EncodingErrorKind::Truncated {
            needed: 7,
            available: 2,
        });
        check("ssh-rsa AAAAB3Nz", Err((FormatErrorKind::Key(truncated), 4)));
    }

    #[test]
    fn refuses_a_key_type_that_differs_from_the_blob() {
        let line = line();
        check(line.replace("ssh-rsa", "ssh-dss"), Err((FormatErrorKind::LabelMismatch, 0)));
        let dsa = base64::encode(&ssh::write_string(b"ssh-dss"));
        check(format!("ssh-rsa {dsa}"), Err((FormatErrorKind::LabelMismatch, 0)));
        let other = FormatErrorKind::Key(key::PublicKeyErrorKind::OtherAlgorithm(Algorithm::Dsa));
        check(format!("ssh-dss {dsa}"), Err((other, 4)));
    }
}
