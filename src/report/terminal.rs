//! The report for people: rules by area, failures with their explanations, and the next command to run.
//!
//! It is brief by default. Failures are grouped by rule, and only the first few of each are shown in full.
//! The report counts the failures that it leaves out and gives the command that shows them.

mod failures;
mod incidents;
mod known_failures;

use super::{FlagResult, Report, RuleResult, Verdicts};
use crate::api::Action;
use crate::known_failures::Findings;
use crate::rule;
use crate::term::{BAD, COMMAND, FAINT, GOOD, HEADING, WARNING, counted, painted, printable, row};
use crate::vector::{Suite, Vector};
use crate::verdict::Verdict;
use std::collections::BTreeSet;
use std::time::Duration;

/// What the terminal report needs besides the report.
#[derive(Debug)]
pub struct ReportContext<'a> {
    /// The vectors and notes that the report refers to.
    pub suite: &'a Suite,
    /// How long the run took.
    pub elapsed: Duration,
    /// How much to show.
    pub detail: Detail,
    /// The commands that show a vector again.
    pub commands: Commands,
}

/// How much of a report to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The first few failures of each rule in full.
    Brief,
    /// All failures in full.
    Full,
}

/// The commands that show a vector again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commands {
    /// Tests the same target: with the vectors of an added `--select`, or without it, with every vector.
    pub run: String,
    /// Runs the same vectors again.
    pub again: String,
    /// Runs the same vectors again, one at a time.
    pub alone: String,
    /// Arguments that narrow a selection as the run was narrowed, with a blank before them. It can be empty.
    pub within: String,
    /// Writes a vector's material, if its id and `--raw` are added.
    pub vectors: String,
    /// Updates the list of known failures, if there is one.
    pub update: Option<String>,
    /// Reads material from standard input.
    pub reader: String,
    /// The label of `reader`: the implementation itself (`by hand`), or the `reference`.
    pub reader_is: &'static str,
}

impl Commands {
    /// Returns the command to run what this pattern selects.
    fn select(&self, pattern: &str) -> String {
        format!("{} --select {pattern}", self.run)
    }

    /// Returns the command to show all failures of a rule in the run.
    fn in_full(&self, rule: &str) -> String {
        format!("{}{} --verbose", self.select(rule), self.within)
    }

    /// Returns the command that passes a vector to an implementation by hand, if the vector is a key file.
    fn by_hand(&self, vector: &Vector) -> Option<String> {
        let is_file = match vector.question()?.action {
            Action::InspectPublicKey { .. } | Action::InspectPrivateKey { .. } => true,
            Action::VerifyFingerprint { .. }
            | Action::Decrypt { .. }
            | Action::NameKeyFile { .. }
            | Action::Call(_)
            | Action::Guest(_) => false,
        };
        is_file.then(|| format!("{} {} --raw | {}", self.vectors, vector.id, self.reader))
    }
}

/// Formats a report.
#[must_use]
pub fn write(report: &Report, context: &ReportContext<'_>) -> String {
    [
        title(report),
        rules(report),
        failures::write(report, context),
        known_failures::write(report.known_failures.as_ref(), context.detail),
        open_questions(&report.flags),
        untested(report, context.detail),
        left_out(report),
        incidents::write(report, context.detail),
        summary(report, context),
    ]
    .concat()
}

fn title(report: &Report) -> String {
    let subject = &report.implementation;
    let version = subject.version.as_ref().map_or(String::new(), |version| format!(" {version}"));
    let name = painted(HEADING, printable(&format!("{}{version}", subject.name)));
    let vectors = counted(report.results.len(), "vector");
    let shard = report.shard.map_or(String::new(), |shard| format!(", shard {shard}"));
    format!("{name}: {vectors} of keyproof {}{shard}\n", report.keyproof)
}

fn rules(report: &Report) -> String {
    let mut table = String::new();
    let mut area = "";
    let width = report.rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    for result in &report.rules {
        let rule = rule::find(result.id).expect("a report names rules of the catalogue");
        if rule.area() != area {
            area = rule.area();
            table.push_str(&format!("\n{}\n", painted(HEADING, area)));
        }
        let counts = counts(&result.verdicts, &" ".repeat(2));
        table.push_str(&format!("  {} {:<width$}  {counts}\n", mark(result), result.id));
    }
    match rule::RULES.len() - report.rules.len() {
        0 => table,
        without => {
            let rest = format!("{} no vector in this run: keyproof rules", have(without));
            format!("{table}\n  {}\n", painted(FAINT, rest))
        }
    }
}

fn have(rules: usize) -> String {
    format!("{} {}", counted(rules, "rule"), if rules == 1 { "has" } else { "have" })
}

/// Returns a mark for the worst verdict of a rule.
fn mark(result: &RuleResult) -> String {
    let any = |verdict| result.verdicts.count(verdict) > 0;
    if Verdict::ALL.into_iter().any(|verdict| verdict.is_nonconformance() && any(verdict)) {
        painted(BAD, "✗")
    } else if any(Verdict::Known) || any(Verdict::Fixed) {
        painted(WARNING, "!")
    } else if any(Verdict::Inconclusive) || any(Verdict::Slow) || any(Verdict::NotRun) {
        painted(WARNING, "?")
    } else if any(Verdict::Pass) {
        painted(GOOD, "✓")
    } else {
        painted(FAINT, "–")
    }
}

fn counts(verdicts: &Verdicts, between: &str) -> String {
    let there = Verdict::ALL.into_iter().filter(|verdict| verdicts.count(*verdict) > 0);
    let counts = there
        .map(|verdict| painted(style(verdict), format!("{} {verdict}", verdicts.count(verdict))));
    counts.collect::<Vec<_>>().join(between)
}

const fn style(verdict: Verdict) -> anstyle::Style {
    match verdict {
        Verdict::Pass => GOOD,
        Verdict::Fixed | Verdict::Fail | Verdict::Crash | Verdict::Hang => BAD,
        Verdict::Slow | Verdict::Known | Verdict::Inconclusive => WARNING,
        Verdict::Unsupported | Verdict::NotRun => FAINT,
    }
}

/// Lists the behaviour where refusing and accepting the one right key are both right.
fn open_questions(flags: &[FlagResult]) -> String {
    if flags.is_empty() {
        return String::new();
    }
    let heading = painted(HEADING, "Open questions");
    let mut block = format!("\n{heading}: the documents don't decide, so either answer passes\n");
    let width = flags.iter().map(|flag| flag.flag.len()).max().unwrap_or_default();
    for FlagResult { flag, sides, consistent } in flags {
        let mixed = if *consistent { String::new() } else { painted(WARNING, ", inconsistent") };
        let sides: Vec<String> = sides.iter().map(|(side, n)| format!("{side} {n}")).collect();
        let sides = if sides.is_empty() { "none observed".to_owned() } else { sides.join(", ") };
        block.push_str(&format!("  {flag:width$}  {sides}{mixed}\n"));
    }
    block
}

/// Lists what the run could not test, and why.
fn untested(report: &Report, detail: Detail) -> String {
    let inconclusive = report.results.iter().filter(|one| one.result == Verdict::Inconclusive);
    let inconclusive: Vec<_> = inconclusive.collect();
    if inconclusive.is_empty() {
        return String::new();
    }
    let heading = painted(HEADING, format!("{} inconclusive", inconclusive.len()));
    let mut block = format!("\n{heading}\n");
    let asked = || inconclusive.iter().filter(|result| result.not_run.is_none());
    if asked().any(|result| result.step.is_none() && result.builds_on.is_none()) {
        let why = "A refusal proves nothing if the valid twin of the same format is refused too.";
        block.push_str(&row(2, "", 0, why));
    }
    let broken: BTreeSet<&str> = asked().filter_map(|result| result.builds_on.as_deref()).collect();
    if !broken.is_empty() {
        let rules = broken.into_iter().collect::<Vec<_>>().join(", ");
        let why = format!("Not tested, because they build on a broken rule: {rules}.");
        block.push_str(&row(2, "", 0, &why));
    }
    let asked = || asked().filter(|result| result.builds_on.is_none());
    if asked().any(|result| result.step.is_some()) {
        let why = "A setup step failed, so the rule was not tested.";
        block.push_str(&row(2, "", 0, why));
    }
    if let Some(why) = report.reasons_not_run().next() {
        let count = counted(report.reasons_not_run().count(), "question");
        let why = printable(why);
        block.push_str(&row(2, "", 0, &format!("{count} not asked: {why}")));
    }
    for result in inconclusive.into_iter().filter(|_| detail == Detail::Full) {
        block.push_str(&format!("  {}\n", result.id));
        if result.step.is_some() {
            block.push_str(&row(4, "", 0, &printable(&result.expected)));
        }
        block.push_str(&row(4, "", 0, &printable(&result.got)));
    }
    block
}

/// Lists the vectors that were left out, and why.
fn left_out(report: &Report) -> String {
    if report.left_out.is_empty() {
        return String::new();
    }
    let heading = painted(HEADING, format!("{} left out", report.left_out.len()));
    let why = "Each takes thousands of requests. Omit --skip-expensive to run them.";
    let ids = report.left_out.iter().map(|id| format!("  {id}\n"));
    format!("\n{heading}\n{}{}", row(2, "", 0, why), ids.collect::<String>())
}

fn summary(report: &Report, context: &ReportContext<'_>) -> String {
    let verdicts = &report.summary.verdicts;
    let has_list = report.known_failures.is_some();
    let is_shown = |verdict: &Verdict| match verdict {
        Verdict::Known | Verdict::Fixed => has_list,
        Verdict::Slow | Verdict::NotRun => verdicts.count(*verdict) > 0,
        _ => true,
    };
    let there = Verdict::ALL.into_iter().filter(is_shown);
    let counts = there.map(|verdict| {
        let count = verdicts.count(verdict);
        let style = if count > 0 { style(verdict) } else { FAINT };
        painted(style, format!("{count} {verdict}"))
    });
    let counts = counts.collect::<Vec<_>>().join(", ");
    let vectors = painted(HEADING, counted(verdicts.total(), "vector"));
    let elapsed = match context.elapsed {
        short if short.as_secs() == 0 => format!("{} ms", short.as_millis()),
        long => format!("{:.1} s", long.as_secs_f64()),
    };
    let next = next(report, context);
    format!("\n{vectors}: {counts} in {elapsed}\n{next}")
}

fn next(report: &Report, context: &ReportContext<'_>) -> String {
    let commands = &context.commands;
    let (sentence, command) = if report.stopped.is_some() {
        ("The run is incomplete. To run it again:", commands.again.clone())
    } else if report.reasons_not_run().next().is_some() {
        ("Some vectors were not tested. Again, one at a time:", commands.alone.clone())
    } else if let Some(valid) = never_right(report, context.suite) {
        let command = commands.by_hand(valid).unwrap_or_else(|| commands.select(&valid.id));
        ("Nothing passed. First, check a valid key:", command)
    } else if let Some(failure) = report.results.iter().find(|one| one.result.is_nonconformance()) {
        ("To run only the first failure:", commands.select(&failure.id))
    } else if !report.faults.is_empty() {
        ("No vector failed, but a fault occurred. Again, one at a time:", commands.alone.clone())
    } else if !report.is_conformant() {
        ("Slow answers are failures with --strict. Again, one at a time:", commands.alone.clone())
    } else if let (false, Some(update)) = (is_true(report), &commands.update) {
        ("The list of known failures is out of date. To update it:", update.clone())
    } else if report.is_untested() {
        ("Nothing was tested. To list the vectors:", commands.vectors.clone())
    } else if report.results.is_empty() {
        ("This shard has no vectors. To run all vectors:", commands.run.clone())
    } else if report.summary.verdicts.count(Verdict::Known) > 0 {
        ("As listed. To show the known failures in full, without the list:", commands.again.clone())
    } else {
        ("As expected. To test your own implementation:", "keyproof run --help".to_owned())
    };
    format!("{sentence} {}\n", painted(COMMAND, command))
}

/// Returns whether the list of known failures, if any, agrees with the run.
fn is_true(report: &Report) -> bool {
    report.known_failures.as_ref().is_none_or(Findings::is_true)
}

/// If nothing passed, returns a vector of a valid key. It may be only the twin of a vector that was run. The
/// fault may be in how the implementation is called.
fn never_right<'a>(report: &Report, suite: &'a Suite) -> Option<&'a Vector> {
    let is_right =
        |verdict: Verdict| matches!(verdict, Verdict::Pass | Verdict::Slow) || verdict.is_of_list();
    if report.results.iter().any(|result| is_right(result.result)) {
        return None;
    }
    let vectors = || report.results.iter().filter_map(|result| suite.find(&result.id));
    let twins =
        vectors().flat_map(|vector| vector.twins.iter().filter_map(|twin| suite.find(twin)));
    vectors().chain(twins).find(|vector| vector.is_valid_key())
}
