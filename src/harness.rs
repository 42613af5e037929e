//! Runs vectors against an implementation, and contains what goes wrong there.
//!
//! Vectors run side by side, each worker with an instance of its own; results come in the order of the
//! vectors, whatever the order in which they were ready. Twins are run whether or not they were selected,
//! since the verdict on a refusal needs them.
//!
//! # A test of your own crate
//!
//! [`main`] is a whole test target: with it, `cargo test` has one line a vector. Two entries in the crate's
//! `Cargo.toml`; the default features are the program, which no test needs:
//!
//! ```toml
//! [dev-dependencies]
//! keyproof = { version = "0.1", default-features = false }
//!
//! [[test]]
//! name = "keyproof"
//! harness = false
//! ```
//!
//! And one file, `tests/keyproof.rs`. It answers what it can answer, and to the rest says so:
//!
//! ```no_run
//! # mod my_crate {
//! #     pub fn import(_: &[u8]) -> Result<String, String> {
//! #         Err("not yet".to_owned())
//! #     }
//! # }
//! use keyproof::api::{Action, Outcome, PublicKeyFacts, Refusal, Reply};
//! use keyproof::implementation::{Description, Implementation};
//! use keyproof::rule::Capability;
//!
//! #[derive(Default)]
//! struct MyCrate;
//!
//! impl Implementation for MyCrate {
//!     fn description(&self) -> Description {
//!         Description {
//!             name: "my-crate".to_owned(),
//!             version: None,
//!             capabilities: vec![Capability::Codec],
//!         }
//!     }
//!
//!     fn call(&mut self, action: &Action) -> Outcome {
//!         match action {
//!             Action::InspectPublicKey { material } => match my_crate::import(material) {
//!                 Ok(fingerprint) => Outcome::Done(Reply::PublicKey(PublicKeyFacts {
//!                     fingerprint,
//!                     ..PublicKeyFacts::default()
//!                 })),
//!                 Err(message) => Outcome::Refused(Refusal { code: None, message }),
//!             },
//!             _ => Outcome::Unsupported,
//!         }
//!     }
//! }
//!
//! fn main() {
//!     keyproof::harness::main(MyCrate::default)
//! }
//! ```
//!
//! Each vector is a trial that has its id as name, so that filters, `--list`, `--exact`, `--skip`,
//! `--test-threads` and `--format` do what they do for any test; `cargo nextest` runs them too:
//!
//! ```console
//! $ cargo test --test keyproof
//! $ cargo test --test keyproof import/rfc4716
//! $ cargo test --test keyproof -- --exact import/openssh/bits-1016
//! ```
//!
//! | verdict | trial |
//! |---|---|
//! | pass, slow | ok |
//! | fail, crash, hang | failed, with the rule, the input, what was expected and what came |
//! | inconclusive | failed: its valid twin fails, or what prepares the ground does |
//! | not-run | failed: the run ended before it |
//! | unsupported | ignored; if every vector is, the trial `something-is-tested` fails |
//!
//! A crate whose failures are known expects them, and no others, with [`Tests::known_failures`]; the list is
//! written by `KEYPROOF_WRITE_KNOWN_FAILURES=1 cargo test --test keyproof`.
//!
//! A trial has an instance of its own, and a panic is the crash of one vector. What hangs in the same process
//! can't be stopped from there; nextest's `slow-timeout` with `terminate-after` does it.

mod scenario;
mod shard;
mod trials;

pub use shard::{NoShard, Shard};
pub use trials::{Tests, main};

use crate::api::{Action, Outcome};
use crate::implementation::Implementation;
use crate::vector::{Question, Suite, Test, Vector};
use crate::verdict::{Came, CaseResult, Judgement, Side, Verdict, judge, settle};
use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs the selected vectors of a suite, and gives their results in the suite's order.
///
/// `make` makes one instance for each of the `jobs` workers; `done` is called after each vector, from any
/// of them.
///
/// # Panics
/// If a worker does, outside the implementation: that is a fault of the harness.
pub fn run<'a>(
    suite: &'a Suite,
    selected: &dyn Fn(&Vector) -> bool,
    make: &(dyn Fn() -> Box<dyn Implementation> + Sync),
    jobs: NonZeroUsize,
    done: &(dyn Fn() + Sync),
) -> Vec<CaseResult<'a>> {
    let vectors = needed(suite, selected);
    let mut judgements = judge_all(&vectors, make, jobs, done);
    settle_all(&vectors, &mut judgements);
    let results = vectors.into_iter().zip(judgements);
    results
        .filter(|(vector, _)| selected(vector))
        .map(|(vector, judgement)| CaseResult { vector, judgement })
        .collect()
}

/// The vectors that are run if these are selected: with them, their valid twins.
pub fn needed<'a>(suite: &'a Suite, selected: &dyn Fn(&Vector) -> bool) -> Vec<&'a Vector> {
    let chosen = suite.vectors.iter().filter(|vector| selected(vector));
    let twins: HashSet<&str> = chosen.filter_map(|vector| vector.twin.as_deref()).collect();
    let needed = |vector: &&Vector| selected(vector) || twins.contains(vector.id.as_str());
    suite.vectors.iter().filter(needed).collect()
}

fn judge_all(
    vectors: &[&Vector],
    make: &(dyn Fn() -> Box<dyn Implementation> + Sync),
    jobs: NonZeroUsize,
    done: &(dyn Fn() + Sync),
) -> Vec<Judgement> {
    let next = AtomicUsize::new(0);
    let finished: Mutex<Vec<(usize, Judgement)>> = Mutex::new(Vec::with_capacity(vectors.len()));
    let work = || {
        let mut implementation = make();
        let at_once = implementation.in_flight().max(1);
        loop {
            let first = next.fetch_add(at_once, Ordering::Relaxed);
            let Some(rest) = vectors.get(first..).filter(|rest| !rest.is_empty()) else { return };
            let batch = rest.get(..at_once).unwrap_or(rest);
            let judgements = judgements_on(implementation.as_mut(), batch);
            if judgements.iter().any(|judgement| judgement.verdict == Verdict::Crash) {
                // Whatever state a panic left behind goes with it.
                implementation = make();
            }
            let mut finished = finished.lock().expect("no worker panics");
            for (index, judgement) in (first..).zip(judgements) {
                finished.push((index, judgement));
                done();
            }
        }
    };
    if jobs.get() == 1 {
        work();
    } else {
        std::thread::scope(|scope| {
            for _ in 0..jobs.get().min(vectors.len()) {
                scope.spawn(work);
            }
        });
    }
    let mut finished = finished.into_inner().expect("no worker panics");
    finished.sort_by_key(|(index, _)| *index);
    finished.into_iter().map(|(_, judgement)| judgement).collect()
}

/// Judges several vectors: what they ask in a single question is asked at once.
fn judgements_on(implementation: &mut dyn Implementation, vectors: &[&Vector]) -> Vec<Judgement> {
    if let [vector] = vectors {
        return vec![judgement_on(implementation, vector)];
    }
    let questions: Vec<&Action> =
        vectors.iter().filter_map(|vector| Some(&vector.question()?.action)).collect();
    let mut outcomes = all_contained(implementation, &questions).into_iter();
    let judgement = |vector: &&Vector| match &vector.test {
        Test::Question(Question { expect, .. }) => {
            judge(expect, outcomes.next().expect("each question has an outcome"))
        }
        Test::Scenario(scenario) => scenario::play(implementation, scenario),
    };
    vectors.iter().map(judgement).collect()
}

fn judgement_on(implementation: &mut dyn Implementation, vector: &Vector) -> Judgement {
    match &vector.test {
        Test::Question(Question { action, expect }) => {
            judge(expect, contained(implementation, action))
        }
        Test::Scenario(scenario) => scenario::play(implementation, scenario),
    }
}

/// Asks several questions at once. A panic, of which nobody knows whose it is, has each asked by itself.
fn all_contained(implementation: &mut dyn Implementation, actions: &[&Action]) -> Vec<Outcome> {
    let call = AssertUnwindSafe(|| implementation.call_all(actions));
    match catch_unwind(call) {
        Ok(outcomes) if outcomes.len() == actions.len() => outcomes,
        _ => actions.iter().map(|action| contained(implementation, action)).collect(),
    }
}

/// Calls the implementation; a panic is an outcome.
fn contained(implementation: &mut dyn Implementation, action: &Action) -> Outcome {
    caught(|| implementation.call(action)).unwrap_or_else(Outcome::Crash)
}

/// Does something in the implementation, and if it panics tells what the panic said.
fn caught<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        format!("panicked: {}", text.as_deref().unwrap_or("without a message"))
    })
}

fn settle_all(vectors: &[&Vector], judgements: &mut [Judgement]) {
    let own = judgements.iter().map(|judgement| (judgement.verdict, judgement.not_asked.clone()));
    let own: Vec<(Verdict, Option<String>)> = own.collect();
    for (vector, judgement) in vectors.iter().zip(judgements) {
        let Some(twin) = vector.twin.as_deref() else { continue };
        if judgement.sides.iter().any(|taken| taken.side == Side::Accepted) {
            // The right values prove themselves.
            continue;
        }
        let index = vectors.binary_search_by(|other| other.id.as_str().cmp(twin));
        let of_twin = index.ok().and_then(|index| own.get(index));
        // Nobody wants to know of this one, which is there as a twin itself.
        let Some((twin_verdict, not_asked)) = of_twin else { continue };
        let settled = settle(judgement.verdict, *twin_verdict);
        if settled != judgement.verdict {
            judgement.got = Came::Words(format!(
                "{}; but the verdict on its valid twin {twin} is {twin_verdict}",
                judgement.got
            ));
            judgement.verdict = settled;
            judgement.not_asked.clone_from(not_asked);
            // Who refuses everything took no side in this.
            judgement.sides.clear();
        }
    }
}

#[cfg(test)]
mod tests;
