//! Known failures: what an implementation is known to get wrong, held against what it does.
//!
//! A list that is no longer true hides what it should show. So it is taken at its word: an entry says which
//! vector fails and in which way, and whatever isn't so is a finding of its own, be it for the better.
//! Of vectors that were not run, nothing is said. A list may name the versions that it holds for; of another one,
//! what is new or gone is reported, and only a wrong answer is a failure.
//!
//! What a list looks like as a file is in [`mod@file`].

pub mod file;
mod version;
mod update;

pub use update::updated;
pub use version::OtherVersion;

use crate::vector::Suite;
use crate::verdict::{FailureKind, Judgement, VectorResult, Verdict};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How the reason begins of an entry that nobody has explained yet.
const UNEXPLAINED: &str = "TODO";

/// The failures that an implementation is known to have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// Where the JSON Schema of its file is, as the file has it.
    pub schema: Option<String>,
    /// The versions of the implementation that it holds for, as that tells them; any, if there are none.
    pub versions: Vec<String>,
    /// The entries. An exact id goes before a pattern, and a pattern before those below it.
    pub entries: Vec<Entry>,
}

/// One vector that is known to fail, or several that do so in the same way and for the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub scope: Scope,
    /// In which way.
    pub failure: FailureKind,
    /// The number of the step of a scenario with which it fails.
    pub step: Option<usize>,
    /// Why.
    pub reason: String,
    /// Where to read more: a bug report, for instance.
    pub link: Option<String>,
}

/// Which vectors an entry is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The one of this id.
    Id(String),
    /// Those whose ids match a pattern.
    Glob {
        /// The pattern.
        pattern: String,
        /// The ids in the suite that match it.
        ids: BTreeSet<String>,
    },
}

/// What a list and a run say of each other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// How many entries the list has.
    pub entries: usize,
    /// How many of them nobody has explained yet.
    pub unexplained: usize,
    /// Whether the list is of other versions than what was put to the test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_version: Option<OtherVersion>,
    /// The vectors that fail as listed.
    pub known: Vec<Listed>,
    /// The vectors that are listed and pass.
    pub fixed: Vec<Listed>,
    /// The vectors that are listed, and neither fail in that way nor pass.
    pub changed: Vec<Changed>,
    /// The entries that are about nothing.
    pub stale: Vec<Stale>,
}

/// A vector that was run, and what the list says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The vector.
    pub id: String,
    /// The pattern by which it is listed, if not by its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub glob: Option<String>,
    /// In which way it is known to fail.
    pub failure: FailureKind,
    /// The number of the step of a scenario with which it is known to fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// Why it fails.
    pub reason: String,
    /// Where to read more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// A vector with which it is no longer as listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// What the list says of it.
    pub listed: Listed,
    /// What came of it: the way in which it fails, or else the verdict, in words.
    pub now: String,
}

/// An entry that is about nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stale {
    /// Its id or pattern.
    pub entry: String,
    /// Why.
    pub why: StaleReason,
}

/// Why an entry is about nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StaleReason {
    /// The suite has no such vector.
    NoVector,
    /// Entries that go before it are about all its vectors.
    Covered,
    /// All its vectors were run, and none was put to the test.
    NeverTested,
}

/// What a listed vector came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ListStatus {
    Known,
    Fixed,
    Changed,
    /// Nothing is known of it.
    Untold,
}

impl List {
    /// The entry that is about a vector, for each that the list covers.
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

    /// The entry that is about the vector of this id.
    pub(crate) fn about(&self, id: &str) -> Option<&Entry> {
        let exact = |entry: &&Entry| matches!(&entry.scope, Scope::Id(own) if own == id);
        let matching =
            |entry: &&Entry| matches!(&entry.scope, Scope::Glob { ids, .. } if ids.contains(id));
        self.entries.iter().find(exact).or_else(|| self.entries.iter().find(matching))
    }

    /// How many entries nobody has explained yet.
    #[must_use]
    pub fn unexplained(&self) -> usize {
        self.entries.iter().filter(|entry| !is_explanation(&entry.reason)).count()
    }
}

/// Whether a reason says why: one that a program filled in doesn't.
#[must_use]
pub fn is_explanation(reason: &str) -> bool {
    !reason.trim_start().starts_with(UNEXPLAINED)
}

/// Holds a list against the results of a run, and turns the verdicts on what is listed into [`Verdict::Known`]
/// and [`Verdict::Fixed`] where that is what they are.
#[must_use]
pub fn compare(list: &List, suite: &Suite, results: &mut [VectorResult<'_>]) -> Findings {
    let covered = list.by_vector();
    let (entries, unexplained) = (list.entries.len(), list.unexplained());
    let mut findings = Findings { entries, unexplained, ..Findings::default() };
    let mut standings: BTreeMap<&str, ListStatus> = BTreeMap::new();
    for VectorResult { vector, judgement } in results {
        let entry = covered.get(vector.id.as_str()).and_then(|index| list.entries.get(*index));
        let Some(entry) = entry else { continue };
        let standing = entry.standing(judgement);
        let listed = || entry.of_vector(&vector.id);
        match standing {
            ListStatus::Known => {
                judgement.verdict = Verdict::Known;
                findings.known.push(listed());
            }
            ListStatus::Fixed => {
                judgement.verdict = Verdict::Fixed;
                findings.fixed.push(listed());
            }
            ListStatus::Changed => {
                findings.changed.push(Changed { listed: listed(), now: in_words(judgement) });
            }
            // Never asked: that ends a run otherwise.
            ListStatus::Untold if judgement.not_run.is_some() => continue,
            ListStatus::Untold => {}
        }
        standings.insert(&vector.id, standing);
    }
    for (index, entry) in list.entries.iter().enumerate() {
        let is_own = |id: &&str| covered.get(id) == Some(&index);
        let of = |id: &str| standings.get(id).copied();
        let why = entry.staleness(suite, &is_own, &of);
        findings.stale.extend(why.map(|why| Stale { entry: entry.scope.name().to_owned(), why }));
    }
    findings
}

impl Entry {
    /// How a vector stands that this entry is about.
    fn standing(&self, judgement: &Judgement) -> ListStatus {
        let is_exact = matches!(self.scope, Scope::Id(_));
        if judgement.not_run.is_some() {
            return ListStatus::Untold;
        }
        match (judgement.verdict, judgement.failure) {
            (Verdict::Pass, _) => ListStatus::Fixed,
            // A story fails with a step; a pattern is about several.
            (_, Some(kind)) if kind == self.failure => {
                let same_step = !is_exact || judgement.step == self.step;
                if same_step { ListStatus::Known } else { ListStatus::Changed }
            }
            // That this one fails was said; of a pattern, that those fail which can be put to the test.
            (_, None) if !is_exact => ListStatus::Untold,
            _ => ListStatus::Changed,
        }
    }

    /// Why this entry is about nothing, if it is.
    fn staleness(
        &self,
        suite: &Suite,
        is_own: &dyn Fn(&&str) -> bool,
        of: &dyn Fn(&str) -> Option<ListStatus>,
    ) -> Option<StaleReason> {
        let ids = match &self.scope {
            Scope::Id(id) => return suite.find(id).is_none().then_some(StaleReason::NoVector),
            Scope::Glob { ids, .. } => ids,
        };
        if ids.is_empty() {
            return Some(StaleReason::NoVector);
        }
        let own: Vec<&str> = ids.iter().map(String::as_str).filter(is_own).collect();
        if own.is_empty() {
            return Some(StaleReason::Covered);
        }
        let untested = own.iter().all(|id| of(id) == Some(ListStatus::Untold));
        untested.then_some(StaleReason::NeverTested)
    }

    fn of_vector(&self, id: &str) -> Listed {
        let glob = match &self.scope {
            Scope::Id(_) => None,
            Scope::Glob { pattern, .. } => Some(pattern.clone()),
        };
        let Self { failure, step, reason, link, .. } = self.clone();
        Listed { id: id.to_owned(), glob, failure, step, reason, link }
    }
}

impl Scope {
    /// The id or the pattern.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Glob { pattern, .. } => pattern,
        }
    }
}

impl Findings {
    /// Whether the list is true: every vector of it fails as listed, and every entry is about one.
    #[must_use]
    pub const fn is_true(&self) -> bool {
        self.fixed.is_empty() && self.changed.is_empty() && self.stale.is_empty()
    }
}

impl Listed {
    /// In which way it is known to fail, in words.
    #[must_use]
    pub fn in_words(&self) -> String {
        failing(self.failure, self.step)
    }
}

impl StaleReason {
    /// Why, in words.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::NoVector => "there is no such vector",
            Self::Covered => "other entries are about all that it matches",
            Self::NeverTested => "nothing that it matches was put to the test",
        }
    }
}

fn in_words(judgement: &Judgement) -> String {
    let verdict = || judgement.verdict.to_string();
    judgement.failure.map_or_else(verdict, |kind| failing(kind, judgement.step))
}

fn failing(kind: FailureKind, step: Option<usize>) -> String {
    step.map_or_else(|| kind.to_string(), |step| format!("{kind} at step {step}"))
}

#[cfg(test)]
mod tests;
