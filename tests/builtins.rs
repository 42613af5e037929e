//! The verdicts on all built-in implementations, as snapshots that show the effect of a change of the suite.
//!
//! A snapshot is for the version in the vectors' evidence. With another version, differences are reported, and only
//! a wrong value is a failure. If a tool is missing, its trial is ignored, or fails with
//! `KEYPROOF_REQUIRE_ORACLES=1`.

#![cfg(unix)]
#![allow(clippy::panic, reason = "a test may fail")]

#[path = "third_party/trial.rs"]
mod trial;
#[path = "third_party/version_changes.rs"]
mod version_changes;

use keyproof::harness;
use keyproof::implementation::Implementation;
use keyproof::implementation::builtin::{Openssl, SshKey, SshKeygen};
use keyproof::vector::{self, Suite, Vector};
use keyproof::verdict::{FailureKind, VectorResult, Verdict};
use libtest_mimic::Arguments;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::num::NonZeroUsize;
use std::sync::LazyLock;

static SUITE: LazyLock<Suite> = LazyLock::new(vector::embedded);

/// A built-in implementation.
#[derive(Clone, Copy)]
struct Builtin {
    name: &'static str,
    /// The name of its tool and what comes before the version in the evidence; `None` for a library.
    tool: Option<&'static str>,
    make: fn() -> Box<dyn Implementation>,
}

const ALL: [Builtin; 3] = [
    Builtin { name: "ssh-key", tool: None, make: || Box::new(SshKey) },
    Builtin { name: "openssl", tool: Some("OpenSSL "), make: || Box::new(Openssl) },
    Builtin { name: "ssh-keygen", tool: Some("OpenSSH "), make: || Box::new(SshKeygen::default()) },
];

fn main() {
    let trials = ALL.into_iter().map(|builtin| {
        let missing = move || {
            let is_missing = (builtin.make)().description().version.is_none();
            is_missing.then(|| format!("{} is not installed", builtin.name))
        };
        trial::trial("builtin", builtin.name.to_owned(), missing, move || test(builtin))
    });
    let conclusion = libtest_mimic::run(&Arguments::from_args(), trials.collect());
    version_changes::print("to see them: keyproof run --builtin NAME");
    conclusion.exit();
}

fn test(builtin: Builtin) -> Result<(), String> {
    match other_version(builtin) {
        None => check(&SUITE, builtin),
        Some(version) => changes(&SUITE, builtin)?
            .iter()
            .for_each(|change| version_changes::add(format!("{version}: {change}"))),
    }
    Ok(())
}

/// Returns the installed version of a tool, if the evidence has another one.
fn other_version(builtin: Builtin) -> Option<String> {
    let version = format!("{}{}", builtin.tool?, (builtin.make)().description().version?);
    let mut confirmed = SUITE.vectors.iter().flat_map(Vector::confirmed_by);
    let (_, recorded) = confirmed.find(|(name, _)| *name == builtin.name)?;
    (version != recorded).then(|| format!("{version}, where the evidence has {recorded}"))
}

/// Compares the verdicts with the snapshot.
fn check(suite: &Suite, builtin: Builtin) {
    let mut counts: BTreeMap<Verdict, usize> = BTreeMap::new();
    let mut lines = String::new();
    for result in &results(suite, builtin) {
        *counts.entry(result.judgement.verdict).or_default() += 1;
        if let Some(line) = line(result) {
            writeln!(lines, "{line}").expect("a string takes it");
        }
    }
    let counts: String =
        counts.iter().map(|(verdict, count)| format!("{count:>5} {verdict}\n")).collect();
    let name = format!("builtin_{}", builtin.name);
    let text = format!("{} [version]\n{counts}\n{lines}", builtin.name);
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, text);
    });
}

/// Returns the differences between the verdicts and the snapshot.
///
/// # Errors
/// Returns the vectors that it newly reads as another key or value.
fn changes(suite: &Suite, builtin: Builtin) -> Result<Vec<String>, String> {
    let root = env!("CARGO_MANIFEST_DIR");
    let path = format!("{root}/tests/snapshots/builtin_{}.snap", builtin.name);
    let snapshot = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let (_, verdicts) = snapshot.rsplit_once("\n\n").unwrap_or_default();
    let old: BTreeSet<&str> = verdicts.lines().collect();
    let results = results(suite, builtin);
    let new: BTreeMap<String, &VectorResult<'_>> =
        results.iter().filter_map(|result| Some((line(result)?, result))).collect();
    let added = new.iter().filter(|(line, _)| !old.contains(line.as_str()));
    let wrong: Vec<&String> = added
        .clone()
        .filter(|(_, result)| result.judgement.failure == Some(FailureKind::WrongValue))
        .map(|(line, _)| line)
        .collect();
    if !wrong.is_empty() {
        return Err(format!("wrong keys or values: {wrong:#?}"));
    }
    let gone = old.iter().filter(|line| !new.contains_key(**line));
    let added = added.map(|(line, _)| format!("a new verdict: {line}"));
    Ok(added.chain(gone.map(|line| format!("no longer: {line}"))).collect())
}

fn results(suite: &Suite, builtin: Builtin) -> Vec<VectorResult<'_>> {
    let jobs = NonZeroUsize::new(2).expect("two is not zero");
    harness::run(suite, &|_| true, &builtin.make, jobs, &|| ())
}

/// Returns the line of a snapshot for a vector that neither passes nor is unsupported.
fn line(result: &VectorResult<'_>) -> Option<String> {
    let verdict = result.judgement.verdict;
    let is_of_note = !matches!(verdict, Verdict::Pass | Verdict::Unsupported);
    is_of_note.then(|| format!("{verdict:<13}{}", result.vector.id))
}
