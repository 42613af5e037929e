//! An implementation that omits something passes no vector that needs it. The tests remove one fact, error code,
//! attribute, operation or capability from the reference. They find these by observing the reference, so a new
//! vector needs no change here.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "partial/cut.rs"]
mod cut;

use cut::{Cut, Log, Partial};
use keyproof::api::{Action, Attribute};
use keyproof::harness;
use keyproof::implementation::Implementation;
use keyproof::vector::scenario::{Step, StepExpect, Task};
use keyproof::vector::{self, Scenario, Suite, Vector};
use keyproof::verdict::{Behaviour, VectorResult, Verdict};
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock, Mutex};

static SUITE: LazyLock<Suite> = LazyLock::new(vector::embedded);

/// Returns the results in the order of the suite, and whether each scenario was affected by the cut, in the same
/// order.
fn run(
    cut: Option<Cut>,
    selected: &dyn Fn(&Vector) -> bool,
) -> (Vec<VectorResult<'static>>, Vec<bool>) {
    let log = Arc::new(Mutex::new(Log::default()));
    let make =
        || -> Box<dyn Implementation> { Box::new(Partial::new(cut.clone(), Arc::clone(&log))) };
    let selected = |vector: &Vector| selected(vector) && !vector.is_expensive();
    let results = harness::run(&SUITE, &selected, &make, NonZeroUsize::MIN, &|| ());
    let log = log.lock().unwrap();
    (results, log.scenarios.clone())
}

/// Everything that the reference answers in all scenarios.
static SEEN: LazyLock<Log> = LazyLock::new(|| {
    let log = Arc::new(Mutex::new(Log::default()));
    let make = || -> Box<dyn Implementation> { Box::new(Partial::new(None, Arc::clone(&log))) };
    let selected = |vector: &Vector| vector.scenario().is_some() && !vector.is_expensive();
    harness::run(&SUITE, &selected, &make, NonZeroUsize::MIN, &|| ());
    Arc::into_inner(log).unwrap().into_inner().unwrap()
});

/// Runs the scenarios that a cut may affect. No affected scenario that needs the removed part may pass.
#[track_caller]
fn check(cut: &Cut, concerns: impl Fn(&Scenario) -> bool, needs: impl Fn(&Scenario) -> bool) {
    let selected = |vector: &Vector| vector.scenario().is_some_and(&concerns);
    let (results, cuts) = run(Some(cut.clone()), &selected);
    let scenarios: Vec<_> =
        results.iter().filter(|result| result.vector.scenario().is_some()).collect();
    assert!(cuts.len() >= scenarios.len() && cuts.contains(&true), "{cut:?} removes nothing");
    for (VectorResult { vector, judgement }, is_cut) in scenarios.iter().zip(&cuts) {
        let is_needed = *is_cut && needs(vector.scenario().unwrap());
        // A refused open question ends the scenario before its later steps.
        let is_ended = judgement.sides.iter().any(|taken| taken.side == Behaviour::Refused);
        let passes = matches!(judgement.verdict, Verdict::Pass | Verdict::Slow) && !is_ended;
        assert!(!(is_needed && passes), "{} passes without {cut:?}", vector.id);
    }
}

fn any_step(scenario: &Scenario, is_one: impl Fn(&Step) -> bool) -> bool {
    scenario.steps.iter().any(is_one)
}

fn is_call(step: &Step) -> bool {
    matches!(step.task, Task::Ask(Action::Call(_)))
}

#[test]
fn no_rule_passes_without_its_error_code() {
    assert!(SEEN.codes.len() > 8, "{:?}", SEEN.codes);
    let may_refuse = |step: &Step| {
        let refuses = matches!(
            step.expect,
            StepExpect::Refuse(_) | StepExpect::Either { .. } | StepExpect::Anything
        );
        refuses && is_call(step)
    };
    for code in &SEEN.codes {
        let concerns = |scenario: &Scenario| any_step(scenario, may_refuse);
        check(&Cut::Code(code.clone()), concerns, concerns);
    }
}

#[test]
fn no_scenario_passes_without_an_attribute_that_it_checks() {
    let mut checked = 0;
    for field in &SEEN.fields {
        let looks_at = |scenario: &Scenario| any_step(scenario, |step| looks_at(step, *field));
        let scenarios = || SUITE.vectors.iter().filter_map(Vector::scenario);
        // No scenario checks the id of an image. Only a launch needs it.
        if !scenarios().any(looks_at) {
            continue;
        }
        checked += 1;
        check(&Cut::Attribute(*field), looks_at, looks_at);
    }
    assert!(checked > 12, "{checked} of {:?}", SEEN.fields);
}

/// Returns whether a step needs this attribute of an answer.
fn looks_at(step: &Step, field: Attribute) -> bool {
    let expected = match &step.expect {
        StepExpect::Answer(facts) => facts.contains_key(&field),
        StepExpect::Answers(resources) => resources.iter().any(|facts| facts.contains_key(&field)),
        _ => false,
    };
    expected || step.save.values().any(|saved| *saved == field)
}

#[test]
fn no_scenario_passes_without_an_operation_that_it_calls() {
    assert!(SEEN.operations.len() > 12, "{:?}", SEEN.operations);
    for operation in &SEEN.operations {
        let asks = |scenario: &Scenario| {
            any_step(
                scenario,
                |step| matches!(&step.task, Task::Ask(Action::Call(call)) if call.operation.name() == *operation),
            )
        };
        check(&Cut::Operation(operation.clone()), asks, |_| true);
    }
}

#[test]
fn no_vector_passes_without_a_capability_that_it_needs() {
    assert!(SEEN.capabilities.len() > 4, "{:?}", SEEN.capabilities);
    for capability in &SEEN.capabilities {
        let asks = |scenario: &Scenario| {
            any_step(
                scenario,
                |step| matches!(&step.task, Task::Ask(action) if action.capability() == *capability),
            )
        };
        check(&Cut::Capability(*capability), asks, |_| true);
    }
}

/// Each entry has facts of a key, and the rules that need them.
#[test]
fn no_rule_passes_without_the_fact_that_shows_it() {
    let is_question = |vector: &Vector| vector.question().is_some();
    for (facts, rules) in [
        (&["fingerprint"][..], &["fingerprint/imported-md5"][..]),
        (&["fingerprint", "modulus_sha256"], &["import/openssh", "import/2048-bits"]),
        (&["fingerprint", "exponent"], &["import/openssh", "import/2048-bits"]),
        (&["openssh"], &["public-key/from-private", "public-key/puttygen"]),
        (&["created"], &["fingerprint/local-created"]),
        (&["imported"], &["fingerprint/local-imported"]),
        (&["name"], &["create/pem-file-name"]),
        (&["mode"], &["create/pem-file-mode"]),
    ] {
        let (results, _) = run(Some(Cut::Facts(facts)), &is_question);
        let must_read = |vector: &Vector| vector.twins.is_empty();
        let mut tried = BTreeSet::new();
        for VectorResult { vector, judgement } in results.iter().filter(|it| must_read(it.vector)) {
            if rules.contains(&vector.rule()) {
                tried.insert(vector.rule());
                assert_ne!(judgement.verdict, Verdict::Pass, "{} without {facts:?}", vector.id);
            }
        }
        assert_eq!(tried.len(), rules.len(), "{rules:?}");
        let others = |result: &&VectorResult<'_>| !rules.contains(&result.vector.rule());
        let spared = results.iter().filter(others).any(|it| it.judgement.verdict == Verdict::Pass);
        assert!(spared, "without {facts:?}, no other rule passes");
    }
}
