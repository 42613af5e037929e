//! Converts the steps of a vector file to a scenario, and refuses inconsistent ones.

use super::super::file::{Entry, Step as Entered, StepExpectation};
use super::super::scenario::{FUNCTIONS, NUMBER, Scenario, Step, StepExpect, Task, places};
use crate::api::guest::GuestCall;
use crate::api::service::Call;
use crate::api::{Action, ErrorCode};
use std::collections::BTreeSet;

/// The region of a step that names none.
const REGION: &str = "us-east-1";

/// The maximum number of times that a step is performed.
const MAX_TIMES: u32 = 10_000;

pub(super) fn read(entry: &Entry) -> Result<Scenario, String> {
    if has_another_input(entry) {
        return Err("it has \"steps\" and another input or \"expect\"".to_owned());
    }
    let mut known: BTreeSet<&str> = entry.given.keys().map(String::as_str).collect();
    let mut steps = Vec::with_capacity(entry.steps.len());
    for (index, entered) in entry.steps.iter().enumerate() {
        let fault = |reason| format!("step {}: {reason}", index + 1);
        let step = step(entered).map_err(fault)?;
        check_places(&step, &known).map_err(fault)?;
        if let Some(name) = entered.save.keys().find(|name| !known.insert(name.as_str())) {
            return Err(fault(format!("the name {name:?} is already in use")));
        }
        steps.push(step);
    }
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
    Ok(Scenario { given: entry.given.clone(), steps, is_expensive: entry.expensive })
}

fn has_another_input(entry: &Entry) -> bool {
    let inputs = [
        &entry.material,
        &entry.material_base64,
        &entry.private_key,
        &entry.mode,
        &entry.fingerprint,
        &entry.ciphertext_base64,
        &entry.key_name,
    ];
    inputs.iter().any(|input| input.is_some()) || entry.expect.is_some()
}

fn step(entered: &Entered) -> Result<Step, String> {
    let task = task(entered)?;
    let is_check = matches!(task, Task::Check(_));
    let expect = match &entered.expect {
        None if is_check => StepExpect::Holds,
        None => StepExpect::Answer(Default::default()),
        Some(_) if is_check => return Err("\"check\" and \"expect\" exclude each other".to_owned()),
        Some(expectation) => expect(expectation),
    };
    let times = entered.times.unwrap_or(1);
    if !(1..=MAX_TIMES).contains(&times) {
        return Err(format!("\"times\" must be from 1 to {MAX_TIMES}"));
    }
    let answered = matches!(expect, StepExpect::Answer(_));
    let asks_more = !(entered.absent.is_empty() && entered.not_equal.is_empty());
    if asks_more && !answered || !entered.save.is_empty() && (!answered || times > 1) {
        return Err("\"absent\", \"not_equal\" and \"save\" need one expected answer".to_owned());
    }
    Ok(Step {
        description: entered.description.clone(),
        setup: entered.setup,
        times,
        task,
        expect,
        absent: entered.absent.clone(),
        not_equal: entered.not_equal.clone(),
        hides_private_key: entered.hides_private_key,
        save: entered.save.clone(),
    })
}

fn task(entered: &Entered) -> Result<Task, String> {
    let region = entered.region.clone().unwrap_or_else(|| REGION.to_owned());
    let is_call = entered.call.is_some();
    if !is_call && (entered.dry_run || entered.signature.is_some()) {
        return Err("\"dry_run\" and \"signature\" need \"call\"".to_owned());
    }
    if entered.guest_action.is_none() && (entered.instance.is_some() || entered.sudo) {
        return Err("\"instance\" and \"sudo\" need \"guest_action\"".to_owned());
    }
    match (&entered.call, &entered.guest_action, &entered.check) {
        (Some(operation), None, None) => Ok(Task::Ask(Action::Call(Call {
            region,
            dry_run: entered.dry_run,
            signature: entered.signature.unwrap_or_default(),
            operation: operation.clone(),
        }))),
        (None, Some(guest_action), None) => Ok(Task::Ask(Action::Guest(GuestCall {
            region,
            instance_id: entered.instance.clone().ok_or("\"guest_action\" needs \"instance\"")?,
            sudo: entered.sudo,
            guest_action: guest_action.clone(),
        }))),
        (None, None, Some(check)) => Ok(Task::Check(check.clone())),
        _ => Err("it needs exactly one of \"call\", \"guest_action\" and \"check\"".to_owned()),
    }
}

fn expect(expectation: &StepExpectation) -> StepExpect {
    match expectation {
        StepExpectation::Answer(facts) => StepExpect::Answer(facts.clone()),
        StepExpectation::Answers(things) => StepExpect::Answers(things.clone()),
        StepExpectation::Count(count) => StepExpect::Count(*count),
        StepExpectation::Refuse(codes) => {
            StepExpect::Refuse(codes.iter().map(|code| ErrorCode::of_name(code)).collect())
        }
        StepExpectation::Either { flag, answer } => {
            StepExpect::Either { flag: flag.clone(), answer: answer.clone() }
        }
        StepExpectation::Anything {} => StepExpect::Anything,
    }
}

/// Checks that every placeholder can be filled: from given texts, from texts that earlier steps saved,
/// or, in the expectation, from texts that this step saves.
fn check_places(step: &Step, known: &BTreeSet<&str>) -> Result<(), String> {
    let check_each =
        |texts: Vec<&String>| texts.into_iter().try_for_each(|t| check_text(t, step, known));
    match &step.task {
        Task::Check(check) => return check_each(check.texts()),
        Task::Ask(action) => {
            check_each(action.clone().texts_mut().into_iter().map(|text| &*text).collect())?;
        }
    }
    let mut known = known.clone();
    known.extend(step.save.keys().map(String::as_str));
    let expected = match &step.expect {
        StepExpect::Answer(facts) | StepExpect::Either { answer: facts, .. } => {
            facts.values().collect()
        }
        StepExpect::Answers(things) => things.iter().flat_map(|facts| facts.values()).collect(),
        StepExpect::Count(_) | StepExpect::Refuse(_) | StepExpect::Anything | StepExpect::Holds => {
            Vec::new()
        }
    };
    let mut texts = expected.into_iter().chain(step.not_equal.values());
    texts.try_for_each(|text| check_text(text, step, &known))
}

fn check_text(text: &str, step: &Step, known: &BTreeSet<&str>) -> Result<(), String> {
    for (function, name) in places(text) {
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
