//! `keyproof vectors`: what the suite puts before an implementation, to look at and to take along.

mod page;
mod export;

use super::select::Selection;
use super::{Ending, Failure, Source, output};
use crate::term::{COMMAND, FAINT, HEADING, counted, painted, row};
use crate::vector::file::Entry;
use crate::vector::{self, Expect, Question, Suite, Vector};
use clap::{Args, Subcommand};
use std::collections::BTreeSet;

/// List the vectors, show one, or export them as files
///
/// A vector is one input with its expected result, or a scenario of several steps. In the list,
/// accept, refuse and either are the expected results for public key files; either means that the
/// documents don't decide.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, after_long_help = HELP)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    /// The id of a vector to show; or a glob over ids, or a rule, to list the vectors it selects
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Print the vectors as a JSON array, in the form of their files; each with its kind and its keys
    #[arg(long, conflicts_with = "raw")]
    json: bool,
    /// Write only the bytes of one vector's input to standard output
    #[arg(long, requires = "id")]
    raw: bool,
    #[command(flatten)]
    source: Source,
}

#[derive(Debug, Subcommand)]
enum Command {
    Export(export::Options),
}

const HELP: &str = "\
Examples:
  keyproof vectors import/openssh/bits-2047
  keyproof vectors import/openssh/bits-2047 --raw | ssh-keygen -l -f -
  keyproof vectors 'import/rfc4716/*'
  keyproof vectors import/no-dsa --json
  keyproof vectors export corpus";

/// Lists, shows or exports vectors.
pub(super) fn run(options: &Options) -> Result<Ending, Failure> {
    match &options.command {
        Some(Command::Export(export)) => return export::run(export),
        None => {}
    }
    let suite = options.source.load()?;
    let selection = Selection::new(options.id.as_slice(), &suite)?;
    let vectors = suite.vectors.iter().filter(|vector| selection.selects(vector));
    let vectors: Vec<&Vector> = vectors.collect();
    match (vectors.as_slice(), &options.id) {
        ([one], Some(_)) if options.raw => {
            let question = one.question().ok_or_else(|| {
                let id = &one.id;
                Failure::new(format!(
                    "{id} is a scenario of several steps, and has no input to write"
                ))
                .hint(format!(
                    "keyproof vectors {id} shows its steps; --json prints it for programs"
                ))
            })?;
            output::print_bytes(question.material())?;
        }
        (several, Some(pattern)) if options.raw => {
            let (what, count) = ("--raw writes the input of one vector", several.len());
            return Err(Failure::new(format!("{what}, but {pattern:?} selects {count}"))
                .hint("keyproof vectors export DIR writes all vectors as files"));
        }
        _ if options.json => output::print(&json(&options.source, &vectors)?)?,
        ([one], Some(id)) if one.id == *id => output::print(&page::write(one, &suite))?,
        _ => output::print(&list(&vectors, &suite))?,
    }
    Ok(Ending::AsExpected)
}

fn json(source: &Source, vectors: &[&Vector]) -> Result<String, Failure> {
    let ids: BTreeSet<&str> = vectors.iter().map(|vector| vector.id.as_str()).collect();
    let mut entries = entries(source)?;
    entries.retain(|entry| ids.contains(entry.id.as_str()));
    Ok(output::json(&entries))
}

fn entries(source: &Source) -> Result<Vec<Entry>, Failure> {
    match &source.vectors {
        None => Ok(vector::embedded_entries()),
        Some(directory) => Ok(vector::load_entries(directory)?),
    }
}

fn list(vectors: &[&Vector], suite: &Suite) -> String {
    let mut list = String::new();
    let mut area = "";
    for vector in vectors {
        if vector.area() != area {
            let between = if area.is_empty() { "" } else { "\n" };
            area = vector.area();
            list.push_str(&format!("{between}{}\n", painted(HEADING, area)));
        }
        let expect = painted(FAINT, format!("{:<10}", expectation(vector)));
        list.push_str(&format!("  {expect}{}\n", vector.id));
        list.push_str(&row(12, "", 0, &vector.comment));
    }
    let count = counted(vectors.len(), "vector");
    let of = match suite.vectors.len() {
        all if all == vectors.len() => String::new(),
        all => format!(" of {all}"),
    };
    let command = painted(COMMAND, "keyproof vectors ID");
    format!("{list}\n{count}{of}; to show one: {command}\n")
}

/// What must come of a vector, in a word.
fn expectation(vector: &Vector) -> &'static str {
    let Some(Question { expect, .. }) = vector.question() else { return "scenario" };
    match expect {
        Expect::Accept(_) => "accept",
        Expect::Refuse(_) => "refuse",
        Expect::Either { .. } => "either",
        Expect::PrivateKey(_) => "read",
        Expect::Matches(true) => "match",
        Expect::Matches(false) => "differ",
        Expect::Plaintext(_) => "decrypt",
        Expect::NotPlaintext(_) => "fail",
        Expect::KeyFile(_) => "name",
    }
}
