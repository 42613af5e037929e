//! The message of a trial that isn't ok: all details of the failure, and the command that reproduces
//! it.

use crate::api::Outcome;
use crate::term::vector::Columns;
use crate::term::{printable, row, row_of_lines};
use crate::vector::{Suite, Test, Vector};
use crate::verdict::{self, Judgement, Verdict};

/// The layout of the rows about a vector.
const COLUMNS: Columns = Columns { indent: 2, label: 10 };

/// Explains in one line why a vector is unsupported.
pub(super) fn unsupported(vector: &Vector, judgement: &Judgement) -> String {
    let not_offered = verdict::got(&Outcome::Unsupported);
    match (vector.twins.first(), judgement.step) {
        (Some(twin), _) if judgement.got.to_string() != not_offered => {
            format!("{not_offered}: its twin {twin}")
        }
        (_, Some(step)) => format!("{not_offered}: step {step}"),
        _ => not_offered,
    }
}

/// Returns all details of a vector that didn't pass.
pub(super) fn write(vector: &Vector, judgement: &Judgement, suite: &Suite, again: &str) -> String {
    let mut block = format!("{} {}\n", judgement.verdict, vector.id);
    block.push_str(&row(2, "", 0, &vector.comment));
    if judgement.verdict == Verdict::Inconclusive {
        let because = inconclusive(vector, judgement);
        block.push_str(&row_of_lines(COLUMNS.indent, "because", COLUMNS.label, &[because]));
    }
    block.push_str(&COLUMNS.rules(vector));
    match &vector.test {
        Test::Question(question) => {
            block.push_str(&COLUMNS.asked(&question.action));
            block.push_str(&COLUMNS.input(question.material()));
        }
        Test::Scenario(scenario) => {
            block.push_str(&COLUMNS.scenario(scenario, judgement.step.unwrap_or_default()));
        }
    }
    block.push_str(&COLUMNS.row("expected", &printable(&judgement.expected(vector))));
    block.push_str(&COLUMNS.row("got", &printable(&judgement.got.to_string())));
    for flag in &vector.flags {
        let note = suite.notes.get(flag).expect("a suite has a note on every flag");
        block.push_str(&COLUMNS.flag(flag, note));
    }
    block.push_str(&COLUMNS.evidence(&vector.evidence));
    // The command stays on one line, so that it can be copied.
    block.push_str(&format!("  again     {again}"));
    block
}

/// Explains in one line why a vector is inconclusive.
pub(super) fn inconclusive(vector: &Vector, judgement: &Judgement) -> String {
    match (&judgement.not_run, &judgement.builds_on, vector.twins.as_slice()) {
        (Some(why), _, _) => format!("it could not be tested: {}", printable(why)),
        (None, Some(rule), _) => format!("it builds on {rule}, which is broken: fix that first"),
        (None, None, []) => "a setup step did not give the expected result".to_owned(),
        (None, None, twins) => {
            format!("no valid twin is accepted ({}): fix that first", twins.join(", "))
        }
    }
}
