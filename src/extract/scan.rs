//! Finds keys and base64 in one text.
//!
//! The base64 of a key starts with characters that encode its structure, and the structure says where it
//! ends. So a key is found without its markers, and in parts that other text separates.

use super::container::{self, Contents, Structure};
use super::stream::{LONGEST, Stream, by_blanks, by_lines, is_base64, longest, starts, word_at};
use super::text_kind::is_text;
use super::{Container, Joining, PublicKey, Step, data, hexadecimal, layout};
use crate::encoding::base64;
use crate::format::private_key::private_key_inside;
use crate::key::private::{self, PrivateKeyError, PrivateKeyErrorKind};
use memchr::memmem;
use std::collections::HashSet;

/// The smallest number of characters that are worth decoding to look for a file inside.
const SHORTEST: usize = 40;

/// The largest number of files in base64 that are looked into.
const FILES: usize = 16;

/// The smallest number of characters of its first part.
const SHORTEST_PART: usize = 12;

/// The work that may still be done, for all texts of a file together.
pub(super) struct Work {
    /// The number of base64 characters that may be decoded.
    pub(super) characters: usize,
    /// The private keys that were read: checking their numbers takes long.
    private_keys: HashSet<Vec<u8>>,
    /// Whether something decoded has a private key anywhere in it.
    pub(super) is_private: bool,
}

impl Work {
    pub(super) fn new(characters: usize) -> Self {
        Self { characters, private_keys: HashSet::new(), is_private: false }
    }

    /// Decodes base64, if that isn't too much work.
    fn decode(&mut self, characters: &[u8]) -> Option<Vec<u8>> {
        let rest = self.characters.checked_sub(characters.len());
        self.characters = rest.unwrap_or_default();
        let bytes = rest.and_then(|_| base64::decode_lax(characters))?;
        self.is_private |= container::has_private_key(&bytes);
        Some(bytes)
    }

    /// Reads a structure. Returns `None` for a private key that was read before.
    fn read(&mut self, bytes: &[u8]) -> Option<Structure> {
        let length = container::private_length(bytes);
        let key = length.and_then(|length| bytes.get(..length));
        if key.is_some_and(|key| !self.private_keys.insert(key.to_vec())) {
            return None;
        }
        container::read(bytes)
    }
}

/// What was found in a text.
#[derive(Default)]
pub(super) struct Scan {
    pub(super) keys: Vec<Contents>,
    /// Texts inside: decoded base64, and strings of JSON.
    pub(super) inside: Vec<(Step, Vec<u8>)>,
    pub(super) is_private: bool,
    pub(super) private_error: Option<PrivateKeyError>,
}

/// Searches a text. `work` is the number of base64 characters that may still be decoded.
pub(super) fn scan(text: &[u8], work: &mut Work) -> Scan {
    // A Java key store, whose private keys are encrypted.
    let is_private = private_key_inside(text).is_some()
        || container::has_private_key(text)
        || text.starts_with(&[0xfe, 0xed, 0xfe, 0xed]);
    let mut scan = Scan { is_private, ..Scan::default() };
    let trimmed = text.trim_ascii();
    if let Some(Structure { mut contents, length }) = work.read(trimmed) {
        let is_whole = length == trimmed.len();
        contents.found.is_amid_text = !is_whole;
        scan.keys.push(contents);
        if is_whole {
            return scan;
        }
    }
    if !is_text(text) {
        let keys = container::inside(text).map(PublicKey::Rsa);
        scan.keys.extend(keys.map(|key| Contents::public(Container::Bundle, key)));
    }
    scan.read_private_file(text);
    let covered = scan.find_keys(text, work);
    scan.find_base64(text, &covered, work);
    scan.inside.extend(hexadecimal::find(text));
    let data = data::find(text);
    scan.is_private |= data.is_private;
    scan.keys.extend(data.keys);
    scan.inside.extend(data.strings);
    let is_ppk = scan.is_private && memmem::find(text, private::PPK_SIGNATURE).is_some();
    for key in &mut scan.keys {
        if is_ppk && key.found.container == Container::SshBlob {
            key.found.container = Container::PrivateKey(private::Format::Ppk);
            key.is_private = true;
        }
        key.found.is_readable_by_tools = layout::is_readable(key.found.container, text);
    }
    scan
}

impl Scan {
    /// Reads a private key file: PuTTY's format, whose private part can't be found without its headers,
    /// and PEM that is encrypted as a whole.
    fn read_private_file(&mut self, text: &[u8]) {
        let ppk = memmem::find(text, private::PPK_SIGNATURE).and_then(|start| text.get(start..));
        let file = ppk.map_or(text, up_to_mac);
        if ppk.is_none() && !self.is_private {
            return;
        }
        match private::read(file) {
            Ok((format, key)) if format == private::Format::Ppk => {
                self.keys.push(Contents::private(format, Ok(key), None));
            }
            Ok(_) => {}
            Err(error) => {
                let is_ppk = ppk.is_some() && self.is_private;
                let is_known = is_ppk
                    || matches!(
                        error.fault,
                        PrivateKeyErrorKind::Encrypted(_) | PrivateKeyErrorKind::OtherAlgorithm(_)
                    );
                self.private_error = is_known.then_some(error);
            }
        }
    }

    /// Finds keys in base64. Returns the ranges of the text that they cover.
    fn find_keys(&mut self, text: &[u8], work: &mut Work) -> Vec<(usize, usize)> {
        let mut covered: Vec<(usize, usize)> = Vec::new();
        for start in starts(text) {
            if covered.last().is_some_and(|(_, end)| start < *end) {
                continue;
            }
            let Some((mut contents, end)) = key_at(text, start, work) else { continue };
            let is_around =
                |part: Option<&[u8]>| part.is_some_and(|it| !it.trim_ascii().is_empty());
            contents.found.is_amid_text =
                is_around(text.get(..start)) || is_around(text.get(end..));
            covered.push((start, end));
            self.keys.push(contents);
        }
        covered
    }

    /// Decodes the base64 that isn't a key.
    fn find_base64(&mut self, text: &[u8], covered: &[(usize, usize)], work: &mut Work) {
        let is_free = |at: usize| !covered.iter().any(|(start, end)| (*start..*end).contains(&at));
        let mut rest = 0;
        while self.inside.len() < FILES && work.characters > 0 {
            let start = text.iter().skip(rest).position(|byte| is_base64(*byte));
            let Some(start) = start.map(|start| rest + start) else { break };
            let word = word_at(text, start);
            rest = start + word.len().max(1);
            if !is_free(start) || word.len() < SHORTEST_PART || !starts_file(word) {
                continue;
            }
            let streams = [by_blanks(text, start, LONGEST), Stream::word(word, start)];
            let decoded = streams.iter().filter(|stream| stream.characters.len() >= SHORTEST);
            let decoded = decoded.into_iter().find_map(|stream| {
                let bytes = work.decode(&stream.characters)?;
                is_file(&bytes).then_some((stream, bytes))
            });
            if let Some((stream, bytes)) = decoded {
                rest = stream.ends.last().map_or(rest, |(_, end)| *end);
                self.inside.push((Step::Base64(stream.described(stream.characters.len())), bytes));
            }
        }
    }
}

/// Reads the key whose base64 starts here. Returns it with the offset of its end.
fn key_at(text: &[u8], start: usize, work: &mut Work) -> Option<(Contents, usize)> {
    if work.characters == 0 {
        return None;
    }
    let limit = longest(text.get(start..).unwrap_or_default());
    if let Some(found) = read(&by_blanks(text, start, limit), work) {
        return Some(found);
    }
    let ends = read(&by_lines(text, start, limit, Joining::LineEnds), work);
    let starts = read(&by_lines(text, start, limit, Joining::LineStarts), work);
    match (ends, starts) {
        // Two different keys: neither is more likely than the other.
        (Some((one, _)), Some((other, _))) if one.public != other.public => None,
        (ends, starts) => ends.or(starts).or_else(|| read_cut_off(text, start, work)),
    }
}

/// Reads a key. Its base64 must end where its structure ends.
fn read(stream: &Stream, work: &mut Work) -> Option<(Contents, usize)> {
    let bytes = work.decode(&stream.characters)?;
    let Structure { mut contents, length } = work.read(&bytes)?;
    let needed = (length * 4).div_ceil(3);
    let without_padding = |count: usize| {
        let part = stream.characters.get(..count).unwrap_or_default();
        count - part.iter().rev().take_while(|byte| **byte == b'=').count()
    };
    let mut ends = stream.ends.iter();
    let (count, end) = ends.find(|(count, _)| without_padding(*count) == needed)?;
    if !stream.is_even(*count) {
        return None;
    }
    contents.found.base64 = Some(stream.described(*count));
    Some((contents, *end))
}

/// Reads the public half of a private key that is cut off.
fn read_cut_off(text: &[u8], start: usize, work: &mut Work) -> Option<(Contents, usize)> {
    let stream = by_blanks(text, start, longest(text.get(start..)?));
    let contents = container::read_cut_off(&work.decode(&stream.characters)?)?;
    Some((contents, stream.ends.last().map_or(start, |(_, end)| *end)))
}

/// Returns whether the first characters of base64 may be those of a file: text, UTF-16 or a key.
fn starts_file(word: &[u8]) -> bool {
    let start = word.get(..SHORTEST_PART).and_then(base64::decode_lax).unwrap_or_default();
    let is_plain = |byte: &u8| !byte.is_ascii_control() || byte.is_ascii_whitespace();
    let is_text = start.iter().all(|byte| is_plain(byte) && byte.is_ascii());
    let is_binary = matches!(start.as_slice(), [0x30 | 0 | 0xef | 0xfe | 0xff, ..]);
    is_text || is_binary || start.contains(&0)
}

/// Returns whether decoded base64 is worth a look: it is text. A key in base64 is found where it starts, and
/// only if its base64 ends where the key does.
fn is_file(bytes: &[u8]) -> bool {
    is_text(bytes) || bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff])
}

/// Returns a PuTTY file up to the value of its last header.
fn up_to_mac(text: &[u8]) -> &[u8] {
    const HEADER: &[u8] = b"Private-MAC: ";
    let Some(start) = memmem::find(text, HEADER).map(|at| at + HEADER.len()) else { return text };
    let value = text.get(start..).unwrap_or_default();
    let digits = value.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    text.get(..start + digits).unwrap_or_default()
}
