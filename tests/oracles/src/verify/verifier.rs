//! Asks oracles about vectors, and compares.

use super::{Comparison, Pair, rests_on_twin};
use crate::disagreement::{self, Difference};
use crate::{Agreement, Expected, Oracle, Question, ToolError};
use keyproof::harness;
use keyproof::implementation::Implementation;
use keyproof::vector::{Suite, Vector};
use keyproof::verdict::{Behaviour, FailureKind, Judgement, Verdict};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

/// Compares oracles with the vectors of a suite.
#[derive(Debug)]
pub struct Verifier<'a> {
    suite: &'a Suite,
    /// Which oracles agree with which twins, as far as anybody wanted to know.
    twins: Mutex<BTreeMap<(Oracle, &'a str), bool>>,
}

impl<'a> Verifier<'a> {
    /// For the vectors of this suite.
    #[must_use]
    pub const fn new(suite: &'a Suite) -> Self {
        Self { suite, twins: Mutex::new(BTreeMap::new()) }
    }

    /// Asks the oracle, and compares.
    #[must_use]
    pub fn compare(&self, pair: &Pair<'_>) -> Comparison {
        match self.alone(pair) {
            Comparison::Confirms if rests_on_twin(pair.vector) && !self.agrees_with_twin(pair) => {
                Comparison::NoInformation
            }
            finding => finding,
        }
    }

    /// Compares without a look at the twin.
    fn alone(&self, pair: &Pair<'_>) -> Comparison {
        if let Some(missing) = pair.missing() {
            return Comparison::Missing(missing);
        }
        match (pair.vector.question(), pair.question()) {
            (Some(asked), Some(question)) => {
                self.judged(pair, &Expected::of(&asked.expect), &question)
            }
            _ => self.played(pair),
        }
    }

    /// Whether the oracle says of one of the vector's valid twins what that one expects.
    fn agrees_with_twin(&self, pair: &Pair<'_>) -> bool {
        let mut twins = pair.vector.twins.iter().filter_map(|id| self.suite.find(id));
        twins.any(|twin| self.agrees_with(pair.oracle, twin))
    }

    fn agrees_with(&self, oracle: Oracle, twin: &'a Vector) -> bool {
        let key = (oracle, twin.id.as_str());
        // Nothing panics while the map is held.
        let known = |found: Option<bool>| {
            let mut twins = self.twins.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(agrees) = found {
                twins.insert(key, agrees);
            }
            twins.get(&key).copied()
        };
        known(None).unwrap_or_else(|| {
            let of_twin = Pair { vector: twin, oracle };
            let agrees = of_twin.applies() && self.alone(&of_twin) == Comparison::Confirms;
            known(Some(agrees)).unwrap_or(agrees)
        })
    }

    fn judged(&self, pair: &Pair<'_>, expected: &Expected, question: &Question) -> Comparison {
        let (answer, trace) = match question.ask() {
            Ok(answered) => answered,
            Err(fault) => return failed(pair.oracle, &fault),
        };
        let difference = match expected.worth(&answer) {
            Agreement::Confirms => return Comparison::Confirms,
            Agreement::NoInformation => return Comparison::NoInformation,
            Agreement::Disagrees(difference) => difference,
        };
        match self.explanation(pair, difference) {
            Some(flag) => Comparison::Explained { difference, flag },
            None => Comparison::Unexplained {
                difference,
                expected: expected.to_string(),
                answer: answer.to_string(),
                by_hand: trace.by_hand(&pair.vector.id),
            },
        }
    }

    /// Plays a story with the oracle in the place of a part of the reference.
    fn played(&self, pair: &Pair<'_>) -> Comparison {
        let Pair { vector, oracle } = pair;
        let make = || -> Box<dyn Implementation> {
            oracle.plays(vector).expect("a pair is made of an oracle that plays the story")
        };
        let selected = |other: &Vector| other.id == vector.id;
        let results = harness::run(self.suite, &selected, &make, NonZeroUsize::MIN, &|| ());
        let Some(result) = results.first() else {
            return Comparison::Failed("the story was not played".to_owned());
        };
        let judgement = &result.judgement;
        match judgement.verdict {
            // The story went no further.
            Verdict::Pass
                if judgement.sides.iter().any(|taken| taken.side == Behaviour::Refused) =>
            {
                Comparison::NoInformation
            }
            Verdict::Pass => Comparison::Confirms,
            _ if judgement.not_run.is_some() => Comparison::Failed(judgement.got.to_string()),
            _ => Comparison::Unexplained {
                difference: difference(judgement),
                expected: judgement.expected(vector),
                answer: judgement.got.to_string(),
                by_hand: format!("keyproof vectors {}", vector.id),
            },
        }
    }

    /// The flag whose note explains that the oracle, of the version that it is, differs so.
    fn explanation(&self, pair: &Pair<'_>, difference: Difference) -> Option<String> {
        let explains = |flag: &&String| {
            disagreement::known().iter().any(|known| {
                known.flag == **flag
                    && known.difference == difference
                    && known.is_about(pair.oracle)
            })
        };
        pair.vector.flags.iter().find(explains).cloned()
    }
}

/// How an oracle differs that took part in a story which came out otherwise.
fn difference(judgement: &Judgement) -> Difference {
    match judgement.failure {
        Some(FailureKind::Accepted) => Difference::Accepts,
        Some(FailureKind::Refused) => Difference::Refuses,
        Some(FailureKind::Hang) => Difference::Hangs,
        _ => Difference::ReadsAnother,
    }
}

fn failed(oracle: Oracle, fault: &ToolError) -> Comparison {
    Comparison::Failed(format!("{oracle} gave no answer: {fault}"))
}
