//! The comparisons of the program `keyproof-oracles`: third-party tools agree with the vectors, or
//! `disagreements.json` explains why not. One trial for each vector and oracle, and one for each known
//! disagreement and oracle: a vector must need it.
//!
//! An oracle that can't be asked is an ignored trial; with `KEYPROOF_REQUIRE_ORACLES=1` it is a failed one. One of
//! another version than the evidence has is asked like any other; what it takes more or less than that one is
//! reported at the end, and fails nothing.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../../third_party/trial.rs"]
mod trial;
#[path = "../../third_party/version_changes.rs"]
mod version_changes;

use keyproof::api::Action;
use keyproof::vector::{self, Suite, Test, Vector};
use keyproof_oracles::Oracle;
use keyproof_oracles::verify::{self, Comparison, Line, Notice, Pair, Verifier};
use libtest_mimic::{Arguments, Trial};
use std::path::Path;
use std::sync::LazyLock;
use trial::trial;

static SUITE: LazyLock<Suite> = LazyLock::new(|| {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
    vector::load(&directory).expect("the vectors are well-formed")
});

static PAIRS: LazyLock<Vec<Pair<'static>>> = LazyLock::new(|| verify::pairs(&SUITE, &|_| true));

static VERIFIER: LazyLock<Verifier<'static>> = LazyLock::new(|| Verifier::new(&SUITE));

fn main() {
    let mut arguments = Arguments::from_args();
    // Each trial waits for other processes most of the time, which themselves fill a core.
    arguments.test_threads.get_or_insert(2);
    let mut trials: Vec<Trial> =
        PAIRS.iter().filter(|pair| is_built(pair.oracle)).map(comparison).collect();
    trials.extend(needs());
    trials.extend(claims());
    let conclusion = libtest_mimic::run(&arguments, trials);
    version_changes::print(
        "to record it: cargo run -p keyproof-oracles --features openssl -- --record",
    );
    conclusion.exit();
}

/// Returns whether this build has an oracle: OpenSSL's library takes the feature `openssl`.
fn is_built(oracle: Oracle) -> bool {
    oracle != Oracle::OpensslLibrary || cfg!(feature = "openssl")
}

fn comparison(pair: &'static Pair<'static>) -> Trial {
    let check = || {
        let finding = VERIFIER.compare(pair);
        let told = |what: &str| format!("{}: {}\n{what}", pair.vector.id, pair.vector.comment);
        pair.notice(&SUITE, &finding).map_or(Ok(()), |notice| heed(notice, told))
    };
    trial(pair.oracle.name(), pair.vector.id.clone(), || pair.missing(), check)
}

/// A fault fails the trial; a change between versions is reported at the end.
fn heed(notice: Notice, told: impl Fn(&str) -> String) -> Result<(), String> {
    match notice {
        Notice::Fault(what) => Err(told(&what)),
        Notice::VersionChange(what) => {
            version_changes::add(told(&what));
            Ok(())
        }
    }
}

/// Every line of a note that explains a disagreement, for each of its oracles.
fn needs() -> impl Iterator<Item = Trial> {
    let lines = verify::lines().into_iter().filter(|line| is_built(line.oracle));
    lines.map(|line| {
        let title =
            format!("disagreement/{:?}/{}", line.disagreement.difference, line.disagreement.flag);
        trial(line.oracle.name(), title, move || line.oracle.missing(), move || need(&line))
    })
}

/// Looks for a vector that needs this line.
fn need(line: &Line<'_>) -> Result<(), String> {
    let has_flag = |vector: &Vector| vector.flags.contains(&line.disagreement.flag);
    let mut pairs = PAIRS.iter().filter(|pair| pair.oracle == line.oracle && has_flag(pair.vector));
    let (difference, flag) = (line.disagreement.difference, line.disagreement.flag.clone());
    let explained = Comparison::Explained { difference, flag };
    if pairs.any(|pair| VERIFIER.compare(pair) == explained) {
        return Ok(());
    }
    heed(line.needless(&SUITE), |what| format!("{}: {what}", line.disagreement.flag))
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
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let readme = std::fs::read_to_string(readme).map_err(|error| error.to_string())?;
    // Wherever its lines break.
    let readme = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = format!("{} comparisons", PAIRS.len());
    if readme.contains(&told) { Ok(()) } else { Err(format!("the README doesn't say: {told}")) }
}
