//! The known failures of an implementation, as a test target expects them: from a file, and to it.

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

/// The variable of the environment that has the list written.
pub(super) const WRITE: &str = "KEYPROOF_WRITE_KNOWN_FAILURES";

/// The trial that is no vector: it fails if an entry is about none.
pub(super) const EVERY_ENTRY_IS_ABOUT_A_VECTOR: &str = "every-known-failure-is-about-a-vector";

/// Reads a list; why it can't be read, in words.
pub(super) fn read(path: &Path, suite: &Suite) -> Result<List, String> {
    let text = fs::read_to_string(path).map_err(|error| {
        format!("{}: {error}\n  {WRITE}=1 cargo test writes it", path.display())
    })?;
    file::read(&text, suite).map_err(|fault| format!("{}: {fault}", path.display()))
}

/// Writes a file beside the one that is there, and renames it: either of them is there as a whole.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    // What a link leads to is replaced, and not the link.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let draft = path.with_extension("json.new");
    let written = fs::write(&draft, text).and_then(|()| fs::rename(&draft, &path));
    written.inspect_err(|_| {
        // It may not be there at all.
        let _ = fs::remove_file(&draft);
    })
}

impl Trials {
    /// Runs everything, and writes the list of what fails; what was written, in words. Of a list that is there,
    /// entries that hold stay.
    pub(super) fn write(&self, path: &Path) -> Result<String, String> {
        let list = if path.exists() { read(path, &self.suite)? } else { List::default() };
        let jobs = available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let plan = Plan { jobs, done: &|| (), stopped: &|| None };
        let run = execute(&self.suite, &|_| true, &*self.make, plan);
        let Run { mut results, faults, stopped, .. } = run.map_err(|error| error.to_string())?;
        // A list of half a run would be true of that half alone.
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

    /// Whether every entry of the list is about a vector.
    pub(super) fn every_entry_is_about_a_vector(&self) -> Result<(), Failed> {
        let Some(list) = &self.known else { return Ok(()) };
        let Findings { stale, .. } = known_failures::compare(list, &self.suite, &mut []);
        if stale.is_empty() {
            return Ok(());
        }
        let lines =
            stale.iter().map(|stale| format!("{}: {}\n", stale.entry, stale.why.in_words()));
        Err(format!("Entries to be taken out:\n{}", lines.collect::<String>()).into())
    }

    /// What a result is to a test runner that the list has an entry for.
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
                let why = format!("known failure, {}: {}", listed.in_words(), listed.reason);
                Ok(Completion::ignored_with(why))
            }
            (Verdict::Fixed, Some(listed)) => {
                let (id, how, why) = (&listed.id, listed.in_words(), &listed.reason);
                Err(format!(
                    "{id} passes, and is on the list of known failures: {how}, {why}\n  \
                     take the entry out, or have it done: {WRITE}=1 cargo test"
                )
                .into())
            }
            // What it builds on has a trial of its own, which fails unless that is known.
            (Verdict::Inconclusive, None) if findings.changed.is_empty() => {
                let why = failure::inconclusive(result.vector, &result.judgement);
                Ok(Completion::ignored_with(format!("inconclusive: {why}")))
            }
            _ => changed(self.told(&result), &findings),
        }
    }
}

/// Whatever came of a vector that is listed otherwise, that is a failure.
fn changed(told: Result<Completion, Failed>, findings: &Findings) -> Result<Completion, Failed> {
    let Some(Changed { listed, now }) = findings.changed.first() else { return told };
    let failed = told.err();
    let explained = failed.as_ref().and_then(Failed::message).unwrap_or_default();
    let listed = listed.in_words();
    Err(format!("on the list of known failures as {listed}, and now {now}\n{explained}").into())
}
