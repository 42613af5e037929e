//! What a trial says that isn't ok: everything that explains it, and the command that shows it again.

use crate::api::Outcome;
use crate::rule;
use crate::text::about::Columns;
use crate::text::{printable, row, row_of_lines};
use crate::vector::{Suite, Test, Vector};
use crate::verdict::{self, Judgement, Verdict};

/// The rows on a vector.
const COLUMNS: Columns = Columns { indent: 2, label: 10 };

/// Why a vector is not judged, in one line.
pub(super) fn unsupported(vector: &Vector, judgement: &Judgement) -> String {
    let not_offered = verdict::got(&Outcome::Unsupported);
    match (&vector.twin, judgement.step) {
        (Some(twin), _) if judgement.got.to_string() != not_offered => {
            format!("{not_offered}: its twin {twin}")
        }
        (_, Some(step)) => format!("{not_offered}: step {step}"),
        _ => not_offered,
    }
}

/// Everything on a vector that didn't pass.
pub(super) fn write(vector: &Vector, judgement: &Judgement, suite: &Suite, again: &str) -> String {
    let mut block = format!("{} {}\n", judgement.verdict, vector.id);
    block.push_str(&row(2, "", 0, &vector.comment));
    if judgement.verdict == Verdict::Inconclusive {
        let because = inconclusive(vector, judgement);
        block.push_str(&row_of_lines(COLUMNS.indent, "because", COLUMNS.label, &[because]));
    }
    for id in &vector.rules {
        let rule = rule::find(id).expect("a vector cites rules of the catalogue");
        block.push_str(&COLUMNS.row("rule", &format!("{id}: {}", rule.statement)));
    }
    match &vector.test {
        Test::Question(question) => {
            block.push_str(&COLUMNS.asked(&question.action));
            block.push_str(&COLUMNS.input(question.material()));
        }
        Test::Scenario(scenario) => {
            block.push_str(&COLUMNS.story(scenario, judgement.step.unwrap_or_default()));
        }
    }
    block.push_str(&COLUMNS.row("expected", &printable(&judgement.expected(vector))));
    block.push_str(&COLUMNS.row("got", &printable(&judgement.got.to_string())));
    for flag in &vector.flags {
        let note = suite.notes.get(flag).expect("a suite has a note on every flag");
        block.push_str(&COLUMNS.flag(flag, note));
    }
    block.push_str(&COLUMNS.evidence(&vector.evidence));
    // On one line however long, so that it can be copied.
    block.push_str(&format!("  again     {again}"));
    block
}

/// Why nothing is proven, in one line.
pub(super) fn inconclusive(vector: &Vector, judgement: &Judgement) -> String {
    match (&judgement.not_asked, &vector.twin) {
        (Some(why), _) => format!("it could not be put to the test: {}", printable(why)),
        (None, Some(twin)) => format!("its valid twin {twin} doesn't pass: see first to that"),
        (None, None) => "a step that only prepares the ground came out otherwise".to_owned(),
    }
}
