//! Runs vectors against an implementation: several questions at once if it can.

use super::contain::{caught, contained};
use super::{SharedFault, scenario};
use crate::api::{Action, Outcome};
use crate::implementation::{Breakdown, BreakdownKind, Implementation, Incidents};
use crate::vector::{Question, Suite, Test, Vector};
use crate::verdict::{Actual, Judgement, Offer, Verdict, judge};

/// The results of several vectors.
pub(super) struct Judged {
    pub(super) judgements: Vec<Judgement>,
    pub(super) faults: Vec<SharedFault>,
    /// How often the implementation was started.
    pub(super) starts: usize,
}

/// The vectors of a run, and what the implementation offers.
pub(super) struct Asking<'s> {
    pub(super) suite: &'s Suite,
    pub(super) offer: Offer,
}

impl<'s> Asking<'s> {
    /// Asks the implementation what it offers.
    pub(super) fn new(suite: &'s Suite, implementation: &dyn Implementation) -> Self {
        let described = caught(|| implementation.description());
        let offer = described.map_or_else(|_| Offer::default(), |described| Offer::of(&described));
        Self { suite, offer }
    }

    /// Judges several vectors. All questions are asked at once; scenarios run one by one.
    pub(super) fn judge_all(
        &self,
        implementation: &mut dyn Implementation,
        vectors: &[&Vector],
    ) -> Judged {
        let is_asked = |vector: &&&Vector| vector.question().is_some() && self.offers(vector);
        let asked: Vec<&&Vector> = vectors.iter().filter(is_asked).collect();
        let questions = asked.iter().filter_map(|vector| vector.question());
        let questions: Vec<&Action> = questions.map(|question| &question.action).collect();
        let (outcomes, breakdown) = all_contained(implementation, &questions);
        let mut outcomes = outcomes.into_iter();
        let mut next = || outcomes.next().expect("each question has an outcome");
        let judgements = vectors
            .iter()
            .map(|vector| self.judgement(implementation, vector, &mut next))
            .collect();
        let Incidents { starts, breakdowns } = implementation.incidents();
        let fault = |Breakdown { kind, how, asked: indices }: Breakdown| {
            let id = |index: usize| asked.get(index).map(|vector| vector.id.clone());
            SharedFault { kind, how, vectors: indices.into_iter().filter_map(id).collect() }
        };
        let faults = breakdowns.into_iter().chain(breakdown).map(fault).collect();
        Judged { judgements, faults, starts }
    }

    pub(super) fn judge_one(
        &self,
        implementation: &mut dyn Implementation,
        vector: &Vector,
    ) -> Judgement {
        let outcome = vector.question().filter(|_| self.offers(vector));
        let outcome = outcome.map(|question| contained(implementation, &question.action));
        let mut outcome = outcome.into_iter();
        self.judgement(implementation, vector, &mut || {
            outcome.next().expect("the question was asked")
        })
    }

    /// Ends an implementation that is no longer needed, and returns the faults of the ending.
    pub(super) fn finish(&self, implementation: &mut dyn Implementation) -> Vec<SharedFault> {
        let panicked = caught(|| implementation.finish()).err();
        let panicked =
            panicked.map(|how| Breakdown { kind: BreakdownKind::Crash, how, asked: Vec::new() });
        let fault = |Breakdown { kind, how, .. }| SharedFault { kind, how, vectors: Vec::new() };
        implementation.incidents().breakdowns.into_iter().chain(panicked).map(fault).collect()
    }

    /// Whether the implementation offers the format of a vector. Other vectors are not run.
    fn offers(&self, vector: &Vector) -> bool {
        self.offer.reads(self.suite, vector)
    }

    fn judgement(
        &self,
        implementation: &mut dyn Implementation,
        vector: &Vector,
        outcome: &mut dyn FnMut() -> Outcome,
    ) -> Judgement {
        match &vector.test {
            _ if !self.offers(vector) => {
                Judgement::new(Verdict::Unsupported, Actual::Outcome(Outcome::Unsupported))
            }
            Test::Question(Question { expect, .. }) => {
                judge(vector.rule(), expect, outcome(), &self.offer)
            }
            Test::Scenario(scenario) => {
                scenario::play(implementation, vector.rule(), scenario, &self.offer)
            }
        }
    }
}

/// Asks several questions at once. A panic, or a wrong number of outcomes, can't be attributed to one
/// question, so each question is then asked separately. If none of them panics, the breakdown is
/// returned.
fn all_contained(
    implementation: &mut dyn Implementation,
    actions: &[&Action],
) -> (Vec<Outcome>, Option<Breakdown>) {
    if let [action] = actions {
        return (vec![contained(implementation, action)], None);
    }
    let how = match caught(|| implementation.call_all(actions)) {
        Ok(outcomes) if outcomes.len() == actions.len() => return (outcomes, None),
        Ok(outcomes) => format!("{} answers to {} questions", outcomes.len(), actions.len()),
        Err(how) => how,
    };
    let outcomes: Vec<Outcome> =
        actions.iter().map(|action| contained(implementation, action)).collect();
    let is_explained = outcomes.iter().any(|outcome| matches!(outcome, Outcome::Crash(_)));
    let asked = (0..actions.len()).collect();
    let breakdown = Breakdown { kind: BreakdownKind::Crash, how, asked };
    (outcomes, (!is_explained).then_some(breakdown))
}
