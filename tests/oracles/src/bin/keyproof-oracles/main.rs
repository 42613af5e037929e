//! `cargo run -p keyproof-oracles`: compares the vectors with third-party tools, and records what the tools confirm.

mod page;
mod json;

use clap::Parser;
use globset::{Glob, GlobMatcher};
use keyproof::harness::Plan;
use keyproof::process;
use keyproof::vector::{self, LoadError, Suite, Vector};
use keyproof_oracles::comparison::{self, Comparison, Pair};
use keyproof_oracles::{Notice, Oracle, evidence, needless};
use keyproof_vectors::confirmations::Confirmations;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

/// The exit code of an interrupted program, as in shells.
const INTERRUPTED: i32 = 130;

/// Compare the expected results of the vectors with the results of third-party tools
///
/// OpenSSL, ssh-keygen, PuTTYgen, Java, AsyncSSH, phpseclib and Erlang read every file of a kind
/// that they support. In scenarios, sshd decides who can log in, cloud-init what is installed at
/// boot, and the others which fingerprint a pair has. Each must agree with the vector, or
/// disagreements.json must explain why not. Their confirmations are compared with the vectors'
/// evidence.
#[derive(Debug, Parser)]
#[command(name = "keyproof-oracles", after_long_help = HELP)]
struct Options {
    /// Verify only vectors whose id matches this glob, or that cite the rule with this id (may be repeated)
    #[arg(long, value_name = "GLOB")]
    select: Vec<String>,
    /// Verify the vectors below this directory instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    vectors: Option<PathBuf>,
    /// Fail if an oracle is missing, instead of skipping it; its version may be any
    #[arg(long)]
    require_oracles: bool,
    /// The number of parallel jobs [default: one for each processor]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Print the results as JSON
    #[arg(long)]
    json: bool,
    /// Record which oracles confirmed what in this checkout, and write the vectors with that evidence;
    /// needs every oracle, every vector and every answer
    #[arg(long, conflicts_with_all = ["select", "vectors"])]
    record: bool,
}

const HELP: &str = "\
An oracle confirms a refusal if it refuses the file and accepts its valid twin. An oracle that
refuses both is silent.

An oracle may have another version than in the evidence. It is used too. If it accepts more or
less than that version, this is reported, but doesn't change the exit code. If it reads another
key or another value, this is a fault. --record updates the evidence. The report still compares
with the evidence from before the update.

Independent confirmations come from oracles that share no code with each other: ssh-keygen
computes with OpenSSL's library, so the two count once.

Exit codes:
  0    every available oracle agrees with the vectors, or a disagreement is explained
  1    a disagreement that nothing explains, or wrong evidence; for an oracle of another version,
       only if it reads another key or another value
  2    could not verify, or not everything: an oracle gave no answer
  130  interrupted";

/// Why the comparisons were impossible.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0}")]
    Vectors(#[from] LoadError),
    #[error("{0}")]
    Pattern(#[from] globset::Error),
    #[error("{0:?} selects no vector")]
    NothingSelected(String),
    #[error("some oracles can't be used:\n  {}", .0.join("\n  "))]
    Missing(Vec<String>),
    #[error("{count} comparisons of {of} failed: the oracle gave no valid answer")]
    NoAnswer { count: usize, of: usize },
    #[error("the signal handler can't be installed: {0}")]
    Signals(#[from] ctrlc::Error),
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// The comparisons of a run, with their results.
struct Verification<'a> {
    suite: &'a Suite,
    selected: &'a dyn Fn(&Vector) -> bool,
    /// Whether these are all vectors of keyproof, so each known disagreement must be needed.
    is_complete: bool,
    pairs: Vec<Pair<'a>>,
    /// One result for each pair.
    comparisons: Vec<Comparison>,
    elapsed: Duration,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("keyproof-oracles: {failure}");
            ExitCode::from(2)
        }
    }
}

/// Compares, reports, and returns whether nothing is wrong.
fn run(options: &Options) -> Result<bool, Failure> {
    ctrlc::set_handler(|| {
        process::kill_all();
        process::remove_directories();
        std::process::exit(INTERRUPTED);
    })?;
    let suite = match &options.vectors {
        None => vector::embedded(),
        Some(directory) => vector::load(directory)?,
    };
    let patterns = options.select.iter().map(|text| pattern(text, &suite));
    let patterns = patterns.collect::<Result<Vec<_>, _>>()?;
    let selected = |vector: &Vector| is_selected(&patterns, vector);
    let pairs = comparison::pairs(&suite, &selected);
    if options.require_oracles || options.record {
        let missing = missing(&pairs);
        if !missing.is_empty() {
            return Err(Failure::Missing(missing));
        }
    }
    let start = Instant::now();
    let jobs = options.jobs.or(available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let plan = Plan { jobs, done: &|| (), stopped: &|| None };
    let comparisons = comparison::compare(&suite, &pairs, plan)?;
    let elapsed = start.elapsed();
    let selected: &dyn Fn(&Vector) -> bool = &selected;
    let is_complete = options.select.is_empty() && options.vectors.is_none();
    let verification =
        Verification { suite: &suite, selected, is_complete, pairs, comparisons, elapsed };
    let text = if options.json { json::write(&verification) } else { page::write(&verification) };
    io::stdout().write_all(text.as_bytes())?;
    let (count, of) = (verification.failures(), verification.comparisons.len());
    if count > 0 {
        // An oracle that gave no answer may still confirm the vector, so nothing is recorded.
        return Err(Failure::NoAnswer { count, of });
    }
    if options.record {
        record(&verification.confirmations())?;
    }
    Ok(verification.faults().is_empty())
}

/// Writes the record of confirmations, and then the vectors with this evidence.
fn record(confirmations: &Confirmations) -> io::Result<()> {
    confirmations.write()?;
    for path in keyproof_vectors::write()? {
        eprintln!("{}: updated", Path::new("vectors").join(path).display());
    }
    Ok(())
}

/// A pattern of `--select`: the text as the id of a rule, and as a glob over the ids of vectors.
type Pattern = (String, GlobMatcher);

fn pattern(text: &str, suite: &Suite) -> Result<Pattern, Failure> {
    let pattern = (text.to_owned(), Glob::new(text)?.compile_matcher());
    let mut vectors = suite.vectors.iter();
    if vectors.any(|vector| is_selected(std::slice::from_ref(&pattern), vector)) {
        Ok(pattern)
    } else {
        Err(Failure::NothingSelected(text.to_owned()))
    }
}

fn is_selected(patterns: &[Pattern], vector: &Vector) -> bool {
    let matches = |(rule, glob): &Pattern| vector.rules.contains(rule) || glob.is_match(&vector.id);
    patterns.is_empty() || patterns.iter().any(matches)
}

/// Returns the reasons why oracles can't be used, each once.
fn missing(pairs: &[Pair<'_>]) -> Vec<String> {
    let missing = pairs.iter().filter_map(|pair| {
        let reason = pair.missing()?;
        Some(format!("{}: {reason}", pair.oracle))
    });
    missing.collect::<BTreeSet<_>>().into_iter().collect()
}

impl<'a> Verification<'a> {
    /// Returns the pairs with their results.
    fn found(&self) -> impl Iterator<Item = (&Pair<'a>, &Comparison)> {
        self.pairs.iter().zip(&self.comparisons)
    }

    /// Returns what is wrong with answers and with evidence, by vector or flag.
    fn faults(&self) -> Vec<(String, String)> {
        let is_selected = |(id, _): &(String, String)| {
            self.suite.find(id).is_some_and(|vector| (self.selected)(vector))
        };
        let of_evidence = evidence::faults(self.suite).into_iter().filter(is_selected);
        sorted(self.notices(Notice::fault).chain(of_evidence))
    }

    /// Returns what would be wrong if each oracle had the version in the evidence.
    fn version_changes(&self) -> Vec<(String, String)> {
        sorted(self.notices(Notice::version_change))
    }

    /// Returns the notices of which `text` returns a text, each with its vector or flag.
    fn notices(
        &self,
        text: fn(Notice) -> Option<String>,
    ) -> impl Iterator<Item = (String, String)> + use<'_, 'a> {
        let notices = self.found().filter_map(|(pair, comparison)| {
            Some((pair.vector.id.as_str(), pair.notice(self.suite, comparison)?))
        });
        let needless =
            self.is_complete.then(|| needless(self.suite, &self.pairs, &self.comparisons));
        let notices = notices.chain(needless.into_iter().flatten());
        notices.filter_map(move |(of, notice)| Some((of.to_owned(), text(notice)?)))
    }

    /// Returns which oracles confirmed which vectors.
    fn confirmations(&self) -> Confirmations {
        let versions = Oracle::ALL.map(|oracle| (oracle.name().to_owned(), oracle.version()));
        let mut confirmed: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (pair, _) in self.found().filter(|(_, comparison)| **comparison == Comparison::Confirms)
        {
            let names = confirmed.entry(pair.vector.id.clone()).or_default();
            names.push(pair.oracle.name().to_owned());
        }
        Confirmations { versions: versions.into(), confirmed }
    }

    /// Returns how often an oracle gave no answer.
    fn failures(&self) -> usize {
        let failed = |comparison: &&Comparison| matches!(comparison, Comparison::Failed(_));
        self.comparisons.iter().filter(failed).count()
    }
}

fn sorted(texts: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut texts: Vec<_> = texts.collect();
    texts.sort_by(|(one, _), (other, _)| one.cmp(other));
    texts
}
