//! A verification for programs.

use super::Verification;
use crate::oracle::Oracle;
use crate::oracle::verify::{Comparison, independent_confirmations};
use serde::Serialize;

/// What was found.
#[derive(Debug, Serialize)]
pub(super) struct Document {
    oracles: Vec<Tool>,
    comparisons: Vec<ComparisonEntry>,
    vectors: Vec<Confirmed>,
    faults: Vec<Fault>,
    /// What would be faults if the oracles were of the versions that the evidence has.
    excused: Vec<Fault>,
}

#[derive(Debug, Serialize)]
struct Tool {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<String>,
}

#[derive(Debug, Serialize)]
struct ComparisonEntry {
    id: String,
    oracle: &'static str,
    finding: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    flag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// A vector, and the number of oracles in its evidence that share no code.
#[derive(Debug, Serialize)]
struct Confirmed {
    id: String,
    independent_confirmations: usize,
}

#[derive(Debug, Serialize)]
struct Fault {
    of: String,
    fault: String,
}

/// Everything that is known of it.
pub(super) fn write(verification: &Verification<'_>) -> Document {
    let tool = |oracle: Oracle| {
        let missing = oracle.missing();
        let version = missing.is_none().then(|| oracle.version());
        Tool { name: oracle.name(), version, missing }
    };
    let comparison = |(pair, finding): (&super::Pair<'_>, &Comparison)| {
        let (finding, flag, reason) = in_words(finding);
        ComparisonEntry {
            id: pair.vector.id.clone(),
            oracle: pair.oracle.name(),
            finding,
            flag,
            reason,
        }
    };
    let mut vectors: Vec<Confirmed> = Vec::new();
    for pair in &verification.pairs {
        if vectors.last().is_none_or(|last| last.id != pair.vector.id) {
            let independent_confirmations = independent_confirmations(pair.vector);
            vectors.push(Confirmed { id: pair.vector.id.clone(), independent_confirmations });
        }
    }
    let faults = |found: Vec<(String, String)>| {
        found.into_iter().map(|(of, fault)| Fault { of, fault }).collect()
    };
    Document {
        oracles: Oracle::ALL.into_iter().map(tool).collect(),
        comparisons: verification.found().map(comparison).collect(),
        vectors,
        faults: faults(verification.faults()),
        excused: faults(verification.version_changes()),
    }
}

fn in_words(finding: &Comparison) -> (&'static str, Option<String>, Option<String>) {
    match finding {
        Comparison::Confirms => ("confirms", None, None),
        Comparison::NoInformation => ("silent", None, None),
        Comparison::Explained { flag, .. } => ("explained", Some(flag.clone()), None),
        Comparison::Unexplained { answer, expected, .. } => {
            ("unexplained", None, Some(format!("{answer}; the vector {expected}")))
        }
        Comparison::Failed(reason) => ("failed", None, Some(reason.clone())),
        Comparison::Missing(reason) => ("missing", None, Some(reason.clone())),
    }
}
