//! The notices about comparisons that differ from the vectors, from their evidence, or from the known
//! disagreements.
//!
//! A new version of a tool may accept more or less than the old one. That is no fault of the suite: it is
//! reported, and nothing fails. A tool that reads another key or value is a fault, whatever its version.

use crate::comparison::{Comparison, Pair};
use crate::disagreement::{self, Difference, Disagreement};
use crate::{Oracle, files};
use keyproof::vector::{Suite, Vector};
use std::collections::BTreeSet;

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The tool or the suite is wrong.
    Fault(String),
    /// A tool of another version than in the evidence behaves differently.
    VersionChange(String),
}

/// A known disagreement, and one of its oracles, whose installed version must show it.
#[derive(Debug, Clone, Copy)]
pub struct ExpectedDisagreement {
    /// The oracle.
    pub oracle: Oracle,
    /// The disagreement.
    pub known: &'static Disagreement,
}

/// Returns the version of an oracle, if the evidence has another one.
#[must_use]
pub fn other_version(suite: &Suite, oracle: Oracle) -> Option<String> {
    let mut confirmed = suite.vectors.iter().flat_map(Vector::confirmed_by);
    let (_, recorded) = confirmed.find(|(name, _)| *name == oracle.name())?;
    let version = oracle.version();
    (version != recorded).then(|| format!("{version}, where the evidence has {recorded}"))
}

/// Returns every known disagreement with each of its oracles, except for those of other versions.
#[must_use]
pub fn expected_disagreements() -> Vec<ExpectedDisagreement> {
    let mut expected = Vec::new();
    for known in disagreement::known() {
        let oracles = known.oracles.iter().filter_map(|name| Oracle::named(name));
        let is_about = |oracle: &Oracle| oracle.missing().is_some() || known.is_about(*oracle);
        let oracles = oracles.filter(is_about);
        expected.extend(oracles.map(|oracle| ExpectedDisagreement { oracle, known }));
    }
    expected
}

/// Returns notices about known disagreements that did not occur, each with its flag: they could hide a new
/// one. Oracles that were not asked about everything are left out.
pub fn needless(
    suite: &Suite,
    pairs: &[Pair<'_>],
    comparisons: &[Comparison],
) -> Vec<(&'static str, Notice)> {
    let compared = || pairs.iter().zip(comparisons);
    let occurred: BTreeSet<(Oracle, Difference, &str)> = compared()
        .filter_map(|(pair, comparison)| match comparison {
            Comparison::Explained { difference, flag } => {
                Some((pair.oracle, *difference, flag.as_str()))
            }
            _ => None,
        })
        .collect();
    let is_incomplete = |oracle: Oracle| {
        compared().any(|(pair, comparison)| {
            pair.oracle == oracle
                && matches!(comparison, Comparison::Missing(_) | Comparison::Failed(_))
        })
    };
    let is_needless = |expected: &ExpectedDisagreement| {
        let ExpectedDisagreement { oracle, known } = expected;
        !occurred.contains(&(*oracle, known.difference, known.flag.as_str()))
            && !is_incomplete(*oracle)
    };
    let needless = expected_disagreements().into_iter().filter(is_needless);
    needless.map(|expected| (expected.known.flag.as_str(), expected.needless(suite))).collect()
}

/// Returns a fault, or for another version of the oracle, a change between versions.
fn notice(suite: &Suite, oracle: Oracle, what: String) -> Notice {
    match other_version(suite, oracle) {
        Some(version) => Notice::VersionChange(format!("{version}: {what}")),
        None => Notice::Fault(what),
    }
}

impl ExpectedDisagreement {
    /// Returns the notice if it did not occur.
    #[must_use]
    pub fn needless(&self, suite: &Suite) -> Notice {
        let Self { oracle, known } = self;
        let difference = known.difference;
        notice(
            suite,
            *oracle,
            format!("disagreements.json says that {oracle} {difference}, but it never does"),
        )
    }
}

impl Pair<'_> {
    /// Returns a notice if a comparison differs from the vector or its evidence.
    #[must_use]
    pub fn notice(&self, suite: &Suite, comparison: &Comparison) -> Option<Notice> {
        let what = self.fault(comparison)?;
        let is_wrong_value = matches!(
            comparison,
            Comparison::Unexplained { difference: Difference::ReadsAnother, .. }
        );
        Some(if is_wrong_value { Notice::Fault(what) } else { notice(suite, self.oracle, what) })
    }

    /// Describes how a comparison differs from the vector or its evidence.
    fn fault(&self, comparison: &Comparison) -> Option<String> {
        let Self { oracle, vector } = self;
        let tool = format!("{oracle} ({})", oracle.version());
        match comparison {
            Comparison::Unexplained { difference, expected, answer } => Some(format!(
                "{tool} {difference}, and no known disagreement explains it\n\
                 expected: {expected}\n{oracle}: {answer}\nby hand: {}",
                files::by_hand(*oracle, vector)
            )),
            Comparison::Failed(reason) => Some(reason.clone()),
            Comparison::Confirms if !self.is_recorded() => {
                Some(format!("{tool} confirms it, but the evidence doesn't say so"))
            }
            Comparison::NoInformation | Comparison::Explained { .. } if self.is_recorded() => {
                Some(format!("the evidence says that {oracle} confirmed it, but {tool} doesn't"))
            }
            _ => None,
        }
    }
}

impl Notice {
    /// Returns the text of a fault.
    #[must_use]
    pub fn fault(self) -> Option<String> {
        match self {
            Self::Fault(what) => Some(what),
            Self::VersionChange(_) => None,
        }
    }

    /// Returns the text of a change between versions.
    #[must_use]
    pub fn version_change(self) -> Option<String> {
        match self {
            Self::VersionChange(what) => Some(what),
            Self::Fault(_) => None,
        }
    }
}
