//! The failures of a report, each under the rule that it breaks.

use super::super::{Report, ResultEntry};
use super::{Detail, ReportContext};
use crate::rule::{self, Rule};
use crate::term::vector::Columns;
use crate::term::{BAD, COMMAND, FAINT, HEADING, painted, printable, row};
use crate::vector::Test;
use std::collections::BTreeSet;

/// The number of failures of one rule that a brief report shows in full.
const IN_FULL: usize = 2;

/// The number of further failures of one rule whose ids a brief report lists.
const BY_ID: usize = 5;

/// The columns of a vector's rows.
const COLUMNS: Columns = Columns { indent: 4, label: 11 };

/// Returns the failures, or an empty string.
pub(super) fn write(report: &Report, context: &ReportContext<'_>) -> String {
    let mut block = String::new();
    let mut explained = BTreeSet::new();
    for rule in rule::RULES {
        let failures: Vec<&ResultEntry> = report
            .results
            .iter()
            .filter(|result| result.result.is_nonconformance())
            .filter(|result| result.breaks.as_deref() == Some(rule.id))
            .collect();
        if !failures.is_empty() {
            block.push_str(&of_rule(rule, &failures, context, &mut explained));
        }
    }
    if block.is_empty() {
        return block;
    }
    format!("\n{}\n{block}", painted(HEADING, "Failures"))
}

fn of_rule<'a>(
    rule: &Rule,
    failures: &[&'a ResultEntry],
    context: &ReportContext<'_>,
    explained: &mut BTreeSet<&'a str>,
) -> String {
    let count = painted(BAD, failures.len());
    let mut block = format!("\n{} {count}\n", painted(HEADING, rule.id));
    block.push_str(&row(2, "", 0, rule.statement));
    let (in_full, by_id) = match context.detail {
        Detail::Full => (failures.len(), 0),
        Detail::Brief => (IN_FULL, BY_ID),
    };
    for failure in failures.iter().take(in_full) {
        block.push('\n');
        block.push_str(&of_vector(failure, rule, context, explained));
    }
    let rest = failures.get(in_full..).unwrap_or_default();
    if rest.is_empty() {
        return block;
    }
    block.push('\n');
    for failure in rest.iter().take(by_id) {
        block.push_str(&format!("  {} {}\n", painted(BAD, failure.result), failure.id));
    }
    let more = rest.len().saturating_sub(by_id);
    let more = match more {
        0 => "to show them in full".to_owned(),
        more => format!("and {more} more; to show all in full"),
    };
    // A vector can break a rule that it doesn't cite.
    let cites = |failure: &&ResultEntry| failure.rules.iter().any(|id| id == rule.id);
    let command = match failures.iter().all(cites) {
        true => context.commands.in_full(rule.id),
        false => format!("{} --verbose", context.commands.again),
    };
    block.push_str(&format!("  {more}: {}\n", painted(COMMAND, command)));
    block
}

fn of_vector<'a>(
    failure: &'a ResultEntry,
    blamed: &Rule,
    context: &ReportContext<'_>,
    explained: &mut BTreeSet<&'a str>,
) -> String {
    let vector = context.suite.find(&failure.id).expect("a report is on vectors of its suite");
    let mut block =
        format!("  {} {}\n", painted(BAD, failure.result), painted(HEADING, &vector.id));
    block.push_str(&row(4, "", 0, &failure.comment));
    if let Some(about) = failure.rules.first().filter(|rule| *rule != blamed.id) {
        block.push_str(&COLUMNS.row("about", about));
    }
    block.push_str(&match &vector.test {
        Test::Question(question) => COLUMNS.input(question.material()),
        Test::Scenario(scenario) => COLUMNS.scenario(scenario, failure.step.unwrap_or_default()),
    });
    block.push_str(&COLUMNS.row("expected", &failure.expected));
    block.push_str(&COLUMNS.row("got", &printable(&failure.got)));
    for flag in &failure.flags {
        if explained.insert(flag) {
            let note = context.suite.notes.get(flag).expect("a suite has a note on every flag");
            block.push_str(&COLUMNS.flag(flag, note));
        } else {
            block.push_str(&COLUMNS.row("flag", &format!("{flag}, explained above")));
        }
    }
    let again = context.commands.select(&vector.id);
    block.push_str(&command_row("again", &again));
    if let Some(by_hand) = context.commands.by_hand(vector) {
        block.push_str(&command_row(context.commands.reader_is, &by_hand));
    }
    block
}

/// Returns a command on one line, so that it can be copied.
fn command_row(label: &str, command: &str) -> String {
    let Columns { indent, label: width } = COLUMNS;
    let label = painted(FAINT, format!("{label:width$}"));
    format!("{:indent$}{label}{}\n", "", painted(COMMAND, command))
}
