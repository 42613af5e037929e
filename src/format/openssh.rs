//! The OpenSSH public key format: one line, `ssh-rsa BASE64 comment` (sshd(8), AUTHORIZED_KEYS FILE FORMAT;
//! the blob is RFC 4253 section 6.6).
//!
//! As in `authorized_keys`, blank lines and lines that start with `#` don't count. Options before the
//! key type, which that file allows too, are no part of a public key and are refused.

use super::lines::{Line, lines};
use super::{Error, Fault};
use crate::encoding::base64;
use crate::key::{self, Algorithm, RsaPublicKey, ssh_blob};

/// Reads the key of the one line that there is.
///
/// # Errors
/// What is wrong with the line, its base64 or its blob; or a second line.
pub fn read(file: &[u8]) -> Result<RsaPublicKey, Error> {
    let mut lines = lines(file).map(Line::trimmed).filter(|line| !is_skipped(line.text));
    let Some(line) = lines.next() else {
        return Err(Error::file(Fault::LabelMissing, 0));
    };
    let (label, rest) = split_word(line.text);
    if !is_type_name(label) {
        return Err(Error::file(prefix_or_label(line.text), line.offset));
    }
    let blob_start = line.offset + line.text.len() - rest.len();
    let (text, _comment) = split_word(rest);
    if text.is_empty() {
        return Err(Error::file(Fault::BlobMissing, blob_start));
    }
    if let Some(second) = lines.next() {
        let (word, _) = split_word(second.text);
        let fault = if is_type_name(word) { Fault::SecondKey } else { Fault::LineBroken };
        return Err(Error::file(fault, second.offset));
    }
    let blob = base64::decode(text).map_err(|error| Error::base64(error, blob_start))?;
    match (ssh_blob::read(&blob), Algorithm::of_ssh_type(label)) {
        (Ok(key), None) => Ok(key),
        (Err(error), None) if !is_other_algorithm(&error) => Err(error.into()),
        (Err(error), Some(_)) if blob_type(&blob) == Some(label) => Err(error.into()),
        _ => Err(Error::file(Fault::LabelMismatch, line.offset)),
    }
}

/// Writes the line, with a final newline.
#[must_use]
pub fn write(key: &RsaPublicKey, comment: &str) -> String {
    let blob = base64::encode(&ssh_blob::write(key));
    let space = if comment.is_empty() { "" } else { " " };
    format!("ssh-rsa {blob}{space}{comment}\n")
}

/// Whether this is how a key type is called: `ssh-rsa`, and the types that are known and refused.
pub(super) fn is_type_name(word: &[u8]) -> bool {
    word == ssh_blob::TYPE
        || Algorithm::of_ssh_type(word).is_some_and(|other| other != Algorithm::Unknown)
}

/// The first word, and what follows it without the blanks between.
pub(super) fn split_word(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| is_blank(*byte)).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    (word, rest.trim_ascii_start())
}

/// The words of a line, in order.
pub(super) fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| is_blank(*byte)).filter(|word| !word.is_empty())
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn is_skipped(line: &[u8]) -> bool {
    matches!(line, [] | [b'#', ..])
}

/// What to call a line that doesn't start with a key type.
fn prefix_or_label(line: &[u8]) -> Fault {
    if words(line).skip(1).any(is_type_name) { Fault::Prefix } else { Fault::LabelMissing }
}

fn is_other_algorithm(error: &key::Error) -> bool {
    matches!(error.fault, key::Fault::OtherAlgorithm(_))
}

/// The type that a blob says it has.
fn blob_type(blob: &[u8]) -> Option<&[u8]> {
    crate::encoding::ssh::string(&mut crate::encoding::Reader::new(blob)).ok()
}
