//! Colours for a terminal, and quoting for a shell.
//!
//! Colours are always written here. The code that prints the text decides whether to keep them.

use anstyle::{AnsiColor, Style};

pub(crate) const HEADING: Style = Style::new().bold();
/// For an expected result.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// For an unexpected result.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// For a result that needs attention.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default();
/// For secondary text.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// For a command to type.
pub(crate) const COMMAND: Style = AnsiColor::Cyan.on_default();

/// Returns text in a style.
pub(crate) fn painted(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Returns a word, quoted for a shell if needed.
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
    fn quotes_text_that_a_shell_would_split() {
        assert_eq!(quoted("import/openssh"), "import/openssh");
        assert_eq!(quoted("import/*"), "'import/*'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
