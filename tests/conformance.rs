//! The reference against every vector: one trial a vector.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use keyproof::harness;
use keyproof::implementation::Reference;
use keyproof::vector::{self, Vector};
use keyproof::verdict::Verdict;
use libtest_mimic::{Arguments, Failed, Trial};
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
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}
