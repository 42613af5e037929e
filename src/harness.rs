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

pub use shard::{ParseShardError, Shard};
pub use trials::{Tests, main};

use crate::implementation::{BreakdownKind, Implementation};
use crate::vector::{Suite, Vector};
use crate::verdict::{Actual, Behaviour, Judgement, VectorResult, Verdict, explain, settle};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
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
    pub results: Vec<VectorResult<'a>>,
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
) -> Vec<VectorResult<'a>> {
    let plan = Plan { jobs, done, stopped: &|| None };
    execute(suite, selected, make, plan).expect("a thread can be started for each worker").results
}

/// Runs the selected vectors of a suite. The run ends early when it is [stopped](Plan::stopped), or when nothing more
/// can be asked of the implementation: vectors without a result are [not run](Verdict::NotRun) then.
///
/// What gave no answer in time is tried once more at the end, a few of them, alone and with ten times the time. A
/// run of a part of the vectors asks for the controls of a failure as well, see [`explain`].
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

/// The vectors that are run if these are selected: with them, their valid twins.
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
        // A vector that is run as a twin or a control has no twins here, and needs no verdict of its own. The right
        // values prove themselves.
        let is_accepted = judgement.sides.iter().any(|taken| taken.side == Behaviour::Accepted);
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
                Actual::Words(format!("{}; but of its valid twins, {twins}", judgement.got));
            judgement.verdict = settled;
            judgement.not_run = of_twins.iter().find_map(|(_, _, not_run)| not_run.clone());
            // An implementation that refuses everything took no side in this.
            judgement.sides.clear();
        }
    }
}

#[cfg(test)]
mod tests;
