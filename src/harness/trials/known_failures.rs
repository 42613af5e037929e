//! Reads and writes the list of known failures of a test target, and applies it to trials.

use super::{Trials, failure};
use crate::harness::{Plan, Run, execute};
use crate::known_failures::{self, Changed, Findings, List, file};
use crate::term::printable;
use crate::vector::Suite;
use crate::verdict::{VectorResult, Verdict};
use libtest_mimic::{Completion, Failed};
use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::path::Path;
use std::slice;
use std::thread::available_parallelism;

/// The environment variable that makes the test target write the list.
pub(super) const WRITE: &str = "KEYPROOF_WRITE_KNOWN_FAILURES";

/// The trial that isn't a vector: it fails if an entry is about no vector.
pub(super) const EVERY_ENTRY_IS_ABOUT_A_VECTOR: &str = "every-known-failure-is-about-a-vector";

/// Reads a list. The error is a description.
pub(super) fn read(path: &Path, suite: &Suite) -> Result<List, String> {
    let text = fs::read_to_string(path).map_err(|error| {
        format!("{}: {error}\n  to write the list: {WRITE}=1 cargo test", path.display())
    })?;
    file::read(&text, suite).map_err(|fault| format!("{}: {fault}", path.display()))
}

/// Writes a new file next to the old one, then renames it. The path always holds a complete file.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    // If the path is a link, the target of the link is replaced.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let draft = path.with_extension("json.new");
    let written = fs::write(&draft, text).and_then(|()| fs::rename(&draft, &path));
    written.inspect_err(|_| {
        // The file may not exist.
        let _ = fs::remove_file(&draft);
    })
}

impl Trials {
    /// Runs all vectors, and writes the list of failures. Entries of an existing list stay if they
    /// still hold. Returns a description of the new list.
    pub(super) fn write(&self, path: &Path) -> Result<String, String> {
        let list = if path.exists() { read(path, &self.suite)? } else { List::default() };
        let jobs = available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let plan = Plan { jobs, done: &|| (), stopped: &|| None };
        let run = execute(&self.suite, &|_| true, &*self.make, plan);
        let Run { mut results, faults, stopped, .. } = run.map_err(|error| error.to_string())?;
        // After an incomplete run, the list would be incomplete too.
        let why = stopped.or_else(|| faults.first().map(|fault| fault.how.clone()));
        if let Some(why) = why {
            return Err(format!("{}: not written: {why}", path.display()));
        }
        let version = (self.make)().description().version;
        let findings = Findings {
            other_version: list.other_version(version.as_deref()),
            ..known_failures::compare(&list, &self.suite, &mut results)
        };
        let list = known_failures::updated(&list, &findings, &results);
        let name = printable(&path.to_string_lossy());
        replace(path, &file::write(&list)).map_err(|error| format!("{name}: {error}"))?;
        let (count, unexplained) = (list.entries.len(), list.unexplained());
        Ok(format!(
            "{name}: known failures: {count}, of which {unexplained} have TODO as their reason"
        ))
    }

    pub(super) fn every_entry_is_about_a_vector(&self) -> Result<(), Failed> {
        let Some(list) = &self.known else { return Ok(()) };
        let Findings { stale, .. } = known_failures::compare(list, &self.suite, &mut []);
        if stale.is_empty() {
            return Ok(());
        }
        let lines = stale.iter().map(|stale| format!("{}: {}\n", stale.entry, stale.why));
        Err(format!("Entries to remove:\n{}", lines.collect::<String>()).into())
    }

    /// Returns the result of a trial, given the list of known failures.
    pub(super) fn against(
        &self,
        list: &List,
        result: VectorResult<'_>,
    ) -> Result<Completion, Failed> {
        let mut result = result;
        let entry = list.about(&result.vector.id).cloned();
        let list = List { entries: entry.into_iter().collect(), ..List::default() };
        let findings = known_failures::compare(&list, &self.suite, slice::from_mut(&mut result));
        let listed = || findings.known.iter().chain(&findings.fixed).next();
        match (result.judgement.verdict, listed()) {
            (Verdict::Known, Some(listed)) => {
                let why = format!("known failure, {}: {}", listed, listed.reason);
                Ok(Completion::ignored_with(why))
            }
            (Verdict::Fixed, Some(listed)) => {
                let (id, how, why) = (&listed.id, listed, &listed.reason);
                Err(format!(
                    "{id} passes, but is listed as a known failure: {how}, {why}\n  \
                     remove the entry, or update the list: {WRITE}=1 cargo test"
                )
                .into())
            }
            // What the vector builds on has its own trial, which fails unless that failure is known.
            (Verdict::Inconclusive, None) if findings.changed.is_empty() => {
                let why = failure::inconclusive(result.vector, &result.judgement);
                Ok(Completion::ignored_with(format!("inconclusive: {why}")))
            }
            _ => changed(self.completion(&result), &findings),
        }
    }
}

/// Returns a failure if the vector no longer behaves as listed, whatever its result is.
fn changed(
    completion: Result<Completion, Failed>,
    findings: &Findings,
) -> Result<Completion, Failed> {
    let Some(Changed { listed, now }) = findings.changed.first() else { return completion };
    let failed = completion.err();
    let explained = failed.as_ref().and_then(Failed::message).unwrap_or_default();
    let listed = listed.to_string();
    Err(format!("listed as a known failure ({listed}), but now {now}\n{explained}").into())
}
