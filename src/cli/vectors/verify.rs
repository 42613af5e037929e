//! `keyproof vectors verify`: every vector before every oracle that has something to say of it.

mod page;
mod json;

use super::super::file::Destination;
use super::super::jobs::Jobs;
use super::super::progress::Progress;
use super::super::select::Selection;
use super::super::{Ending, Failure, Source, interrupt, output};
use crate::oracle::Oracle;
use crate::oracle::verify::{self, Finding, Pair};
use crate::report::text::Untrusted;
use crate::vector::Suite;
use crate::vector::file::Difference;
use crate::vector::generate::Confirmations;
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Put the vectors before foreign tools: is what they expect what others compute?
///
/// OpenSSL, ssh-keygen, PuTTYgen, Java, AsyncSSH, phpseclib and Erlang read every file of the vectors that is
/// of a kind they know; in stories, sshd decides who gets in, cloud-init what is installed at boot, and the
/// others which fingerprint a pair has. Each says what the vector says, or a flag of the vector explains why
/// not. What they confirm stands in the vectors' evidence, and is compared with it.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(super) struct Options {
    /// Verify only vectors whose id matches this glob, or that cite the rule of this id (may be repeated)
    #[arg(long, value_name = "GLOB")]
    select: Vec<String>,
    #[command(flatten)]
    source: Source,
    /// Fail if an oracle can't be asked, instead of saying that it was skipped; and if one of another version
    /// than the evidence's says something else than that one did
    #[arg(long)]
    require_oracles: bool,
    #[command(flatten)]
    jobs: Jobs,
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
    /// Write which oracles confirmed what to this file, from which the vectors' evidence is made; this takes
    /// every oracle and every vector, and an answer each time
    #[arg(long, value_name = "FILE", conflicts_with = "select")]
    record: Option<PathBuf>,
}

const HELP: &str = "\
Independent confirmations are those by oracles that share no code with each other: ssh-keygen
computes with OpenSSL's library, so the two count once; PuTTYgen computes with Java's.

Exit codes:
  0    every oracle that could be asked says what the vectors say, or a flag explains why not
  1    a disagreement that nothing explains, or evidence that is not so
  2    could not verify, or not all of it: an oracle gave no answer
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
    findings: Vec<Finding>,
    elapsed: Duration,
    /// Whether what comes of another version of an oracle is a fault too.
    is_strict: bool,
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
    let record = options.record.as_deref().map(Destination::new).transpose()?;

    let progress = Progress::new(pairs.len(), "comparisons");
    let start = Instant::now();
    let findings = verify::run(&suite, &pairs, options.jobs.count(), &|| progress.step());
    let elapsed = start.elapsed();
    progress.finish();

    let verification = Verification {
        suite: &suite,
        selection: &selection,
        pairs,
        findings,
        elapsed,
        is_strict: options.require_oracles,
    };
    // Whoever gave no answer may have confirmed something all the same.
    if let (Some(record), 0) = (record, verification.failures()) {
        record.write(&output::json(&verification.confirmations()))?;
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

impl<'a> Verification<'a> {
    /// The pairs with what came of them.
    fn found(&self) -> impl Iterator<Item = (&Pair<'a>, &Finding)> {
        self.pairs.iter().zip(&self.findings)
    }

    /// What is wrong, in the order of the vectors: with answers, and with evidence.
    fn faults(&self) -> Vec<(String, String)> {
        let of_pairs = self.found().filter_map(|(pair, finding)| {
            let fault = pair.fault(finding)?;
            self.excuse(pair, finding).is_none().then(|| (pair.vector.id.clone(), fault))
        });
        let is_selected = |(id, _): &(String, String)| {
            self.suite.find(id).is_some_and(|it| self.selection.selects(it))
        };
        let of_evidence = verify::faults(self.suite).into_iter().filter(is_selected);
        let mut faults: Vec<_> = of_pairs.chain(of_evidence).chain(self.needless()).collect();
        faults.sort_by(|(one, _), (other, _)| one.cmp(other));
        faults
    }

    /// What would be a fault if the oracle were of the version that the evidence has.
    fn excused(&self) -> Vec<(String, String)> {
        let excused = self.found().filter_map(|(pair, finding)| {
            let fault = pair.fault(finding)?;
            let version = self.excuse(pair, finding)?;
            Some((pair.vector.id.clone(), format!("{version}: {fault}")))
        });
        excused.collect()
    }

    fn excuse(&self, pair: &Pair<'_>, finding: &Finding) -> Option<String> {
        if self.is_strict { None } else { pair.other_version(self.suite, finding) }
    }

    /// Explanations of disagreements that there are none of: they would hide one that comes. Nobody knows of
    /// an oracle that wasn't asked everything, or that is another than the one that is spoken of.
    fn needless(&self) -> Vec<(String, String)> {
        if verify::pairs(self.suite, &|_| true).len() > self.pairs.len() {
            return Vec::new();
        }
        let explained: BTreeSet<(&str, Difference, &str)> = self
            .found()
            .filter_map(|(pair, finding)| match finding {
                Finding::Explained { difference, flag } => {
                    Some((pair.oracle.name(), *difference, flag.as_str()))
                }
                _ => None,
            })
            .collect();
        let mut needless = Vec::new();
        for (flag, note) in &self.suite.notes {
            for line in &note.disagreements {
                for name in line.oracles.iter().filter(|name| self.is_known(name)) {
                    if !explained.contains(&(name.as_str(), line.difference, flag.as_str())) {
                        let does = line.difference.in_words();
                        let fault =
                            format!("its note says that {name} {does}, which it never does");
                        needless.push((flag.clone(), fault));
                    }
                }
            }
        }
        needless
    }

    /// Whether everything is known of what an oracle of this name says.
    fn is_known(&self, name: &str) -> bool {
        let Some(oracle) = Oracle::named(name) else { return true };
        let is_silent =
            |finding: &Finding| matches!(finding, Finding::Missing(_) | Finding::Failed(_));
        let is_another = !self.is_strict && verify::other_version(self.suite, oracle).is_some();
        !is_another
            && !self.found().any(|(pair, finding)| pair.oracle == oracle && is_silent(finding))
    }

    /// Which oracles confirmed what.
    fn confirmations(&self) -> Confirmations {
        let versions = Oracle::ALL.map(|oracle| (oracle.name().to_owned(), oracle.version()));
        let mut confirmed: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (pair, _) in self.found().filter(|(_, finding)| **finding == Finding::Confirms) {
            let names = confirmed.entry(pair.vector.id.clone()).or_default();
            names.push(pair.oracle.name().to_owned());
        }
        Confirmations { versions: versions.into(), confirmed }
    }

    /// How many times an oracle gave no answer.
    fn failures(&self) -> usize {
        let failed = |finding: &&Finding| matches!(finding, Finding::Failed(_));
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
