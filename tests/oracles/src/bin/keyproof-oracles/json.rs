//! The report for programs.

use super::Verification;
use keyproof_oracles::Oracle;
use keyproof_oracles::comparison::{Comparison, Pair};
use keyproof_oracles::evidence::independent_confirmations;
use serde::Serialize;

#[derive(Debug, Serialize)]
struct Document {
    oracles: Vec<Tool>,
    comparisons: Vec<ComparisonEntry>,
    vectors: Vec<Confirmed>,
    faults: Vec<Fault>,
    /// What would be faults if the oracles had the versions in the evidence.
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

/// Formats the report.
pub(super) fn write(verification: &Verification<'_>) -> String {
    let tool = |oracle: Oracle| {
        let missing = oracle.missing();
        let version = missing.is_none().then(|| oracle.version());
        Tool { name: oracle.name(), version, missing }
    };
    let comparison = |(pair, finding): (&Pair<'_>, &Comparison)| {
        let (finding, flag, reason) = fields(finding);
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
    let document = Document {
        oracles: Oracle::ALL.into_iter().map(tool).collect(),
        comparisons: verification.found().map(comparison).collect(),
        vectors,
        faults: faults(verification.faults()),
        excused: faults(verification.version_changes()),
    };
    let text = serde_json::to_string_pretty(&document).expect("the report is plain data");
    format!("{text}\n")
}

fn fields(finding: &Comparison) -> (&'static str, Option<String>, Option<String>) {
    match finding {
        Comparison::Confirms => ("confirms", None, None),
        Comparison::NoInformation => ("silent", None, None),
        Comparison::Explained { flag, .. } => ("explained", Some(flag.clone()), None),
        Comparison::Unexplained { answer, expected, .. } => {
            ("unexplained", None, Some(format!("{answer}; expected: {expected}")))
        }
        Comparison::Failed(reason) => ("failed", None, Some(reason.clone())),
        Comparison::Missing(reason) => ("missing", None, Some(reason.clone())),
    }
}
