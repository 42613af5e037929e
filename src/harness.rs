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
//!             formats: None,
//!         }
//!     }
//!
//!     fn call(&mut self, action: &Action) -> Outcome {
//!         match action {
//!             Action::InspectPublicKey { material } => match my_crate::import(material) {
//!                 Ok(fingerprint) => Outcome::Done(Reply::PublicKey(PublicKeyFacts {
//!                     fingerprint: Some(fingerprint),
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
use crate::verdict::{
    Came, CaseResult, Judgement, Offer, Side, Verdict, controls, explain, judge, settle,
};
use std::collections::{HashMap, HashSet};
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
    let mut vectors = needed(suite, selected);
    let mut judgements = judge_all(suite, &vectors, make, jobs, done);
    // A run of everything has the controls of each failure; a part of it needs some more.
    loop {
        let controls = missing_controls(suite, &vectors, &judgements);
        if controls.is_empty() {
            break;
        }
        judgements.extend(judge_all(suite, &controls, make, jobs, &|| ()));
        vectors.extend(controls);
    }
    settle_all(&vectors, &mut judgements);
    explain(&vectors, &mut judgements);
    let mut results: Vec<_> = vectors.into_iter().zip(judgements).collect();
    results.sort_by_key(|(vector, _)| &vector.id);
    let results = results.into_iter();
    results
        .filter(|(vector, _)| selected(vector))
        .map(|(vector, judgement)| CaseResult { vector, judgement })
        .collect()
}

/// The vectors that are run if these are selected: with them, their valid twins.
pub fn needed<'a>(suite: &'a Suite, selected: &dyn Fn(&Vector) -> bool) -> Vec<&'a Vector> {
    let chosen = suite.vectors.iter().filter(|vector| selected(vector));
    let twins: HashSet<&str> =
        chosen.flat_map(|vector| vector.twins.iter().map(String::as_str)).collect();
    let needed = |vector: &&Vector| selected(vector) || twins.contains(vector.id.as_str());
    suite.vectors.iter().filter(needed).collect()
}

/// The vectors that may explain a failure, and that were not run.
fn missing_controls<'a>(
    suite: &'a Suite,
    vectors: &[&Vector],
    judgements: &[Judgement],
) -> Vec<&'a Vector> {
    let mut known: HashSet<&str> = vectors.iter().map(|vector| vector.id.as_str()).collect();
    let failed =
        vectors.iter().zip(judgements).filter(|(_, judgement)| judgement.failure.is_some());
    let mut missing = Vec::new();
    for (vector, _) in failed {
        for control in controls(suite, vector) {
            if known.insert(&control.id) {
                missing.push(control);
            }
        }
    }
    missing
}

fn judge_all(
    suite: &Suite,
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
        let described = caught(|| implementation.description());
        let offer = described.map_or_else(|_| Offer::default(), |described| Offer::of(&described));
        loop {
            let first = next.fetch_add(at_once, Ordering::Relaxed);
            let Some(rest) = vectors.get(first..).filter(|rest| !rest.is_empty()) else { return };
            let batch = rest.get(..at_once).unwrap_or(rest);
            let judgements = judgements_on(implementation.as_mut(), suite, batch, &offer);
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

/// Judges several vectors: what they ask in a single question is asked at once. What is in a format that isn't
/// offered is not asked.
fn judgements_on(
    implementation: &mut dyn Implementation,
    suite: &Suite,
    vectors: &[&Vector],
    offer: &Offer,
) -> Vec<Judgement> {
    let is_asked = |vector: &&&Vector| offer.reads(suite, vector);
    let questions = vectors.iter().filter(is_asked).filter_map(|vector| vector.question());
    let questions: Vec<&Action> = questions.map(|question| &question.action).collect();
    let mut outcomes = all_contained(implementation, &questions).into_iter();
    let judgement = |vector: &&Vector| match &vector.test {
        _ if !offer.reads(suite, vector) => {
            Judgement::new(Verdict::Unsupported, Came::Outcome(Outcome::Unsupported))
        }
        Test::Question(Question { expect, .. }) => {
            let outcome = outcomes.next().expect("each question has an outcome");
            judge(vector.rule(), expect, outcome, offer)
        }
        Test::Scenario(scenario) => scenario::play(implementation, vector.rule(), scenario, offer),
    };
    vectors.iter().map(judgement).collect()
}

/// Asks several questions at once. A panic, of which nobody knows whose it is, has each asked by itself.
fn all_contained(implementation: &mut dyn Implementation, actions: &[&Action]) -> Vec<Outcome> {
    if let [action] = actions {
        return vec![contained(implementation, action)];
    }
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
    let own = vectors.iter().zip(&*judgements).map(|(vector, judgement)| {
        (vector.id.as_str(), (judgement.verdict, judgement.took, judgement.not_asked.clone()))
    });
    let own: HashMap<&str, _> = own.collect();
    for (vector, judgement) in vectors.iter().zip(judgements) {
        let of_twins: Vec<_> =
            vector.twins.iter().filter_map(|twin| own.get(twin.as_str())).collect();
        // A vector that is run as a twin or a control has no twins here, and needs no verdict of its own. The right
        // values prove themselves.
        let is_accepted = judgement.sides.iter().any(|taken| taken.side == Side::Accepted);
        if of_twins.is_empty() || is_accepted {
            continue;
        }
        let twins: Vec<(Verdict, bool)> =
            of_twins.iter().map(|(verdict, took, _)| (*verdict, *took)).collect();
        let settled = settle(judgement.verdict, &twins);
        if settled != judgement.verdict {
            let verdicts = vector.twins.iter().zip(&twins);
            let verdicts: Vec<String> =
                verdicts.map(|(id, (is, _))| format!("{id} is {is}")).collect();
            let twins = verdicts.join(", ");
            judgement.got =
                Came::Words(format!("{}; but of its valid twins, {twins}", judgement.got));
            judgement.verdict = settled;
            judgement.not_asked = of_twins.iter().find_map(|(_, _, not_asked)| not_asked.clone());
            // An implementation that refuses everything took no side in this.
            judgement.sides.clear();
        }
    }
}

#[cfg(test)]
mod tests;
