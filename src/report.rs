//! What came of a run, as data: the one source of what machines and people get to see of it.
//!
//! [`json`] writes it as it is; [`terminal`] lays it out for reading. It holds no time and no path, so that
//! the same run gives the same report.

pub mod json;
#[cfg(feature = "cli")]
pub(crate) mod text;
#[cfg(feature = "cli")]
pub(crate) mod story;
#[cfg(feature = "cli")]
pub mod terminal;

use crate::harness::Shard;
use crate::implementation::Description;
use crate::known::Findings;
use crate::rule;
use crate::vector::Vector;
use crate::verdict::{CaseResult, FailureKind, Taken, Verdict};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The version of this program, and with it of the vectors that are built in.
    pub keyproof: String,
    /// What was put to the test.
    pub implementation: Subject,
    /// The part of the vectors that was run, if it isn't all of them.
    pub shard: Option<Shard>,
    /// How many vectors there were, and how many of each verdict.
    pub summary: Summary,
    /// What a list of known failures and the run say of each other, if there is one.
    pub known_failures: Option<Findings>,
    /// Every rule that a vector of the run cites, in the catalogue's order.
    pub rules: Vec<RuleResult>,
    /// Every question that the documents leave open and that the run put, in the order of the flags.
    pub flags: Vec<FlagResult>,
    /// Every vector of the run, in the order of the ids.
    pub results: Vec<VectorResult>,
    /// The ids of the vectors that were left out because they take thousands of requests: nothing is known of
    /// them, which is not the same as unsupported.
    pub left_out: Vec<String>,
}

/// What was put to the test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// Its name.
    pub name: String,
    /// Its version, if it tells.
    pub version: Option<String>,
    /// What it offers.
    pub capabilities: Vec<String>,
}

/// The number of each verdict. In machine-readable form every verdict is there, zeros too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdicts(BTreeMap<Verdict, usize>);

/// The number of each verdict, and of the vectors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The number of each verdict.
    pub verdicts: Verdicts,
}

/// What came of the vectors that cite a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleResult {
    /// The rule.
    pub id: &'static str,
    /// How many vectors of the run cite it.
    pub vectors: usize,
    /// Their verdicts.
    pub verdicts: Verdicts,
}

/// Which side was taken where the documents are silent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlagResult {
    /// The flag, which a note of the suite explains.
    pub flag: String,
    /// How often each side was taken, by its name.
    pub sides: BTreeMap<String, usize>,
    /// Whether it was never more than one.
    pub consistent: bool,
}

/// What came of one vector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VectorResult {
    /// The vector.
    pub id: String,
    /// The rules that it cites.
    pub rules: Vec<String>,
    /// The verdict.
    #[serde(serialize_with = "verdict_name")]
    pub result: Verdict,
    /// In which way it failed, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureKind>,
    /// What was expected, in words.
    pub expected: String,
    /// What came, in words.
    pub got: String,
    /// Why the vector is there.
    pub comment: String,
    /// Its flags.
    pub flags: Vec<String>,
    /// The side taken on each flag where the documents are silent.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub sides: BTreeMap<String, String>,
    /// The number of the step of a scenario that came out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// Why the implementation was never asked, or not what the vector builds on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_asked: Option<String>,
}

impl Report {
    /// Draws up the report on a run, and on what was left out of it. What it was a part of, and what a list
    /// of known failures says, is for the caller to add.
    #[must_use]
    pub fn new(
        implementation: &Description,
        results: &[CaseResult<'_>],
        left_out: &[&Vector],
    ) -> Self {
        let verdicts = |results: &mut dyn Iterator<Item = &CaseResult<'_>>| {
            let mut verdicts = Verdicts::default();
            results.for_each(|result| verdicts.add(result.judgement.verdict));
            verdicts
        };
        let rules = rule::RULES.iter().filter_map(|rule| {
            let cites =
                |result: &&CaseResult<'_>| result.vector.rules.iter().any(|id| id == rule.id);
            let verdicts = verdicts(&mut results.iter().filter(cites));
            let vectors = verdicts.total();
            (vectors > 0).then_some(RuleResult { id: rule.id, vectors, verdicts })
        });
        Self {
            keyproof: env!("CARGO_PKG_VERSION").to_owned(),
            implementation: Subject::new(implementation),
            shard: None,
            summary: Summary { verdicts: verdicts(&mut results.iter()) },
            known_failures: None,
            rules: rules.collect(),
            flags: flags(results),
            results: results.iter().map(VectorResult::new).collect(),
            left_out: left_out.iter().map(|vector| vector.id.clone()).collect(),
        }
    }

    /// Whether the implementation is conformant, other than as it is known to be; and what is known of it
    /// is so.
    #[must_use]
    pub fn is_as_expected(&self) -> bool {
        let Some(findings) = &self.known_failures else { return self.is_conformant() };
        let is_failure =
            |one: &VectorResult| one.result.is_nonconformance() && findings.counts(one.failure);
        findings.is_acceptable() && !self.results.iter().any(is_failure)
    }

    /// Whether the implementation broke no rule and never broke down, other than as it is known to.
    #[must_use]
    pub fn is_conformant(&self) -> bool {
        self.results.iter().all(|result| !result.result.is_nonconformance())
    }

    /// Whether nothing was put to the test: every vector was unsupported or inconclusive. A shard to which
    /// none belongs did its part.
    #[must_use]
    pub fn is_untested(&self) -> bool {
        let passes =
            |result: &VectorResult| result.result == Verdict::Pass || result.result.is_of_list();
        let is_idle = self.shard.is_some() && self.results.is_empty();
        self.is_conformant() && !self.results.iter().any(passes) && !is_idle
    }

    /// Why there was no asking, for each vector that is inconclusive for that reason.
    pub fn not_asked(&self) -> impl Iterator<Item = &str> {
        self.results.iter().filter_map(|result| result.not_asked.as_deref())
    }
}

impl Subject {
    fn new(description: &Description) -> Self {
        let capabilities = description.capabilities.iter();
        Self {
            name: description.name.clone(),
            version: description.version.clone(),
            capabilities: capabilities.map(ToString::to_string).collect(),
        }
    }
}

impl VectorResult {
    fn new(result: &CaseResult<'_>) -> Self {
        let CaseResult { vector, judgement } = result;
        Self {
            id: vector.id.clone(),
            rules: vector.rules.clone(),
            result: judgement.verdict,
            failure: judgement.failure,
            expected: judgement.expected(vector),
            got: judgement.got.to_string(),
            comment: vector.comment.clone(),
            flags: vector.flags.clone(),
            sides: judgement.sides.iter().map(by_flag).collect(),
            step: judgement.step,
            not_asked: judgement.not_asked.clone(),
        }
    }
}

fn by_flag(taken: &Taken) -> (String, String) {
    (taken.flag.clone(), taken.side.name().to_owned())
}

/// Counts sides by flag; one that was put and on which no side was taken is there as well.
fn flags(results: &[CaseResult<'_>]) -> Vec<FlagResult> {
    let mut flags: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    for CaseResult { vector, judgement } in results {
        for flag in vector.open_questions() {
            flags.entry(flag).or_default();
        }
        for Taken { flag, side } in &judgement.sides {
            let sides = flags.entry(flag).or_default();
            *sides.entry(side.name().to_owned()).or_default() += 1;
        }
    }
    let result = |(flag, sides): (&str, BTreeMap<String, usize>)| FlagResult {
        flag: flag.to_owned(),
        consistent: sides.len() <= 1,
        sides,
    };
    flags.into_iter().map(result).collect()
}

impl Verdicts {
    /// The number of this verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.0.get(&verdict).copied().unwrap_or_default()
    }

    /// The number of all verdicts.
    #[must_use]
    pub fn total(&self) -> usize {
        self.0.values().sum()
    }

    fn add(&mut self, verdict: Verdict) {
        *self.0.entry(verdict).or_default() += 1;
    }
}

impl Serialize for Verdicts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let counts = Verdict::ALL.iter().map(|verdict| (verdict.name(), self.count(*verdict)));
        serializer.collect_map(counts)
    }
}

impl Serialize for Summary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(Verdict::ALL.len() + 1))?;
        for verdict in Verdict::ALL {
            map.serialize_entry(verdict.name(), &self.verdicts.count(verdict))?;
        }
        map.serialize_entry("vectors", &self.verdicts.total())?;
        map.end()
    }
}

fn verdict_name<S: Serializer>(verdict: &Verdict, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(verdict.name())
}
