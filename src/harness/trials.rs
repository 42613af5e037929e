//! A suite as a test target: one trial a vector, as `cargo test` and `cargo nextest` run them.

mod failure;
mod known_failures;
mod rerun;

use super::{Plan, Run, SharedFault, execute};
use crate::implementation::Implementation;
use crate::known_failures::List;
use crate::vector::{self, Suite, Vector};
use crate::verdict::{FailureKind, VectorResult, Verdict};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use rerun::Rerun;
use std::fmt;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::exit;
use std::sync::Arc;

/// The trial that is no vector: it fails if every vector is unsupported.
const SOMETHING_IS_TESTED: &str = "something-is-tested";

/// The exit code of a test target that fails.
const FAILED: i32 = 101;

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
    known_failures: Option<PathBuf>,
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
        Self { make: Box::new(move || Box::new(make())), known_failures: None }
    }

    /// Expects the failures that a file lists, and no others: the path is one from the directory of the crate's
    /// `Cargo.toml`, where Cargo runs its tests.
    ///
    /// The trial of a vector that fails as listed is ignored, and says why it is. One that passes, or fails in
    /// another way, has failed; and so has the trial `every-known-failure-is-about-a-vector` if an entry is about
    /// none. What is inconclusive is ignored: what it builds on has a trial of its own. If the list names versions, and
    /// the implementation is of none of them, what is new or gone is ignored too and says why, other than a wrong answer.
    ///
    /// With `KEYPROOF_WRITE_KNOWN_FAILURES=1` in the environment, the test target writes the list of what fails, or
    /// brings it up to date, instead of running trials.
    #[must_use]
    pub fn known_failures(self, path: impl Into<PathBuf>) -> Self {
        Self { known_failures: Some(path.into()), ..self }
    }

    /// Does what the command line says, as [`main`] does it.
    pub fn run(self) -> ! {
        let arguments = Arguments::from_args();
        match self.trials() {
            Ok(Ready::Trials(trials)) => libtest_mimic::run(&arguments, trials.all()).exit(),
            Ok(Ready::Written(what)) => {
                println!("{what}");
                exit(0)
            }
            Err(why) => {
                eprintln!("{why}");
                exit(FAILED)
            }
        }
    }

    /// Makes them ready, or writes the list of known failures if that is what is asked for.
    fn trials(self) -> Result<Ready, String> {
        let Self { make, known_failures } = self;
        let mut trials =
            Trials { suite: vector::embedded(), make, rerun: Rerun::of_this(), known: None };
        let Some(path) = known_failures else { return Ok(Ready::Trials(trials)) };
        if std::env::var_os(known_failures::WRITE).is_some_and(|value| value == "1") {
            return trials.write(&path).map(Ready::Written);
        }
        trials.known = Some(known_failures::read(&path, &trials.suite)?);
        Ok(Ready::Trials(trials))
    }
}

impl fmt::Debug for Tests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tests").finish_non_exhaustive()
    }
}

/// What a test target is ready for.
enum Ready {
    Trials(Trials),
    /// The list has been written, and where.
    Written(String),
}

/// What the trials have in common.
struct Trials {
    suite: Suite,
    make: Box<Make>,
    rerun: Rerun,
    known: Option<List>,
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
        let of_list = this.known.is_some().then(|| {
            let this = Arc::clone(&this);
            Trial::test(known_failures::EVERY_ENTRY_IS_ABOUT_A_VECTOR, move || {
                this.every_entry_is_about_a_vector()
            })
        });
        of_vectors.chain([of_all]).chain(of_list).collect()
    }

    /// What a vector's verdict is to a test runner.
    fn complete(&self, vector: &Vector) -> Result<Completion, Failed> {
        let Run { results, faults, .. } = self.results_of(vector)?;
        if let Some(SharedFault { kind, how, vectors }) = faults.first() {
            let text = format!("{kind}, with one of {}: {how}", vectors.join(", "));
            return Err(text.into());
        }
        let result = results.into_iter().next().expect("what is selected is run");
        let Some(list) = &self.known else { return self.told(&result) };
        let is_wrong = result.judgement.failure == Some(FailureKind::WrongValue);
        let completed = self.against(list, result);
        let version = (self.make)().description().version;
        match (completed, list.other_version(version.as_deref())) {
            (Err(failed), Some(other)) if !is_wrong => {
                let why = failed.message().unwrap_or_default();
                Ok(Completion::ignored_with(format!("{other}: {why}")))
            }
            (completed, _) => completed,
        }
    }

    /// What a result is to a test runner by itself.
    fn told(&self, result: &VectorResult<'_>) -> Result<Completion, Failed> {
        let VectorResult { vector, judgement } = result;
        match judgement.verdict {
            Verdict::Pass | Verdict::Slow => Ok(Completion::Completed),
            Verdict::Unsupported => {
                Ok(Completion::ignored_with(failure::unsupported(vector, judgement)))
            }
            // Only a list makes two of these.
            Verdict::Fail
            | Verdict::Crash
            | Verdict::Hang
            | Verdict::Inconclusive
            | Verdict::NotRun
            | Verdict::Known
            | Verdict::Fixed => {
                let (suite, again) = (&self.suite, self.rerun.command(&vector.id));
                Err(failure::write(vector, judgement, suite, &again).into())
            }
        }
    }

    /// Runs one vector, and its twin if it has one.
    fn results_of<'a>(&'a self, vector: &Vector) -> Result<Run<'a>, Failed> {
        let selected = |other: &Vector| other.id == vector.id;
        let plan = Plan { jobs: NonZeroUsize::MIN, done: &|| (), stopped: &|| None };
        Ok(execute(&self.suite, &selected, &*self.make, plan)?)
    }

    /// A suite that tests nothing must not be green. Asks for itself, up to the first answer: nobody knows
    /// which other trials are run, or in which process.
    fn something_is_tested(&self) -> Result<(), Failed> {
        for vector in &self.suite.vectors {
            let results = self.results_of(vector)?.results;
            if results.iter().any(|one| one.judgement.verdict != Verdict::Unsupported) {
                return Ok(());
            }
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
