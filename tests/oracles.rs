//! Foreign tools before the vectors: what a vector expects is what OpenSSL, ssh-keygen and PuTTYgen say, or
//! there is a reason why not.
//!
//! One trial for each tool and each vector that it can be given. Where a tool takes a file, length, key and
//! fingerprint must be the vector's. Where the two disagree on taking it, the table in
//! `oracles/disagreements.rs` must allow it; and every line of that table must be needed. No tool has anything
//! to say of scenarios, nor of what a key file is called; every other vector must meet one.
//!
//! A tool that isn't installed is an ignored trial; with `KEYPROOF_REQUIRE_ORACLES=1` it is a failed one.

#[path = "oracles/process.rs"]
mod process;
#[path = "oracles/tool.rs"]
mod tool;
#[path = "oracles/comparison.rs"]
mod comparison;
#[path = "oracles/question.rs"]
mod question;
#[path = "oracles/public_key.rs"]
mod public_key;
#[path = "oracles/private_key.rs"]
mod private_key;
#[path = "oracles/disagreements.rs"]
mod disagreements;
#[path = "oracles/fixed_keys.rs"]
mod fixed_keys;
#[path = "oracles/document.rs"]
mod document;

use comparison::Expected;
use disagreements::Disagreement;
use keyproof::api::Action;
use keyproof::vector::{self, Suite, Vector};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use question::Question;
use std::path::Path;
use std::sync::LazyLock;
use tool::Tool;

static SUITE: LazyLock<Suite> = LazyLock::new(|| {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    vector::load(&directory).expect("the vectors are well-formed")
});

fn main() {
    let mut arguments = Arguments::from_args();
    // Each trial waits for other processes most of the time, which themselves fill a core.
    arguments.test_threads.get_or_insert(2);
    let mut trials = comparisons();
    trials.extend(claims(trials.len()));
    trials.extend(needs());
    trials.extend(facts());
    trials.extend(pipelines());
    libtest_mimic::run(&arguments, trials).exit();
}

/// Every vector before every tool that knows of such files.
fn comparisons() -> Vec<Trial> {
    let mut trials = Vec::new();
    for vector in &SUITE.vectors {
        for tool in Tool::ALL {
            if question(tool, vector).is_some() {
                trials.push(trial(&[tool], vector.id.clone(), move || compare(tool, vector)));
            }
        }
    }
    trials
}

/// That nothing is left out, and that the README says how many comparisons there are.
fn claims(comparisons: usize) -> [Trial; 3] {
    [
        trial(&[], "every-file-meets-a-tool".to_owned(), every_file_meets_a_tool),
        trial(&[], "all-facts-are-computed".to_owned(), fixed_keys::all_are_computed),
        trial(&[], "the-readme-counts-the-comparisons".to_owned(), move || told(comparisons)),
    ]
}

fn every_file_meets_a_tool() -> Result<(), String> {
    let meets_none = |vector: &&Vector| {
        holds_a_file(vector) && Tool::ALL.iter().all(|tool| question(*tool, vector).is_none())
    };
    let missed = SUITE.vectors.iter().filter(meets_none).map(|vector| vector.id.as_str());
    let missed: Vec<&str> = missed.collect();
    if missed.is_empty() { Ok(()) } else { Err(format!("no tool is asked of {missed:?}")) }
}

fn holds_a_file(vector: &Vector) -> bool {
    vector.question().is_some_and(|asked| !matches!(asked.action, Action::NameKeyFile { .. }))
}

fn told(comparisons: usize) -> Result<(), String> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(readme).map_err(|error| error.to_string())?;
    // Wherever its lines break.
    let readme = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = format!("{comparisons} comparisons");
    if readme.contains(&told) { Ok(()) } else { Err(format!("the README doesn't say: {told}")) }
}

/// Every line of the table of disagreements, for each of its tools.
fn needs() -> Vec<Trial> {
    let mut trials = Vec::new();
    for line in disagreements::ALL {
        for tool in line.tools.iter().copied() {
            let name = format!("disagreement/{}/{}", line.difference, line.mark.name());
            trials.push(trial(&[tool], name, move || need(tool, line)));
        }
    }
    trials
}

/// Looks for a vector that needs this line.
fn need(tool: Tool, line: &'static Disagreement) -> Result<(), String> {
    for vector in SUITE.vectors.iter().filter(|vector| line.mark.is_on(vector)) {
        let Some(question) = question(tool, vector) else { continue };
        let (answer, _) = question.ask()?;
        let difference = expected(vector).difference(&answer);
        let allowed = difference.and_then(|it| disagreements::allowed(tool, it, vector));
        if allowed == Some(line) {
            return Ok(());
        }
    }
    let version = tool.version();
    Err(format!(
        "no vector needs the line of tests/oracles/disagreements.rs that says of {tool} ({version}): {}",
        line.why
    ))
}

/// That what is stated of the fixed keys is what the library computes.
fn facts() -> Vec<Trial> {
    let mut trials = Vec::new();
    for (file, compute) in fixed_keys::FILES {
        for (name, entry) in fixed_keys::entries(file) {
            let name = format!("vectors/keys/{file}/{name}");
            trials.push(trial(&[Tool::Library], name, move || fixed_keys::check(&entry, compute)));
        }
    }
    trials
}

/// That the document's commands print what this crate says, for keys from each of these programs.
fn pipelines() -> impl Iterator<Item = Trial> {
    document::SOURCES.iter().map(|source| {
        let name = format!("document/{}", source.name);
        trial(&[source.tool, Tool::SshKeygen], name, || document::check(source))
    })
}

/// A trial that is ignored where a tool isn't installed, and named after the first of them.
fn trial(
    tools: &[Tool],
    name: String,
    check: impl FnOnce() -> Result<(), String> + Send + 'static,
) -> Trial {
    let missing = tools.iter().find_map(|tool| tool.missing());
    let required = std::env::var_os("KEYPROOF_REQUIRE_ORACLES").is_some_and(|value| value == "1");
    let runner = move || match missing {
        None => check().map(|()| Completion::Completed).map_err(Failed::from),
        Some(program) if required => Err(Failed::from(format!(
            "{program} isn't installed, and KEYPROOF_REQUIRE_ORACLES=1 asks for it"
        ))),
        Some(program) => Ok(Completion::ignored_with(format!("{program} isn't installed"))),
    };
    let kind = tools.first().map_or("", |tool| tool.name());
    Trial::ignorable_test(name, runner).with_kind(kind)
}

/// What to ask a tool of a vector's file; nothing of a scenario, which has none.
fn question(tool: Tool, vector: &Vector) -> Option<Question> {
    let asked = vector.question()?;
    let of_public_key = public_key::question(tool, &vector.id, asked.material());
    of_public_key.or_else(|| private_key::question(tool, &asked.action))
}

fn expected(vector: &Vector) -> Expected {
    Expected::of(&vector.question().expect("a trial is made of a question").expect)
}

fn compare(tool: Tool, vector: &Vector) -> Result<(), String> {
    let question = question(tool, vector).expect("a trial is made of a question");
    let expected = expected(vector);
    let (answer, trace) = question.ask()?;
    let Some(difference) = expected.difference(&answer) else { return Ok(()) };
    if disagreements::allowed(tool, difference, vector).is_some() {
        return Ok(());
    }
    let Vector { id, comment, flags, rules, .. } = vector;
    let version = tool.version();
    Err(format!(
        "{id}: {comment}\n  {tool} ({version}) {answer}\n  the vector {expected}\n  \
         flags {flags:?}, rules {rules:?}\nTo see it by hand:\n{}",
        trace.by_hand(),
    ))
}
