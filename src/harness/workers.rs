//! The workers of a run: each takes vectors until there are no more, or until the run is stopped.

use super::asking::{Asking, Judged};
use super::{Make, Plan, Run, SharedFault};
use crate::vector::{Suite, Vector};
use crate::verdict::{Came, Judgement, Verdict};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::thread;

/// What the workers of a run have in common.
pub(super) struct Workers<'w, 'v> {
    suite: &'w Suite,
    vectors: &'w [&'v Vector],
    make: &'w Make<'w>,
    plan: Plan<'w>,
    /// The index of the next vector that nobody has taken.
    next: AtomicUsize,
    state: Mutex<State>,
}

/// What has come of the run so far.
#[derive(Default)]
struct State {
    finished: Vec<(usize, Judgement)>,
    restarts: usize,
    faults: Vec<SharedFault>,
    /// Why no worker takes another vector, if that is so.
    stopped: Option<String>,
}

impl<'w, 'v> Workers<'w, 'v> {
    pub(super) fn new(
        suite: &'w Suite,
        vectors: &'w [&'v Vector],
        make: &'w Make<'w>,
        plan: Plan<'w>,
    ) -> Self {
        let state = Mutex::new(State::default());
        Self { suite, vectors, make, plan, next: AtomicUsize::new(0), state }
    }

    /// Runs the vectors.
    ///
    /// # Errors
    /// That the system starts no thread for a worker; those that were started have ended by then.
    pub(super) fn work(&self) -> io::Result<()> {
        let jobs = self.plan.jobs.get().min(self.vectors.len());
        if jobs <= 1 {
            self.work_alone();
            return Ok(());
        }
        thread::scope(|scope| {
            let start = || thread::Builder::new().spawn_scoped(scope, || self.work_alone());
            let started = (0..jobs).try_for_each(|_| start().map(drop));
            started.inspect_err(|error| self.stop(error.to_string()))
        })
    }

    /// The judgement on each vector, and what else is known of the run.
    pub(super) fn finished<'a>(self) -> (Vec<Judgement>, Run<'a>) {
        let State { finished, restarts, faults, stopped } =
            self.state.into_inner().expect("no worker panics");
        let why = stopped.clone().unwrap_or_default();
        let mut judgements: Vec<Option<Judgement>> = self.vectors.iter().map(|_| None).collect();
        for (index, judgement) in finished {
            let judgement = if judgement.not_asked.is_some() && stopped.is_some() {
                None
            } else {
                Some(judgement)
            };
            if let Some(place) = judgements.get_mut(index) {
                *place = judgement;
            }
        }
        let judgements = judgements.into_iter();
        let judgements =
            judgements.map(|judgement| judgement.unwrap_or_else(|| not_run(&why))).collect();
        (judgements, Run { results: Vec::new(), restarts, faults, stopped })
    }

    /// Takes vectors, one batch after the other.
    fn work_alone(&self) {
        let mut implementation = (self.make)();
        let at_once = implementation.in_flight().max(1);
        let asking = Asking::new(self.suite, implementation.as_ref());
        let mut starts = 0;
        while !self.is_stopped() {
            let first = self.next.fetch_add(at_once, Ordering::Relaxed);
            let Some(rest) = self.vectors.get(first..).filter(|rest| !rest.is_empty()) else {
                break;
            };
            let batch = rest.get(..at_once).unwrap_or(rest);
            let judged = asking.judge_all(implementation.as_mut(), batch);
            starts += judged.starts;
            if let Some(why) = implementation.over() {
                self.stop(why);
            }
            if judged.judgements.iter().any(|judgement| judgement.verdict == Verdict::Crash) {
                // Whatever state a panic left behind goes with it.
                implementation = (self.make)();
            }
            self.finish(first, judged);
        }
        // The first start is none after a fault.
        self.state().restarts += starts.saturating_sub(1);
    }

    fn finish(&self, first: usize, Judged { judgements, faults, .. }: Judged) {
        let count = judgements.len();
        let mut state = self.state();
        state.finished.extend((first..).zip(judgements));
        state.faults.extend(faults);
        drop(state);
        (0..count).for_each(|_| (self.plan.done)());
    }

    /// Lets no worker take another vector.
    fn stop(&self, why: String) {
        self.state().stopped.get_or_insert(why);
    }

    fn is_stopped(&self) -> bool {
        if let Some(why) = (self.plan.stopped)() {
            self.stop(why);
        }
        self.state().stopped.is_some()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no worker panics")
    }
}

/// What a vector comes to that the run did not reach.
fn not_run(why: &str) -> Judgement {
    let got = Came::Words(format!("not run: {why}"));
    Judgement { not_asked: Some(why.to_owned()), ..Judgement::new(Verdict::NotRun, got) }
}
