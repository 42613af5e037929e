//! Compares oracles with the vectors: the harness judges each oracle, and each judgement becomes a
//! [`Comparison`].

use crate::disagreement::{self, Difference};
use crate::{Oracle, files, scenarios};
use keyproof::api::KeyFormat;
use keyproof::harness::{self, Plan, SharedFault};
use keyproof::vector::{Expect, Suite, Vector};
use keyproof::verdict::{
    Actual, Behaviour, FailureKind, Judgement, Offer, VectorResult, Verdict, judge,
};
use std::collections::BTreeMap;
use std::io;

/// The rules about the facts of a private key. The harness judges only the fact that a vector's rule is
/// about.
const FACTS: [&str; 3] =
    ["public-key/from-private", "fingerprint/local-created", "fingerprint/local-imported"];

/// A vector, and an oracle that is asked about it.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The vector.
    pub vector: &'a Vector,
    /// The oracle.
    pub oracle: Oracle,
}

/// The result of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comparison {
    /// The oracle agrees with the vector.
    Confirms,
    /// The oracle refuses what may be refused; or it refuses what must be refused, and the valid twin too.
    NoInformation,
    /// The oracle disagrees, and this is a known disagreement.
    Explained {
        /// How they differ.
        difference: Difference,
        /// The flag of the vector that the disagreement is about.
        flag: String,
    },
    /// The oracle disagrees, and nothing explains it.
    Unexplained {
        /// How they differ.
        difference: Difference,
        /// What the vector expects.
        expected: String,
        /// The answer of the oracle.
        answer: String,
    },
    /// The oracle gave no valid answer.
    Failed(String),
    /// The oracle can't be asked on this machine, for this reason.
    Missing(String),
}

/// Returns every pair of the selected vectors, even if the oracle is not installed.
pub fn pairs<'a>(suite: &'a Suite, selected: &dyn Fn(&Vector) -> bool) -> Vec<Pair<'a>> {
    let vectors = suite.vectors.iter().filter(|vector| selected(vector));
    let pairs = vectors
        .flat_map(|vector| Oracle::ALL.into_iter().map(move |oracle| Pair { vector, oracle }));
    pairs.filter(Pair::is_asked).collect()
}

/// One run of the harness: an oracle, and files of one format or scenarios.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Files(Oracle, Option<KeyFormat>),
    Scenarios(Oracle),
}

/// Compares pairs, and returns the results in the same order.
///
/// # Errors
/// Returns the system's error if a worker's thread can't be started.
pub fn compare(suite: &Suite, pairs: &[Pair<'_>], plan: Plan<'_>) -> io::Result<Vec<Comparison>> {
    let mut found = BTreeMap::new();
    let mut groups: BTreeMap<Group, Vec<&Pair<'_>>> = BTreeMap::new();
    for pair in pairs {
        match pair.missing() {
            Some(reason) => drop(found.insert(pair.key(), Comparison::Missing(reason))),
            None => groups.entry(pair.group()).or_default().push(pair),
        }
    }
    for (group, pairs) in groups {
        found.extend(run(suite, group, &pairs, plan)?);
    }
    let missing = || Comparison::Failed("the harness returned no result".to_owned());
    Ok(pairs.iter().map(|pair| found.remove(&pair.key()).unwrap_or_else(missing)).collect())
}

fn run<'a>(
    suite: &Suite,
    group: Group,
    pairs: &[&'a Pair<'a>],
    plan: Plan<'_>,
) -> io::Result<Vec<((Oracle, &'a str), Comparison)>> {
    let implementation = match group {
        Group::Files(oracle, format) => files::implementation(oracle, format),
        Group::Scenarios(oracle) => scenarios::implementation(oracle, suite),
    };
    let make = match implementation {
        Ok(make) => make,
        Err(fault) => {
            let failed = |pair: &&Pair<'a>| (pair.key(), pair.failed(&fault.to_string()));
            return Ok(pairs.iter().map(failed).collect());
        }
    };
    let by_id: BTreeMap<&str, &Pair<'a>> =
        pairs.iter().map(|pair| (pair.vector.id.as_str(), *pair)).collect();
    let selected = |vector: &Vector| by_id.contains_key(vector.id.as_str());
    let run = harness::execute_unexplained(suite, &selected, &make, plan)?;
    let compared = run.results.iter().filter_map(|VectorResult { vector, judgement }| {
        let pair = by_id.get(vector.id.as_str())?;
        let comparison = match fault_of(&run.faults, pair) {
            Some(fault) => pair.failed(&fault.how),
            None => pair.comparison(judgement),
        };
        Some((pair.key(), comparison))
    });
    Ok(compared.collect())
}

/// Returns a breakdown of the implementation that may have affected the result of a pair.
fn fault_of<'f>(faults: &'f [SharedFault], pair: &Pair<'_>) -> Option<&'f SharedFault> {
    let affects =
        |fault: &&SharedFault| fault.vectors.is_empty() || fault.vectors.contains(&pair.vector.id);
    faults.iter().find(affects)
}

impl<'a> Pair<'a> {
    /// Whether the oracle is asked about the vector.
    pub(crate) fn is_asked(&self) -> bool {
        files::is_asked(self.oracle, self.vector) || scenarios::is_asked(self.oracle, self.vector)
    }

    /// Returns what is missing to ask the oracle, and how to get it.
    #[must_use]
    pub fn missing(&self) -> Option<String> {
        self.oracle.missing().or_else(|| scenarios::obstacle(self.oracle, self.vector))
    }

    /// Whether the vector's evidence says that the oracle confirmed it.
    #[must_use]
    pub fn is_recorded(&self) -> bool {
        self.vector.confirmed_by().any(|(name, _)| name == self.oracle.name())
    }

    fn key(&self) -> (Oracle, &'a str) {
        (self.oracle, self.vector.id.as_str())
    }

    fn group(&self) -> Group {
        match self.vector.question() {
            Some(_) => Group::Files(self.oracle, files::format_for(self.oracle, self.vector)),
            None => Group::Scenarios(self.oracle),
        }
    }

    fn failed(&self, why: &str) -> Comparison {
        Comparison::Failed(format!("{} gave no valid answer: {why}", self.oracle))
    }

    fn comparison(&self, judgement: &Judgement) -> Comparison {
        let Judgement { verdict, failure, got, .. } = judgement;
        if let Some(why) = &judgement.not_run {
            return self.failed(why);
        }
        let is_broken = matches!(
            failure,
            Some(FailureKind::Crash | FailureKind::ServerError | FailureKind::MalformedResponse)
        );
        if is_broken {
            return self.failed(&got.to_string());
        }
        let difference = self.difference(judgement);
        let is_refused = judgement.sides.iter().any(|choice| choice.side == Behaviour::Refused);
        match (verdict, difference) {
            (_, Some(difference)) => self.disagreement(judgement, difference),
            (Verdict::Pass | Verdict::Slow, None) if !is_refused => Comparison::Confirms,
            // The answer has other correct facts than the one that the vector's rule is about.
            (Verdict::Unsupported, None) if judgement.took => Comparison::Confirms,
            _ => Comparison::NoInformation,
        }
    }

    /// Returns how the oracle differs from the vector, if it does.
    fn difference(&self, judgement: &Judgement) -> Option<Difference> {
        let expect = self.vector.question().map(|question| &question.expect);
        match (judgement.failure, expect) {
            (Some(FailureKind::Accepted), _) => Some(Difference::Accepts),
            (Some(FailureKind::Refused), _) => Some(Difference::Refuses),
            (Some(FailureKind::Hang), _) => Some(Difference::Hangs),
            (Some(_), Some(Expect::NotPlaintext(_))) => Some(Difference::Accepts),
            (Some(_), _) => Some(Difference::ReadsAnother),
            (None, Some(expect)) => {
                has_wrong_fact(expect, &judgement.got).then_some(Difference::ReadsAnother)
            }
            // The oracle takes part in the whole scenario, so the scenario must be completed.
            (None, None) if matches!(judgement.verdict, Verdict::Pass | Verdict::Slow) => None,
            (None, None) => Some(Difference::ReadsAnother),
        }
    }

    fn disagreement(&self, judgement: &Judgement, difference: Difference) -> Comparison {
        let explains = |flag: &&String| {
            disagreement::known().iter().any(|known| {
                known.flag == **flag
                    && known.difference == difference
                    && known.is_about(self.oracle)
            })
        };
        let flags = self.vector.flags.iter().filter(|_| self.vector.question().is_some());
        match flags.into_iter().find(explains) {
            Some(flag) => Comparison::Explained { difference, flag: flag.clone() },
            None => Comparison::Unexplained {
                difference,
                expected: judgement.expected(self.vector),
                answer: judgement.got.to_string(),
            },
        }
    }
}

/// Whether an answer about a private key has a wrong fact, even one that the vector's rule is not about.
fn has_wrong_fact(expect: &Expect, got: &Actual) -> bool {
    let (Expect::PrivateKey(_), Actual::Outcome(outcome)) = (expect, got) else { return false };
    let is_wrong =
        |rule| judge(rule, expect, outcome.clone(), &Offer::default()).verdict == Verdict::Fail;
    FACTS.into_iter().any(is_wrong)
}

/// Whether agreement with a vector proves nothing unless the oracle agrees with a valid twin too: a tool that
/// refuses every file is right about each file that must be refused.
pub(crate) fn rests_on_twin(vector: &Vector) -> bool {
    vector.question().is_some_and(|question| {
        matches!(question.expect, Expect::Refuse(_) | Expect::NotPlaintext(_) | Expect::Matches(_))
    })
}
