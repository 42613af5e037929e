//! Tests of the harness with implementations that answer wrongly or break down.

mod constant;
mod incidents;
mod known;
mod scenarios;
mod unplayable;

use super::contain::contained;
use super::*;
use crate::api::{Action, Outcome, Refusal};
use crate::implementation::{Description, Reference};
use crate::vector::{self, Expect};
use crate::verdict::Choice;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

type Answer = fn(&Action) -> Outcome;

/// An implementation that gives the same answer to everything.
#[derive(Clone, Copy)]
struct Constant(Answer);

impl Implementation for Constant {
    fn description(&self) -> Description {
        Description {
            name: "constant".to_owned(),
            version: None,
            capabilities: Vec::new(),
            formats: None,
        }
    }

    fn call(&mut self, action: &Action) -> Outcome {
        let Self(answer) = self;
        answer(action)
    }
}

fn refuse(_: &Action) -> Outcome {
    Outcome::Refused(Refusal { code: None, message: String::new() })
}

#[test]
fn a_refusal_reports_that_its_twin_was_not_run() {
    let suite = vector::embedded();
    let answer = |action: &Action| match vector::embedded().find("import/openssh/bits-1024") {
        Some(twin) if twin.question().unwrap().action == *action => {
            Outcome::NotRun("no process".to_owned())
        }
        _ => refuse(action),
    };
    let make = || -> Box<dyn Implementation> { Box::new(Constant(answer)) };
    let selected = |vector: &Vector| vector.id == "import/openssh/bits-1016";
    let results = run(&suite, &selected, &make, NonZeroUsize::MIN, &|| ());
    let [result] = results.as_slice() else { panic!("{}", results.len()) };
    assert_eq!(result.judgement.verdict, Verdict::Inconclusive);
    assert_eq!(result.judgement.not_run.as_deref(), Some("no process"));
}

#[test]
fn a_panic_is_a_crash_with_its_message() {
    let action = &Action::NameKeyFile { key_name: "a".to_owned() };
    let texts: [(Answer, &str); 3] = [
        (|_| panic!("a text"), "panicked: a text"),
        (|_| panic!("{}", "a formatted text"), "panicked: a formatted text"),
        (|_| std::panic::panic_any(0), "panicked: without a message"),
    ];
    for (answer, expected) in texts {
        let outcome = contained(&mut Constant(answer), action);
        assert_eq!(outcome, Outcome::Crash(expected.to_owned()));
    }
}

#[test]
fn results_do_not_depend_on_the_number_of_workers() {
    let suite = vector::embedded();
    let selected = |vector: &Vector| !vector.is_expensive();
    let vectors = needed(&suite, &selected).len();
    let results = |jobs| {
        let done = AtomicUsize::new(0);
        let count = || _ = done.fetch_add(1, Ordering::Relaxed);
        let make = || -> Box<dyn Implementation> { Box::new(Reference::default()) };
        let jobs = NonZeroUsize::new(jobs).unwrap();
        let results = run(&suite, &selected, &make, jobs, &count);
        assert_eq!(done.into_inner(), vectors);
        let results = results.into_iter();
        results.map(|result| (result.vector.id.clone(), result.judgement)).collect::<Vec<_>>()
    };
    let alone = results(1);
    assert_eq!(results(4), alone);
    assert_eq!(results(1000), alone);
}

#[test]
fn twins_are_run_but_not_reported() {
    let suite = vector::embedded();
    let refused = |vector: &&Vector| {
        vector.question().is_some_and(|question| matches!(question.expect, Expect::Refuse(_)))
    };
    let vector = suite.vectors.iter().filter(refused).find(|vector| vector.twins.len() == 1);
    let vector = vector.unwrap();
    let selected = |other: &Vector| other.id == vector.id;
    assert_eq!(needed(&suite, &selected).len(), 2);
    let make = || -> Box<dyn Implementation> { Box::new(Constant(refuse)) };
    let results = run(&suite, &selected, &make, NonZeroUsize::MIN, &|| ());
    let [result] = results.as_slice() else { panic!("{}", results.len()) };
    assert_eq!(result.vector.id, vector.id);
    assert_eq!(result.judgement.verdict, Verdict::Inconclusive);
    assert!(result.judgement.got.to_string().contains(&vector.twins[0]));
}

/// Where the documentation doesn't decide, the reference may choose, but it must choose consistently.
#[test]
fn the_reference_decides_each_open_question_consistently() {
    let suite = vector::embedded();
    let make = || -> Box<dyn Implementation> { Box::new(Reference::default()) };
    let results = run(&suite, &|_| true, &make, NonZeroUsize::MIN, &|| ());
    let mut sides = BTreeMap::new();
    for VectorResult { vector, judgement } in &results {
        for Choice { flag, side } in &judgement.sides {
            let (first, first_side) = sides.entry(flag).or_insert((&vector.id, side));
            assert_eq!(side, *first_side, "{flag}: {} and {first}", vector.id);
        }
    }
    assert!(sides.len() > 5);
}

/// The twin runs too. What the verdict on the twin depends on is ignored.
#[test]
fn a_verdict_does_not_depend_on_other_vectors() {
    let suite = vector::embedded();
    let right = || -> Box<dyn Implementation> { Box::new(Reference::default()) };
    let wrong = || -> Box<dyn Implementation> { Box::new(Constant(refuse)) };
    let questions = |vector: &Vector| vector.question().is_some();
    let both: [&(dyn Fn() -> Box<dyn Implementation> + Sync); 2] = [&right, &wrong];
    for make in both {
        for together in run(&suite, &questions, make, NonZeroUsize::MIN, &|| ()) {
            let alone = |other: &Vector| other.id == together.vector.id;
            let alone = run(&suite, &alone, make, NonZeroUsize::MIN, &|| ());
            let [alone] = alone.as_slice() else { panic!("{alone:?}") };
            assert_eq!(alone.judgement, together.judgement, "{}", together.vector.id);
        }
    }
}
