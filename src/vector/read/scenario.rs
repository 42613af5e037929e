//! Converts the steps of a vector file to a scenario, and refuses inconsistent ones.

use super::super::file::{Entry, Step as Entered, StepResult};
use super::super::placeholder::places;
use super::super::scenario::{FUNCTIONS, NUMBER, Scenario, Step, StepExpect, Task};
use super::Keys;
use crate::api::guest::GuestCall;
use crate::api::service::Call;
use crate::api::{Action, ErrorCode};
use std::collections::BTreeSet;

/// The region of a step that names none.
const REGION: &str = "us-east-1";

/// The maximum number of times that a step is performed.
const MAX_TIMES: u32 = 10_000;

/// Takes the steps out of the entry. `keys` are the texts that all scenarios of the file can use.
pub(super) fn read(entry: &mut Entry, keys: &Keys) -> Result<Scenario, String> {
    let mut given = std::mem::take(&mut entry.given);
    for name in entry.used_names() {
        if let Some(text) = keys.get(&name)
            && given.insert(name.clone(), text.clone()).is_some()
        {
            return Err(format!("the name {name:?} is in \"given\" and in the keys of the file"));
        }
    }
    let is_expensive = std::mem::take(&mut entry.expensive);
    let steps = steps(std::mem::take(&mut entry.steps), given.keys().cloned().collect())?;
    if steps.iter().all(|step| step.setup) {
        return Err("every step is a setup step, so nothing is tested".to_owned());
    }
    if !steps.iter().any(Step::asks_for_values) {
        return Err("no step expects a value, so any answer would pass".to_owned());
    }
    // An implementation that refuses everything must fail before it reaches a step where a refusal may
    // be correct.
    let open = steps.iter().position(|step| matches!(step.expect, StepExpect::Either { .. }));
    let mut before = steps.iter().take(open.unwrap_or_default());
    if open.is_some() && !before.any(Step::asks_for_values) {
        return Err("a step before the open question must expect a value".to_owned());
    }
    Ok(Scenario { given, steps, is_expensive })
}

/// Reads the steps, and checks that every placeholder can be filled: from `known` names, from texts that
/// earlier steps saved, or, in the expected result, from texts that the step itself saves.
fn steps(entered: Vec<Entered>, mut known: BTreeSet<String>) -> Result<Vec<Step>, String> {
    let mut steps = Vec::with_capacity(entered.len());
    for (index, entered) in entered.into_iter().enumerate() {
        let fault = |reason| format!("step {}: {reason}", index + 1);
        let (asked, expected) = (entered.asked_texts(), entered.expected_texts());
        let step = step(entered).map_err(fault)?;
        check_places(&asked, &step, &known).map_err(fault)?;
        if let Some(name) = step.save.keys().find(|name| !known.insert((*name).clone())) {
            return Err(fault(format!("the name {name:?} is already in use")));
        }
        check_places(&expected, &step, &known).map_err(fault)?;
        steps.push(step);
    }
    Ok(steps)
}

/// Takes what a step of its kind has out of the entered step. What is left doesn't belong to it.
fn step(mut entered: Entered) -> Result<Step, String> {
    let times = entered.times.take().unwrap_or(1);
    if !(1..=MAX_TIMES).contains(&times) {
        return Err(format!("\"times\" must be from 1 to {MAX_TIMES}"));
    }
    let task = task(&mut entered)?;
    let expect = match task {
        Task::Check(_) => StepExpect::Holds,
        Task::Ask(_) => expect(&mut entered)?,
    };
    let step = Step {
        description: std::mem::take(&mut entered.description),
        setup: std::mem::take(&mut entered.setup),
        times,
        task,
        expect,
        absent: std::mem::take(&mut entered.absent),
        not_equal: std::mem::take(&mut entered.not_equal),
        hides_private_key: std::mem::take(&mut entered.hides_private_key),
        save: std::mem::take(&mut entered.save),
    };
    let answered = matches!(step.expect, StepExpect::Answer(_));
    let asks_more = !(step.absent.is_empty() && step.not_equal.is_empty());
    if asks_more && !answered || !step.save.is_empty() && (!answered || times > 1) {
        return Err("\"absent\", \"not_equal\" and \"save\" need one expected answer".to_owned());
    }
    if step.hides_private_key && matches!(step.expect, StepExpect::Holds) {
        return Err("\"hides_private_key\" needs an answer".to_owned());
    }
    if entered != Entered::default() {
        let what = "it has fields that exclude each other, or that don't fit its \"result\"";
        return Err(what.to_owned());
    }
    Ok(step)
}

fn task(entered: &mut Entered) -> Result<Task, String> {
    match (entered.operation.take(), entered.guest_action.take(), entered.check.take()) {
        (Some(operation), None, None) => Ok(Task::Ask(Action::Call(Call {
            region: region(entered),
            dry_run: std::mem::take(&mut entered.dry_run),
            signature: entered.signature.take().unwrap_or_default(),
            operation,
        }))),
        (None, Some(guest_action), None) => Ok(Task::Ask(Action::Guest(GuestCall {
            region: region(entered),
            instance_id: entered.instance.take().ok_or("\"guest_action\" needs \"instance\"")?,
            sudo: std::mem::take(&mut entered.sudo),
            guest_action,
        }))),
        (None, None, Some(check)) => Ok(Task::Check(check)),
        _ => {
            Err("it needs exactly one of \"operation\", \"guest_action\" and \"check\"".to_owned())
        }
    }
}

fn region(entered: &mut Entered) -> String {
    entered.region.take().unwrap_or_else(|| REGION.to_owned())
}

fn expect(entered: &mut Entered) -> Result<StepExpect, String> {
    let result = entered.result.take().ok_or("\"result\" is missing")?;
    Ok(match result {
        StepResult::Accept => {
            match (entered.resource.take(), entered.resources.take(), entered.count.take()) {
                (resource, None, None) => StepExpect::Answer(resource.unwrap_or_default()),
                (None, Some(resources), None) => StepExpect::Answers(resources),
                (None, None, Some(count)) => StepExpect::Count(count),
                _ => {
                    let fields = "\"resource\", \"resources\" and \"count\"";
                    return Err(format!("it has more than one of {fields}"));
                }
            }
        }
        StepResult::Refuse => {
            let codes = std::mem::take(&mut entered.codes);
            StepExpect::Refuse(codes.iter().map(|code| ErrorCode::of_name(code)).collect())
        }
        StepResult::Either => StepExpect::Either {
            flag: entered.open_question.take().ok_or("\"either\" needs \"open_question\"")?,
            answer: entered.resource.take().unwrap_or_default(),
        },
        StepResult::Any => StepExpect::Anything,
    })
}

fn check_places(texts: &[String], step: &Step, known: &BTreeSet<String>) -> Result<(), String> {
    for (function, name) in texts.iter().flat_map(|text| places(text)) {
        let is_number = name == NUMBER && step.times > 1;
        if !is_number && !known.contains(name) {
            return Err(format!("the name {name:?} is not defined before this step"));
        }
        let exists = |function: &str| FUNCTIONS.iter().any(|(name, _)| *name == function);
        if let Some(function) = function.filter(|function| !exists(function)) {
            return Err(format!("there is no function {function:?}"));
        }
    }
    Ok(())
}
