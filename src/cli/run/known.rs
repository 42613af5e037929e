//! `keyproof run` with a list of known failures: the options, and the files.

use super::super::{Failure, output};
use crate::known::{self, Findings, List, file};
use crate::report::text::{counted, quoted};
use crate::vector::Suite;
use crate::verdict::CaseResult;
use clap::Args;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The most bytes that a list may have.
const MAX_FILE: u64 = 16 << 20;

/// Known failures, from and to files.
#[derive(Debug, Args)]
pub(super) struct KnownFailures {
    /// Expect the failures that this file lists, and no others
    ///
    /// A run in which every listed vector fails as listed, and no other, ends with exit code 0. These end
    /// it with 1: a failure that isn't listed, a listed vector that passes or fails in another way, an
    /// entry that is about no vector. Vectors that aren't run are left alone.
    ///
    /// A list may name the versions that it holds for. If the implementation is of another one, or doesn't
    /// tell, what is new or gone is reported and doesn't end the run with 1, other than a wrong answer
    /// (other-answer) that isn't listed, or an entry that can't be about a vector.
    #[arg(long, value_name = "FILE")]
    known_failures: Option<PathBuf>,
    /// Write the failures of this run to a file for --known-failures
    ///
    /// With --known-failures, that list is brought up to date: entries that hold stay as they are, with
    /// their reasons; if it names versions, it then names the one that was tested. The exit code is that of the run. Nothing is written if not everything could be run.
    #[arg(long, value_name = "FILE")]
    write_known_failures: Option<PathBuf>,
}

impl KnownFailures {
    /// Reads the list, and makes sure that there is a place for one that is to be written.
    pub(super) fn read(&self, suite: &Suite) -> Result<Option<List>, Failure> {
        if let Some(path) = &self.write_known_failures {
            output::check_replaceable(path)?;
        }
        self.known_failures.as_deref().map(|path| read(path, suite)).transpose()
    }

    /// The command that brings the list up to date, from the one that runs it.
    pub(super) fn update(&self, run: &str) -> Option<String> {
        let path = quoted(&self.known_failures.as_ref()?.to_string_lossy());
        Some(format!("{run} --known-failures {path} --write-known-failures {path}"))
    }

    /// Writes what there is to write, and says what to do with it.
    pub(super) fn write(
        &self,
        list: Option<&List>,
        findings: Option<&Findings>,
        results: &[CaseResult<'_>],
        run: &str,
    ) -> Result<(), Failure> {
        let Some(path) = &self.write_known_failures else { return Ok(()) };
        let (no_list, no_findings) = (List::default(), Findings::default());
        let (list, findings) = (list.unwrap_or(&no_list), findings.unwrap_or(&no_findings));
        let list = known::updated(list, findings, results);
        output::replace(path, &file::write(&list))?;
        let entries = counted(list.entries.len(), "known failure");
        let reasons = match list.unexplained() {
            0 => String::new(),
            count => format!("; {count} without an explanation, at TODO"),
        };
        let name = path.to_string_lossy();
        output::complain(&format!(
            "{name}: {entries}{reasons}\n  to expect them: {run} --known-failures {}",
            quoted(&name)
        ));
        Ok(())
    }
}

fn read(path: &Path, suite: &Suite) -> Result<List, Failure> {
    let unreadable = |reason| Failure::Unreadable { path: path.to_owned(), reason };
    let mut text = String::new();
    let file = fs::File::open(path).map_err(unreadable)?;
    // One more than it may have, so that a longer one shows.
    file.take(MAX_FILE + 1).read_to_string(&mut text).map_err(unreadable)?;
    if u64::try_from(text.len()).is_ok_and(|length| length > MAX_FILE) {
        let reason = format!("longer than {MAX_FILE} bytes, which no list is");
        return Err(unreadable(std::io::Error::other(reason)));
    }
    let broken = |fault| Failure::KnownFailures { path: path.to_owned(), fault };
    file::read(&text, suite).map_err(broken)
}
