//! Compares a list with the results of a run.

use super::{Entry, List, OtherVersion, Scope};
use crate::vector::Suite;
use crate::verdict::{FailureKind, Judgement, VectorResult, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// The result of a comparison of a list with a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// The number of entries in the list.
    pub entries: usize,
    /// The number of entries that nobody has explained yet.
    pub unexplained: usize,
    /// Set if the list doesn't apply to the tested version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_version: Option<OtherVersion>,
    /// The vectors that fail as listed.
    pub known: Vec<Listed>,
    /// The vectors that are listed but pass.
    pub fixed: Vec<Listed>,
    /// The vectors that are listed, but neither pass nor fail as listed.
    pub changed: Vec<Changed>,
    /// The entries that have no effect.
    pub stale: Vec<Stale>,
}

/// A vector that was run and is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The id of the vector.
    pub id: String,
    /// The pattern of the entry, if the vector isn't listed by its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub glob: Option<String>,
    /// The known kind of failure.
    pub failure: FailureKind,
    /// The number of the step at which a scenario is known to fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// The reason for the failure.
    pub reason: String,
    /// A link to more information.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// A vector that no longer behaves as listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// The listed behaviour.
    pub listed: Listed,
    /// The current kind of failure, or the verdict if there is no failure, in words.
    pub now: String,
}

/// An entry that has no effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stale {
    /// The id or the pattern of the entry.
    pub entry: String,
    /// Why the entry is stale.
    pub why: StaleReason,
}

/// The reason why an entry is stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StaleReason {
    /// The suite has no such vector.
    NoVector,
    /// Entries with a higher priority are about all its vectors.
    Covered,
    /// All its vectors were run, but none of them could be tested.
    NeverTested,
}

/// The status of a listed vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ListStatus {
    Known,
    Fixed,
    Changed,
    /// The run shows neither that the entry is right nor that it is wrong.
    NotRun,
}

/// Compares a list with the results of a run. Changes the verdicts on listed vectors to
/// [`Verdict::Known`] or [`Verdict::Fixed`] where they apply.
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
                findings.changed.push(Changed { listed: listed(), now: describe(judgement) });
            }
            // The vector was never run, so its entry must not become stale.
            ListStatus::NotRun if judgement.not_run.is_some() => continue,
            ListStatus::NotRun => {}
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
    /// Returns the status of a vector that this entry is about.
    fn standing(&self, judgement: &Judgement) -> ListStatus {
        let is_exact = matches!(self.scope, Scope::Id(_));
        if judgement.not_run.is_some() {
            return ListStatus::NotRun;
        }
        match (judgement.verdict, judgement.failure) {
            (Verdict::Pass, _) => ListStatus::Fixed,
            // Scenarios of one pattern may fail at different steps, so only an exact entry compares the
            // step.
            (_, Some(kind)) if kind == self.failure => {
                let same_step = !is_exact || judgement.step == self.step;
                if same_step { ListStatus::Known } else { ListStatus::Changed }
            }
            // An exact entry states that its vector fails. A pattern states it only for the vectors
            // that can be tested.
            (_, None) if !is_exact => ListStatus::NotRun,
            _ => ListStatus::Changed,
        }
    }

    /// Returns why this entry is stale, if it is.
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
        let untested = own.iter().all(|id| of(id) == Some(ListStatus::NotRun));
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

impl Findings {
    /// Whether the list is correct: every listed vector that was run fails as listed, and no entry is
    /// stale.
    #[must_use]
    pub const fn is_true(&self) -> bool {
        self.fixed.is_empty() && self.changed.is_empty() && self.stale.is_empty()
    }
}

impl fmt::Display for Listed {
    /// Describes the known kind of failure.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&failing(self.failure, self.step))
    }
}

impl fmt::Display for StaleReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoVector => "there is no such vector",
            Self::Covered => "other entries cover all vectors that it matches",
            Self::NeverTested => "no vector that it matches was tested",
        })
    }
}

fn describe(judgement: &Judgement) -> String {
    let verdict = || judgement.verdict.to_string();
    judgement.failure.map_or_else(verdict, |kind| failing(kind, judgement.step))
}

fn failing(kind: FailureKind, step: Option<usize>) -> String {
    step.map_or_else(|| kind.to_string(), |step| format!("{kind} at step {step}"))
}
