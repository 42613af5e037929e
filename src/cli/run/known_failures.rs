//! The options of `keyproof run` for lists of known failures, and their files.

use super::super::file::Destination;
use super::super::{Failure, output};
use crate::known_failures::{self, Findings, List, file};
use crate::term::{Untrusted, counted, printable, quoted};
use crate::vector::Suite;
use crate::verdict::VectorResult;
use clap::Args;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The maximum size of a list, in bytes.
const MAX_FILE: u64 = 16 << 20;

/// Known failures, from and to files.
#[derive(Debug, Args)]
pub(super) struct KnownFailures {
    /// Expect the failures that this file lists, and no others
    ///
    /// The exit code is 0 if every listed vector fails as listed, and no other vector fails. It is 1
    /// if a failure isn't listed, if a listed vector passes or fails in another way, or if an entry
    /// matches no vector. Entries about vectors that aren't run are ignored.
    ///
    /// A list may name the versions to which it applies. If the implementation has another version,
    /// or doesn't report one, differences are reported, but the exit code is not 1 for them, except
    /// for a wrong value (wrong-value) that isn't listed, or an entry that can't match a vector.
    #[arg(long, value_name = "FILE")]
    known_failures: Option<PathBuf>,
    /// Write the failures of this run to a file for --known-failures
    ///
    /// With --known-failures, that list is updated: entries that still match stay as they are, with
    /// their reasons; if it names versions, it then names the one that was tested. Another list with
    /// reasons, or a file that isn't a list, is never replaced. The exit code is that of the run.
    /// Nothing is written if some vectors could not be run.
    #[arg(long, value_name = "FILE")]
    write_known_failures: Option<PathBuf>,
}

/// The list to compare with, and the file to write one to.
#[derive(Debug)]
pub(super) struct Lists {
    read: Option<List>,
    destination: Option<(PathBuf, Destination)>,
}

impl KnownFailures {
    /// Reads the list, and checks the file for a new one: it isn't the report's file, and replacing it loses
    /// nothing that people wrote.
    pub(super) fn read(
        &self,
        suite: &Suite,
        report: Option<&Destination>,
    ) -> Result<Lists, Failure> {
        for (option, path) in [
            ("--known-failures", &self.known_failures),
            ("--write-known-failures", &self.write_known_failures),
        ] {
            let path = path.as_deref().filter(|path| report.is_some_and(|report| report.is(path)));
            if let Some(path) = path {
                let (what, path) = ("name the same file", path.display());
                return Err(Failure::new(format!("--output and {option} {what}, {path}")).hint(
                    "use a different file for each: otherwise one would overwrite the other",
                ));
            }
        }
        if let Some(report) = report {
            keeps_reasons("--output", report, suite)?;
        }
        let destination = match &self.write_known_failures {
            Some(path) => Some((path.clone(), self.destination(path, suite)?)),
            None => None,
        };
        let read = self.known_failures.as_deref().map(|path| read(path, suite)).transpose()?;
        Ok(Lists { read, destination })
    }

    /// Checks that replacing the file loses nothing, unless it is the list that is read and updated.
    fn destination(&self, path: &Path, suite: &Suite) -> Result<Destination, Failure> {
        let destination = Destination::new(path)?;
        let is_updated = self.known_failures.as_deref().is_some_and(|read| destination.is(read));
        let is_empty = fs::metadata(path).map_or(true, |found| found.len() == 0);
        if is_updated || is_empty {
            return Ok(destination);
        }
        if read(path, suite).is_err() {
            return Err(Failure::new(format!(
                "--write-known-failures {}: the file is not a list of known failures of these \
                 vectors, so it is not replaced",
                path.display()
            ))
            .hint("name a new file, or remove this one"));
        }
        keeps_reasons("--write-known-failures", &destination, suite)?;
        Ok(destination)
    }

    /// Returns the command that updates the list, from the command that runs with it.
    pub(super) fn update(&self, run: &str) -> Option<String> {
        let path = quoted(&self.known_failures.as_ref()?.to_string_lossy());
        Some(format!("{run} --known-failures {path} --write-known-failures {path}"))
    }
}

impl Lists {
    pub(super) const fn list(&self) -> Option<&List> {
        self.read.as_ref()
    }

    /// Writes the new list, if one was asked for, and prints how to use it.
    pub(super) fn write(
        &self,
        findings: Option<&Findings>,
        results: &[VectorResult<'_>],
        run: &str,
    ) -> Result<(), Failure> {
        let Some((path, destination)) = &self.destination else { return Ok(()) };
        let (no_list, no_findings) = (List::default(), Findings::default());
        let (list, findings) = (self.list().unwrap_or(&no_list), findings.unwrap_or(&no_findings));
        let list = known_failures::updated(list, findings, results);
        destination.write(&file::write(&list))?;
        let entries = counted(list.entries.len(), "known failure");
        let reasons = match list.unexplained() {
            0 => String::new(),
            count => format!("; {count} without a reason, marked TODO"),
        };
        let name = Untrusted::from(path);
        let again = printable(&format!("{run} --known-failures {}", quoted(name.raw())));
        output::complain(&format!("{name}: {entries}{reasons}\n  to use this list: {again}"));
        Ok(())
    }
}

/// Checks that the file to be replaced is no list with reasons.
fn keeps_reasons(
    option: &'static str,
    destination: &Destination,
    suite: &Suite,
) -> Result<(), Failure> {
    let path = destination.path();
    // Only a regular file is read: other paths hold no content to lose, and a read may never end.
    let list = path.is_file().then(|| read(path, suite)).and_then(Result::ok);
    match list.map_or(0, |list| list.entries.len() - list.unexplained()) {
        0 => Ok(()),
        reasons => {
            let (path, reasons) = (path.display(), counted(reasons, "reason"));
            let what = "in this list of known failures would be lost";
            let hint = match option {
                "--output" => "name a new file",
                _ => {
                    "add --known-failures with the same file to update the list and keep the \
                     reasons, or name a new file"
                }
            };
            Err(Failure::new(format!("{option} {path}: {reasons} {what}")).hint(hint))
        }
    }
}

fn read(path: &Path, suite: &Suite) -> Result<List, Failure> {
    let unreadable =
        |reason: std::io::Error| Failure::at(path, format!("cannot be read: {reason}"));
    let mut text = String::new();
    let file = fs::File::open(path).map_err(unreadable)?;
    // One byte more than the limit, so that a longer file is detected.
    file.take(MAX_FILE + 1).read_to_string(&mut text).map_err(unreadable)?;
    if u64::try_from(text.len()).is_ok_and(|length| length > MAX_FILE) {
        let reason = format!("longer than {MAX_FILE} bytes, the limit for a list");
        return Err(unreadable(std::io::Error::other(reason)));
    }
    file::read(&text, suite).map_err(|fault| {
        Failure::at(path, fault)
            .hint(
                "a list looks like this: {\"known_failures\": [{\"id\": …, \"failure\": \
                 \"accepted\", \"reason\": …}, …]}",
            )
            .hint(
                "keyproof run --help describes the format, and --write-known-failures writes such \
                 a list",
            )
    })
}
