//! Checks a filter: whether it can be run, and what its exit codes say.

use super::{Diagnosis, examine};
use crate::implementation::command::FilterCommand;
use std::time::Duration;

/// Examines a filter. A command that can't be run gets no further checks.
#[must_use]
pub fn examine_command(command: &str, time: Duration) -> Vec<Diagnosis> {
    let mut filter = FilterCommand::new(command, time);
    if let Err(reason) = filter.probe(b"hello\n") {
        let fix = "give a command that sh can run in this directory";
        return vec![Diagnosis::wrong("the command", reason.to_string(), fix)];
    }
    let mut findings = vec![Diagnosis::fine("the command", "sh can run it")];
    findings.extend(examine(&mut filter));
    findings
}
