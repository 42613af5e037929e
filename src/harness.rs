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

mod contain;
mod scenario;
mod asking;
mod shard;
mod workers;
mod slow;
mod trials;

pub use shard::{NoShard, Shard};
pub use trials::{Tests, main};

use crate::implementation::{BreakdownKind, Implementation};
use crate::vector::{Suite, Vector};
use crate::verdict::{Came, CaseResult, Judgement, Side, Verdict, settle};
use serde::Serialize;
use std::collections::HashSet;
use std::io;
use std::num::NonZeroUsize;
use workers::Workers;

/// Makes an instance of the implementation under test.
pub type Make<'m> = dyn Fn() -> Box<dyn Implementation> + Sync + 'm;

/// How a run goes about it.
#[derive(Clone, Copy)]
pub struct Plan<'p> {
    /// How many vectors run at the same time.
    pub jobs: NonZeroUsize,
    /// Called after each vector, from any worker.
    pub done: &'p (dyn Fn() + Sync),
    /// Why the run is to end before its last vector, once it is.
    pub stopped: &'p (dyn Fn() -> Option<String> + Sync),
}

/// What came of a run.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    /// The results, in the suite's order.
    pub results: Vec<CaseResult<'a>>,
    /// How often the implementation was started again.
    pub restarts: usize,
    /// The faults that no single vector explains.
    pub faults: Vec<SharedFault>,
    /// Why the run ended before its last vector, if it did.
    pub stopped: Option<String>,
}

/// A fault that was seen while several vectors were under way, and that none of them shows by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SharedFault {
    /// What kind of fault it is.
    pub kind: BreakdownKind,
    /// What was seen, in words.
    pub how: String,
    /// The ids of the vectors that were under way: it is a fault with one of them, or with their number.
    pub vectors: Vec<String>,
}

/// Runs the selected vectors of a suite, and gives their results in the suite's order.
///
/// `make` makes one instance for each of the `jobs` workers; `done` is called after each vector, from any
/// of them. Faults that no vector explains are not among the results: [`execute`] has them.
///
/// # Panics
/// If a worker does, outside the implementation: that is a fault of the harness. And if it can't be started.
pub fn run<'a>(
    suite: &'a Suite,
    selected: &dyn Fn(&Vector) -> bool,
    make: &(dyn Fn() -> Box<dyn Implementation> + Sync),
    jobs: NonZeroUsize,
    done: &(dyn Fn() + Sync),
) -> Vec<CaseResult<'a>> {
    let plan = Plan { jobs, done, stopped: &|| None };
    execute(suite, selected, make, plan).expect("a thread can be started for each worker").results
}

/// Runs the selected vectors of a suite. The run ends early when it is [stopped](Plan::stopped), or when nothing more
/// can be asked of the implementation: vectors without a result are [not run](Verdict::NotRun) then.
///
/// What gave no answer in time is tried once more at the end, a few of them, alone and with ten times the time.
///
/// # Errors
/// That the system starts no thread for a worker.
///
/// # Panics
/// If a worker does, outside the implementation: that is a fault of the harness.
pub fn execute<'a>(
    suite: &'a Suite,
    selected: &dyn Fn(&Vector) -> bool,
    make: &Make<'_>,
    plan: Plan<'_>,
) -> io::Result<Run<'a>> {
    let vectors = needed(suite, selected);
    let workers = Workers::new(&vectors, make, plan);
    workers.work()?;
    let (mut judgements, mut run) = workers.finished();
    if run.stopped.is_none() {
        slow::try_again(&vectors, &mut judgements, make, plan);
    }
    settle_all(&vectors, &mut judgements);
    let results = vectors.into_iter().zip(judgements);
    run.results = results
        .filter(|(vector, _)| selected(vector))
        .map(|(vector, judgement)| CaseResult { vector, judgement })
        .collect();
    Ok(run)
}

/// The vectors that are run if these are selected: with them, their valid twins.
pub fn needed<'a>(suite: &'a Suite, selected: &dyn Fn(&Vector) -> bool) -> Vec<&'a Vector> {
    let chosen = suite.vectors.iter().filter(|vector| selected(vector));
    let twins: HashSet<&str> = chosen.filter_map(|vector| vector.twin.as_deref()).collect();
    let needed = |vector: &&Vector| selected(vector) || twins.contains(vector.id.as_str());
    suite.vectors.iter().filter(needed).collect()
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
