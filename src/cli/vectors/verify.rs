//! `keyproof vectors verify`: every vector before every oracle that has something to say of it.

mod page;
mod json;
mod record;

use super::super::parallelism::Jobs;
use super::super::progress::Progress;
use super::super::select::Selection;
use super::super::{Ending, Failure, Source, interrupt, output};
use crate::oracle::Oracle;
use crate::oracle::verify::{self, Comparison, Notice, Pair};
use crate::term::Untrusted;
use crate::vector::Suite;
use crate::vector::file::Confirmations;
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Compare the expected results of the vectors with the results of third-party tools
///
/// OpenSSL, ssh-keygen, PuTTYgen, Java, AsyncSSH, phpseclib and Erlang read every file of a kind
/// that they support. In scenarios, sshd decides who can log in, cloud-init what is installed at
/// boot, and the others which fingerprint a pair has. Each must agree with the vector, or a flag of
/// the vector must explain why not. Their confirmations are compared with the vectors' evidence.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(super) struct Options {
    /// Verify only vectors whose id matches this glob, or that cite the rule with this id (may be repeated)
    #[arg(long, value_name = "GLOB")]
    select: Vec<String>,
    #[command(flatten)]
    source: Source,
    /// Fail if an oracle is missing, instead of skipping it; its version may be any
    #[arg(long)]
    require_oracles: bool,
    #[command(flatten)]
    jobs: Jobs,
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
    /// Update the evidence in this directory, the vectors/ of a checkout: which oracles confirmed
    /// what, and the vectors with that evidence; needs every oracle, every vector and every answer
    #[arg(long, value_name = "DIRECTORY", conflicts_with = "select")]
    record: Option<PathBuf>,
}

const HELP: &str = "\
An oracle confirms a refusal if it refuses the file and accepts its valid twin. An oracle that
refuses both is silent.

An oracle may have another version than in the evidence. It is used too. If it accepts more or
less than that version, this is reported, but doesn't change the exit code. If it reads another
key or another value, this is a fault. To update the evidence, in a checkout:
  keyproof vectors verify --record vectors
The report still compares with the evidence from before the update.

Independent confirmations come from oracles that share no code with each other: ssh-keygen
computes with OpenSSL's library, so the two count once; PuTTYgen computes with Java's.

Exit codes:
  0    every available oracle agrees with the vectors, or a flag explains why not
  1    a disagreement that nothing explains, or wrong evidence; for an oracle of another version,
       only if it reads another key or another value
  2    could not verify, or not everything: an oracle gave no answer
  130  interrupted

Examples:
  keyproof vectors verify
  keyproof vectors verify --select import/no-dsa
  keyproof vectors verify --require-oracles --json";

/// What was found.
struct Verification<'a> {
    suite: &'a Suite,
    selection: &'a Selection,
    pairs: Vec<Pair<'a>>,
    /// Of each pair.
    findings: Vec<Comparison>,
    elapsed: Duration,
}

/// Verifies, and reports.
pub(super) fn run(options: &Options) -> Result<Ending, Failure> {
    interrupt::prepare()?;
    let suite = options.source.load()?;
    let selection = Selection::new(&options.select, &suite)?;
    let pairs = verify::pairs(&suite, &|vector| selection.selects(vector));
    if options.require_oracles || options.record.is_some() {
        let missing = missing(&pairs);
        if !missing.is_empty() {
            let missing = missing.into_iter().map(Untrusted::from).collect();
            return Err(Failure::OraclesMissing { missing });
        }
    }
    // Looked at first: what took a minute must not be lost.
    options.record.as_deref().map(record::check).transpose()?;

    let progress = Progress::new(pairs.len(), "comparisons");
    let start = Instant::now();
    let findings = verify::run(&suite, &pairs, options.jobs.count(), &|| progress.step());
    let elapsed = start.elapsed();
    progress.finish();

    let verification =
        Verification { suite: &suite, selection: &selection, pairs, findings, elapsed };
    // Whoever gave no answer may have confirmed something all the same.
    if let (Some(directory), 0) = (&options.record, verification.failures()) {
        record::write(directory, &verification.confirmations())?;
    }
    let text = if options.json {
        output::json(&json::write(&verification))
    } else {
        page::write(&verification)
    };
    output::print(&text)?;
    verification.ending()
}

/// What can't be asked of what must be, each once.
fn missing(pairs: &[Pair<'_>]) -> Vec<String> {
    let missing = pairs.iter().filter_map(|pair| {
        let reason = pair.missing()?;
        Some(format!("{}: {reason}", pair.oracle))
    });
    missing.collect::<BTreeSet<_>>().into_iter().collect()
}

fn sorted(texts: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut texts: Vec<_> = texts.collect();
    texts.sort_by(|(one, _), (other, _)| one.cmp(other));
    texts
}

impl<'a> Verification<'a> {
    /// The pairs with what came of them.
    fn found(&self) -> impl Iterator<Item = (&Pair<'a>, &Comparison)> {
        self.pairs.iter().zip(&self.findings)
    }

    /// What is wrong, in the order of the vectors: with answers, and with evidence.
    fn faults(&self) -> Vec<(String, String)> {
        let is_selected = |(id, _): &(String, String)| {
            self.suite.find(id).is_some_and(|it| self.selection.selects(it))
        };
        let of_evidence = verify::faults(self.suite).into_iter().filter(is_selected);
        sorted(self.notices(Notice::fault).chain(of_evidence))
    }

    /// What would be wrong if each oracle were of the version that the evidence has.
    fn version_changes(&self) -> Vec<(String, String)> {
        sorted(self.notices(Notice::version_change))
    }

    /// Those notices of which this makes a text, each with what it is about.
    fn notices(
        &self,
        text: fn(Notice) -> Option<String>,
    ) -> impl Iterator<Item = (String, String)> + use<'_, 'a> {
        let of_pairs = self.found().filter_map(|(pair, finding)| {
            Some((pair.vector.id.as_str(), pair.notice(self.suite, finding)?))
        });
        // Nobody knows of an oracle that wasn't asked everything.
        let is_whole = verify::pairs(self.suite, &|_| true).len() == self.pairs.len();
        let needless = is_whole.then(|| verify::needless(self.suite, &self.pairs, &self.findings));
        let notices = of_pairs.chain(needless.into_iter().flatten());
        notices.filter_map(move |(of, notice)| Some((of.to_owned(), text(notice)?)))
    }

    /// Which oracles confirmed what.
    fn confirmations(&self) -> Confirmations {
        let versions = Oracle::ALL.map(|oracle| (oracle.name().to_owned(), oracle.version()));
        let mut confirmed: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (pair, _) in self.found().filter(|(_, finding)| **finding == Comparison::Confirms) {
            let names = confirmed.entry(pair.vector.id.clone()).or_default();
            names.push(pair.oracle.name().to_owned());
        }
        Confirmations { versions: versions.into(), confirmed }
    }

    /// How many times an oracle gave no answer.
    fn failures(&self) -> usize {
        let failed = |finding: &&Comparison| matches!(finding, Comparison::Failed(_));
        self.findings.iter().filter(failed).count()
    }

    fn ending(&self) -> Result<Ending, Failure> {
        let count = self.failures();
        if count > 0 {
            return Err(Failure::OraclesFailed { count, of: self.findings.len() });
        }
        Ok(if self.faults().is_empty() { Ending::AsExpected } else { Ending::Nonconformance })
    }
}
