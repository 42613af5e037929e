//! Updates a list of known failures to the results of a run.

use super::{Entry, Findings, List, Scope, UNEXPLAINED};
use crate::verdict::{VectorResult, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// The result of a vector, compared with its entry.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Observation {
    AsListed,
    Otherwise,
    /// The vector was not run.
    Nothing,
}

/// Updates a list to the results with which it was [compared](super::compare). An empty list becomes a
/// list of all failures.
///
/// Correct entries stay, and so do those about vectors that were not run. A pattern that no longer
/// holds is replaced by the ids for which it does. Patterns come first, in their old order, because
/// their order matters. Ids follow, sorted. If the list names versions and the tested version isn't
/// among them, the tested version replaces them.
#[must_use]
pub fn updated(list: &List, findings: &Findings, results: &[VectorResult<'_>]) -> List {
    let by_id = results.iter().map(|result| (result.vector.id.as_str(), &result.judgement));
    let by_id: BTreeMap<_, _> = by_id.collect();
    let found = |id: &str| match by_id.get(id) {
        Some(judgement) if judgement.verdict == Verdict::Known => Observation::AsListed,
        Some(judgement) if judgement.not_run.is_none() => Observation::Otherwise,
        _ => Observation::Nothing,
    };
    let stale: BTreeSet<&str> = findings.stale.iter().map(|stale| stale.entry.as_str()).collect();
    let covered = list.by_vector();
    let (mut globs, mut exact) = (Vec::new(), Vec::new());
    for (index, entry) in list.entries.iter().enumerate() {
        if stale.contains(entry.scope.name()) {
            continue;
        }
        match &entry.scope {
            Scope::Id(id) => {
                exact.extend((found(id) != Observation::Otherwise).then(|| entry.clone()))
            }
            Scope::Glob { pattern, .. } if holds(pattern, findings) => globs.push(entry.clone()),
            Scope::Glob { ids, .. } => {
                let own = ids.iter().filter(|id| covered.get(id.as_str()) == Some(&index));
                exact.extend(own.filter(|id| found(id) != Observation::Otherwise).map(|id| {
                    let step = by_id.get(id.as_str()).and_then(|judgement| judgement.step);
                    Entry { scope: Scope::Id(id.clone()), step, ..entry.clone() }
                }));
            }
        }
    }
    exact.extend(results.iter().filter_map(unlisted));
    exact.sort_by(|a, b| a.scope.name().cmp(b.scope.name()));
    globs.extend(exact);
    List { schema: list.schema.clone(), versions: versions(list, findings), entries: globs }
}

/// Returns the tested version if the list named only other versions.
fn versions(list: &List, findings: &Findings) -> Vec<String> {
    match &findings.other_version {
        Some(other) => other.tested.iter().cloned().collect(),
        None => list.versions.clone(),
    }
}

/// Whether every vector of a pattern that was run fails as the pattern states.
fn holds(pattern: &str, findings: &Findings) -> bool {
    let changed = findings.changed.iter().map(|changed| &changed.listed);
    !findings.fixed.iter().chain(changed).any(|listed| listed.glob.as_deref() == Some(pattern))
}

/// Returns an entry for a failure that isn't listed, or is listed with another kind or step.
fn unlisted(result: &VectorResult<'_>) -> Option<Entry> {
    let VectorResult { vector, judgement } = result;
    let failure = judgement.failure.filter(|_| judgement.verdict.is_nonconformance())?;
    Some(Entry {
        scope: Scope::Id(vector.id.clone()),
        failure,
        step: judgement.step,
        reason: format!("{UNEXPLAINED}: say why this fails"),
        link: None,
    })
}
