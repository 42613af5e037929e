//! Tests that a list written from one run is correct for the next run.

use crate::api::{Action, Outcome, Reply};
use crate::harness;
use crate::implementation::{Description, Implementation};
use crate::known_failures::{Findings, List, compare, updated};
use crate::vector::{self, Vector};
use crate::verdict::FailureKind;
use std::collections::BTreeSet;
use std::num::NonZeroUsize;

/// Answers everything with `Done`.
struct Yes;

impl Implementation for Yes {
    fn description(&self) -> Description {
        Description {
            name: "yes".to_owned(),
            version: None,
            capabilities: Vec::new(),
            formats: None,
        }
    }

    fn call(&mut self, _: &Action) -> Outcome {
        Outcome::Success(Reply::Done)
    }
}

/// Covers files and scenarios.
#[test]
fn a_list_of_all_failures_matches_the_next_run() {
    let suite = vector::embedded();
    let run = || {
        let make = || -> Box<dyn Implementation> { Box::new(Yes) };
        let selected = |vector: &Vector| !vector.is_expensive();
        harness::run(&suite, &selected, &make, NonZeroUsize::MIN, &|| ())
    };
    let list = updated(&List::default(), &Findings::default(), &run());
    let kinds: BTreeSet<FailureKind> = list.entries.iter().map(|entry| entry.failure).collect();
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        [FailureKind::Accepted, FailureKind::WrongValue]
    );
    assert!(list.entries.iter().any(|entry| entry.step.is_some_and(|step| step > 1)));
    let mut again = run();
    let findings = compare(&list, &suite, &mut again);
    assert!(findings.is_true(), "{findings:?}");
    assert_eq!(findings.known.len(), list.entries.len());
    assert!(!again.iter().any(|result| result.judgement.verdict.is_nonconformance()));
    assert_eq!(updated(&list, &findings, &again), list);
}
