//! Runs vectors against an implementation, and contains what goes wrong there.
//!
//! Vectors run side by side, each worker with an instance of its own; results come in the order of the
//! vectors, whatever the order in which they were ready. Twins are run whether or not they were selected,
//! since the verdict on a refusal needs them.

use crate::api::Outcome;
use crate::implementation::Implementation;
use crate::vector::{Suite, Vector};
use crate::verdict::{Judgement, Side, Verdict, judge, settle};
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
    let own = judgements.iter().map(|judgement| (judgement.verdict, judgement.not_asked.clone()));
    let own: Vec<(Verdict, Option<String>)> = own.collect();
    for (vector, judgement) in vectors.iter().zip(judgements) {
        let Some(twin) = vector.twin.as_deref() else { continue };
        if judgement.side == Some(Side::Accepted) {
            // The right values prove themselves.
            continue;
        }
        let index = vectors.binary_search_by(|other| other.id.as_str().cmp(twin));
        let of_twin = index.ok().and_then(|index| own.get(index));
        let (twin_verdict, not_asked) = of_twin.expect("a suite has the twins of its vectors");
        let settled = settle(judgement.verdict, *twin_verdict);
        if settled != judgement.verdict {
            judgement.got = format!(
                "{}; but the verdict on its valid twin {twin} is {twin_verdict}",
                judgement.got
            );
            judgement.verdict = settled;
            judgement.not_asked.clone_from(not_asked);
            // Who refuses everything took no side in this.
            judgement.side = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Action, PrivateKeyFacts, PublicKeyFacts, Refusal, Reply};
    use crate::implementation::{Description, Reference};
    use crate::vector::{self, Expect};
    use std::time::Duration;

    type Answer = fn(&Action) -> Outcome;

    /// An implementation that answers everything alike.
    #[derive(Clone, Copy)]
    struct Constant(Answer);

    impl Implementation for Constant {
        fn description(&self) -> Description {
            Description { name: "constant".to_owned(), version: None, capabilities: Vec::new() }
        }

        fn call(&mut self, action: &Action) -> Outcome {
            let Self(answer) = self;
            answer(action)
        }
    }

    fn run_all(answer: Answer) -> Vec<Verdict> {
        let suite = vector::embedded();
        let make = || -> Box<dyn Implementation> { Box::new(Constant(answer)) };
        let results = run(&suite, &|_| true, &make, NonZeroUsize::MIN, &|| ());
        assert_eq!(results.len(), suite.vectors.len());
        results.iter().map(|result| result.judgement.verdict).collect()
    }

    fn refuse(_: &Action) -> Outcome {
        Outcome::Refused(Refusal { code: None, message: String::new() })
    }

    /// An answer of the right kind, with this text wherever there is one.
    fn accept_as(text: &str, action: &Action) -> Outcome {
        let text = || text.to_owned();
        Outcome::Done(match action {
            Action::InspectPublicKey { .. } => {
                Reply::PublicKey(PublicKeyFacts { fingerprint: text(), ..Default::default() })
            }
            Action::InspectPrivateKey { .. } => Reply::PrivateKey(PrivateKeyFacts {
                openssh: Some(text()),
                created: Some(text()),
                imported: Some(text()),
            }),
            Action::VerifyFingerprint { .. } => Reply::Matches(true),
            Action::Decrypt { .. } => Reply::Plaintext(text().into_bytes()),
            Action::NameKeyFile { .. } => Reply::KeyFile { name: text(), mode: 0o400 },
        })
    }

    /// As much success as can be had without saying anything.
    fn accept_empty(action: &Action) -> Outcome {
        match action {
            Action::InspectPrivateKey { .. } => {
                Outcome::Done(Reply::PrivateKey(PrivateKeyFacts::default()))
            }
            Action::VerifyFingerprint { .. } => Outcome::Done(Reply::Matches(false)),
            _ => accept_as("", action),
        }
    }

    #[test]
    fn who_answers_everything_alike_passes_nothing() {
        let answers: [Answer; 9] = [
            refuse,
            accept_empty,
            |action| accept_as("00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff", action),
            |_| Outcome::Unsupported,
            |_| Outcome::Crash(String::new()),
            |_| Outcome::Hang(Duration::from_secs(1)),
            |_| Outcome::Garbled(String::new()),
            |_| Outcome::NotAsked(String::new()),
            |_| panic!("whatever it is"),
        ];
        for (index, answer) in answers.into_iter().enumerate() {
            let verdicts = run_all(answer);
            assert!(!verdicts.contains(&Verdict::Pass), "{index}");
        }
    }

    #[test]
    fn who_refuses_everything_has_refused_nothing() {
        let verdicts = run_all(refuse);
        assert!(verdicts.contains(&Verdict::Inconclusive));
        assert!(verdicts.contains(&Verdict::Fail));
    }

    /// Whatever was expected: that the harness could not ask is not held against anybody.
    #[test]
    fn who_was_never_asked_is_not_blamed() {
        let verdicts = run_all(|_| Outcome::NotAsked(String::new()));
        assert!(verdicts.iter().all(|verdict| *verdict == Verdict::Inconclusive));
    }

    #[test]
    fn a_refusal_whose_twin_was_never_asked_says_so() {
        let suite = vector::embedded();
        let answer = |action: &Action| match vector::embedded().find("import/openssh/bits-1024") {
            Some(twin) if twin.action == *action => Outcome::NotAsked("no process".to_owned()),
            _ => refuse(action),
        };
        let make = || -> Box<dyn Implementation> { Box::new(Constant(answer)) };
        let selected = |vector: &Vector| vector.id == "import/openssh/bits-1016";
        let results = run(&suite, &selected, &make, NonZeroUsize::MIN, &|| ());
        let [result] = results.as_slice() else { panic!("{}", results.len()) };
        assert_eq!(result.judgement.verdict, Verdict::Inconclusive);
        assert_eq!(result.judgement.not_asked.as_deref(), Some("no process"));
    }

    #[test]
    fn a_panic_is_a_crash_that_says_so() {
        let vector = &vector::embedded().vectors[0];
        let texts: [(Answer, &str); 3] = [
            (|_| panic!("a text"), "panicked: a text"),
            (|_| panic!("{}", "a formatted text"), "panicked: a formatted text"),
            (|_| std::panic::panic_any(0), "panicked: without a message"),
        ];
        for (answer, expected) in texts {
            let outcome = contained(&mut Constant(answer), vector);
            assert_eq!(outcome, Outcome::Crash(expected.to_owned()));
        }
    }

    #[test]
    fn the_number_of_workers_changes_nothing() {
        let suite = vector::embedded();
        let results = |jobs| {
            let done = AtomicUsize::new(0);
            let count = || _ = done.fetch_add(1, Ordering::Relaxed);
            let make = || -> Box<dyn Implementation> { Box::new(Reference::default()) };
            let jobs = NonZeroUsize::new(jobs).unwrap();
            let results = run(&suite, &|_| true, &make, jobs, &count);
            assert_eq!(done.into_inner(), suite.vectors.len());
            let results = results.into_iter();
            results.map(|result| (result.vector.id.clone(), result.judgement)).collect::<Vec<_>>()
        };
        let alone = results(1);
        assert_eq!(results(4), alone);
        assert_eq!(results(1000), alone);
    }

    #[test]
    fn twins_are_run_and_not_reported() {
        let suite = vector::embedded();
        let refused = |vector: &&Vector| matches!(vector.expect, Expect::Refuse(_));
        let vector = suite.vectors.iter().filter(refused).find(|vector| vector.twin.is_some());
        let vector = vector.unwrap();
        let selected = |other: &Vector| other.id == vector.id;
        assert_eq!(needed(&suite, &selected).len(), 2);
        let make = || -> Box<dyn Implementation> { Box::new(Constant(refuse)) };
        let results = run(&suite, &selected, &make, NonZeroUsize::MIN, &|| ());
        let [result] = results.as_slice() else { panic!("{}", results.len()) };
        assert_eq!(result.vector.id, vector.id);
        assert_eq!(result.judgement.verdict, Verdict::Inconclusive);
        assert!(result.judgement.got.contains(vector.twin.as_deref().unwrap()));
    }
}
