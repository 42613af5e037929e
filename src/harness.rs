//! Runs vectors against an implementation, and contains what goes wrong there.
//!
//! Vectors run side by side, each worker with an instance of its own; results come in the order of the
//! vectors, whatever the order in which they were ready. Twins are run whether or not they were selected,
//! since the verdict on a refusal needs them.

use crate::api::Outcome;
use crate::implementation::Implementation;
use crate::vector::{Suite, Vector};
use crate::verdict::{Judgement, Verdict, judge, settle};
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// One vector's result.
#[derive(Debug, Clone)]
pub struct CaseResult<'a> {
    /// The vector.
    pub vector: &'a Vector,
    /// What was made of it.
    pub judgement: Judgement,
}

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
    let twins: BTreeSet<&str> = chosen.filter_map(|vector| vector.twin.as_deref()).collect();
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
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(vector) = vectors.get(index) else { return };
            let outcome = contained(implementation.as_mut(), vector);
            if matches!(outcome, Outcome::Crash(_)) {
                // Whatever state a panic left behind goes with it.
                implementation = make();
            }
            let judgement = judge(&vector.expect, &outcome);
            finished.lock().expect("no worker panics").push((index, judgement));
            done();
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

/// Calls the implementation; a panic is an outcome.
fn contained(implementation: &mut dyn Implementation, vector: &Vector) -> Outcome {
    let call = AssertUnwindSafe(|| implementation.call(&vector.action));
    catch_unwind(call).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        Outcome::Crash(format!("panicked: {}", text.as_deref().unwrap_or("without a message")))
    })
}

fn settle_all(vectors: &[&Vector], judgements: &mut [Judgement]) {
    let own: Vec<Verdict> = judgements.iter().map(|judgement| judgement.verdict).collect();
    for (vector, judgement) in vectors.iter().zip(judgements) {
        let Some(twin) = vector.twin.as_deref() else { continue };
        let index = vectors.binary_search_by(|other| other.id.as_str().cmp(twin));
        let twin_verdict = index.ok().and_then(|index| own.get(index)).copied();
        let twin_verdict = twin_verdict.expect("a suite has the twins of its vectors");
        let settled = settle(judgement.verdict, twin_verdict);
        if settled != judgement.verdict {
            judgement.got =
                format!("{}; but its valid twin {twin} is {twin_verdict}", judgement.got);
            judgement.verdict = settled;
        }
    }
}
