//! The vectors before the oracles, as `keyproof vectors verify` has it: what a vector expects is what foreign
//! tools say, or there is a note on why not. One trial for each vector and each oracle that has something to
//! say of it, and one for each line of a note that explains a disagreement: it must be needed.
//!
//! An oracle that can't be asked is an ignored trial; with `KEYPROOF_REQUIRE_ORACLES=1` it is a failed one.
//! Without that, what an oracle of another version than the evidence's takes or refuses otherwise is ignored too.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "oracles/builtins.rs"]
mod builtins;
#[path = "oracles/trial.rs"]
mod trial;

use builtins::Builtin;
use keyproof::api::Action;
use keyproof::oracle::Oracle;
use keyproof::oracle::verify::{self, Finding, Pair};
use keyproof::vector::file::Disagreement;
use keyproof::vector::{self, Suite, Test, Vector};
use libtest_mimic::{Arguments, Completion, Trial};
use std::path::Path;
use std::sync::LazyLock;
use trial::{completed, oracles_are_required, trial};

static SUITE: LazyLock<Suite> = LazyLock::new(|| {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    vector::load(&directory).expect("the vectors are well-formed")
});

static PAIRS: LazyLock<Vec<Pair<'static>>> = LazyLock::new(|| verify::pairs(&SUITE, &|_| true));

fn main() {
    let mut arguments = Arguments::from_args();
    // Each trial waits for other processes most of the time, which themselves fill a core.
    arguments.test_threads.get_or_insert(2);
    let mut trials: Vec<Trial> = PAIRS.iter().map(comparison).collect();
    trials.extend(needs());
    trials.extend(claims());
    trials.extend(builtins());
    libtest_mimic::run(&arguments, trials).exit();
}

fn comparison(pair: &'static Pair<'static>) -> Trial {
    let check = || {
        let finding = pair.compare(&SUITE);
        let Some(fault) = pair.fault(&finding) else { return Ok(Completion::Completed) };
        match pair.other_version(&SUITE, &finding).filter(|_| !oracles_are_required()) {
            Some(version) => Ok(Completion::ignored_with(format!("{version}: {fault}"))),
            None => Err(format!("{}: {}\n{fault}", pair.vector.id, pair.vector.comment)),
        }
    };
    completed(pair.oracle.name(), pair.vector.id.clone(), || pair.missing(), check)
}

/// Every line of a note that explains a disagreement, for each of its oracles.
fn needs() -> Vec<Trial> {
    let mut trials = Vec::new();
    for (flag, note) in &SUITE.notes {
        for line in &note.disagreements {
            for name in &line.oracles {
                let title = format!("disagreement/{:?}/{flag}", line.difference);
                let oracle = Oracle::named(name).expect("notes speak of oracles");
                let check = move || need(flag, oracle, line);
                trials.push(trial(name, title, move || not_as_recorded(oracle), check));
            }
        }
    }
    trials
}

/// Looks for a vector that needs this line.
fn need(flag: &str, oracle: Oracle, line: &Disagreement) -> Result<(), String> {
    let has_flag = |vector: &Vector| vector.flags.iter().any(|other| other == flag);
    let mut pairs = PAIRS.iter().filter(|pair| pair.oracle == oracle && has_flag(pair.vector));
    let needs = |pair: &Pair<'_>| {
        let expected = Finding::Explained { difference: line.difference, flag: flag.to_owned() };
        pair.compare(&SUITE) == expected
    };
    if pairs.any(needs) { Ok(()) } else { Err(format!("no vector needs it: {}", line.why)) }
}

/// The verdicts on real implementations.
fn builtins() -> impl Iterator<Item = Trial> {
    builtins::ALL.into_iter().map(|builtin| {
        let missing = move || match builtin {
            Builtin::SshKey => None,
            Builtin::Tool(oracle) => not_as_recorded(oracle),
        };
        let check = move || {
            builtins::check(&SUITE, builtin);
            Ok(())
        };
        trial("builtin", builtin.name().to_owned(), missing, check)
    })
}

/// That an oracle is missing, or of another version than the evidence's: unless every oracle is required, and
/// what comes of another version too.
fn not_as_recorded(oracle: Oracle) -> Option<String> {
    let other = || verify::other_version(&SUITE, oracle).filter(|_| !oracles_are_required());
    oracle.missing().or_else(other)
}

/// What holds of the suite as a whole, whichever oracles are installed.
fn claims() -> [Trial; 4] {
    let claim =
        |name: &str, check: fn() -> Result<(), String>| trial("", name.to_owned(), || None, check);
    [
        claim("the-evidence-is-enough", evidence_is_enough),
        claim("every-file-meets-an-oracle", every_file_meets_an_oracle),
        claim("every-oracle-is-recorded", every_oracle_is_recorded),
        claim("the-readme-counts-the-comparisons", readme_counts_them),
    ]
}

fn evidence_is_enough() -> Result<(), String> {
    let faults = verify::faults(&SUITE);
    if faults.is_empty() { Ok(()) } else { Err(format!("{faults:#?}")) }
}

fn every_file_meets_an_oracle() -> Result<(), String> {
    let holds_a_file = |vector: &&Vector| match &vector.test {
        Test::Question(asked) => !matches!(asked.action, Action::NameKeyFile { .. }),
        Test::Scenario(_) => false,
    };
    let is_met = |vector: &Vector| PAIRS.iter().any(|pair| pair.vector.id == vector.id);
    let missed: Vec<&str> = (SUITE.vectors.iter().filter(holds_a_file))
        .filter(|vector| !is_met(vector))
        .map(|vector| vector.id.as_str())
        .collect();
    if missed.is_empty() { Ok(()) } else { Err(format!("no oracle is asked of {missed:?}")) }
}

fn every_oracle_is_recorded() -> Result<(), String> {
    let confirms = |oracle: &Oracle| {
        let mut confirmed = SUITE.vectors.iter().flat_map(Vector::confirmed_by);
        confirmed.any(|(name, _)| name == oracle.name())
    };
    let idle: Vec<Oracle> = Oracle::ALL.into_iter().filter(|oracle| !confirms(oracle)).collect();
    if idle.is_empty() { Ok(()) } else { Err(format!("nothing is confirmed by {idle:?}")) }
}

fn readme_counts_them() -> Result<(), String> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(readme).map_err(|error| error.to_string())?;
    // Wherever its lines break.
    let readme = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = format!("{} comparisons", PAIRS.len());
    if readme.contains(&told) { Ok(()) } else { Err(format!("the README doesn't say: {told}")) }
}
