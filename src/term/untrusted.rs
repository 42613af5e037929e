//! Text from outside: output of an adapter or a command, replies of a service, file names, arguments.
//!
//! A terminal interprets control characters. Characters that change the direction of text mislead a reader.
//! So text from outside is always shown escaped.

use super::printable;
use std::fmt;
use std::path::{Path, PathBuf};

/// Text from outside. Both `Display` and `Debug` escape it, so an error message can't show it raw.
#[derive(Clone, PartialEq, Eq)]
pub struct Untrusted(String);

impl Untrusted {
    /// Takes the `Display` text of a value.
    pub(crate) fn of(value: &impl fmt::Display) -> Self {
        Self(value.to_string())
    }

    /// Returns the text without escapes, for code that compares it or runs it.
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
    /// Quotes the text. The escapes are those of a Rust string, which include every control character.
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
    fn untrusted_text_is_always_escaped() {
        let obeyed = "a\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{2066}é\n";
        let shown = "a\\u{1b}]0;x\\u{7}\\u{9b}31m\\u{202e}\\u{2066}é\\n";
        let text = Untrusted::from(obeyed);
        assert_eq!(text.to_string(), shown);
        assert_eq!(format!("{text:?}"), format!("\"{shown}\""));
        assert_eq!(Untrusted::from(Path::new(obeyed)), text);
        assert_eq!(Untrusted::of(&obeyed), text);
    }
}
