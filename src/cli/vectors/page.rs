//! One vector with everything that is known of it.

use crate::report::scenario;
use crate::term::vector::Columns;
use crate::term::{HEADING, WIDTH, counted, escaped, painted, row};
use crate::vector::{Suite, Test, Vector};
use crate::verdict;

/// The rows on a vector.
const COLUMNS: Columns = Columns { indent: 2, label: 10 };

/// Lays a vector out.
pub(super) fn write(vector: &Vector, suite: &Suite) -> String {
    let mut page = format!("{}\n", painted(HEADING, &vector.id));
    page.push_str(&row(2, "", 0, &vector.comment));
    page.push_str(&COLUMNS.rules(vector));
    for twin in &vector.twins {
        page.push_str(&COLUMNS.row("twin", &format!("{twin}: the same, but without the fault")));
    }
    if let Some(question) = vector.question() {
        page.push_str(&COLUMNS.row("expected", &verdict::expected(&question.expect)));
    }
    for flag in &vector.flags {
        let note = suite.notes.get(flag).expect("a suite has a note on every flag");
        page.push_str(&COLUMNS.flag(flag, note));
    }
    page.push_str(&COLUMNS.evidence(&vector.evidence));
    match &vector.test {
        Test::Question(question) => {
            page.push_str(&COLUMNS.asked(&question.action));
            page.push_str(&material(question.material()));
        }
        Test::Scenario(scenario) => page.push_str(&scenario::in_full(scenario)),
    }
    page
}

/// The input, line by line, with everything escaped that isn't printable.
fn material(material: &[u8]) -> String {
    let mut block = COLUMNS.row("input", &format!("{}:", counted(material.len(), "byte")));
    for line in material.split_inclusive(|byte| *byte == b'\n') {
        // What is escaped is ASCII, so every column is a character.
        for piece in escaped(line).as_bytes().chunks(WIDTH - 4) {
            block.push_str(&format!("    {}\n", String::from_utf8_lossy(piece)));
        }
    }
    block
}
