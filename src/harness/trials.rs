//! A suite as a test target: one trial a vector, as `cargo test` and `cargo nextest` run them.

mod failure;
mod rerun;

use super::run;
use crate::implementation::Implementation;
use crate::vector::{self, Suite, Vector};
use crate::verdict::{Judgement, Verdict};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use rerun::Rerun;
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;

/// The trial that is no vector: it fails if every vector is unsupported.
const SOMETHING_IS_TESTED: &str = "something-is-tested";

/// Runs every vector against an implementation, as the `main` of a test without libtest's harness, and ends
/// the process: with exit code 0 if no trial failed, otherwise 101.
///
/// `make` makes one instance for each trial. [The module's page](crate::harness) has an example; for anything beside
/// the implementation there is [`Tests`].
pub fn main<I: Implementation + 'static>(make: impl Fn() -> I + Send + Sync + 'static) -> ! {
    Tests::new(make).run()
}

/// The trials of an implementation, to be told more before they are [run](Self::run).
pub struct Tests {
    make: Box<Make>,
}

/// Makes an instance for a trial.
type Make = dyn Fn() -> Box<dyn Implementation> + Send + Sync;

impl Tests {
    /// The vectors that are built in, each against an instance of its own.
    ///
    /// One for each trial, since what an instance remembers of another vector would show in a run of all of
    /// them and not in a run of one, nor under nextest, which has a process for each. What is costly to
    /// make may be made once and shared: `make` is a closure.
    pub fn new<I: Implementation + 'static>(make: impl Fn() -> I + Send + Sync + 'static) -> Self {
        Self { make: Box::new(move || Box::new(make())) }
    }

    /// Does what the command line says, as [`main`] does it.
    pub fn run(self) -> ! {
        let arguments = Arguments::from_args();
        let trials = Trials { suite: vector::embedded(), make: self.make, rerun: Rerun::of_this() };
        libtest_mimic::run(&arguments, trials.all()).exit()
    }
}

impl fmt::Debug for Tests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tests").finish_non_exhaustive()
    }
}

/// What the trials have in common.
struct Trials {
    suite: Suite,
    make: Box<Make>,
    rerun: Rerun,
}

impl Trials {
    fn all(self) -> Vec<Trial> {
        let this = Arc::new(self);
        let of_vectors = this.suite.vectors.iter().enumerate().map(|(index, vector)| {
            let this = Arc::clone(&this);
            Trial::ignorable_test(vector.id.as_str(), move || {
                let vector = this.suite.vectors.get(index).expect("a trial is of a vector");
                this.complete(vector)
            })
        });
        let of_all = {
            let this = Arc::clone(&this);
            Trial::test(SOMETHING_IS_TESTED, move || this.something_is_tested())
        };
        of_vectors.chain([of_all]).collect()
    }

    /// What a vector's verdict is to a test runner.
    fn complete(&self, vector: &Vector) -> Result<Completion, Failed> {
        let judgement = self.judge(vector);
        match judgement.verdict {
            Verdict::Pass => Ok(Completion::Completed),
            Verdict::Unsupported => {
                Ok(Completion::ignored_with(failure::unsupported(vector, &judgement)))
            }
            // No list of known failures is asked here, which alone makes two of these.
            Verdict::Fail
            | Verdict::Crash
            | Verdict::Hang
            | Verdict::Inconclusive
            | Verdict::Known
            | Verdict::Fixed => {
                let (suite, again) = (&self.suite, self.rerun.command(&vector.id));
                Err(failure::write(vector, &judgement, suite, &again).into())
            }
        }
    }

    /// Runs one vector, and its twin if it has one.
    fn judge(&self, vector: &Vector) -> Judgement {
        let selected = |other: &Vector| other.id == vector.id;
        let results = run(&self.suite, &selected, &*self.make, NonZeroUsize::MIN, &|| ());
        results.into_iter().next().expect("what is selected is run").judgement
    }

    /// A suite that tests nothing must not be green. Asks for itself, up to the first answer: nobody knows
    /// which other trials are run, or in which process.
    fn something_is_tested(&self) -> Result<(), Failed> {
        let is_tested = |vector| self.judge(vector).verdict != Verdict::Unsupported;
        if self.suite.vectors.iter().any(is_tested) {
            return Ok(());
        }
        let count = self.suite.vectors.len();
        Err(format!(
            "All {count} vectors are unsupported, so nothing is put to the test. Where to begin: an answer to \
             Action::InspectPublicKey."
        )
        .into())
    }
}

#[cfg(test)]
mod tests;
