//! Faults of base64 text (RFC 4648), each in the three formats that are made of it.
//!
//! What the text stands for is always the one right key; only the way it is written is broken.

mod characters;
mod padding;
mod transport;

use super::Group;
use super::case::Case;
use super::keys::{self, Key};
use keyproof::encoding::base64;
use keyproof::format::Format;

/// The codes for material that isn't ASCII, or is too long: the real service blames the parameter.
pub(super) const PARAMETER_CODES: &[&str] =
    &["InvalidKey.Format", "InvalidKeyPair.Format", "InvalidParameterValue"];

/// The files of these vectors.
pub(super) fn files() -> Vec<Group> {
    let group = |path, about: &str, faults: Vec<Fault>| Group {
        path,
        about: about.to_owned(),
        cases: faults.iter().flat_map(Fault::cases).collect(),
    };
    vec![
        group(
            "import/base64-padding",
            "Base64 that ends wrongly: padding, and bits that no octet uses.",
            padding::faults(),
        ),
        group(
            "import/base64-characters",
            "Base64 with characters that are missing, doubled, or none of its alphabet.",
            characters::faults(),
        ),
        group(
            "import/base64-transport",
            "Base64 that was escaped, wrapped or encoded once more on its way.",
            transport::faults(),
        ),
    ]
}

/// A key file with this base64 text in it, in the layout that every tool reads.
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

/// The text in lines of `width` characters, each followed by `ending`.
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

/// The base64 text of a key in a format.
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
    /// With how many `=` the sound text ends.
    padding: usize,
    damage: Damage,
    /// The formats in which the fault can be.
    formats: &'static [Format],
    /// The section of RFC 4648 that forbids it.
    section: &'static str,
    codes: Option<&'static [&'static str]>,
    observed: Option<&'static str>,
    flag: Option<&'static str>,
}

/// How sound text becomes broken.
enum Damage {
    /// Before the text is put into its file.
    Text(fn(&str) -> String),
    /// After.
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

    /// Limits it to these formats.
    fn only_in(self, formats: &'static [Format]) -> Self {
        Self { formats, ..self }
    }

    /// Says that the material isn't ASCII text.
    fn not_ascii(self) -> Self {
        Self { codes: Some(PARAMETER_CODES), ..self }
    }

    /// Says what the real service was seen to do.
    fn observed(self, what: &'static str) -> Self {
        Self { observed: Some(what), ..self }
    }

    /// Adds a flag.
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

    /// The key whose text ends in the padding wanted, and the vector that has it whole.
    fn sound(&self, format: Format) -> (&'static str, &'static str) {
        match (self.padding, format) {
            (0, _) => ("2048", "bits-2048"),
            (1, _) => ("2048-e257", "exponent-257"),
            (_, Format::Base64Der) => ("4096", "bits-4096"),
            (_, Format::OpenSsh | Format::Rfc4716) => ("1024", "bits-1024"),
        }
    }
}

/// A place in the middle of a line of every format, and of a group of four characters.
const INSIDE: usize = 98;

/// The text with this put in at [`INSIDE`].
fn with_inside(text: &str, what: &str) -> String {
    let (before, after) = text.split_at(INSIDE);
    format!("{before}{what}{after}")
}
