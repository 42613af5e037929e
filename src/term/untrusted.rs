//! Text from outside: what an adapter or a command prints, what a service answers, names of files, arguments.
//!
//! A terminal obeys control characters, and a reader is misled by characters that turn the direction of text around.
//! So text from outside is shown in one way only: escaped.

use super::printable;
use std::fmt;
use std::path::{Path, PathBuf};

/// Text from outside. Both of its forms for people are escaped, so an error message can't show it otherwise.
#[derive(Clone, PartialEq, Eq)]
pub struct Untrusted(String);

impl Untrusted {
    /// What another value says of itself.
    pub(crate) fn of(value: &impl fmt::Display) -> Self {
        Self(value.to_string())
    }

    /// The text as it is, for what compares it or runs it.
    pub(crate) fn raw(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.0))
    }
}

impl fmt::Debug for Untrusted {
    /// Quoted, with the escapes of a Rust string, which include every control character.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl From<&str> for Untrusted {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Untrusted {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&Path> for Untrusted {
    fn from(path: &Path) -> Self {
        Self(path.to_string_lossy().into_owned())
    }
}

impl From<&PathBuf> for Untrusted {
    fn from(path: &PathBuf) -> Self {
        path.as_path().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_outside_has_no_other_form() {
        let obeyed = "a\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{2066}é\n";
        let shown = "a\\u{1b}]0;x\\u{7}\\u{9b}31m\\u{202e}\\u{2066}é\\n";
        let text = Untrusted::from(obeyed);
        assert_eq!(text.to_string(), shown);
        assert_eq!(format!("{text:?}"), format!("\"{shown}\""));
        assert_eq!(Untrusted::from(Path::new(obeyed)), text);
        assert_eq!(Untrusted::of(&obeyed), text);
    }
}
