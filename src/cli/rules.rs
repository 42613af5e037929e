//! `keyproof rules`: lists the rules and the vectors that test them.

use super::select::near;
use super::{Ending, Failure, Source, output};
use crate::rule::{self, Rule};
use crate::term::{COMMAND, FAINT, HEADING, counted, painted, row};
use crate::vector::{Suite, Vector};
use clap::Args;
use serde::Serialize;

/// List the rules, or show one with its vectors
///
/// For each rule: its source, the capability that an implementation needs for it to be tested, and
/// the number of vectors that test it.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct Options {
    /// The id of a rule, such as import/no-dsa
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// List the rules from sections of the document whose heading contains this text
    #[arg(long, value_name = "HEADING", conflicts_with = "id")]
    from: Option<String>,
    /// Print a JSON array
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

const HELP: &str = "\
Sources:
  stated   the document says so
  implied  it follows from the document, and the note says how
  api      the document leaves it to the API reference

Examples:
  keyproof rules
  keyproof rules import/other-lengths-refused
  keyproof rules --from 'deleting your key pair'
  keyproof rules --json | jq -r '.[] | select(.vectors == []) | .id'";

pub(super) fn run(options: &Options) -> Result<Ending, Failure> {
    let suite = options.source.load()?;
    let rules = match (&options.id, &options.from) {
        (Some(id), _) => vec![find(id)?],
        (None, Some(place)) => from(place)?,
        (None, None) => rule::RULES.iter().collect(),
    };
    let text = match (rules.as_slice(), options.json) {
        (rules, true) => json(rules, &suite),
        ([rule], false) if options.id.is_some() => page(rule, &suite),
        (rules, false) => table(rules, &suite, options.from.is_some()),
    };
    output::print(&text)?;
    Ok(Ending::AsExpected)
}

fn find(id: &str) -> Result<&'static Rule, Failure> {
    rule::find(id).ok_or_else(|| {
        let near = near(id, rule::RULES.iter().map(|rule| rule.id));
        Failure::new(format!("there is no rule {id:?}"))
            .hint(near + "keyproof rules lists all rules")
    })
}

/// Returns the rules whose section heading contains `place`, in the document or another source.
fn from(place: &str) -> Result<Vec<&'static Rule>, Failure> {
    let place = place.to_lowercase();
    let is_from = |rule: &&Rule| rule.section.to_lowercase().contains(&place);
    let found: Vec<_> = rule::RULES.iter().filter(is_from).collect();
    if found.is_empty() {
        let what = "no rule comes from a section whose heading contains";
        return Err(Failure::new(format!("{what} {place:?}")).hint(
            "keyproof rules ID shows the section of a rule; keyproof rules lists all rules",
        ));
    }
    Ok(found)
}

fn vectors_of<'a>(rule: &Rule, suite: &'a Suite) -> Vec<&'a Vector> {
    let cites = |vector: &&Vector| vector.rules.iter().any(|id| id == rule.id);
    suite.vectors.iter().filter(cites).collect()
}

/// Formats the rules as a table, grouped by area.
fn table(rules: &[&Rule], suite: &Suite, with_statements: bool) -> String {
    const BETWEEN: usize = 2;
    let longest = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let width = longest + BETWEEN;
    let mut table = String::new();
    let mut area = "";
    let mut tested = 0;
    for rule in rules {
        if rule.area() != area {
            let between = if area.is_empty() { "" } else { "\n" };
            area = rule.area();
            table.push_str(&format!("{between}{}\n", painted(HEADING, area)));
        }
        let vectors = vectors_of(rule, suite).len();
        tested += usize::from(vectors > 0);
        let vectors = match vectors {
            0 => painted(FAINT, "no vector"),
            some => counted(some, "vector"),
        };
        let Rule { id, source, capability, .. } = rule;
        table.push_str(&format!("  {id:<width$}{source:<9}{capability:<11}{vectors}\n"));
        if with_statements {
            table.push_str(&row(4, "", 0, rule.statement));
        }
    }
    let rules = counted(rules.len(), "rule");
    let command = painted(COMMAND, "keyproof rules ID");
    format!("{table}\n{rules}, {tested} of them with vectors; to show one: {command}\n")
}

fn page(rule: &Rule, suite: &Suite) -> String {
    const LABEL: usize = 14;
    let vectors = vectors_of(rule, suite);
    let count = match vectors.len() {
        0 => "none".to_owned(),
        some => some.to_string(),
    };
    let mut page = [
        format!("{}\n", painted(HEADING, rule.id)),
        row(2, "", 0, rule.statement),
        row(2, "source", LABEL, &format!("{}: {}", rule.source, rule.section)),
        row(2, "capability", LABEL, rule.capability.name()),
        row(2, "profile", LABEL, &rule.profiles.join(", ")),
        rule.note.map_or(String::new(), |note| row(2, "note", LABEL, note)),
        row(2, "vectors", LABEL, &count),
    ]
    .concat();
    for vector in vectors {
        page.push_str(&format!("\n  {}\n{}", vector.id, row(4, "", 0, &vector.comment)));
    }
    page
}

/// A rule as JSON. Programs read this form, so it must stay stable.
#[derive(Debug, Serialize)]
struct Item<'a> {
    id: &'static str,
    statement: &'static str,
    source: &'static str,
    section: &'static str,
    capability: &'static str,
    profiles: &'static [&'static str],
    vectors: Vec<&'a str>,
    mutants: [&'a str; 0],
}

fn json(rules: &[&'static Rule], suite: &Suite) -> String {
    let item = |rule: &&'static Rule| Item {
        id: rule.id,
        statement: rule.statement,
        source: rule.source.name(),
        section: rule.section,
        capability: rule.capability.name(),
        profiles: rule.profiles,
        vectors: vectors_of(rule, suite).into_iter().map(|vector| vector.id.as_str()).collect(),
        mutants: [],
    };
    let items: Vec<_> = rules.iter().map(item).collect();
    output::json(&items)
}
