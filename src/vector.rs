//! Test vectors: the input for an implementation, the expected result, and the reason for it.
//!
//! The vectors are JSON files in `vectors/`, usable from any language. [`embedded`] returns the vectors
//! built into this program; [`load`] reads a directory. [`mod@file`] describes the file format.

mod placeholder;
pub mod file;
mod question;
pub mod scenario;
mod read;
mod load;

pub use load::{embedded, embedded_entries, keys_file, load, load_entries};
pub use question::{Expect, KeyFile, PrivateKeyValues, PublicKeyValues, Question};
pub use scenario::Scenario;

use crate::api::KeyFormat;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The maximum size of a vector file, in bytes.
const MAX_FILE: u64 = 16 << 20;

/// One vector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vector {
    /// `area/fault-or-feature`. An id never changes.
    pub id: String,
    /// The rule under test, then the rules that the vector builds on.
    pub rules: Vec<String>,
    /// The purpose of the vector, in one sentence.
    pub comment: String,
    /// For vectors that may be refused: the valid vectors that differ from this one only in the one
    /// fault. There is one in the format of the file, or one in each format if the file is in no
    /// format.
    pub twins: Vec<String>,
    /// The format of the key file, if an implementation reads it or may accept it.
    pub format: Option<KeyFormat>,
    /// The actions for the implementation, and the expected results.
    pub test: Test,
    /// The flags. The suite's notes explain each flag.
    pub flags: Vec<String>,
    /// The evidence for the expectation.
    pub evidence: file::Evidence,
}

/// What a vector asks of an implementation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// A question about a file.
    Question(Question),
    /// Several steps, one after the other, in an account that is empty at first.
    Scenario(Scenario),
}

/// All vectors of a directory, and the notes on their flags.
#[derive(Debug, Clone, Default)]
pub struct Suite {
    /// The vectors, sorted by id.
    pub vectors: Vec<Vector>,
    /// The notes by flag.
    pub notes: BTreeMap<String, file::Note>,
}

/// An error that occurs when vectors are loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// A file or directory can't be read.
    #[error("{}: {reason}", path.display())]
    Unreadable {
        /// The path of the file or directory.
        path: PathBuf,
        /// The error of the operating system.
        reason: std::io::Error,
    },
    /// A file is longer than any vector file may be.
    #[error("{}: longer than {MAX_FILE} bytes, the maximum for a vector file", path.display())]
    TooLong {
        /// The path of the file.
        path: PathBuf,
    },
    /// A file isn't JSON, or doesn't have the format of a vector file.
    #[error("{}: {reason}", path.display())]
    Form {
        /// The path of the file.
        path: PathBuf,
        /// The error of the JSON parser, with line and column.
        reason: serde_json::Error,
    },
    /// A file has another number of vectors than it says.
    #[error("{}: \"count\" is {count}, but the file has {found} vectors", path.display())]
    Count {
        /// The path of the file.
        path: PathBuf,
        /// The number that the file says.
        count: usize,
        /// The number of vectors in the file.
        found: usize,
    },
    /// A vector contradicts itself or the rest of the suite.
    #[error("{}: {id}: {reason}", path.display())]
    Vector {
        /// The path of the file.
        path: PathBuf,
        /// The id of the vector.
        id: String,
        /// What is wrong with the vector.
        reason: String,
    },
    /// A directory has no vector files.
    #[error("{}: no vector files (*.json) in this directory", path.display())]
    Nothing {
        /// The path of the directory.
        path: PathBuf,
    },
}

impl Suite {
    /// Returns the vector with this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Vector> {
        let index = self.vectors.binary_search_by(|vector| vector.id.as_str().cmp(id)).ok()?;
        self.vectors.get(index)
    }
}

impl Vector {
    /// Returns the rule under test. The vector builds on the other rules that it cites.
    #[must_use]
    pub fn rule(&self) -> &str {
        self.rules.first().map(String::as_str).unwrap_or_default()
    }

    /// Returns the id without its last segment: `import/openssh` for `import/openssh/bits-2048`.
    #[must_use]
    pub fn area(&self) -> &str {
        self.id.rsplit_once('/').map_or(self.id.as_str(), |(area, _)| area)
    }

    /// Returns the question, if the vector is one.
    #[must_use]
    pub const fn question(&self) -> Option<&Question> {
        match &self.test {
            Test::Question(question) => Some(question),
            Test::Scenario(_) => None,
        }
    }

    /// Returns the scenario, if the vector is one.
    #[must_use]
    pub const fn scenario(&self) -> Option<&Scenario> {
        match &self.test {
            Test::Question(_) => None,
            Test::Scenario(scenario) => Some(scenario),
        }
    }

    /// Whether the vector is a public key that every implementation accepts.
    #[must_use]
    pub fn is_valid_key(&self) -> bool {
        self.question().is_some_and(|question| matches!(question.expect, Expect::Accept(_)))
    }

    /// Returns the flags of the points that the documentation leaves open and this vector tests.
    pub fn open_questions(&self) -> impl Iterator<Item = &str> {
        let asked = match &self.test {
            Test::Question(question) => question.expect.flag().into_iter().collect(),
            Test::Scenario(scenario) => scenario.flags().collect::<Vec<_>>(),
        };
        asked.into_iter()
    }

    /// Returns the name and version of each oracle that confirmed the vector.
    pub fn confirmed_by(&self) -> impl Iterator<Item = (&str, &str)> {
        let confirmed = self.evidence.confirmed.iter();
        confirmed.map(|(name, version)| (name.as_str(), version.as_str()))
    }

    /// Whether the vector takes thousands of steps.
    #[must_use]
    pub fn is_expensive(&self) -> bool {
        self.scenario().is_some_and(|scenario| scenario.is_expensive)
    }
}

fn fault(path: &Path, id: &str, reason: String) -> LoadError {
    LoadError::Vector { path: path.to_owned(), id: id.to_owned(), reason }
}
