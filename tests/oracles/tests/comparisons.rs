//! The comparisons of the program `keyproof-oracles`: third-party tools agree with the vectors, or
//! `disagreements.json` explains why not. One trial for each vector and oracle, and one for each known
//! disagreement and oracle: a vector must need it.
//!
//! A missing oracle is an ignored trial, and with `KEYPROOF_REQUIRE_ORACLES=1` a failed one. If an oracle has
//! another version than in the evidence, what it accepts in addition or refuses is reported at the end, and
//! fails nothing.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../../third_party/trial.rs"]
mod trial;
#[path = "../../third_party/version_changes.rs"]
mod version_changes;

use keyproof::api::Action;
use keyproof::harness::Plan;
use keyproof::vector::{self, Suite, Test, Vector};
use keyproof_oracles::comparison::{self, Comparison, Pair};
use keyproof_oracles::{
    ExpectedDisagreement, Notice, Oracle, disagreement, evidence, expected_disagreements,
};
use libtest_mimic::{Arguments, Trial};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{LazyLock, OnceLock};
use trial::trial;

static SUITE: LazyLock<Suite> = LazyLock::new(|| {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
    vector::load(&directory).expect("the vectors are well-formed")
});

/// The pairs of each oracle.
static PAIRS: LazyLock<Vec<Vec<Pair<'static>>>> = LazyLock::new(|| {
    let pairs = comparison::pairs(&SUITE, &|_| true);
    let of = |oracle| pairs.iter().copied().filter(|pair| pair.oracle == oracle).collect();
    Oracle::ALL.into_iter().map(of).collect()
});

/// The comparisons of each oracle, in the order of its pairs. They run when the first of them is needed.
static COMPARISONS: [OnceLock<Vec<Comparison>>; Oracle::ALL.len()] =
    [const { OnceLock::new() }; Oracle::ALL.len()];

fn main() {
    let mut arguments = Arguments::from_args();
    // Each trial mostly waits for other processes.
    arguments.test_threads.get_or_insert(2);
    let oracles = Oracle::ALL.into_iter().enumerate().filter(|(_, oracle)| is_built(*oracle));
    let places = oracles.flat_map(|(oracle, _)| (0..PAIRS[oracle].len()).map(move |n| (oracle, n)));
    let mut trials: Vec<Trial> = places.map(|(oracle, n)| agreement(oracle, n)).collect();
    let expected = expected_disagreements().into_iter();
    trials.extend(expected.filter(|it| is_built(it.oracle)).map(known_disagreement));
    trials.extend(claims());
    let conclusion = libtest_mimic::run(&arguments, trials);
    version_changes::print(
        "to record it: cargo run -p keyproof-oracles --features openssl -- --record",
    );
    conclusion.exit();
}

/// Whether this build has an oracle. OpenSSL's library needs the feature `openssl`.
fn is_built(oracle: Oracle) -> bool {
    oracle != Oracle::OpensslLibrary || cfg!(feature = "openssl")
}

fn comparisons(oracle: usize) -> &'static [Comparison] {
    COMPARISONS[oracle].get_or_init(|| {
        let jobs = NonZeroUsize::new(2).expect("two is not zero");
        let plan = Plan { jobs, done: &|| (), stopped: &|| None };
        comparison::compare(&SUITE, &PAIRS[oracle], plan).expect("threads can be started")
    })
}

fn agreement(oracle: usize, number: usize) -> Trial {
    let pair = &PAIRS[oracle][number];
    let check = move || {
        let text = |what: &str| format!("{}: {}\n{what}", pair.vector.id, pair.vector.comment);
        match pair.notice(&SUITE, &comparisons(oracle)[number]) {
            Some(notice) => result(notice, text),
            None => Ok(()),
        }
    };
    trial(pair.oracle.name(), pair.vector.id.clone(), || pair.missing(), check)
}

/// A fault fails the trial; a change between versions is reported at the end.
fn result(notice: Notice, text: impl Fn(&str) -> String) -> Result<(), String> {
    match notice {
        Notice::Fault(what) => Err(text(&what)),
        Notice::VersionChange(what) => {
            version_changes::add(text(&what));
            Ok(())
        }
    }
}

/// A known disagreement, which must occur.
fn known_disagreement(expected: ExpectedDisagreement) -> Trial {
    let ExpectedDisagreement { oracle, known } = expected;
    let check = move || {
        let index = Oracle::ALL.into_iter().position(|other| other == oracle).unwrap();
        let (difference, flag) = (known.difference, known.flag.clone());
        if comparisons(index).contains(&Comparison::Explained { difference, flag }) {
            return Ok(());
        }
        result(expected.needless(&SUITE), |what| format!("{}: {what}", known.flag))
    };
    let name = format!("disagreement/{:?}/{}", known.difference, known.flag);
    trial(oracle.name(), name, move || oracle.missing(), check)
}

/// Properties of the whole suite.
fn claims() -> [Trial; 5] {
    let claim =
        |name: &str, check: fn() -> Result<(), String>| trial("", name.to_owned(), || None, check);
    [
        claim("the-evidence-is-sufficient", evidence_is_sufficient),
        claim("an-oracle-is-asked-about-every-file", an_oracle_is_asked_about_every_file),
        claim("every-oracle-confirms-something", every_oracle_confirms_something),
        claim("every-disagreement-has-a-flag-of-the-suite", every_disagreement_has_a_flag),
        claim("the-readme-has-the-number-of-comparisons", readme_has_the_number),
    ]
}

fn none<T: std::fmt::Debug>(what: &str, found: &[T]) -> Result<(), String> {
    if found.is_empty() { Ok(()) } else { Err(format!("{what}: {found:#?}")) }
}

fn evidence_is_sufficient() -> Result<(), String> {
    none("faults", &evidence::faults(&SUITE))
}

fn an_oracle_is_asked_about_every_file() -> Result<(), String> {
    let has_file = |vector: &&Vector| match &vector.test {
        Test::Question(question) => !matches!(question.action, Action::NameKeyFile { .. }),
        Test::Scenario(_) => false,
    };
    let is_asked = |vector: &Vector| PAIRS.iter().flatten().any(|pair| pair.vector.id == vector.id);
    let vectors = SUITE.vectors.iter().filter(has_file).filter(|vector| !is_asked(vector));
    none("no oracle", &vectors.map(|vector| vector.id.as_str()).collect::<Vec<_>>())
}

fn every_oracle_confirms_something() -> Result<(), String> {
    let confirms = |oracle: &Oracle| {
        let mut confirmed = SUITE.vectors.iter().flat_map(Vector::confirmed_by);
        confirmed.any(|(name, _)| name == oracle.name())
    };
    let idle = Oracle::ALL.into_iter().filter(|oracle| !confirms(oracle));
    none("nothing confirmed", &idle.collect::<Vec<_>>())
}

fn every_disagreement_has_a_flag() -> Result<(), String> {
    let unknown = disagreement::known().iter().map(|known| &known.flag);
    let unknown = unknown.filter(|flag| !SUITE.notes.contains_key(*flag));
    none("unknown flags", &unknown.collect::<Vec<_>>())
}

fn readme_has_the_number() -> Result<(), String> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let readme = std::fs::read_to_string(readme).map_err(|error| error.to_string())?;
    let text = format!("{} comparisons", PAIRS.iter().map(Vec::len).sum::<usize>());
    if readme.contains(&text) { Ok(()) } else { Err(format!("README.md lacks: {text}")) }
}
