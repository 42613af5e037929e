//! `keyproof run`: tests an implementation.

mod cleanup_guard;
mod execute;
mod known_failures;

use super::file::{Destination, among_vectors};
use super::interrupt;
use super::parallelism::Jobs;
use super::select::Selection;
use super::target::Target;
use super::{Ending, Failure, Source, output};
use crate::harness::{Run, Shard};
use crate::known_failures::{Findings, compare};
use crate::report::terminal::{Commands, Detail, ReportContext};
use crate::report::{Report, terminal};
use crate::term::{counted, lines_only, printable, quoted};
use crate::vector::Vector;
use clap::{Args, ValueEnum};
use cleanup_guard::CleanupGuard;
use execute::{ending, execute};
use known_failures::KnownFailures;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Instant;

/// Test an implementation
///
/// Runs the vectors against an implementation, and reports which rules it follows and which it
/// breaks. For each failure, shows the input, the expected result, the actual result, and the
/// commands that reproduce it.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(super) struct Options {
    /// Run only vectors whose id matches this glob, or that cite the rule with this id (may be repeated)
    #[arg(long, value_name = "GLOB")]
    select: Vec<String>,
    /// Skip the vectors that need thousands of requests; the report lists them
    #[arg(long)]
    skip_expensive: bool,
    /// Run only part I of N, so that N machines can share a run
    ///
    /// Each vector belongs to one of the parts 1/N to N/N. Only its id decides which: the first 8
    /// octets of the SHA-256 of the id, as a number, modulo N, plus one. A valid twin from another
    /// part is run too if a verdict needs it.
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    known: KnownFailures,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = Form::Terminal)]
    format: Form,
    /// Write the report to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    jobs: Jobs,
    /// Count slow vectors as failures: exit code 1
    #[arg(long)]
    strict: bool,
    /// Show every failure in full, and every inconclusive vector
    #[arg(long, short)]
    verbose: bool,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Terminal,
    /// For programs
    Json,
}

const HELP: &str = "\
Without --filter, --exec, --endpoint or --builtin, the reference is tested. At an endpoint, vectors
run one at a time, because they share an account: --jobs must be 1.

Verdicts:
  pass          as expected
  slow          no answer in time, but as expected when tried again at the end, alone and with ten
                times the time. At most three vectors are tried again, until one hangs again. A
                vector that is now answered in a tenth of the usual time stays a hang
  fail          answered, but not as expected
  crash         a panic, a signal or an undefined exit code; for a service, a server error or a
                connection that is closed without an answer
  hang          no answer in time
  unsupported   the implementation doesn't offer what the vector needs
  known         fails as listed in --known-failures
  fixed         passes, but is listed in --known-failures
  inconclusive  proves nothing: correctly refused, but the valid twin is refused too; or the
                machine had too few resources to run it
  not-run       the run ended first: it was interrupted, or the implementation stopped answering

Exit codes:
  0    as expected, or none of the selected vectors belongs to the shard
  1    nonconformance: a vector failed, crashed or hung; or there was a fault that no vector
       explains; or the results don't match the list of known failures
  2    could not run, could not run every vector, or nothing was tested
  130  interrupted (SIGINT); 143 terminated (SIGTERM), 129 hung up (SIGHUP), 131 quit (SIGQUIT)

An adapter that crashes, hangs or breaks the protocol is started again, and the requests in progress
are sent again one by one. If no vector fails then, the fault is still reported, and counts.

The first signal ends a run with a report of the finished vectors, the second one without a report.
If an implementation stops answering, the run ends with a report and exit code 2: after three
time-outs in a row and, for a command or an adapter, no answer to two keys that any implementation
accepts.

Examples:
  keyproof run --select 'import/rfc4716/*'
  keyproof run --select import/no-dsa
  keyproof run --builtin ssh-key --verbose
  keyproof run --shard 1/4
  keyproof run --endpoint http://127.0.0.1:5000 --other-region us-west-2
  keyproof run --filter ./import.sh --write-known-failures known-failures.json
  keyproof run --filter ./import.sh --known-failures known-failures.json
  keyproof run --filter ./import.sh --timeout 30 --format json --output report.json

A list of known failures is JSON. An entry is about one vector, or with \"glob\" instead of \"id\" about
several that fail in the same way for the same reason; \"link\" may point to more information:
  {\"known_failures\": [
    {\"id\": \"import/openssh/bits-3072\", \"failure\": \"accepted\", \"reason\": \"No length is refused.\"}
  ]}
Before the entries, \"versions\": [\"1.2.3\"] names the versions of the implementation to which the
list applies, exactly as the implementation reports them; without it, the list applies to any.
\"failure\" is how the vector fails:
  accepted            accepted, but must be refused
  refused             refused, but must not be
  wrong-error-code    correctly refused, but with a wrong error code
  wrong-value         answered, but with a wrong value
  malformed-response  the form of the answer is invalid
  server-error        a service answered with status 5xx
  crash, hang         the verdicts with these names
For a scenario, \"step\" is the number of the step that fails. A reason that begins with TODO is not
known yet: the report counts those, and an entry with a glob may not have one.

A filter is a command that is run once for each public key file. This one accepts what ssh-keygen
accepts, and shows how that differs from what EC2 accepts:
  keyproof run --filter 'pem=$(ssh-keygen -e -m PKCS8 -f /dev/stdin) || exit 1
    echo \"$pem\" | openssl pkey -pubin -outform DER | openssl md5 -c | sed \"s/.*= *//\"'";

/// Runs the vectors and reports.
pub(super) fn run(options: &Options) -> Result<Ending, Failure> {
    let suite = options.source.load()?;
    let selection = Selection::new(&options.select, &suite)?;
    // Checked first, so that a long run can't end with a report that can't be written.
    let file = options.output.as_deref().map(Destination::new).transpose()?;
    if let (Some(file), Some(vectors)) = (&file, &options.source.vectors)
        && file.is_among_vectors(vectors)
    {
        return Err(among_vectors("report", file.path()));
    }
    let known = options.known.read(&suite, file.as_ref())?;
    let jobs = options.jobs()?;
    options.target.check(&suite)?;
    let resources = CleanupGuard::of(&options.target);

    let is_meant = |vector: &Vector| {
        selection.selects(vector) && options.shard.is_none_or(|shard| shard.has(&vector.id))
    };
    let left_out = |vector: &Vector| options.skip_expensive && vector.is_expensive();
    let selected = |vector: &Vector| is_meant(vector) && !left_out(vector);
    let make = || options.target.make();
    options.warn(
        suite.vectors.iter().filter(|vector| selected(vector) && vector.is_expensive()).count(),
    );
    let start = Instant::now();
    let run = execute(&suite, &selected, &make, jobs)?;
    let Run { mut results, restarts, mut faults, stopped } = run;
    let elapsed = start.elapsed();
    let leftovers = resources.clear();
    faults.extend(options.target.faults());

    let description = make().description();
    let known_failures = known.list().map(|list| Findings {
        other_version: list.other_version(description.version.as_deref()),
        ..compare(list, &suite, &mut results)
    });
    let is_left_out = |vector: &&Vector| is_meant(vector) && left_out(vector);
    let left_out: Vec<&Vector> = suite.vectors.iter().filter(is_left_out).collect();
    let report = Report::new(&description, &results, &left_out);
    let report = Report {
        shard: options.shard,
        stopped,
        restarts,
        faults,
        strict: options.strict,
        known_failures,
        leftovers,
        ..report
    };
    let text = match options.format {
        Form::Json => report.to_json(),
        Form::Terminal => {
            let (detail, commands) = (options.detail(), options.commands());
            terminal::write(&report, &ReportContext { suite: &suite, elapsed, detail, commands })
        }
    };
    publish(file.as_ref(), &text)?;
    if let Some(code) = interrupt::code() {
        // An interrupted run is incomplete, so no list of known failures is written from it.
        return Ok(Ending::Interrupted(code));
    }
    let ending = ending(&report, options.target.advice())?;
    let findings = report.known_failures.as_ref();
    known.write(findings, &results, &options.commands().again)?;
    Ok(ending)
}

/// Writes the report. If its file can't be written after all, the report goes to standard output instead.
fn publish(file: Option<&Destination>, text: &str) -> Result<(), Failure> {
    let Some(file) = file else { return output::print(text) };
    let written = file.write(&lines_only(&anstream::adapter::strip_str(text).to_string()));
    if written.is_err() {
        output::print(text)?;
    }
    written
}

impl Options {
    /// Warns before a run at an endpoint: what can't be tested for lack of rights, and what fills a region.
    fn warn(&self, expensive: usize) {
        let Some(connection) = self.target.connection() else { return };
        for unauthorized in connection.unauthorized() {
            output::complain(&printable(&unauthorized.to_string()));
        }
        if expensive > 0 {
            let (vectors, fill) =
                (counted(expensive, "vector"), if expensive == 1 { "fills" } else { "fill" });
            output::complain(&format!(
                "{vectors} {fill} a region to its limit of 5,000 key pairs; to skip such vectors, use --skip-expensive"
            ));
        }
    }

    /// Returns the number of parallel jobs. At an endpoint it is one, since all vectors share an account.
    fn jobs(&self) -> Result<NonZeroUsize, Failure> {
        match (self.target.url(), self.jobs.given()) {
            (None, _) => Ok(self.jobs.count()),
            (Some(_), Some(jobs)) if jobs > NonZeroUsize::MIN => Err(Failure::new(format!(
                "--jobs {jobs} can't be used with --endpoint: all vectors share one account, \
                     and some of them fill it to its limit of 5,000 key pairs"
            ))
            .hint("leave --jobs out; to run in parallel, give each --shard its own endpoint")),
            (Some(_), _) => Ok(NonZeroUsize::MIN),
        }
    }

    /// Returns the arguments that select the same vectors again.
    fn selected(&self) -> String {
        self.select.iter().map(|pattern| format!(" --select {}", quoted(pattern))).collect()
    }

    /// Returns the arguments that limit the selection further.
    fn within(&self) -> String {
        let skip = if self.skip_expensive { " --skip-expensive" } else { "" };
        let shard =
            self.shard.map_or(String::new(), |shard| format!(" --shard {}", shard.argument()));
        format!("{skip}{shard}")
    }

    const fn detail(&self) -> Detail {
        if self.verbose { Detail::Full } else { Detail::Brief }
    }

    fn commands(&self) -> Commands {
        let (reader_is, reader) = self.target.reader();
        let run = format!("{}{}", self.source.command("run"), self.target.arguments());
        let within = self.within();
        let again = format!("{run}{}{within}", self.selected());
        let again = if self.strict { format!("{again} --strict") } else { again };
        // A run at an endpoint always has one job.
        let jobs = if self.target.url().is_some() { "" } else { " --jobs 1" };
        Commands {
            update: self.known.update(&again),
            run,
            alone: format!("{again}{jobs}"),
            again,
            within,
            vectors: self.source.command("vectors"),
            reader,
            reader_is,
        }
    }
}
