//! The results of a run, as data. The reports for machines and for people are both made from it.
//!
//! [`Report::to_json`] writes it unchanged; [`terminal`] formats it for people. It contains no time and no
//! path, so the same run gives the same report.

mod counts;
#[cfg(feature = "cli")]
pub(crate) mod scenario;
#[cfg(feature = "cli")]
pub mod terminal;

pub use counts::{FlagResult, RuleResult, Summary, Verdicts};

use crate::harness::{Shard, SharedFault};
use crate::implementation::Description;
use crate::known_failures::Findings;
use crate::term::escaped_json;
use crate::vector::Vector;
use crate::verdict::{Choice, FailureKind, VectorResult, Verdict};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// The results of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The version of this program, and so of the built-in vectors.
    pub keyproof: String,
    /// The implementation under test.
    pub implementation: TestedImplementation,
    /// The part of the vectors that was run, if it isn't all of them.
    pub shard: Option<Shard>,
    /// The number of vectors, by verdict and in total.
    pub summary: Summary,
    /// Why the run ended before its last vector, if it did. The remaining vectors are not run.
    pub stopped: Option<String>,
    /// How often the implementation was restarted.
    pub restarts: usize,
    /// The faults that no single vector explains. Each one is a nonconformance.
    pub faults: Vec<SharedFault>,
    /// Whether a slow result is a nonconformance.
    pub strict: bool,
    /// How the run compares with the list of known failures, if there is one.
    pub known_failures: Option<Findings>,
    /// Every rule that a vector of the run is about or breaks, in the catalogue's order.
    pub rules: Vec<RuleResult>,
    /// Every question that the documents leave open and that the run asked, in the order of the flags.
    pub flags: Vec<FlagResult>,
    /// Every vector of the run, in the order of the ids.
    pub results: Vec<ResultEntry>,
    /// The ids of the vectors that were left out because they take thousands of requests. Their results are
    /// unknown, which is not the same as unsupported.
    pub left_out: Vec<String>,
    /// The resources that the run made at an endpoint and that the service has not deleted.
    pub leftovers: Vec<LeftoverEntry>,
}

/// A resource that is left at an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftoverEntry {
    /// The kind of resource, such as `key-pair`.
    pub kind: String,
    /// The resource's region, as the endpoint calls it.
    pub region: String,
    /// The resource's name or id, or the id of the request that makes it.
    pub id: String,
    /// Why it was not deleted.
    pub why: String,
}

/// The implementation under test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestedImplementation {
    /// The name.
    pub name: String,
    /// The version, if it reports one.
    pub version: Option<String>,
    /// The capabilities that it offers.
    pub capabilities: Vec<String>,
}

/// The result of one vector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResultEntry {
    /// The vector's id.
    pub id: String,
    /// The rule that the vector is about, then the rules that it builds on.
    pub rules: Vec<String>,
    /// The verdict.
    #[serde(serialize_with = "verdict_name")]
    pub result: Verdict,
    /// How the vector failed, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureKind>,
    /// The rule that the failure breaks: the one that the vector is about, or another that explains the
    /// failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breaks: Option<String>,
    /// The broken rule that the vector builds on, if it makes the vector inconclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub builds_on: Option<String>,
    /// The expected result, in words.
    pub expected: String,
    /// The actual result, in words.
    pub got: String,
    /// Why the vector exists.
    pub comment: String,
    /// The vector's flags.
    pub flags: Vec<String>,
    /// The behaviour on each flag where the documents are silent.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub sides: BTreeMap<String, String>,
    /// The number of the scenario's step that did not give the expected result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// Why the implementation was not asked this question, or that of a twin on which the vector builds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_run: Option<String>,
}

impl Report {
    /// Creates the report on a run and on the vectors that were left out of it. The caller adds the shard,
    /// the known failures, and what happened outside the results.
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
            rules: counts::by_rule(results),
            flags: counts::by_flag(results),
            results: results.iter().map(ResultEntry::new).collect(),
            left_out: left_out.iter().map(|vector| vector.id.clone()).collect(),
            leftovers: Vec::new(),
        }
    }

    /// Returns the report for machines: one JSON object, with a final newline. Its form is stable.
    #[must_use]
    pub fn to_json(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("a report is plain data");
        format!("{}\n", escaped_json(&text))
    }

    /// Returns whether the implementation conforms, apart from its known failures, and the list of them is
    /// acceptable.
    #[must_use]
    pub fn is_as_expected(&self) -> bool {
        let Some(findings) = &self.known_failures else { return self.is_conformant() };
        let is_failure =
            |one: &ResultEntry| one.result.is_nonconformance() && findings.counts(one.failure);
        let is_slow = |one: &ResultEntry| self.strict && one.result == Verdict::Slow;
        let is_as_listed = !self.results.iter().any(|one| is_failure(one) || is_slow(one));
        findings.is_acceptable() && is_as_listed && self.faults.is_empty()
    }

    /// Returns whether the implementation broke no rule and had no fault, apart from its known failures.
    #[must_use]
    pub fn is_conformant(&self) -> bool {
        let is_broken = |result: &ResultEntry| {
            result.result.is_nonconformance() || (self.strict && result.result == Verdict::Slow)
        };
        self.faults.is_empty() && !self.results.iter().any(is_broken) && self.shows_what_is_broken()
    }

    /// Returns whether a vector of this report breaks each broken rule that keeps another vector from being
    /// tested. In a run of a part of the vectors, the vector that breaks the rule may be left out.
    fn shows_what_is_broken(&self) -> bool {
        let breaks = |rule: &str| self.results.iter().any(|it| it.breaks.as_deref() == Some(rule));
        self.results.iter().filter_map(|result| result.builds_on.as_deref()).all(breaks)
    }

    /// Returns whether nothing was tested: every vector was unsupported or inconclusive. An empty shard
    /// doesn't count as untested.
    #[must_use]
    pub fn is_untested(&self) -> bool {
        let passes = |result: &ResultEntry| {
            matches!(result.result, Verdict::Pass | Verdict::Slow) || result.result.is_of_list()
        };
        let is_idle = self.shard.is_some() && self.results.is_empty();
        self.is_conformant() && !self.results.iter().any(passes) && !is_idle
    }

    /// Returns why the implementation was not asked, for each vector that is inconclusive for that reason.
    pub fn reasons_not_run(&self) -> impl Iterator<Item = &str> {
        let asked_for = self.results.iter().filter(|result| result.result != Verdict::NotRun);
        asked_for.filter_map(|result| result.not_run.as_deref())
    }

    /// Returns how many vectors the run did not reach.
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

fn verdict_name<S: Serializer>(verdict: &Verdict, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(verdict.name())
}
