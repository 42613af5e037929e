//! Text as a terminal shows it: colour.
//!
//! Colours are always written here; whether they get through is decided where the text goes out.

pub(crate) use crate::text::{WIDTH, counted, escaped, printable, quoted, row};

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
