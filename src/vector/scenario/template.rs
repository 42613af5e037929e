//! Fills the placeholders of texts: `${name}` with the text bound to a name, `${function:name}` with a
//! value computed from that text.

use super::super::placeholder::{OPEN, next_place, split};
use super::answered_key::AnsweredKey;
use crate::api::Action;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;

/// The name of the counter of a step that is performed several times.
pub(in crate::vector) const NUMBER: &str = "n";

/// Computes a value from a text.
type Function = fn(&str) -> Result<String, String>;

/// The functions that placeholders can use, by name.
pub(in crate::vector) const FUNCTIONS: &[(&str, Function)] = &[
    ("base64", |text| Ok(STANDARD.encode(text))),
    // Converts a private key file to its public key as an OpenSSH line without a comment.
    ("openssh", |file| Ok(AnsweredKey::read(file)?.openssh())),
    // Converts a private key file to public key material for an import: an OpenSSH line in base64.
    ("public_key_material", |file| {
        let line = format!("{}\n", AnsweredKey::read(file)?.openssh());
        Ok(STANDARD.encode(line))
    }),
    // Compute the fingerprint that a created or an imported key pair has for this private key file.
    ("created_fingerprint", |file| AnsweredKey::read(file)?.created_fingerprint()),
    ("imported_fingerprint", |file| AnsweredKey::read(file)?.imported_fingerprint()),
];

/// The texts bound to names.
#[derive(Debug, Clone)]
pub struct Bindings<'a> {
    given: &'a BTreeMap<String, String>,
    saved: BTreeMap<String, String>,
}

/// An error that occurs if a placeholder can't be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct Unrenderable {
    /// The placeholder, as the text spells it.
    pub place: String,
    /// Why the placeholder can't be filled.
    pub reason: String,
}

impl<'a> Bindings<'a> {
    /// Starts with the given texts of a scenario.
    #[must_use]
    pub const fn new(given: &'a BTreeMap<String, String>) -> Self {
        Self { given, saved: BTreeMap::new() }
    }

    /// Binds a text to a name.
    pub fn save(&mut self, name: &str, text: String) {
        match self.saved.get_mut(name) {
            Some(known) => *known = text,
            None => _ = self.saved.insert(name.to_owned(), text),
        }
    }

    /// Binds the counter of a step that is performed several times.
    pub fn number(&mut self, number: u32) {
        self.save(NUMBER, number.to_string());
    }

    /// Returns an action with the placeholders in its texts filled.
    ///
    /// # Errors
    /// Returns [`Unrenderable`] for the first placeholder that can't be filled.
    pub fn action(&self, action: &Action) -> Result<Action, Unrenderable> {
        let mut action = action.clone();
        for text in action.texts_mut() {
            if text.contains(OPEN) {
                *text = self.filled(text)?;
            }
        }
        Ok(action)
    }

    /// Returns a text with its placeholders filled.
    ///
    /// # Errors
    /// Returns [`Unrenderable`] for the first placeholder that can't be filled.
    pub fn filled(&self, text: &str) -> Result<String, Unrenderable> {
        if let Some(("", place, "")) = next_place(text) {
            return self.value(place);
        }
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, place, behind)) = next_place(rest) {
            filled.push_str(before);
            filled.push_str(&self.value(place)?);
            rest = behind;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    fn value(&self, place: &str) -> Result<String, Unrenderable> {
        let unrenderable = |reason| Unrenderable { place: format!("${{{place}}}"), reason };
        let (function, name) = split(place);
        let text = self.saved.get(name).or_else(|| self.given.get(name));
        let text = text.ok_or_else(|| unrenderable("this name is not defined".to_owned()))?;
        match function {
            None => Ok(text.clone()),
            Some(function) => {
                let found = FUNCTIONS.iter().find(|(name, _)| *name == function);
                let (_, compute) =
                    found.ok_or_else(|| unrenderable("there is no such function".to_owned()))?;
                compute(text).map_err(unrenderable)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, &str>) {
        let given = [("a", "one"), ("b", "${a}"), ("n", "0")];
        let given = given.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        let mut bindings = Bindings::new(&given);
        bindings.number(7);
        let filled = bindings.filled(text).map_err(|error| error.to_string());
        assert_eq!(filled.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn placeholders_are_filled_once() {
        check("", Ok(""));
        check("$a {a} $ {", Ok("$a {a} $ {"));
        check("${a}", Ok("one"));
        check("x${a}y${a}z${n}", Ok("xoneyonez7"));
        check("${b}", Ok("${a}"));
        check("${base64:a}", Ok("b25l"));
        check("${a", Ok("${a"));
    }

    #[test]
    fn reports_placeholders_without_a_value() {
        check("${c}", Err("${c}: this name is not defined"));
        check("${md5:a}", Err("${md5:a}: there is no such function"));
        let no_key = "${openssh:a}: it is not a PEM file: it doesn't start with a BEGIN line";
        check("${openssh:a}", Err(no_key));
    }
}
