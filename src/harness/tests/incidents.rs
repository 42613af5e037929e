//! Tests of shared faults, slow answers, and runs that end early.

use super::{Constant, refuse};
use crate::api::{Action, Outcome};
use crate::harness::workers::Workers;
use crate::harness::{Plan, execute, needed};
use crate::implementation::{
    Breakdown, BreakdownKind, Description, Implementation, Incidents, Reference,
};
use crate::vector::{self, Vector};
use crate::verdict::Verdict;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The reference, with several questions at once. Some numbers of questions make it break down.
struct Together(Reference, Instead);

/// Returns the outcomes that replace the real ones for this number of questions.
type Instead = fn(usize) -> Option<Vec<Outcome>>;

impl Implementation for Together {
    fn description(&self) -> Description {
        self.0.description()
    }

    fn call(&mut self, action: &Action) -> Outcome {
        self.0.call(action)
    }

    fn in_flight(&self) -> usize {
        50
    }

    fn call_all(&mut self, actions: &[&Action]) -> Vec<Outcome> {
        let Self(reference, instead) = self;
        instead(actions.len()).unwrap_or_else(|| reference.call_all(actions))
    }

    fn reset(&mut self) {
        self.0.reset();
    }
}

/// Whether a vector is a single question about an OpenSSH file.
fn is_openssh(vector: &Vector) -> bool {
    vector.id.starts_with("import/openssh/")
}

fn plan<'p>(jobs: usize, stopped: &'p (dyn Fn() -> Option<String> + Sync)) -> Plan<'p> {
    Plan { jobs: NonZeroUsize::new(jobs).unwrap(), done: &|| (), stopped }
}

#[test]
fn a_panic_in_a_batch_is_a_fault_if_no_question_panics_alone() {
    let suite = vector::embedded();
    let cases: [(Instead, &str); 2] = [
        (|_| panic!("out of buffers"), "panicked: out of buffers"),
        (|count| (count > 10).then(Vec::new), "0 answers to 50 questions"),
    ];
    for (instead, how) in cases {
        let make =
            || -> Box<dyn Implementation> { Box::new(Together(Reference::default(), instead)) };
        let run = execute(&suite, &is_openssh, &make, plan(2, &|| None)).unwrap();
        assert!(run.results.iter().all(|one| one.judgement.verdict == Verdict::Pass));
        let fault = run.faults.iter().find(|fault| fault.how == how).unwrap();
        assert_eq!((fault.kind, fault.vectors.len()), (BreakdownKind::Crash, 50));
        assert!(fault.vectors.iter().all(|id| suite.find(id).is_some()));
    }
}

#[test]
fn a_panic_that_a_question_repeats_alone_is_its_crash() {
    struct Panics;
    impl Implementation for Panics {
        fn description(&self) -> Description {
            Constant(refuse).description()
        }
        fn call(&mut self, action: &Action) -> Outcome {
            match action {
                Action::InspectPublicKey { material } if material.len() > 1_000 => panic!("long"),
                _ => refuse(action),
            }
        }
        fn in_flight(&self) -> usize {
            10_000
        }
    }
    let suite = vector::embedded();
    let make = || -> Box<dyn Implementation> { Box::new(Panics) };
    let run = execute(&suite, &is_openssh, &make, plan(1, &|| None)).unwrap();
    assert_eq!(run.faults, []);
    assert!(run.results.iter().any(|one| one.judgement.verdict == Verdict::Crash));
}

/// Two time limits: every answer takes more than a tenth of the first, and none a tenth of the second.
const SHORT: Duration = Duration::ZERO;
const LONG: Duration = Duration::from_secs(36_000);

/// Times out on long public keys if the time limit is below the time that it needs.
struct Sleepy {
    reference: Reference,
    needs: Duration,
    time: Duration,
    /// The time limit that it reports as usual.
    usual: Duration,
    starts: usize,
}

impl Sleepy {
    fn boxed(needs: u64, usual: Duration) -> Box<dyn Implementation> {
        let (needs, time) = (Duration::from_secs(needs), Duration::from_secs(1));
        Box::new(Self { reference: Reference::default(), needs, time, usual, starts: 3 })
    }
}

impl Implementation for Sleepy {
    fn description(&self) -> Description {
        self.reference.description()
    }

    fn call(&mut self, action: &Action) -> Outcome {
        match action {
            Action::InspectPublicKey { material } if material.len() > 600 => {
                if self.time < self.needs {
                    Outcome::late(self.time)
                } else {
                    self.reference.call(action)
                }
            }
            _ => self.reference.call(action),
        }
    }

    fn extend_time(&mut self, times: u32) -> Option<Duration> {
        self.time *= times;
        Some(self.usual)
    }

    fn incidents(&mut self) -> Incidents {
        let how = "on a reset".to_owned();
        let breakdown = Breakdown { kind: BreakdownKind::Hang, how, asked: Vec::new() };
        let breakdowns = if self.starts > 0 { vec![breakdown] } else { Vec::new() };
        Incidents { starts: std::mem::take(&mut self.starts), breakdowns }
    }
}

/// Returns the number of slow and of hanging vectors if each needs this many seconds and has one.
/// `usual` is the reported time limit.
fn slow_and_hung(needs: u64, usual: Duration) -> (usize, usize) {
    let suite = vector::embedded();
    let make = || Sleepy::boxed(needs, usual);
    // A refusal counts only together with its twin.
    let selected = |vector: &Vector| vector.is_valid_key();
    let run = execute(&suite, &selected, &make, plan(1, &|| None)).unwrap();
    let count = |verdict| run.results.iter().filter(|one| one.judgement.verdict == verdict).count();
    let slow = run.results.iter().find(|one| one.judgement.verdict == Verdict::Slow);
    if let Some(slow) = slow {
        let got = slow.judgement.got.to_string();
        assert!(got.starts_with("no answer within 1 s; run again alone, with 10 times"), "{got}");
    }
    (count(Verdict::Slow), count(Verdict::Hang))
}

#[test]
fn distinguishes_slow_from_hung() {
    assert_eq!(slow_and_hung(1, SHORT), (0, 0));
    let (slow, hung) = slow_and_hung(10, SHORT);
    assert!(slow == 3 && hung > 3, "{slow} {hung}");
    assert_eq!(slow_and_hung(11, SHORT), (0, slow + hung));
    // A vector that is answered at once the second time isn't slow.
    assert_eq!(slow_and_hung(10, LONG), (0, slow + hung));
}

#[test]
fn restarts_and_faults_outside_of_answers_are_counted() {
    let suite = vector::embedded();
    let make = || Sleepy::boxed(1, SHORT);
    let run = execute(&suite, &is_openssh, &make, plan(1, &|| None)).unwrap();
    assert_eq!(run.restarts, 2);
    let [fault] = run.faults.as_slice() else { panic!("{:?}", run.faults) };
    assert_eq!((fault.how.as_str(), fault.vectors.len()), ("on a reset", 0));
}

#[test]
fn control_vectors_reuse_the_instances_of_the_workers() {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    let suite = vector::embedded();
    let make = || -> Box<dyn Implementation> {
        MADE.fetch_add(1, Ordering::SeqCst);
        Box::new(Constant(refuse))
    };
    for jobs in [1, 3] {
        MADE.store(0, Ordering::SeqCst);
        let workers =
            Workers::new(&suite, needed(&suite, &is_openssh), &make, plan(jobs, &|| None));
        workers.work().unwrap();
        let (vectors, judgements, _) = workers.finished();
        assert!(!vectors.iter().all(|vector| is_openssh(vector)), "there are controls");
        assert!(judgements.iter().all(|judgement| judgement.verdict != Verdict::NotRun));
        assert_eq!(MADE.load(Ordering::SeqCst), jobs);
    }
}

#[test]
fn a_stopped_run_keeps_its_finished_verdicts() {
    let suite = vector::embedded();
    for jobs in [1, 4] {
        let make = || -> Box<dyn Implementation> { Box::new(Reference::default()) };
        let done = AtomicUsize::new(0);
        let count = || _ = done.fetch_add(1, Ordering::SeqCst);
        let stopped = || (done.load(Ordering::SeqCst) >= 20).then(|| "enough".to_owned());
        let plan = Plan { done: &count, ..plan(jobs, &stopped) };
        let run = execute(&suite, &is_openssh, &make, plan).unwrap();
        assert_eq!(run.stopped.as_deref(), Some("enough"));
        let verdicts = || run.results.iter().map(|one| one.judgement.verdict);
        let passed = verdicts().filter(|verdict| *verdict == Verdict::Pass).count();
        assert!((1..20 + jobs).contains(&passed), "{passed}");
        assert!(verdicts().all(|it| matches!(it, Verdict::Pass | Verdict::NotRun)));
        assert!(run.results.len() > 100);
    }
}

#[test]
fn a_silent_target_ends_the_run() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    struct Over;
    impl Implementation for Over {
        fn description(&self) -> Description {
            Constant(refuse).description()
        }
        fn call(&mut self, _: &Action) -> Outcome {
            match ASKED.fetch_add(1, Ordering::SeqCst) {
                0..5 => Outcome::Timeout("late".to_owned()),
                _ => Outcome::NotRun("silent".to_owned()),
            }
        }
        fn over(&self) -> Option<String> {
            (ASKED.load(Ordering::SeqCst) > 5).then(|| "silent".to_owned())
        }
    }
    let suite = vector::embedded();
    let make = || -> Box<dyn Implementation> { Box::new(Over) };
    let workers = Workers::new(&suite, needed(&suite, &is_openssh), &make, plan(1, &|| None));
    workers.work().unwrap();
    let (vectors, judgements, run) = workers.finished();
    assert_eq!(ASKED.load(Ordering::SeqCst), 6);
    let count = |verdict| judgements.iter().filter(|one| one.verdict == verdict).count();
    assert_eq!((count(Verdict::Hang), count(Verdict::NotRun)), (5, vectors.len() - 5));
    assert_eq!(run.stopped.as_deref(), Some("silent"));
}
