//! The error of a command: what failed, where, and what to do about it.

use crate::term::printable;
use crate::vector::LoadError;
use std::fmt::{self, Display};
use std::io;
use std::path::Path;

/// An error that kept a command from doing its work. Text from outside is escaped in every part of it.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    what: String,
    /// What to do, one line each.
    hints: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The command could not do its work.
    CouldNotRun,
    /// The command line is invalid.
    Usage,
}

impl Failure {
    pub(super) fn new(what: impl Display) -> Self {
        let what = printable(&what.to_string());
        Self { kind: Kind::CouldNotRun, what, hints: Vec::new() }
    }

    /// Creates a failure at a file or a directory.
    pub(super) fn at(path: &Path, what: impl Display) -> Self {
        Self::new(format!("{}: {what}", path.display()))
    }

    /// Creates the failure to write to standard output.
    pub(super) fn output(reason: &io::Error) -> Self {
        Self::new(format!("standard output cannot be written: {reason}"))
    }

    /// Creates a failure from clap's message on the command line, which has several lines.
    pub(super) fn usage(message: &str) -> Self {
        Self { kind: Kind::Usage, what: message.to_owned(), hints: Vec::new() }
    }

    /// Adds a line that says what to do.
    pub(super) fn hint(mut self, hint: impl Display) -> Self {
        self.hints.push(printable(&hint.to_string()));
        self
    }

    /// Returns whether the message is clap's.
    pub(super) fn is_usage(&self) -> bool {
        self.kind == Kind::Usage
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        Self::new(error).hint(
            "--vectors needs a directory of vector files, such as `vectors/` in the source code of \
             keyproof",
        )
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        self.hints.iter().try_for_each(|hint| write!(f, "\n  {hint}"))
    }
}

impl std::error::Error for Failure {}
