//! Real implementations before the suite, each with all of its verdicts: so that a change in the suite shows
//! what it does to them. Versions are masked: a snapshot is of the version that the evidence has, and of a tool of
//! another version only [`changes`] are found.

use keyproof::harness;
use keyproof::implementation::Implementation;
use keyproof::implementation::builtin::SshKey;
use keyproof::oracle::{Oracle, UnderTest};
use keyproof::vector::Suite;
use keyproof::verdict::{FailureKind, VectorResult, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::num::NonZeroUsize;

/// An implementation that is built in.
#[derive(Clone, Copy)]
pub(crate) enum Builtin {
    SshKey,
    Tool(Oracle),
}

/// All of them but the reference.
pub(crate) const ALL: [Builtin; 3] =
    [Builtin::SshKey, Builtin::Tool(Oracle::Openssl), Builtin::Tool(Oracle::SshKeygen)];

impl Builtin {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::SshKey => "ssh-key",
            Self::Tool(oracle) => oracle.name(),
        }
    }

    /// The tool that it is.
    pub(crate) const fn oracle(self) -> Option<Oracle> {
        match self {
            Self::SshKey => None,
            Self::Tool(oracle) => Some(oracle),
        }
    }

    fn make(self) -> Box<dyn Implementation> {
        match self {
            Self::SshKey => Box::new(SshKey),
            Self::Tool(oracle) => Box::new(UnderTest(oracle)),
        }
    }
}

/// Compares the verdicts with those of the snapshot.
pub(crate) fn check(suite: &Suite, builtin: Builtin) {
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
    let name = format!("builtin_{}", builtin.name());
    let text = format!("{} [version]\n{counts}\n{lines}", builtin.name());
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, text);
    });
}

/// What of the verdicts is otherwise in the snapshot.
///
/// # Errors
/// The vectors that it newly reads as another key or value.
pub(crate) fn changes(suite: &Suite, builtin: Builtin) -> Result<Vec<String>, String> {
    let root = env!("CARGO_MANIFEST_DIR");
    let path = format!("{root}/tests/snapshots/builtin_{}.snap", builtin.name());
    let snapshot = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let (_, verdicts) = snapshot.rsplit_once("\n\n").unwrap_or_default();
    let old: BTreeSet<&str> = verdicts.lines().collect();
    let results = results(suite, builtin);
    let new: BTreeMap<String, &VectorResult<'_>> =
        results.iter().filter_map(|result| Some((line(result)?, result))).collect();
    let came = new.iter().filter(|(line, _)| !old.contains(line.as_str()));
    let wrong: Vec<&String> = came
        .clone()
        .filter(|(_, result)| result.judgement.failure == Some(FailureKind::WrongValue))
        .map(|(line, _)| line)
        .collect();
    if !wrong.is_empty() {
        return Err(format!("it reads other keys or values than the vectors say: {wrong:#?}"));
    }
    let gone = old.iter().filter(|line| !new.contains_key(**line));
    let came = came.map(|(line, _)| format!("a new verdict: {line}"));
    Ok(came.chain(gone.map(|line| format!("no longer: {line}"))).collect())
}

fn results(suite: &Suite, builtin: Builtin) -> Vec<VectorResult<'_>> {
    let jobs = NonZeroUsize::new(2).expect("two is not zero");
    harness::run(suite, &|_| true, &|| builtin.make(), jobs, &|| ())
}

/// A line of a snapshot, of what neither passes nor is unsupported.
fn line(result: &VectorResult<'_>) -> Option<String> {
    let verdict = result.judgement.verdict;
    let is_of_note = !matches!(verdict, Verdict::Pass | Verdict::Unsupported);
    is_of_note.then(|| format!("{verdict:<13}{}", result.vector.id))
}
