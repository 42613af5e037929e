//! The workers of a run. Each takes vectors until none is left or the run is stopped. When all vectors
//! are judged, the controls of the failures are added, so the workers run them without a restart of the
//! implementation.

use super::asking::Asking;
use super::{Make, Plan, Run, SharedFault};
use crate::vector::{Suite, Vector};
use crate::verdict::{Actual, ByRule, Judgement, Verdict, controls};
use std::io;
use std::ops::Range;
use std::ptr;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::thread;

/// The state that the workers of a run share.
pub(super) struct Workers<'w, 'v> {
    suite: &'v Suite,
    /// The number of requested vectors. The vectors after them are controls.
    asked: usize,
    make: &'w Make<'w>,
    plan: Plan<'w>,
    state: Mutex<State<'v>>,
    /// Signals that there are vectors to take, or that there will be none.
    changed: Condvar,
}

/// The progress of a run.
#[derive(Default)]
struct State<'v> {
    vectors: Vec<&'v Vector>,
    /// For each vector of the suite, whether it is missing from `vectors`.
    is_missing: Vec<bool>,
    /// The index of the next vector that no worker has taken.
    next: usize,
    /// The number of workers with vectors that are not judged yet.
    busy: usize,
    /// The number of workers that wait for those to finish.
    waiting: usize,
    finished: Vec<(usize, Judgement)>,
    restarts: usize,
    faults: Vec<SharedFault>,
    /// Why no worker takes another vector, if the run was stopped.
    stopped: Option<String>,
}

/// The vectors that one worker has taken. The drop, even in a panic, tells the others not to wait for
/// them.
struct Batch<'b, 'w, 'v> {
    workers: &'b Workers<'w, 'v>,
    places: Range<usize>,
    vectors: Vec<&'v Vector>,
}

impl<'w, 'v> Workers<'w, 'v> {
    /// Takes the requested vectors, in the suite's order.
    pub(super) fn new(
        suite: &'v Suite,
        vectors: Vec<&'v Vector>,
        make: &'w Make<'w>,
        plan: Plan<'w>,
    ) -> Self {
        let asked = vectors.len();
        let mut rest = vectors.iter().peekable();
        let is_missing =
            |vector: &Vector| rest.next_if(|next| ptr::eq::<Vector>(**next, vector)).is_none();
        let is_missing = suite.vectors.iter().map(is_missing).collect();
        let state = Mutex::new(State { vectors, is_missing, ..State::default() });
        Self { suite, asked, make, plan, state, changed: Condvar::new() }
    }

    /// Runs the vectors, and the controls of those that fail.
    ///
    /// # Errors
    /// Returns the system's error if a worker's thread can't be started. All other workers have ended
    /// by then.
    pub(super) fn work(&self) -> io::Result<()> {
        let jobs = self.plan.jobs.get().min(self.asked);
        if jobs <= 1 {
            self.work_alone();
            return Ok(());
        }
        thread::scope(|scope| {
            let start = || thread::Builder::new().spawn_scoped(scope, || self.work_alone());
            let started = (0..jobs).try_for_each(|_| start().map(drop));
            started.inspect_err(|error| self.state().stop(error.to_string()))
        })
    }

    /// Returns the vectors that were run with their controls, their judgements, and the rest of the
    /// run's result.
    pub(super) fn finished<'a>(self) -> (Vec<&'v Vector>, Vec<Judgement>, Run<'a>) {
        let State { vectors, finished, restarts, faults, stopped, .. } =
            self.state.into_inner().expect("no worker panics");
        let why = stopped.clone().unwrap_or_default();
        let mut judgements: Vec<Option<Judgement>> = vectors.iter().map(|_| None).collect();
        for (place, judgement) in finished {
            let is_judged = judgement.not_run.is_none() || stopped.is_none();
            if let Some(place) = judgements.get_mut(place) {
                *place = is_judged.then_some(judgement);
            }
        }
        let judgements = judgements.into_iter();
        let judgements = judgements.map(|it| it.unwrap_or_else(|| not_run(&why))).collect();
        (vectors, judgements, Run { results: Vec::new(), restarts, faults, stopped })
    }

    /// Takes and judges one batch of vectors after the other.
    fn work_alone(&self) {
        let mut implementation = (self.make)();
        let at_once = implementation.in_flight().max(1);
        let asking = Asking::new(self.suite, implementation.as_ref());
        let mut starts = 0;
        while let Some(batch) = self.take(at_once) {
            let judged = asking.judge_all(implementation.as_mut(), &batch.vectors);
            starts += judged.starts;
            if judged.judgements.iter().any(|judgement| judgement.verdict == Verdict::Crash) {
                // A panic may leave the instance in a bad state.
                implementation = (self.make)();
            }
            let done = batch.places.clone().take_while(|place| *place < self.asked).count();
            let mut state = self.state();
            state.finished.extend(batch.places.clone().zip(judged.judgements));
            state.faults.extend(judged.faults);
            if let Some(why) = implementation.over() {
                state.stop(why);
            }
            drop(state);
            (0..done).for_each(|_| (self.plan.done)());
        }
        let faults = asking.finish(implementation.as_mut());
        self.state().faults.extend(faults);
        // Only the starts after the first are restarts.
        self.state().restarts += starts.saturating_sub(1);
    }

    /// Waits for the next vectors. Returns `None` if there will be none.
    fn take(&self, at_once: usize) -> Option<Batch<'_, 'w, 'v>> {
        let mut state = self.state();
        loop {
            if let Some(why) = (self.plan.stopped)() {
                state.stop(why);
            }
            if state.next == state.vectors.len() && state.busy == 0 && state.stopped.is_none() {
                let controls = self.missing_controls(&mut state);
                state.vectors.extend(controls);
                self.tell(&state);
            }
            let is_over = state.busy == 0 && state.next == state.vectors.len();
            if is_over || state.stopped.is_some() {
                return None;
            }
            if state.next < state.vectors.len() {
                let first = state.next;
                let places = first..state.vectors.len().min(first.saturating_add(at_once));
                let vectors = state.vectors.get(places.clone()).unwrap_or_default().to_vec();
                state.next = places.end;
                state.busy += 1;
                return Some(Batch { workers: self, places, vectors });
            }
            state.waiting += 1;
            state = self.changed.wait(state).expect("no worker panics");
            state.waiting -= 1;
        }
    }

    /// Returns the vectors that may explain a failure and were not run.
    fn missing_controls(&self, state: &mut State<'v>) -> Vec<&'v Vector> {
        let State { vectors, is_missing, finished, .. } = state;
        let is_failure = |(_, judgement): &(usize, Judgement)| judgement.failure.is_some();
        if !finished.iter().any(is_failure) || !is_missing.contains(&true) {
            return Vec::new();
        }
        let suite = self.suite.vectors.iter().enumerate().zip(&*is_missing);
        let by_rule =
            ByRule::new(suite.filter_map(|(vector, is_missing)| is_missing.then_some(vector)));
        let mut missing = Vec::new();
        for (place, judgement) in finished {
            let Some(vector) = vectors.get(*place) else { continue };
            missing.extend(controls(&by_rule, vector, judgement, is_missing));
        }
        missing.sort_by_key(|vector| &vector.id);
        missing
    }

    /// Wakes the waiting workers.
    fn tell(&self, state: &State<'_>) {
        if state.waiting > 0 {
            self.changed.notify_all();
        }
    }

    fn state(&self) -> MutexGuard<'_, State<'v>> {
        self.state.lock().expect("no worker panics")
    }
}

impl State<'_> {
    /// Stops the workers from taking vectors. The first reason is kept.
    fn stop(&mut self, why: String) {
        self.stopped.get_or_insert(why);
    }
}

impl Drop for Batch<'_, '_, '_> {
    fn drop(&mut self) {
        if let Ok(mut state) = self.workers.state.lock() {
            state.busy -= 1;
            self.workers.tell(&state);
        }
    }
}

/// Returns the judgement on a vector that was not run.
fn not_run(why: &str) -> Judgement {
    let got = Actual::Words(format!("not run: {why}"));
    Judgement { not_run: Some(why.to_owned()), ..Judgement::new(Verdict::NotRun, got) }
}
