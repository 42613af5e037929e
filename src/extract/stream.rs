//! Base64 in a text: where the base64 of a key may start, and how its parts are joined.

use super::{Base64, Joining};
use crate::encoding::{base64, der};
use memchr::{memchr, memmem};

/// The largest number of places where a key may start.
const STARTS: usize = 400;

/// The largest number of base64 characters of a key: those of a private key of 16,384 bits.
pub(super) const LONGEST: usize = 16 << 10;

/// The largest number of base64 characters of an SSH public key: more than one of 16,384 bits has.
const LONGEST_BLOB: usize = 4 << 10;

/// The number of first characters of a key that are shown in commands.
const SHOWN: usize = 8;

/// Base64 characters that belong together, in the order of the text.
pub(super) struct Stream {
    pub(super) characters: Vec<u8>,
    /// For each part: the number of characters up to its end, and the offset of its end in the text.
    pub(super) ends: Vec<(usize, usize)>,
    joining: Joining,
}

impl Stream {
    fn new(joining: Joining) -> Self {
        Self { characters: Vec::new(), ends: Vec::new(), joining }
    }

    pub(super) fn word(word: &[u8], start: usize) -> Self {
        let mut stream = Self::new(Joining::Word);
        stream.push(word, start);
        stream
    }

    fn push(&mut self, part: &[u8], at: usize) {
        self.characters.extend_from_slice(part);
        self.ends.push((self.characters.len(), at + part.len()));
    }

    /// Returns whether the parts up to this number of characters are of one length, but for the first and the
    /// last. If only some part of each line is taken, one of another length belongs to something else.
    pub(super) fn is_even(&self, characters: usize) -> bool {
        let ends = self.ends.iter().map(|(count, _)| *count);
        let ends: Vec<usize> = ends.take_while(|count| *count <= characters).collect();
        let mut lengths = ends.windows(2).map(|pair| pair.last().zip(pair.first()));
        let last = lengths.next_back().flatten().map(|(end, start)| end - start);
        let first = lengths.next().flatten().map(|(end, start)| end - start);
        let is_same =
            |pair: Option<(&usize, &usize)>| pair.map(|(end, start)| end - start) == first;
        self.joining == Joining::Blanks
            || lengths.all(is_same) && last.is_none_or(|last| first.is_none_or(|it| last <= it))
    }

    /// Describes the first characters of the stream.
    pub(super) fn described(&self, characters: usize) -> Base64 {
        let start = self.characters.get(..SHOWN.min(characters)).unwrap_or_default();
        let start = String::from_utf8_lossy(start).into_owned();
        // Base64 that is one part needs no joining.
        let is_word = self.ends.first().is_some_and(|(count, _)| *count >= characters);
        let joining = if is_word { Joining::Word } else { self.joining };
        Base64 { start, characters, joining }
    }
}

/// Joins the parts that only white space and commas separate.
pub(super) fn by_blanks(text: &[u8], start: usize, limit: usize) -> Stream {
    let mut stream = Stream::new(Joining::Blanks);
    let mut at = start;
    while stream.characters.len() < limit {
        let word = word_at(text, at);
        if word.is_empty() {
            break;
        }
        stream.push(word, at);
        at += word.len();
        // Padding ends base64.
        if word.ends_with(b"=") {
            break;
        }
        let rest = text.get(at..).unwrap_or_default();
        at += rest.iter().take_while(|byte| is_separator(**byte)).count();
    }
    stream
}

/// Joins the first or the last part of each line, up to a line with dashes.
pub(super) fn by_lines(text: &[u8], start: usize, limit: usize, joining: Joining) -> Stream {
    let mut stream = Stream::new(joining);
    stream.push(word_at(text, start), start);
    let end_of_line = |at: usize| {
        let rest = text.get(at..).unwrap_or_default();
        at + memchr(b'\n', rest).map_or(rest.len(), |length| length + 1)
    };
    let mut line_start = end_of_line(start);
    while line_start < text.len() && stream.characters.len() < limit {
        let line_end = end_of_line(line_start);
        let line = text.get(line_start..line_end).unwrap_or_default();
        if memmem::find(line, b"----").is_some() {
            break;
        }
        let part = match joining {
            Joining::LineStarts => first_part(line),
            _ => last_part(line),
        };
        if let Some((at, part)) = part {
            stream.push(part, line_start + at);
            if part.ends_with(b"=") {
                break;
            }
        }
        line_start = line_end;
    }
    stream
}

fn first_part(line: &[u8]) -> Option<(usize, &[u8])> {
    let from = line.iter().position(|byte| is_base64(*byte))?;
    Some((from, word_at(line, from)))
}

fn last_part(line: &[u8]) -> Option<(usize, &[u8])> {
    let last = line.iter().rposition(|byte| is_base64(*byte))?;
    let head = line.get(..=last)?;
    let from = head.iter().rposition(|byte| !is_base64(*byte)).map_or(0, |at| at + 1);
    Some((from, head.get(from..)?))
}

/// Returns the places where the base64 of a key may start, in order.
pub(super) fn starts(text: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let is_inside_word = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        before.is_some_and(|byte| *byte != b'=' && is_base64(*byte))
    };
    let is_start = move |at: &usize| match text.get(*at..).unwrap_or_default() {
        rest @ [b'A', b'A', b'A', b'A', ..] => names_key_type(rest),
        rest @ [b'M', b'A'..=b'P', ..] => !is_inside_word(*at) && has_der_length(rest),
        rest => rest.starts_with(b"b3BlbnNzaC1rZXktdjE"),
    };
    memchr::memchr3_iter(b'A', b'M', b'b', text).filter(is_start).take(STARTS)
}

/// Returns the largest number of characters that the key that starts here can have.
pub(super) fn longest(text: &[u8]) -> usize {
    let start = text.get(..12).and_then(base64::decode_lax).unwrap_or_default();
    match *start.as_slice() {
        [der::SEQUENCE, 0x82, high, low, ..] => {
            (usize::from(high) * 256 + usize::from(low) + 4).div_ceil(3) * 4
        }
        [der::SEQUENCE, ..] => 400,
        // A blob. The types of certificates have longer names.
        [0, 0, 0, 0..=12, ..] => LONGEST_BLOB,
        _ => LONGEST,
    }
}

/// Returns whether base64 starts with a length and the first letters of a key type of SSH.
fn names_key_type(text: &[u8]) -> bool {
    let start = text.get(..12).and_then(base64::decode_lax).unwrap_or_default();
    let name = start.get(4..8).unwrap_or_default();
    [b"ssh-".as_slice(), b"ecds", b"sk-s", b"sk-e", b"weba"].contains(&name)
}

/// Returns whether base64 starts with the header of a SEQUENCE that is long enough for a key.
fn has_der_length(text: &[u8]) -> bool {
    let start = text.get(..8).and_then(base64::decode_lax).unwrap_or_default();
    match *start.as_slice() {
        [der::SEQUENCE, 40..=0x7f, ..] | [der::SEQUENCE, 0x81, 0x80..=0xff, ..] => true,
        [der::SEQUENCE, 0x82, high, _, ..] => high > 0 && usize::from(high) < LONGEST >> 8,
        _ => false,
    }
}

/// Returns the word of base64 that starts here, with its padding.
pub(super) fn word_at(text: &[u8], start: usize) -> &[u8] {
    let rest = text.get(start..).unwrap_or_default();
    let is_digit = |byte: &&u8| **byte != b'=' && is_base64(**byte);
    let digits = rest.iter().take(LONGEST).take_while(is_digit).count();
    let padding = rest.iter().skip(digits).take(2).take_while(|byte| **byte == b'=').count();
    rest.get(..digits + padding).unwrap_or_default()
}

const fn is_separator(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b','
}

pub(super) const fn is_base64(byte: u8) -> bool {
    base64::is_of_alphabet(byte)
}
