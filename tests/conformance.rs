//! The reference against every vector: one trial a vector.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use keyproof::harness::{self, CaseResult};
use keyproof::implementation::Reference;
use keyproof::vector::{self, Vector};
use keyproof::verdict::{Taken, Verdict};
use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;

fn main() {
    let suite = vector::embedded();
    let results = harness::run(
        &suite,
        &|_: &Vector| true,
        &|| Box::new(Reference::default()),
        NonZeroUsize::MIN,
        &|| (),
    );
    let consistent = one_side_on_each_flag(&results);
    let trials = results.into_iter().map(|result| {
        let id = result.vector.id.clone();
        let judgement = result.judgement;
        Trial::test(id, move || match judgement.verdict {
            Verdict::Pass => Ok(()),
            verdict => Err(Failed::from(format!(
                "{verdict}\n  expected: {}\n  got:      {}",
                judgement.expected, judgement.got
            ))),
        })
    });
    let consistent = Trial::test("one-side-on-each-flag", move || consistent);
    let trials = trials.chain([consistent]).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// Where the documents are silent the reference may do either, and the same every time.
fn one_side_on_each_flag(results: &[CaseResult<'_>]) -> Result<(), Failed> {
    let mut sides = BTreeMap::new();
    for CaseResult { vector, judgement } in results {
        for Taken { flag, side } in &judgement.sides {
            let (first, first_side) = sides.entry(flag).or_insert((&vector.id, side));
            if side != *first_side {
                let id = &vector.id;
                return Err(Failed::from(format!("{flag}: {first_side:?} {first}, {side:?} {id}")));
            }
        }
    }
    Ok(())
}
