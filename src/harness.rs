//! Runs vectors against an implementation, and contains its failures.
//!
//! Vectors run in parallel; each worker has its own instance of the implementation. Results are
//! returned in the order of the vectors. Twins run even if they are not selected, because the verdict
//! on a refusal depends on them.
//!
//! # A test of your own crate
//!
//! [`main`] is a complete test target: `cargo test` then prints one line for each vector. Add two
//! entries to the crate's `Cargo.toml`. The default features are only needed by the program `keyproof`,
//! not by tests:
//!
//! ```toml
//! [dev-dependencies]
//! keyproof = { version = "0.1", default-features = false, features = ["harness"] }
//!
//! [[test]]
//! name = "keyproof"
//! harness = false
//! ```
//!
//! Add one file, `tests/keyproof.rs`. It answers the supported actions, and returns `Unsupported` for
//! all others:
//!
//! ```no_run
//! # mod my_crate {
//! #     pub fn import(_: &[u8]) -> Result<String, String> {
//! #         Err("not yet".to_owned())
//! #     }
//! # }
//! use keyproof::api::{Action, Outcome, PublicKeyFacts, Refusal, Reply};
//! use keyproof::implementation::{Description, Implementation};
//!
//! #[derive(Default)]
//! struct MyCrate;
//!
//! impl Implementation for MyCrate {
//!     fn description(&self) -> Description {
//!         Description::codec("my-crate", None)
//!     }
//!
//!     fn call(&mut self, action: &Action) -> Outcome {
//!         match action {
//!             Action::InspectPublicKey { material } => match my_crate::import(material) {
//!                 Ok(fingerprint) => Outcome::Success(Reply::PublicKey(PublicKeyFacts {
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
//! Each vector is a trial, and its id is the name of the trial. Filters, `--list`, `--exact`, `--skip`,
//! `--test-threads` and `--format` work as for any test, and `cargo nextest` runs the trials too:
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
//! | fail, crash, hang | failed, with the rule, the input, the expected and the actual result |
//! | inconclusive | failed: a valid twin, a setup step, or a rule that the vector builds on fails |
//! | not-run | failed: the run ended before it |
//! | unsupported | ignored; if every vector is unsupported, the trial `something-is-tested` fails |
//!
//! With [`Tests::known_failures`], a crate expects its known failures and no others. The command
//! `KEYPROOF_WRITE_KNOWN_FAILURES=1 cargo test --test keyproof` writes the list.
//!
//! Each trial has its own instance, and a panic is the crash of one vector. A hang in the same process
//! can't be stopped from there; nextest's `slow-timeout` with `terminate-after` stops it.

mod contain;
mod scenario;
mod asking;
mod shard;
mod workers;
mod slow;
#[cfg(feature = "harness")]
mod trials;

pub use shard::{ParseShardError, Shard};
#[cfg(feature = "harness")]
pub use trials::{Tests, main};

use crate::implementation::{BreakdownKind, Implementation};
use crate::vector::{Suite, Vector};
use crate::verdict::{Actual, Behaviour, Judgement, VectorResult, Verdict, explain, settle};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::io;
use std::num::NonZeroUsize;
use workers::Workers;

/// Creates an instance of the implementation under test.
pub type Make<'m> = dyn Fn() -> Box<dyn Implementation> + Sync + 'm;

/// The parameters of a run.
#[derive(Clone, Copy)]
pub struct Plan<'p> {
    /// The number of vectors that run at the same time.
    pub jobs: NonZeroUsize,
    /// Called after each vector, from any worker.
    pub done: &'p (dyn Fn() + Sync),
    /// Returns a reason once the run should end early.
    pub stopped: &'p (dyn Fn() -> Option<String> + Sync),
}

/// The result of a run.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    /// The results, in the suite's order.
    pub results: Vec<VectorResult<'a>>,
    /// How often the implementation was restarted.
    pub restarts: usize,
    /// The faults that can't be attributed to a single vector.
    pub faults: Vec<SharedFault>,
    /// Why the run ended early, if it did.
    pub stopped: Option<String>,
}

/// A fault that occurred while several vectors were running, and that can't be attributed to one of
/// them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SharedFault {
    /// The kind of fault.
    pub kind: BreakdownKind,
    /// A description of the fault.
    pub how: String,
    /// The ids of the vectors that were running. One of them, or their number, caused the fault.
    pub vectors: Vec<String>,
}

/// Runs the selected vectors of a suite, and returns their results in the suite's order.
///
/// `make` creates one instance for each of the `jobs` workers. `done` is called after each vector, from
/// any worker. The results don't contain faults that no single vector explains; [`execute`] returns
/// those.
///
/// # Panics
/// Panics if a worker panics outside the implementation, which is a fault of the harness, or if a
/// worker's thread can't be started.
pub fn run<'a>(
    suite: &'a Suite,
    selected: &dyn Fn(&Vector) -> bool,
    make: &(dyn Fn() -> Box<dyn Implementation> + Sync),
    jobs: NonZeroUsize,
    done: &(dyn Fn() + Sync),
) -> Vec<VectorResult<'a>> {
    let plan = Plan { jobs, done, stopped: &|| None };
    execute(suite, selected, make, plan).expect("a thread can be started for each worker").results
}

/// Runs the selected vectors of a suite. The run ends early when it is [stopped](Plan::stopped), or
/// when the implementation can't be used any more. Vectors without a result are then [not
/// run](Verdict::NotRun).
///
/// At the end, a few of the vectors that timed out run once more, alone and with ten times the time
/// limit. A run of some vectors also runs the controls of each failure, see [`explain`].
///
/// # Errors
/// Returns the system's error if a worker's thread can't be started.
///
/// # Panics
/// Panics if a worker panics outside the implementation, which is a fault of the harness.
pub fn execute<'a>(
    suite: &'a Suite,
    selected: &dyn Fn(&Vector) -> bool,
    make: &Make<'_>,
    plan: Plan<'_>,
) -> io::Result<Run<'a>> {
    execute_and(explain, suite, selected, make, plan)
}

/// Runs vectors like [`execute`], but a failure remains a failure even if another rule [explains](explain)
/// it. This is for implementations whose failures are all known.
///
/// # Errors
/// Returns the system's error if a worker's thread can't be started.
///
/// # Panics
/// Panics if a worker panics outside the implementation, which is a fault of the harness.
pub fn execute_unexplained<'a>(
    suite: &'a Suite,
    selected: &dyn Fn(&Vector) -> bool,
    make: &Make<'_>,
    plan: Plan<'_>,
) -> io::Result<Run<'a>> {
    execute_and(|_, _| (), suite, selected, make, plan)
}

fn execute_and<'a>(
    explain: fn(&[&Vector], &mut [Judgement]),
    suite: &'a Suite,
    selected: &dyn Fn(&Vector) -> bool,
    make: &Make<'_>,
    plan: Plan<'_>,
) -> io::Result<Run<'a>> {
    let workers = Workers::new(suite, needed(suite, selected), make, plan);
    workers.work()?;
    let (vectors, mut judgements, mut run) = workers.finished();
    if run.stopped.is_none() {
        slow::try_again(suite, &vectors, &mut judgements, make, plan);
    }
    settle_all(&vectors, &mut judgements);
    explain(&vectors, &mut judgements);
    let mut results: Vec<_> = vectors.into_iter().zip(judgements).collect();
    results.sort_by_key(|(vector, _)| &vector.id);
    run.results = results
        .into_iter()
        .filter(|(vector, _)| selected(vector))
        .map(|(vector, judgement)| VectorResult { vector, judgement })
        .collect();
    Ok(run)
}

/// Returns the selected vectors and their valid twins.
pub fn needed<'a>(suite: &'a Suite, selected: &dyn Fn(&Vector) -> bool) -> Vec<&'a Vector> {
    let chosen = suite.vectors.iter().filter(|vector| selected(vector));
    let twins: HashSet<&str> =
        chosen.flat_map(|vector| vector.twins.iter().map(String::as_str)).collect();
    let needed = |vector: &&Vector| selected(vector) || twins.contains(vector.id.as_str());
    suite.vectors.iter().filter(needed).collect()
}

fn settle_all(vectors: &[&Vector], judgements: &mut [Judgement]) {
    let own = vectors.iter().zip(&*judgements).map(|(vector, judgement)| {
        (vector.id.as_str(), (judgement.verdict, judgement.took, judgement.not_run.clone()))
    });
    let own: HashMap<&str, _> = own.collect();
    for (vector, judgement) in vectors.iter().zip(judgements) {
        let of_twins: Vec<_> =
            vector.twins.iter().filter_map(|twin| own.get(twin.as_str())).collect();
        // A vector that runs as a twin or a control has no twins here, and needs no final verdict. A
        // correct value needs no twin.
        let is_accepted = judgement.sides.iter().any(|taken| taken.side == Behaviour::Accepted);
        if of_twins.is_empty() || is_accepted {
            continue;
        }
        let twins: Vec<(Verdict, bool)> =
            of_twins.iter().map(|(verdict, took, _)| (*verdict, *took)).collect();
        let settled = settle(judgement.verdict, &twins);
        if settled != judgement.verdict {
            let mut got = format!("{}; this doesn't count, because ", judgement.got);
            for (number, (id, (is, _))) in vector.twins.iter().zip(&twins).enumerate() {
                let comma = if number == 0 { "" } else { ", " };
                got.push_str(&format!("{comma}its valid twin {id} is {is}"));
            }
            judgement.got = Actual::Words(got);
            judgement.verdict = settled;
            judgement.not_run = of_twins.iter().find_map(|(_, _, not_run)| not_run.clone());
            // A refusal is no choice if the implementation refuses everything.
            judgement.sides.clear();
        }
    }
}

#[cfg(test)]
mod tests;
