//! What came of a run, as data: the one source of what machines and people get to see of it.
//!
//! [`json`] writes it as it is; [`terminal`] lays it out for reading. It holds no time and no path, so that
//! the same run gives the same report.

pub mod json;
#[cfg(feature = "cli")]
#[cfg(feature = "cli")]
pub(crate) mod scenario;
#[cfg(feature = "cli")]
pub mod terminal;

use crate::harness::{Shard, SharedFault};
use crate::implementation::Description;
use crate::known_failures::Findings;
use crate::rule;
use crate::vector::Vector;
use crate::verdict::{Choice, FailureKind, VectorResult, Verdict};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The version of this program, and with it of the vectors that are built in.
    pub keyproof: String,
    /// What was put to the test.
    pub implementation: TestedImplementation,
    /// The part of the vectors that was run, if it isn't all of them.
    pub shard: Option<Shard>,
    /// How many vectors there were, and how many of each verdict.
    pub summary: Summary,
    /// Why the run ended before its last vector, if it did: the rest is not run.
    pub stopped: Option<String>,
    /// How often the implementation was started again.
    pub restarts: usize,
    /// The faults that no single vector explains. Each of them is a nonconformance.
    pub faults: Vec<SharedFault>,
    /// Whether what is slow is a nonconformance.
    pub strict: bool,
    /// What a list of known failures and the run say of each other, if there is one.
    pub known_failures: Option<Findings>,
    /// Every rule that a vector of the run is about or breaks, in the catalogue's order.
    pub rules: Vec<RuleResult>,
    /// Every question that the documents leave open and that the run put, in the order of the flags.
    pub flags: Vec<FlagResult>,
    /// Every vector of the run, in the order of the ids.
    pub results: Vec<ResultEntry>,
    /// The ids of the vectors that were left out because they take thousands of requests: nothing is known of
    /// them, which is not the same as unsupported.
    pub left_out: Vec<String>,
    /// What the run has made at an endpoint and the service has not deleted.
    pub leftovers: Vec<LeftoverEntry>,
}

/// Something that is left behind at an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftoverEntry {
    /// What it is, such as `key-pair`.
    pub kind: String,
    /// The region that it is in, as the endpoint calls it.
    pub region: String,
    /// Its name or its id, or that of the request for it.
    pub id: String,
    /// Why it was not deleted.
    pub why: String,
}

/// What was put to the test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestedImplementation {
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

/// What came of the vectors that are about a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleResult {
    /// The rule.
    pub id: &'static str,
    /// How many vectors of the run are about it, or break it.
    pub vectors: usize,
    /// Their verdicts. A vector that is about this rule and breaks another one is inconclusive here; one that is
    /// about another rule and breaks this one counts here.
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
pub struct ResultEntry {
    /// The vector.
    pub id: String,
    /// The rule that it is about, then those that it builds on.
    pub rules: Vec<String>,
    /// The verdict.
    #[serde(serialize_with = "verdict_name")]
    pub result: Verdict,
    /// In which way it failed, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureKind>,
    /// The rule that the failure breaks: the one that the vector is about, or another that explains the failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breaks: Option<String>,
    /// The broken rule that the vector builds on, which is why it is inconclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub builds_on: Option<String>,
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
    pub not_run: Option<String>,
}

impl Report {
    /// Draws up the report on a run, and on what was left out of it. What it was a part of, what a list
    /// of known failures says, and what happened beside the results, is for the caller to add.
    #[must_use]
    pub fn new(
        implementation: &Description,
        results: &[VectorResult<'_>],
        left_out: &[&Vector],
    ) -> Self {
        let mut summary = Summary::default();
        results.iter().for_each(|result| summary.verdicts.add(result.judgement.verdict));
        Self {
            keyproof: env!("CARGO_PKG_VERSION").to_owned(),
            implementation: TestedImplementation::new(implementation),
            shard: None,
            summary,
            stopped: None,
            restarts: 0,
            faults: Vec::new(),
            strict: false,
            known_failures: None,
            rules: rules(results),
            flags: flags(results),
            results: results.iter().map(ResultEntry::new).collect(),
            left_out: left_out.iter().map(|vector| vector.id.clone()).collect(),
            leftovers: Vec::new(),
        }
    }

    /// Whether the implementation is conformant, other than as it is known to be; and what is known of it
    /// is so.
    #[must_use]
    pub fn is_as_expected(&self) -> bool {
        let Some(findings) = &self.known_failures else { return self.is_conformant() };
        let is_failure =
            |one: &ResultEntry| one.result.is_nonconformance() && findings.counts(one.failure);
        let is_slow = |one: &ResultEntry| self.strict && one.result == Verdict::Slow;
        let is_as_listed = !self.results.iter().any(|one| is_failure(one) || is_slow(one));
        findings.is_acceptable() && is_as_listed && self.faults.is_empty()
    }

    /// Whether the implementation broke no rule and never broke down, other than as it is known to.
    #[must_use]
    pub fn is_conformant(&self) -> bool {
        let is_broken = |result: &ResultEntry| {
            result.result.is_nonconformance() || (self.strict && result.result == Verdict::Slow)
        };
        self.faults.is_empty() && !self.results.iter().any(is_broken) && self.shows_what_is_broken()
    }

    /// Whether each broken rule that keeps a vector from being tested is one that a vector of this report breaks. In a
    /// run of a part of the vectors, that vector may be left out.
    fn shows_what_is_broken(&self) -> bool {
        let breaks = |rule: &str| self.results.iter().any(|it| it.breaks.as_deref() == Some(rule));
        self.results.iter().filter_map(|result| result.builds_on.as_deref()).all(breaks)
    }

    /// Whether nothing was put to the test: every vector was unsupported or inconclusive. A shard to which
    /// none belongs did its part.
    #[must_use]
    pub fn is_untested(&self) -> bool {
        let passes = |result: &ResultEntry| {
            matches!(result.result, Verdict::Pass | Verdict::Slow) || result.result.is_of_list()
        };
        let is_idle = self.shard.is_some() && self.results.is_empty();
        self.is_conformant() && !self.results.iter().any(passes) && !is_idle
    }

    /// Why there was no asking, for each vector that is inconclusive for that reason.
    pub fn reasons_not_run(&self) -> impl Iterator<Item = &str> {
        let asked_for = self.results.iter().filter(|result| result.result != Verdict::NotRun);
        asked_for.filter_map(|result| result.not_run.as_deref())
    }

    /// How many vectors the run did not reach.
    #[must_use]
    pub fn count_not_run(&self) -> usize {
        self.summary.verdicts.count(Verdict::NotRun)
    }
}

impl TestedImplementation {
    fn new(description: &Description) -> Self {
        let capabilities = description.capabilities.iter();
        Self {
            name: description.name.clone(),
            version: description.version.clone(),
            capabilities: capabilities.map(ToString::to_string).collect(),
        }
    }
}

impl ResultEntry {
    fn new(result: &VectorResult<'_>) -> Self {
        let VectorResult { vector, judgement } = result;
        Self {
            id: vector.id.clone(),
            rules: vector.rules.clone(),
            result: judgement.verdict,
            failure: judgement.failure,
            breaks: judgement.failure.map(|_| judgement.broken_rule(vector).to_owned()),
            builds_on: judgement.builds_on.clone(),
            expected: judgement.expected(vector),
            got: judgement.got.to_string(),
            comment: vector.comment.clone(),
            flags: vector.flags.clone(),
            sides: judgement.sides.iter().map(by_flag).collect(),
            step: judgement.step,
            not_run: judgement.not_run.clone(),
        }
    }
}

fn by_flag(taken: &Choice) -> (String, String) {
    (taken.flag.clone(), taken.side.name().to_owned())
}

/// Counts verdicts by rule, in the catalogue's order. A failure counts once, at the rule that it breaks.
fn rules(results: &[VectorResult<'_>]) -> Vec<RuleResult> {
    let mut by_rule: BTreeMap<&str, Verdicts> = BTreeMap::new();
    for VectorResult { vector, judgement } in results {
        let mut count = |rule, verdict| by_rule.entry(rule).or_default().add(verdict);
        match judgement.failure.and(judgement.breaks) {
            Some(broken) => {
                count(broken, judgement.verdict);
                count(vector.rule(), Verdict::Inconclusive);
            }
            None => count(vector.rule(), judgement.verdict),
        }
    }
    let result = |rule: &rule::Rule| {
        let verdicts = by_rule.get(rule.id)?.clone();
        Some(RuleResult { id: rule.id, vectors: verdicts.total(), verdicts })
    };
    rule::RULES.iter().filter_map(result).collect()
}

/// Counts sides by flag; one that was put and on which no side was taken is there as well.
fn flags(results: &[VectorResult<'_>]) -> Vec<FlagResult> {
    let mut flags: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    for VectorResult { vector, judgement } in results {
        for flag in vector.open_questions() {
            flags.entry(flag).or_default();
        }
        for Choice { flag, side } in &judgement.sides {
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
