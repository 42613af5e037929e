//! Finds the keys in a file, whatever they are wrapped in, to help a user whose file EC2 refuses.
//!
//! A file is unwrapped in steps: other character encodings, escapes, JSON, base64 and so on, see
//! [`Step`]. The text of each step is searched for keys. The search is breadth first, so a key is found
//! with the fewest steps. A key is reported only if its structure is complete: the lengths inside a key
//! tell where it ends, and the text must end there too.
//!
//! The result never changes the verdict on a file: that is the answer of [`format`](crate::format) to
//! the bytes as they are. The number of steps, of texts and of bytes is bounded whatever the input.

mod container;
mod data;
mod text_kind;
mod hexadecimal;
mod layout;
mod stream;
mod scan;
mod unicode;
mod text;

pub use container::Container;

use crate::key::private::{PrivateKeyError, PrivateKeyErrorKind, RsaPrivateKey};
use crate::key::{Algorithm, RsaPublicKey};
use scan::Work;
use std::collections::HashSet;

/// The largest number of steps to a key.
const DEPTH: usize = 6;

/// The largest number of texts that are searched.
const TEXTS: usize = 96;

/// The largest number of bytes that are searched, in all texts together.
const BYTES: usize = 2 << 20;

/// The largest number of base64 characters that are decoded.
const WORK: usize = 1 << 20;

/// The largest number of different keys that are reported.
const KEYS: usize = 300;

/// The keys of a file.
#[derive(Debug, Default)]
pub struct Extraction {
    /// The different keys, those with the fewest steps first.
    pub keys: Vec<ExtractedKey>,
    /// Whether there is private key material, readable or not.
    pub is_private: bool,
    /// A private key file that can't be read.
    pub unreadable: Option<Unreadable>,
}

/// A private key file that can't be read, such as an encrypted one.
#[derive(Debug)]
pub struct Unreadable {
    /// Why it can't be read.
    pub error: PrivateKeyError,
    /// What was unwrapped before, from the outside inwards.
    pub steps: Vec<Step>,
    /// Whether the programs for its format read the text as it is.
    pub is_readable_by_tools: bool,
}

/// A key that was found in a file.
#[derive(Debug)]
pub struct ExtractedKey {
    /// The public half.
    pub public: PublicKey,
    /// The private half, if it is there and readable.
    pub private: Option<RsaPrivateKey>,
    /// The form in which the key was found.
    pub found: Found,
    /// What was unwrapped before, from the outside inwards.
    pub steps: Vec<Step>,
}

/// A public key of a kind that this project can describe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicKey {
    /// An RSA key of any length.
    Rsa(RsaPublicKey),
    /// An Ed25519 key: the 32 octets of RFC 8032 section 5.1.5.
    Ed25519([u8; 32]),
    /// A key of another algorithm.
    Other(Algorithm),
}

/// The place and the form of a key in the unwrapped text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The structure that holds the key.
    pub container: Container,
    /// How its base64 is laid out, or `None` for a structure that isn't in base64.
    pub base64: Option<Base64>,
    /// Whether anything but white space stands around it.
    pub is_amid_text: bool,
    /// For a private key: whether the programs for its format read the text as it is.
    pub is_readable_by_tools: bool,
}

/// The layout of base64 text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base64 {
    /// The first characters. They encode lengths and names, nothing that is secret.
    pub start: String,
    /// The number of characters, with padding.
    pub characters: usize,
    /// How its parts are joined.
    pub joining: Joining,
}

/// How the parts of base64 text are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Joining {
    /// It is one word.
    Word,
    /// White space or commas separate the parts.
    Blanks,
    /// Each line ends with a part, maybe before punctuation, and has other text before it.
    LineEnds,
    /// Each line starts with a part, maybe after punctuation, and may have other text after it.
    LineStarts,
}

/// A wrapping that was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// UTF-16 or UTF-32: the name of the encoding for `iconv`.
    Unicode(&'static str),
    /// The byte order mark of UTF-8.
    ByteOrderMark,
    /// Doubled or lone carriage returns, or blanks at the ends of lines.
    LineEnds,
    /// Invisible characters, special blanks, typographic dashes and quotes.
    Typography,
    /// `\n` and other escapes of a string literal.
    Escapes,
    /// HTML or XML.
    Markup,
    /// Quoted-printable (RFC 2045 section 6.7).
    QuotedPrintable,
    /// Percent-encoding (RFC 3986 section 2.1).
    Percent,
    /// Text of this many characters before each line, such as the `> ` of a mail.
    LinePrefixes(usize),
    /// The URL-safe alphabet of base64 (RFC 4648 section 5).
    UrlSafe,
    /// A string in JSON: its path for `jq`.
    Json(String),
    /// Base64.
    Base64(Base64),
    /// Hexadecimal.
    Hexadecimal,
}

impl Unreadable {
    /// Returns whether it is encrypted, and nothing else is wrong with it.
    #[must_use]
    pub const fn is_encrypted(&self) -> bool {
        matches!(self.error.fault, PrivateKeyErrorKind::Encrypted(_))
    }
}

/// A text that is to be searched.
struct Unwrapped {
    bytes: Vec<u8>,
    steps: Vec<Step>,
}

/// Finds the keys in a file.
#[must_use]
pub fn extract(file: &[u8]) -> Extraction {
    let mut extraction = Extraction::default();
    let mut seen = HashSet::from([file.to_vec()]);
    let mut texts = vec![Unwrapped { bytes: file.to_vec(), steps: Vec::new() }];
    let (mut bytes, mut work) = (file.len(), Work::new(WORK));
    let mut next = 0;
    while let Some(text) = texts.get(next) {
        let mut unwrapped = extraction.search(text, &mut work);
        unwrapped.extend(text::unwrap(&text.bytes, text.steps.last()));
        if text.steps.len() >= DEPTH {
            unwrapped.clear();
        }
        let steps = text.steps.clone();
        for (step, inner) in unwrapped {
            let is_affordable = texts.len() < TEXTS && bytes + inner.len() <= BYTES;
            if is_affordable && seen.insert(inner.clone()) {
                bytes += inner.len();
                let steps = steps.iter().cloned().chain([step]).collect();
                texts.push(Unwrapped { bytes: inner, steps });
            }
        }
        next += 1;
    }
    extraction.is_private |= work.is_private;
    extraction
}

impl Extraction {
    /// Adds the keys of a text. Returns what its base64 and its JSON contain.
    fn search(&mut self, text: &Unwrapped, work: &mut Work) -> Vec<(Step, Vec<u8>)> {
        let scan::Scan { keys, inside, is_private, private_error } = scan::scan(&text.bytes, work);
        self.is_private |= is_private || keys.iter().any(|key| key.is_private);
        let error = keys.iter().find_map(|key| key.error).or(private_error);
        if let Some(error) = error.filter(|_| self.unreadable.is_none()) {
            let is_readable_by_tools = layout::is_pem_or_ppk(&text.bytes);
            let steps = text.steps.clone();
            self.unreadable = Some(Unreadable { error, steps, is_readable_by_tools });
        }
        for key in keys {
            self.add(key, &text.steps);
        }
        inside
    }

    fn add(&mut self, key: container::Contents, steps: &[Step]) {
        let container::Contents { public, private, found, .. } = key;
        let Some(public) = public else { return };
        let key = ExtractedKey { public, private, found, steps: steps.to_vec() };
        let is_full = self.keys.len() >= KEYS;
        match self.keys.iter_mut().find(|known| known.public == key.public) {
            // The private half says more than the public one.
            Some(known) if known.private.is_none() && key.private.is_some() => *known = key,
            Some(_) => {}
            None if is_full => {}
            None => self.keys.push(key),
        }
    }
}

#[cfg(test)]
mod tests;
