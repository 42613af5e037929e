//! Asks a few questions that show whether the adapter or the implementation is wrong, and says what
//! to fix, in the order in which to fix it.
//!
//! It tests no rules. If it finds no fault, a report of the suite is about the implementation.

mod adapter;
mod fingerprint;
mod endpoint;

pub use adapter::examine_adapter;
pub use endpoint::examine_endpoint;

use crate::api::{Action, Outcome, PublicKeyFacts, Reply};
use crate::format::Format;
use crate::implementation::Implementation;
use crate::implementation::command::FilterCommand;
use crate::vector::{self, Expect, Question};
use std::time::Duration;

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// What was checked.
    pub subject: &'static str,
    /// What was found.
    pub found: String,
    /// What to fix, if something is wrong.
    pub fix: Option<String>,
}

impl Diagnosis {
    fn fine(subject: &'static str, found: impl Into<String>) -> Self {
        Self { subject, found: found.into(), fix: None }
    }

    fn wrong(subject: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { subject, found: found.into(), fix: Some(fix.into()) }
    }
}

/// A valid public key file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sample {
    format: Format,
    material: Vec<u8>,
    fingerprint: String,
}

impl Sample {
    /// Returns one sample in each format, all of the same key.
    fn all() -> Vec<Self> {
        let suite = vector::embedded();
        let sample = |format: Format| {
            let vector = suite.find(&format!("import/{}/bits-2048", format.name()))?;
            let Question { action, expect } = vector.question()?;
            match (action, expect) {
                (Action::InspectPublicKey { material }, Expect::Accept(accept)) => Some(Self {
                    format,
                    material: material.clone(),
                    fingerprint: accept.fingerprint.clone(),
                }),
                _ => None,
            }
        };
        Format::ALL.into_iter().filter_map(sample).collect()
    }

    fn action(&self) -> Action {
        Action::InspectPublicKey { material: self.material.clone() }
    }
}

/// Examines a filter: whether it can be run, and what its exit codes say. A command that can't be run
/// gets no further checks.
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

/// Asks for a valid key in each format, for a text that is no key, and for the valid key again.
#[must_use]
pub fn examine(implementation: &mut dyn Implementation) -> Vec<Diagnosis> {
    let samples = Sample::all();
    let outcomes: Vec<Outcome> =
        samples.iter().map(|sample| implementation.call(&sample.action())).collect();
    let taken = samples.iter().zip(&outcomes).find(|(_, outcome)| is_taken(outcome));
    let mut findings = vec![match taken {
        Some((sample, outcome)) => taken_as(sample, outcome),
        None => taken_by_none(&outcomes),
    }];
    let no_key = Action::InspectPublicKey { material: b"hello\n".to_vec() };
    findings.push(refused(&implementation.call(&no_key)));
    if let Some((sample, before)) = taken {
        let after = implementation.call(&sample.action());
        findings.push(if after == *before {
            Diagnosis::fine("after a refusal", "it answers the valid key as before")
        } else {
            Diagnosis::wrong(
                "after a refusal",
                format!("the same valid key, sent again: {}", describe(&after)),
                "make sure that a refusal leaves no state and no unread input behind",
            )
        });
    }
    findings
}

fn is_taken(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Success(Reply::PublicKey(_)))
}

/// Checks the reply to a valid key.
fn taken_as(sample: &Sample, outcome: &Outcome) -> Diagnosis {
    const SUBJECT: &str = "a valid key";
    let Outcome::Success(Reply::PublicKey(PublicKeyFacts { fingerprint, .. })) = outcome else {
        return Diagnosis::wrong(SUBJECT, describe(outcome), "answer with its fingerprint");
    };
    let Some(fingerprint) = fingerprint else {
        return Diagnosis::fine(
            SUBJECT,
            format!("accepted ({}), without a fingerprint", sample.format),
        );
    };
    if *fingerprint == sample.fingerprint {
        return Diagnosis::fine(
            SUBJECT,
            format!("accepted ({}), with its fingerprint", sample.format),
        );
    }
    let (what, fix) = fingerprint::diagnose(fingerprint, &sample.fingerprint);
    Diagnosis::wrong(SUBJECT, format!("accepted, with the fingerprint {fingerprint}: {what}"), fix)
}

fn taken_by_none(outcomes: &[Outcome]) -> Diagnosis {
    let outcome = outcomes.first().unwrap_or(&Outcome::Unsupported);
    let fix = match outcome {
        Outcome::Crash(_) | Outcome::ServerError(_) => {
            "fix the crash or error: it is not a refusal"
        }
        Outcome::Timeout(_) => {
            "find out what it waits for: more input, the end of the input, or a terminal"
        }
        Outcome::Malformed(_) | Outcome::NotRun(_) => "fix the format of its answer",
        Outcome::Unsupported => "answer \"InspectPublicKey\", or don't offer \"codec\"",
        Outcome::Success(_) | Outcome::Refused(_) => {
            "the same key was sent in each of the three formats, and one is enough: check that the \
             library receives every byte of the file, including the last newline"
        }
    };
    Diagnosis::wrong("a valid key", describe(outcome), fix)
}

fn refused(outcome: &Outcome) -> Diagnosis {
    const SUBJECT: &str = "a file without a key";
    match outcome {
        Outcome::Refused(refusal) if refusal.message.is_empty() => {
            Diagnosis::fine(SUBJECT, "refused; a message would help the readers of the report")
        }
        Outcome::Refused(refusal) => {
            Diagnosis::fine(SUBJECT, format!("refused: {}", refusal.message))
        }
        Outcome::Crash(_) | Outcome::ServerError(_) => Diagnosis::wrong(
            SUBJECT,
            describe(outcome),
            "catch the error with which the library refuses a key, and answer with a refusal. \
             Catch no other error, or faults look like refusals",
        ),
        other => Diagnosis::wrong(
            SUBJECT,
            format!("the text \"hello\": {}", describe(other)),
            "it must be refused: check that the library's refusal is passed on",
        ),
    }
}

fn describe(outcome: &Outcome) -> String {
    crate::verdict::got(outcome)
}
