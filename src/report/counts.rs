//! Counts the results of a run: verdicts in total and by rule, and behaviours by flag.

use crate::rule::{RULES, Rule};
use crate::verdict::{Choice, VectorResult, Verdict};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// The number of results by verdict. The machine-readable form includes verdicts whose number is zero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdicts(BTreeMap<Verdict, usize>);

/// The number of vectors, by verdict and in total.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The number of vectors by verdict.
    pub verdicts: Verdicts,
}

/// The results of the vectors that are about a rule or break it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleResult {
    /// The rule's id.
    pub id: &'static str,
    /// The number of vectors in the run that are about the rule or break it.
    pub vectors: usize,
    /// Their verdicts. A vector that is about this rule and breaks another one is inconclusive here. A vector
    /// that is about another rule and breaks this one counts here.
    pub verdicts: Verdicts,
}

/// The implementation's behaviour where the documents are silent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlagResult {
    /// The flag. A note of the suite explains it.
    pub flag: String,
    /// How often each behaviour was seen, by its name.
    pub sides: BTreeMap<String, usize>,
    /// Whether at most one behaviour was seen.
    pub consistent: bool,
}

/// Counts verdicts by rule, in the catalogue's order. A failure counts once, for the rule that it breaks.
pub(super) fn by_rule(results: &[VectorResult<'_>]) -> Vec<RuleResult> {
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
    let result = |rule: &Rule| {
        let verdicts = by_rule.get(rule.id)?.clone();
        Some(RuleResult { id: rule.id, vectors: verdicts.total(), verdicts })
    };
    RULES.iter().filter_map(result).collect()
}

/// Counts behaviours by flag. A flag that was asked about is included even if no behaviour was seen.
pub(super) fn by_flag(results: &[VectorResult<'_>]) -> Vec<FlagResult> {
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
    /// Returns how often this verdict occurs.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.0.get(&verdict).copied().unwrap_or_default()
    }

    /// Returns the number of all results.
    #[must_use]
    pub fn total(&self) -> usize {
        self.0.values().sum()
    }

    pub(super) fn add(&mut self, verdict: Verdict) {
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
