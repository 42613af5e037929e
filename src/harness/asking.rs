//! Asks an implementation what vectors ask: several questions at once where it takes them.

use super::contain::{caught, contained};
use super::{SharedFault, scenario};
use crate::api::{Action, Outcome};
use crate::implementation::{Breakdown, BreakdownKind, Implementation, Incidents};
use crate::vector::{Question, Test, Vector};
use crate::verdict::{Judgement, judge};

/// What came of several vectors.
pub(super) struct Judged {
    pub(super) judgements: Vec<Judgement>,
    pub(super) faults: Vec<SharedFault>,
    /// How often the implementation was started.
    pub(super) starts: usize,
}

/// Judges several vectors: what they ask in a single question is asked at once.
pub(super) fn judgements_on(
    implementation: &mut dyn Implementation,
    vectors: &[&Vector],
) -> Judged {
    let (judgements, breakdown) = match vectors {
        [vector] => (vec![judgement_on(implementation, vector)], None),
        _ => judgements_on_several(implementation, vectors),
    };
    let Incidents { starts, breakdowns } = implementation.incidents();
    let questions: Vec<&&Vector> = vectors.iter().filter(|it| it.question().is_some()).collect();
    let fault = |Breakdown { kind, how, asked }: Breakdown| {
        let vector = |index: usize| questions.get(index).map(|vector| vector.id.clone());
        SharedFault { kind, how, vectors: asked.into_iter().filter_map(vector).collect() }
    };
    let faults = breakdowns.into_iter().chain(breakdown).map(fault).collect();
    Judged { judgements, faults, starts }
}

fn judgements_on_several(
    implementation: &mut dyn Implementation,
    vectors: &[&Vector],
) -> (Vec<Judgement>, Option<Breakdown>) {
    let questions: Vec<&Action> =
        vectors.iter().filter_map(|vector| Some(&vector.question()?.action)).collect();
    let (outcomes, breakdown) = all_contained(implementation, &questions);
    let mut outcomes = outcomes.into_iter();
    let judgement = |vector: &&Vector| match &vector.test {
        Test::Question(Question { expect, .. }) => {
            judge(expect, outcomes.next().expect("each question has an outcome"))
        }
        Test::Scenario(scenario) => scenario::play(implementation, scenario),
    };
    (vectors.iter().map(judgement).collect(), breakdown)
}

pub(super) fn judgement_on(implementation: &mut dyn Implementation, vector: &Vector) -> Judgement {
    match &vector.test {
        Test::Question(Question { action, expect }) => {
            judge(expect, contained(implementation, action))
        }
        Test::Scenario(scenario) => scenario::play(implementation, scenario),
    }
}

/// Asks several questions at once. A panic, of which nobody knows whose it is, has each asked by itself; if none of them
/// panics then, it is a fault of its own.
fn all_contained(
    implementation: &mut dyn Implementation,
    actions: &[&Action],
) -> (Vec<Outcome>, Option<Breakdown>) {
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
