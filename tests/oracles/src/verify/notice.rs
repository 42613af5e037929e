//! What is to be said of findings that are not as the suite and its evidence have them: a fault, or a
//! difference between versions of a tool.
//!
//! Tools change with their versions: they take more than before, or less. That says something of the tool and
//! nothing of the suite, so it is reported and fails nothing. That a tool reads another key or another value is a
//! fault, whichever version it is of.

use super::{BY_HAND, Comparison, Pair};
use crate::Oracle;
use crate::disagreement::{self, Difference, Disagreement};
use keyproof::vector::{Suite, Vector};
use std::collections::BTreeSet;

/// What is to be said of a finding, or of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The answer or the suite is wrong.
    Fault(String),
    /// A tool of another version than the evidence has says something else than that one said.
    VersionChange(String),
}

/// An oracle on a line of a note that explains a disagreement.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// The oracle.
    pub oracle: Oracle,
    /// The line.
    pub disagreement: &'a Disagreement,
}

/// The version of an oracle, if it isn't the one whose answers stand in the evidence.
#[must_use]
pub fn other_version(suite: &Suite, oracle: Oracle) -> Option<String> {
    let mut confirmed = suite.vectors.iter().flat_map(Vector::confirmed_by);
    let (_, recorded) = confirmed.find(|(name, _)| *name == oracle.name())?;
    let version = oracle.version();
    (version != recorded).then(|| format!("{version}, where the evidence has {recorded}"))
}

/// Every explanation of a disagreement, once for each of its oracles that is here in a version that it is about.
#[must_use]
pub fn lines() -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for disagreement in disagreement::known() {
        let oracles = disagreement.oracles.iter().filter_map(|name| Oracle::named(name));
        let is_about =
            |oracle: &Oracle| oracle.missing().is_some() || disagreement.is_about(*oracle);
        lines.extend(oracles.filter(is_about).map(|oracle| Line { oracle, disagreement }));
    }
    lines
}

/// Explanations of disagreements that there are none of, by their flags: they would hide one that comes. Only of
/// an oracle that gave an answer of everything it is known that it doesn't need one.
#[must_use]
pub fn needless(
    suite: &Suite,
    pairs: &[Pair<'_>],
    findings: &[Comparison],
) -> Vec<(&'static str, Notice)> {
    let found = || pairs.iter().zip(findings);
    let explained: BTreeSet<(Oracle, Difference, &str)> = found()
        .filter_map(|(pair, finding)| match finding {
            Comparison::Explained { difference, flag } => {
                Some((pair.oracle, *difference, flag.as_str()))
            }
            _ => None,
        })
        .collect();
    let is_quiet = |oracle: Oracle| {
        found().any(|(pair, finding)| {
            pair.oracle == oracle
                && matches!(finding, Comparison::Missing(_) | Comparison::Failed(_))
        })
    };
    let is_needless = |line: &Line<'_>| {
        !explained.contains(&(
            line.oracle,
            line.disagreement.difference,
            line.disagreement.flag.as_str(),
        )) && !is_quiet(line.oracle)
    };
    let lines = lines().into_iter().filter(is_needless);
    lines.map(|line| (line.disagreement.flag.as_str(), line.needless(suite))).collect()
}

impl Line<'_> {
    /// What is to be said if no vector needs it.
    #[must_use]
    pub fn needless(&self, suite: &Suite) -> Notice {
        let does = self.disagreement.difference.in_words();
        let what = format!("its note says that {} {does}, which it never does", self.oracle);
        match other_version(suite, self.oracle) {
            Some(version) => Notice::VersionChange(format!("{version}: {what}")),
            None => Notice::Fault(what),
        }
    }
}

impl Pair<'_> {
    /// What is to be said of a finding, if it is not as the vector and its evidence have it.
    #[must_use]
    pub fn notice(&self, suite: &Suite, finding: &Comparison) -> Option<Notice> {
        let what = self.difference(finding)?;
        let is_always_a_fault =
            matches!(finding, Comparison::Unexplained { difference: Difference::ReadsAnother, .. });
        let version = if is_always_a_fault { None } else { other_version(suite, self.oracle) };
        Some(match version {
            Some(version) => Notice::VersionChange(format!("{version}: {what}")),
            None => Notice::Fault(what),
        })
    }

    /// How a finding differs from the vector, or from its evidence.
    fn difference(&self, finding: &Comparison) -> Option<String> {
        let Self { oracle, .. } = self;
        match finding {
            Comparison::Unexplained { difference, expected, answer, by_hand } => Some(format!(
                "{oracle} ({}) {}, and no flag of the vector says why\n\
                 the vector {expected}\n{oracle} {answer}\n{BY_HAND}\n{by_hand}",
                oracle.version(),
                difference.in_words()
            )),
            Comparison::Failed(reason) => Some(reason.clone()),
            Comparison::Confirms if !self.is_recorded() => {
                Some(format!("{oracle} confirms it, and the vector's evidence doesn't say so"))
            }
            Comparison::NoInformation | Comparison::Explained { .. } if self.is_recorded() => {
                Some(format!(
                    "the evidence says that {oracle} confirmed it, which {oracle} ({}) doesn't",
                    oracle.version()
                ))
            }
            _ => None,
        }
    }
}

impl Notice {
    /// The text of a fault.
    #[must_use]
    pub fn fault(self) -> Option<String> {
        match self {
            Self::Fault(what) => Some(what),
            Self::VersionChange(_) => None,
        }
    }

    /// The text of a change between versions.
    #[must_use]
    pub fn version_change(self) -> Option<String> {
        match self {
            Self::VersionChange(what) => Some(what),
            Self::Fault(_) => None,
        }
    }
}
