//! Text as a terminal shows it, and a shell takes it.
//!
//! Colours are always written here; whether they get through is decided where the text goes out.

use anstyle::{AnsiColor, Style};

/// A heading.
pub(crate) const HEADING: Style = Style::new().bold();
/// What is as it should be.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// What isn't.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What deserves a look.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default();
/// What stands beside the matter.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// What can be typed.
pub(crate) const COMMAND: Style = AnsiColor::Cyan.on_default();

/// Text in a style.
pub(crate) fn painted(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// A word as a shell takes it.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_what_a_shell_would_take_apart() {
        assert_eq!(quoted("import/openssh"), "import/openssh");
        assert_eq!(quoted("import/*"), "'import/*'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
