//! Known failures: compares a list of the known failures of an implementation with the results of a
//! run.
//!
//! An outdated list hides new failures. So each entry states which vector fails and how, and every
//! deviation is reported, even an improvement. Vectors that were not run are not reported. A list may
//! name the versions of the implementation that it applies to. For another version, new and missing
//! failures are reported, but only a wrong value fails the run.
//!
//! [`mod@file`] describes the file format of a list.

pub mod file;
mod comparison;
mod version;
mod update;

pub use comparison::{Changed, Findings, Listed, Stale, StaleReason, compare};
pub use update::updated;
pub use version::OtherVersion;

use crate::verdict::FailureKind;
use std::collections::{BTreeMap, BTreeSet};

/// The start of the reason of an entry that nobody has explained yet.
const UNEXPLAINED: &str = "TODO";

/// The known failures of an implementation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// The location of the JSON Schema, as the file states it.
    pub schema: Option<String>,
    /// The versions that the list applies to, spelled as the implementation reports them. If empty, the
    /// list applies to all versions.
    pub versions: Vec<String>,
    /// The entries. An exact id has priority over a pattern, and an earlier pattern over a later one.
    pub entries: Vec<Entry>,
}

/// One vector that is known to fail, or several that fail in the same way and for the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The vectors of the entry.
    pub scope: Scope,
    /// The kind of failure.
    pub failure: FailureKind,
    /// The number of the step at which a scenario fails.
    pub step: Option<usize>,
    /// The reason for the failure.
    pub reason: String,
    /// A link to more information, such as a bug report.
    pub link: Option<String>,
}

/// The vectors that an entry is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The vector with this id.
    Id(String),
    /// The vectors whose ids match a pattern.
    Glob {
        /// The pattern.
        pattern: String,
        /// The ids of the suite that match the pattern.
        ids: BTreeSet<String>,
    },
}

impl List {
    /// Returns the index of the entry for each vector that the list covers.
    fn by_vector(&self) -> BTreeMap<&str, usize> {
        let mut covered = BTreeMap::new();
        for (index, entry) in self.entries.iter().enumerate() {
            if let Scope::Id(id) = &entry.scope {
                covered.entry(id.as_str()).or_insert(index);
            }
        }
        for (index, entry) in self.entries.iter().enumerate() {
            if let Scope::Glob { ids, .. } = &entry.scope {
                for id in ids {
                    covered.entry(id.as_str()).or_insert(index);
                }
            }
        }
        covered
    }

    /// Returns the entry about the vector with this id.
    #[cfg(any(feature = "cli", feature = "harness"))]
    pub(crate) fn about(&self, id: &str) -> Option<&Entry> {
        let exact = |entry: &&Entry| matches!(&entry.scope, Scope::Id(own) if own == id);
        let matching =
            |entry: &&Entry| matches!(&entry.scope, Scope::Glob { ids, .. } if ids.contains(id));
        self.entries.iter().find(exact).or_else(|| self.entries.iter().find(matching))
    }

    /// Returns the number of entries that nobody has explained yet.
    #[must_use]
    pub fn unexplained(&self) -> usize {
        self.entries.iter().filter(|entry| !is_explanation(&entry.reason)).count()
    }
}

/// Whether a reason is an explanation. A reason that this program filled in isn't.
#[must_use]
pub fn is_explanation(reason: &str) -> bool {
    !reason.trim_start().starts_with(UNEXPLAINED)
}

impl Scope {
    /// Returns the id or the pattern.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Glob { pattern, .. } => pattern,
        }
    }
}

#[cfg(test)]
mod tests;
