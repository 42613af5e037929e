//! Names with a run id. Key names and client tokens of a run carry its id, so that no other resource is
//! mistaken for one of the run, listed with it or deleted.
//!
//! Each reset starts a new namespace, whose number is also part of the names. The translation keeps the
//! properties that a vector tests: an empty name stays empty, a leading space stays at the start, and a name
//! of the maximum length or longer keeps its length.

use std::collections::BTreeMap;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::str::FromStr;

/// The start of every name.
const MARK: &str = "keyproof-";

/// The maximum length of a name at services. The translation must not make a longer name valid, or a valid
/// name too long.
const LONGEST: usize = 255;

/// The id of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run(u32);

/// The names of one namespace: those of the vector and those sent.
#[derive(Debug)]
pub(super) struct NameMap {
    prefix: String,
    /// The sent names, each with its original.
    sent: BTreeMap<String, String>,
    /// The originals that are too long for the prefix.
    long: Vec<String>,
}

impl Run {
    /// Creates a random run id (32 bits).
    #[must_use]
    pub fn new() -> Self {
        // The standard library seeds its hash maps from the system's random source.
        let random = RandomState::new().build_hasher().finish().to_be_bytes();
        Self(random.first_chunk().copied().map_or(0, u32::from_be_bytes))
    }

    /// Returns the run of a name, if the name has the form `keyproof-`, eight hexadecimal digits, a hyphen, a
    /// namespace number, a hyphen and any text.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let rest = name.trim_start_matches(' ').strip_prefix(MARK)?;
        let (run, rest) = rest.split_once('-')?;
        let (world, _) = rest.split_once('-')?;
        let is_digit = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_lowercase();
        let is_world = !world.is_empty() && world.len() <= 13 && world.bytes().all(is_digit);
        run.parse().ok().filter(|_| is_world)
    }

    /// Returns the prefix of all names in a namespace.
    pub(super) fn prefix(self, world: u64) -> String {
        format!("{MARK}{self}-{}-", base_36(world))
    }
}

impl Default for Run {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl FromStr for Run {
    type Err = String;

    /// Parses eight lowercase hexadecimal digits.
    fn from_str(text: &str) -> Result<Self, String> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let digits = text.len() == 8 && text.bytes().all(is_digit);
        let number = u32::from_str_radix(text, 16).ok().filter(|_| digits);
        number
            .map(Self)
            .ok_or_else(|| "a run id has eight hexadecimal digits, such as 0123abcd".to_owned())
    }
}

impl NameMap {
    /// Creates an empty map for a namespace.
    pub(super) const fn new(prefix: String) -> Self {
        Self { prefix, sent: BTreeMap::new(), long: Vec::new() }
    }

    /// Returns the prefix of all names in this namespace.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Returns the name to send, and records its original.
    pub(super) fn send(&mut self, original: &str) -> String {
        let sent = self.made(original);
        self.sent.entry(sent.clone()).or_insert_with(|| original.to_owned());
        sent
    }

    /// Translates a filter value so that it matches the same names in this namespace and none in another. A
    /// backslash removes the special meaning of the next character (rule api/describe-filters).
    pub(super) fn send_pattern(&mut self, pattern: &str) -> String {
        match literal(pattern) {
            Some(name) => escaped(&self.send(&name)),
            // The prefix has no special characters.
            None => format!("{}{pattern}", self.prefix),
        }
    }

    /// Returns the original of a received name. Returns `None` if the name is not of this namespace.
    pub(super) fn original(&self, name: &str) -> Option<String> {
        if let Some(original) = self.sent.get(name) {
            return Some(original.clone());
        }
        // The service changed the name. Without the prefix, a report shows the difference.
        name.strip_prefix(&self.prefix).map(str::to_owned)
    }

    /// Replaces each sent name in a text with its original.
    pub(super) fn translated(&self, text: &str) -> String {
        // Longer names come first, because they may contain shorter ones.
        let mut names: Vec<_> = self.sent.iter().filter(|(sent, _)| !sent.is_empty()).collect();
        names.sort_by_key(|(sent, _)| std::cmp::Reverse(sent.len()));
        let translate =
            |text: String, (sent, original): (&String, &String)| text.replace(sent, original);
        names.into_iter().fold(text.to_owned(), translate)
    }

    fn made(&mut self, original: &str) -> String {
        if original.is_empty() {
            return String::new();
        }
        let length = self.prefix.len() + original.len();
        if length <= LONGEST {
            return match original.strip_prefix(' ') {
                Some(rest) => format!(" {}{rest}", self.prefix),
                None => format!("{}{original}", self.prefix),
            };
        }
        // Long originals may differ only in the part that the prefix replaces, so each gets an index.
        let index = self.long.iter().position(|known| known == original);
        let index = index.unwrap_or_else(|| {
            self.long.push(original.to_owned());
            self.long.len() - 1
        });
        let mark = format!("{}{index}-", self.prefix);
        let mut cut = mark.len();
        while !original.is_char_boundary(cut) {
            cut += 1;
        }
        let rest = original.get(cut..).unwrap_or_default();
        let filling = original.len().max(mark.len()) - mark.len() - rest.len();
        format!("{mark}{}{rest}", "x".repeat(filling))
    }
}

/// Returns the only name that a filter value matches, if the value has no wildcard.
fn literal(value: &str) -> Option<String> {
    let mut name = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        name.push(match character {
            '*' | '?' => return None,
            '\\' => characters.next().unwrap_or(character),
            character => character,
        });
    }
    Some(name)
}

/// Returns a filter value that matches only this name.
fn escaped(name: &str) -> String {
    let mut value = String::with_capacity(name.len());
    for character in name.chars() {
        if matches!(character, '*' | '?' | '\\') {
            value.push('\\');
        }
        value.push(character);
    }
    value
}

/// Formats a number with the digits 0 to 9 and a to z.
fn base_36(number: u64) -> String {
    let mut digits = Vec::new();
    let mut rest = number;
    loop {
        let digit = u32::try_from(rest % 36).expect("it is less than 36");
        digits.push(char::from_digit(digit, 36).expect("it is less than 36"));
        rest /= 36;
        if rest == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> NameMap {
        NameMap::new(Run(0x00ab_cdef).prefix(36))
    }

    #[track_caller]
    fn check(original: &str, expected: &str) {
        let mut names = names();
        assert_eq!(names.send(original), expected, "{original:?}");
        assert_eq!(names.original(expected).as_deref(), Some(original));
    }

    #[test]
    fn a_sent_name_keeps_the_properties_of_the_original() {
        check("web", "keyproof-00abcdef-10-web");
        check("", "");
        check(" web", " keyproof-00abcdef-10-web");
        check("web ", "keyproof-00abcdef-10-web ");
        check("schlüssel\n", "keyproof-00abcdef-10-schlüssel\n");
    }

    #[test]
    fn a_long_name_keeps_its_length_and_stays_unique() {
        for length in [234, 235, 255, 256, 300] {
            for letter in ["n", "ü"] {
                let original = letter.repeat(length / letter.len());
                let mut names = names();
                names.send("before");
                let sent = names.send(&original);
                names.send("0");
                let longest = LONGEST.max(original.len());
                assert!(sent.len() <= longest, "{length}");
                assert!(original.len() <= LONGEST || sent.len() == original.len(), "{length}");
                assert_eq!(names.original(&sent), Some(original.clone()));
                let other = format!("o{}", original.get(letter.len()..).unwrap());
                assert_ne!(names.send(&other), sent);
                assert_eq!(names.send(&original), sent);
            }
        }
        let exact = "n".repeat(255);
        assert_eq!(names().send(&exact).len(), 255);
    }

    #[test]
    fn a_name_of_another_namespace_has_no_original() {
        let mut names = names();
        names.send("web");
        for name in ["web", "keyproof-00abcdef-1-web", "keyproof-x", ""] {
            assert_eq!(names.original(name), None, "{name}");
        }
        assert_eq!(names.original("keyproof-00abcdef-10-WEB").as_deref(), Some("WEB"));
        assert_eq!(names.send_pattern("my-*"), "keyproof-00abcdef-10-my-*");
        assert_eq!(names.send_pattern(r"w\*b"), r"keyproof-00abcdef-10-w\*b");
        assert_eq!(names.send_pattern(r"w\*b*"), r"keyproof-00abcdef-10-w\*b*");
        assert_eq!(names.original("keyproof-00abcdef-10-w*b").as_deref(), Some("w*b"));
        assert_eq!(names.send_pattern(r"\\web"), r"keyproof-00abcdef-10-\\web");
        assert_eq!(names.translated("0=keyproof-00abcdef-10-web"), "0=web");
    }

    #[test]
    fn a_run_recognises_only_its_own_names() {
        let run = Run(0x00ab_cdef);
        for name in ["keyproof-00abcdef-0-", " keyproof-00abcdef-1z-web", "keyproof-00abcdef-1-a-b"]
        {
            assert_eq!(Run::of_name(name), Some(run), "{name}");
        }
        for name in [
            "keyproof-x",
            "keyproof-00abcdef",
            "keyproof-00abcdef-web",
            "keyproof-00ABCDEF-1-web",
            "keyproof-0abcdef-1-web",
            "keyproof-00abcdef--web",
            "keyproof-00abcdef-A-web",
            "my-keyproof-00abcdef-1-web",
        ] {
            assert_eq!(Run::of_name(name), None, "{name}");
        }
    }

    #[test]
    fn namespaces_are_numbered_in_base_36() {
        for (number, text) in [(0, "0"), (35, "z"), (36, "10"), (u64::MAX, "3w5e11264sgsf")] {
            assert_eq!(base_36(number), text);
        }
    }
}
