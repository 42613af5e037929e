//! Tests that a scenario is not started if it can't be run to its end.

use crate::api::{Action, Outcome};
use crate::harness;
use crate::implementation::{Description, Implementation};
use crate::rule::Capability;
use crate::vector::{self, Vector};
use crate::verdict::Verdict;
use std::num::NonZeroUsize;

/// An implementation that would create real resources and allows no login.
struct Careful;

impl Implementation for Careful {
    fn description(&self) -> Description {
        let capabilities = vec![Capability::Pairs, Capability::Instances];
        Description { name: "careful".to_owned(), version: None, capabilities, formats: None }
    }

    fn plays_with(&self, capability: Capability) -> bool {
        capability != Capability::Login
    }

    fn call(&mut self, action: &Action) -> Outcome {
        panic!("unexpected call {action:?}")
    }

    fn reset(&mut self) {
        panic!("unexpected reset")
    }
}

#[track_caller]
fn check(id: &str, expected: Verdict) {
    let suite = vector::embedded();
    let make = || -> Box<dyn Implementation> { Box::new(Careful) };
    let selected = |vector: &Vector| vector.id == id;
    let results = harness::run(&suite, &selected, &make, NonZeroUsize::MIN, &|| ());
    let [result] = results.as_slice() else { panic!("no such vector {id}") };
    assert_eq!(result.judgement.verdict, expected, "{id}: {}", result.judgement.got);
}

#[test]
fn a_scenario_with_an_impossible_login_is_not_started() {
    check("scenario/login/second-line", Verdict::Unsupported);
}

#[test]
fn a_scenario_without_a_login_is_started() {
    check("scenario/pair/hidden-from-another-region", Verdict::Crash);
}
