//! Faults of base64 text (RFC 4648), each in the three formats that use base64.
//!
//! The text usually encodes the key of the twin, and only the encoding is invalid. A few faults
//! also damage the encoded data.

mod characters;
mod padding;
mod transport;

use super::case::Case;
use super::keys::{self, Key};
use keyproof::encoding::base64;
use keyproof::format::Format;

/// The error codes for material that isn't ASCII or is too long. EC2 returns InvalidParameterValue
/// for these.
pub(super) const PARAMETER_CODES: &[&str] =
    &["InvalidKey.Format", "InvalidKeyPair.Format", "InvalidParameterValue"];

/// Returns a vector of each fault in each format.
pub(super) fn cases() -> Vec<Case> {
    let faults = [padding::faults(), characters::faults(), transport::faults()];
    faults.iter().flatten().flat_map(Fault::cases).collect()
}

/// Returns a key file with this base64 text, in a layout that every tool reads.
pub(super) fn file(format: Format, text: &str) -> String {
    match format {
        Format::OpenSsh => format!("ssh-rsa {text} keyproof\n"),
        Format::Base64Der => wrapped(text, 64, "\n"),
        Format::Rfc4716 => {
            let body = wrapped(text, 70, "\n");
            format!(
                "---- BEGIN SSH2 PUBLIC KEY ----\nComment: \"keyproof\"\n{body}\
                 ---- END SSH2 PUBLIC KEY ----\n"
            )
        }
    }
}

/// Returns the text in lines of `width` characters, each followed by `ending`.
pub(super) fn wrapped(text: &str, width: usize, ending: &str) -> String {
    let mut wrapped = String::with_capacity(text.len() + text.len() / width * ending.len() + 2);
    for (index, character) in text.chars().enumerate() {
        if index > 0 && index % width == 0 {
            wrapped.push_str(ending);
        }
        wrapped.push(character);
    }
    wrapped + ending
}

pub(super) fn text(format: Format, key: &Key) -> String {
    match format {
        Format::Base64Der => base64::encode(&key.der()),
        Format::OpenSsh | Format::Rfc4716 => base64::encode(&key.blob()),
    }
}

/// A fault of base64 text.
struct Fault {
    name: &'static str,
    comment: &'static str,
    /// The number of `=` at the end of the valid text.
    padding: usize,
    damage: Damage,
    /// The formats in which the fault is possible.
    formats: &'static [Format],
    /// The section of RFC 4648 that forbids it.
    section: &'static str,
    codes: Option<&'static [&'static str]>,
    observed: Option<&'static str>,
    flag: Option<&'static str>,
}

/// A change that makes valid text invalid.
enum Damage {
    /// Changes the text before it is put into its file.
    Text(fn(&str) -> String),
    /// Changes the complete file.
    File(fn(&str) -> String),
}

impl Fault {
    fn new(
        name: &'static str,
        comment: &'static str,
        padding: usize,
        section: &'static str,
        damage: Damage,
    ) -> Self {
        let formats = &Format::ALL;
        let (codes, observed, flag) = (None, None, None);
        Self { name, comment, padding, damage, formats, section, codes, observed, flag }
    }

    /// Limits the fault to these formats.
    fn only_in(self, formats: &'static [Format]) -> Self {
        Self { formats, ..self }
    }

    /// Expects the error codes for material that isn't ASCII text.
    fn not_ascii(self) -> Self {
        Self { codes: Some(PARAMETER_CODES), ..self }
    }

    /// Adds an observation of what EC2 did.
    fn observed(self, what: &'static str) -> Self {
        Self { observed: Some(what), ..self }
    }

    fn flag(self, flag: &'static str) -> Self {
        Self { flag: Some(flag), ..self }
    }

    fn cases(&self) -> Vec<Case> {
        self.formats.iter().map(|format| self.case(*format)).collect()
    }

    fn case(&self, format: Format) -> Case {
        let (key, twin) = self.sound(format);
        let sound = text(format, &keys::key(key));
        let material = match self.damage {
            Damage::Text(damage) => file(format, &damage(&sound)),
            Damage::File(damage) => damage(&file(format, &sound)),
        };
        let id = format!("import/{format}/{}", self.name);
        let twin = format!("import/{format}/{twin}");
        let rules = ["import/malformed-refused"];
        let case = Case::refuse(id, &rules, self.comment, material, &twin);
        let case = case.standard(&format!("RFC 4648 section {}", self.section));
        let case = self.codes.into_iter().fold(case, Case::codes);
        let case = self.observed.into_iter().fold(case, Case::observed);
        self.flag.into_iter().fold(case, Case::flag)
    }

    /// Returns the key whose text ends in the required padding, and the vector with the valid text.
    fn sound(&self, format: Format) -> (&'static str, &'static str) {
        match (self.padding, format) {
            (0, _) => ("2048", "bits-2048"),
            (1, _) => ("2048-e257", "exponent-257"),
            (_, Format::Base64Der) => ("4096", "bits-4096"),
            (_, Format::OpenSsh | Format::Rfc4716) => ("1024", "bits-1024"),
        }
    }
}

/// A position that is in the middle of a line in every format, and inside a group of four
/// characters.
const INSIDE: usize = 98;

/// Inserts `what` into the text at [`INSIDE`].
fn with_inside(text: &str, what: &str) -> String {
    let (before, after) = text.split_at(INSIDE);
    format!("{before}{what}{after}")
}
