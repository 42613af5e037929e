//! Runs a suite as a test target, with one trial for each vector, under `cargo test` or `cargo
//! nextest`.

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

/// The trial that isn't a vector: it fails if every vector is unsupported.
const SOMETHING_IS_TESTED: &str = "something-is-tested";

/// The exit code of a failed test target.
const FAILED: i32 = 101;

/// Runs every vector against an implementation, as the `main` function of a test without libtest's
/// harness, and ends the process. The exit code is 0 if no trial failed, otherwise 101.
///
/// `make` creates one instance for each trial. [The module's page](crate::harness) has an example. Use
/// [`Tests`] to set more than the implementation.
pub fn main<I: Implementation + 'static>(make: impl Fn() -> I + Send + Sync + 'static) -> ! {
    Tests::new(make).run()
}

/// The trials of an implementation. Set the options, then [run](Self::run) the trials.
pub struct Tests {
    make: Box<Make>,
    known_failures: Option<PathBuf>,
}

/// Creates an instance for a trial.
type Make = dyn Fn() -> Box<dyn Implementation> + Send + Sync;

impl Tests {
    /// Runs the built-in vectors, each against its own instance.
    ///
    /// A shared instance could remember earlier vectors. Its results would then differ between a run of
    /// all vectors, a run of one, and nextest, which starts a process for each trial. An object that is
    /// expensive to create can be created once and shared, because `make` is a closure.
    pub fn new<I: Implementation + 'static>(make: impl Fn() -> I + Send + Sync + 'static) -> Self {
        Self { make: Box::new(move || Box::new(make())), known_failures: None }
    }

    /// Expects the failures that a file lists, and no others. The path is relative to the directory of
    /// the crate's `Cargo.toml`, where Cargo runs the tests.
    ///
    /// The trial of a vector that fails as listed is ignored, with the listed reason. A listed vector
    /// that passes, or fails in another way, makes its trial fail. An entry about no vector makes the
    /// trial `every-known-failure-is-about-a-vector` fail. Inconclusive vectors are ignored, because
    /// what they build on has its own trial. If the list names versions and the implementation has none
    /// of them, new and missing failures are ignored too, with an explanation; only a wrong value
    /// fails.
    ///
    /// With `KEYPROOF_WRITE_KNOWN_FAILURES=1` in the environment, the test target runs no trials, but
    /// writes or updates the list.
    #[must_use]
    pub fn known_failures(self, path: impl Into<PathBuf>) -> Self {
        Self { known_failures: Some(path.into()), ..self }
    }

    /// Follows the command line, as [`main`] does.
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

    /// Prepares the trials, or writes the list of known failures if the environment says so.
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

/// The result of the preparation.
enum Ready {
    Trials(Trials),
    /// The list was written. The text says where.
    Written(String),
}

/// The data that all trials share.
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

    /// Returns the result of a vector's trial.
    fn complete(&self, vector: &Vector) -> Result<Completion, Failed> {
        let Run { results, faults, .. } = self.results_of(vector)?;
        if let Some(SharedFault { kind, how, vectors }) = faults.first() {
            let text = format!("{kind}, during one of {}: {how}", vectors.join(", "));
            return Err(text.into());
        }
        let result = results.into_iter().next().expect("what is selected is run");
        let Some(list) = &self.known else { return self.completion(&result) };
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

    /// Returns the result of a trial, without a list of known failures.
    fn completion(&self, result: &VectorResult<'_>) -> Result<Completion, Failed> {
        let VectorResult { vector, judgement } = result;
        match judgement.verdict {
            Verdict::Pass | Verdict::Slow => Ok(Completion::Completed),
            Verdict::Unsupported => {
                Ok(Completion::ignored_with(failure::unsupported(vector, judgement)))
            }
            // `Known` and `Fixed` occur only with a list.
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

    /// Runs one vector and its twins.
    fn results_of<'a>(&'a self, vector: &Vector) -> Result<Run<'a>, Failed> {
        let selected = |other: &Vector| other.id == vector.id;
        let plan = Plan { jobs: NonZeroUsize::MIN, done: &|| (), stopped: &|| None };
        Ok(execute(&self.suite, &selected, &*self.make, plan)?)
    }

    /// Fails if nothing is tested. Runs vectors until one isn't unsupported, because a trial can't know
    /// which other trials run, or in which process.
    fn something_is_tested(&self) -> Result<(), Failed> {
        for vector in &self.suite.vectors {
            let results = self.results_of(vector)?.results;
            if results.iter().any(|one| one.judgement.verdict != Verdict::Unsupported) {
                return Ok(());
            }
        }
        let count = self.suite.vectors.len();
        Err(format!(
            "All {count} vectors are unsupported, so nothing is tested. Start with an answer to \
             Action::InspectPublicKey."
        )
        .into())
    }
}

#[cfg(test)]
mod tests;
