//! Runs a scenario: its steps one after the other, until one of them fails.

use super::contain::{caught, contained};
use crate::implementation::Implementation;
use crate::vector::Scenario;
use crate::vector::scenario::{Bindings, Task};
use crate::verdict::{
    Actual, Behaviour, Choice, FailureKind, Judgement, Offer, Played, Verdict, check,
    expected_of_step, judge_step, untakable,
};

/// Runs a scenario from an empty account on, and judges it. If a step fails, its verdict is the verdict
/// on the scenario. `rule` is the rule under test.
pub(super) fn play(
    implementation: &mut dyn Implementation,
    rule: &str,
    scenario: &Scenario,
    offer: &Offer,
) -> Judgement {
    if let Some(index) = unplayable(implementation, scenario) {
        return stopped_at(scenario, index, 1, not_offered(scenario, index));
    }
    if let Err(how) = caught(|| implementation.reset()) {
        return not_begun(&how);
    }
    let mut bindings = Bindings::new(&scenario.given);
    let mut sides = Vec::new();
    for (index, step) in scenario.steps.iter().enumerate() {
        for time in 1..=step.times {
            if step.times > 1 {
                bindings.number(time);
            }
            let judgement = take(implementation, Played { step, rule, offer }, &mut bindings);
            if judgement.verdict != Verdict::Pass {
                return stopped_at(scenario, index, time, judgement);
            }
            let is_refused = judgement.sides.iter().any(|taken| taken.side == Behaviour::Refused);
            sides.extend(judgement.sides);
            if is_refused {
                // The further steps depend on what was refused, and the refusal was correct.
                return passed(scenario, sides);
            }
        }
    }
    passed(scenario, sides)
}

/// Returns the first step that can't be performed, if the implementation doesn't start such scenarios.
fn unplayable(implementation: &dyn Implementation, scenario: &Scenario) -> Option<usize> {
    scenario.steps.iter().position(|step| match &step.task {
        Task::Ask(action) => !implementation.plays_with(action.capability()),
        Task::Check(_) => false,
    })
}

fn not_offered(scenario: &Scenario, index: usize) -> Judgement {
    let got = Actual::Words("not supported, so the scenario was not started".to_owned());
    Judgement {
        expected: scenario.steps.get(index).map(expected_of_step),
        ..Judgement::new(Verdict::Unsupported, got)
    }
}

fn passed(scenario: &Scenario, sides: Vec<Choice>) -> Judgement {
    let steps = scenario.steps.len();
    Judgement {
        expected: Some(format!("{steps} steps with the expected results")),
        sides,
        ..Judgement::new(Verdict::Pass, Actual::Words("the expected results".to_owned()))
    }
}

/// Returns the judgement on a scenario whose reset crashed.
fn not_begun(how: &str) -> Judgement {
    Judgement {
        failure: Some(FailureKind::Crash),
        expected: Some("an empty account after a reset".to_owned()),
        ..Judgement::new(Verdict::Crash, Actual::Words(format!("crashed during a reset: {how}")))
    }
}

fn take(
    implementation: &mut dyn Implementation,
    played: Played<'_>,
    bindings: &mut Bindings<'_>,
) -> Judgement {
    match &played.step.task {
        Task::Check(claim) => check(played, claim, bindings),
        Task::Ask(action) => match bindings.action(action) {
            Ok(action) => judge_step(played, bindings, &contained(implementation, &action)),
            Err(why) => untakable(played, bindings, &why),
        },
    }
}

/// Returns the judgement on a scenario that ended at a step.
fn stopped_at(scenario: &Scenario, index: usize, time: u32, judgement: Judgement) -> Judgement {
    let Some(step) = scenario.steps.get(index) else { return judgement };
    let (number, steps) = (index + 1, scenario.steps.len());
    let time = match step.times {
        1 => String::new(),
        times => format!(", repetition {time} of {times}"),
    };
    let prepares = if step.setup { " (setup step)" } else { "" };
    let expected = judgement.expected.unwrap_or_default();
    Judgement {
        expected: Some(format!("step {number} of {steps}{time}{prepares}: {expected}")),
        sides: Vec::new(),
        step: Some(number),
        ..judgement
    }
}
