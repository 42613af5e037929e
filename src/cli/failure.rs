//! Why a command could not do its work: what, where, and what to do about it.

use crate::implementation::endpoint::NoService;
use crate::known::file::Fault;
use crate::report::text::{counted, printable, quoted};
use crate::vector::LoadError;
use std::io;
use std::path::PathBuf;

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The vectors can't be loaded.
    #[error(
        "{0}\n  --vectors takes a directory of vector files, such as `vectors/` of keyproof itself"
    )]
    Vectors(#[from] LoadError),
    /// A pattern is no glob.
    #[error(
        "{pattern:?} is no pattern: {reason}\n  * stands for anything, ? for one character, [ab] for a or b"
    )]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A pattern matches no vector and is no rule that a vector cites.
    #[error(
        "{pattern:?} selects no vector\n  {}",
        suggestion(near, "keyproof vectors lists all ids, keyproof rules all rules")
    )]
    NothingSelected {
        /// The pattern.
        pattern: String,
        /// Ids that may have been meant.
        near: Vec<String>,
    },
    /// There is no such rule.
    #[error("{id:?} is no rule\n  {}", suggestion(near, "keyproof rules lists all"))]
    UnknownRule {
        /// The id.
        id: String,
        /// Ids that may have been meant.
        near: Vec<String>,
    },
    /// No rule comes from there.
    #[error(
        "no rule comes from under a heading with {place:?} in it\n  keyproof rules ID says where a rule comes from; keyproof rules lists all"
    )]
    NoSuchPlace {
        /// The heading, or the part of one.
        place: String,
    },
    /// An option that is about one vector was given with several.
    #[error(
        "--raw writes one vector, and {pattern:?} selects {count}\n  keyproof vectors export DIR writes them all as files"
    )]
    NotOne {
        /// The pattern.
        pattern: String,
        /// How many vectors it selects.
        count: usize,
    },
    /// A scenario has no input that could be written.
    #[error(
        "{id} is a story of several steps, and has no file to write\n  keyproof vectors {id} tells it; --json gives it to programs"
    )]
    NoInput {
        /// The vector.
        id: String,
    },
    /// The command under test can't be run.
    #[cfg(unix)]
    #[error(
        "--filter {command:?}: {reason}\n  it is given to sh -c in this directory; to see it by hand: echo | sh -c {}",
        quoted(command)
    )]
    NotRunnable {
        /// The command.
        command: String,
        /// Why.
        reason: crate::implementation::filter::NotRunnable,
    },
    /// The adapter under test can't be asked.
    #[cfg(unix)]
    #[error(
        "--exec {command:?}: {fault}\n  it is given to sh -c in this directory; to see it by hand: {}\n  vectors/README.md has the protocol, and keyproof adapter speaks it",
        by_hand(command)
    )]
    NoAdapter {
        /// The command.
        command: String,
        /// What is wrong with it.
        fault: String,
    },
    /// The endpoint under test can't be asked.
    #[error("--endpoint {url}: {}\n  what to mend: {doctor}", refused(reason))]
    NoEndpoint {
        /// Where it is.
        url: String,
        /// What is wrong with it.
        reason: NoService,
        /// The command that says more.
        doctor: String,
    },
    /// It is one of Amazon's own, and nobody said that it is meant.
    #[error(
        "--endpoint {url} is Amazon's own: what is made there is real, and instances cost money\n  --really-aws says that it is meant; add --skip-expensive, without which vectors fill the region to its limit of 5,000 key pairs, and --image only where instances may be launched"
    )]
    ReallyAws {
        /// Where it is.
        url: String,
    },
    /// An endpoint doesn't say what there is at it.
    #[error(
        "--endpoint {url}, region {region}: what there is can't be listed: {}\n  keyproof doctor --endpoint {url} says what to mend",
        printable(reason)
    )]
    NotSwept {
        /// Where it is.
        url: String,
        /// In which region.
        region: String,
        /// What came instead of a list.
        reason: String,
    },
    /// A value of an option goes with nothing.
    #[error("{option}: {reason}")]
    BadOption {
        /// The option, and where else its value may come from.
        option: &'static str,
        /// What is wrong, and what it should be.
        reason: &'static str,
    },
    /// Several jobs were to share an endpoint.
    #[error(
        "--jobs {jobs} with --endpoint: its vectors share one account, whose limit of 5,000 key pairs some of them fill\n  leave --jobs out; to go on in parallel, give each --shard an endpoint of its own"
    )]
    OneAtATime {
        /// How many.
        jobs: usize,
    },
    /// A request to the adapter of the reference is none.
    #[error("line {line} of standard input is no request: {reason}")]
    Request {
        /// The number of the line, from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// The system doesn't say when the program is interrupted.
    #[cfg(unix)]
    #[error("interrupts can't be caught, so what is under way could not be ended in order: {0}")]
    Signals(io::Error),
    /// The server can't start.
    #[error(
        "the server cannot start: {0}\n  --listen and --metadata take an address and a port, such as 127.0.0.1:8000; port 0 is any that is free"
    )]
    NotServed(io::Error),
    /// Nothing came of a run.
    #[error(
        "nothing was put to the test: no vector passed, and none failed\n  --verbose says why a vector is inconclusive; without --select, or with fewer shards, there are more of them"
    )]
    NothingTested,
    /// The harness could not ask everything.
    #[error(
        "{} of {of} could not be put to the test: {}\n  {advice}",
        counted(*count, "vector"),
        printable(reason)
    )]
    NotAsked {
        /// How many vectors there is no verdict on.
        count: usize,
        /// Of how many.
        of: usize,
        /// What kept the first of them from it.
        reason: String,
        /// What to do.
        advice: &'static str,
    },
    /// A run ended before its last vector.
    #[error("{} of {of} not run: {}\n  {advice}", counted(*count, "vector"), printable(reason))]
    Stopped {
        /// How many vectors were not run.
        count: usize,
        /// Of how many.
        of: usize,
        /// Why.
        reason: String,
        /// What to do.
        advice: &'static str,
    },
    /// The system starts no thread.
    #[error(
        "no thread can be started for {jobs} jobs: {reason}\n  try again with fewer --jobs, or with a higher limit of processes (ulimit -u)"
    )]
    NoThread {
        /// How many were wanted.
        jobs: usize,
        /// What the system says.
        reason: io::Error,
    },
    /// A tool that was to be tested isn't there.
    #[cfg(unix)]
    #[error("{missing}\n  keyproof run --builtin ssh-key needs nothing but keyproof")]
    BuiltinMissing {
        /// What is missing.
        missing: String,
    },
    /// Oracles are missing that were asked for.
    #[cfg(unix)]
    #[error("not every oracle can be asked, and this takes all of them:\n{}", listed(missing))]
    OraclesMissing {
        /// Each of them, and why.
        missing: Vec<String>,
    },
    /// Oracles gave no answer, or one that isn't theirs.
    #[cfg(unix)]
    #[error("{} of {of} came to no answer\n  the report says which, and why", counted(*count, "comparison"))]
    OraclesFailed {
        /// How many times.
        count: usize,
        /// Of how many.
        of: usize,
    },
    /// No file was named, and none comes on standard input.
    #[error(
        "no file given\n  name one, as in keyproof inspect ~/.ssh/id_rsa.pub, or - for standard input"
    )]
    NoFile,
    /// Some files could not be read; which, and why, was said when their turn came.
    #[error("{} of {of} could not be read", counted(*unread, "file"))]
    Unread {
        /// How many.
        unread: usize,
        /// Of how many.
        of: usize,
    },
    /// A list of known failures is broken.
    #[error(
        "{}: {fault}\n  a list looks like this: {{\"known_failures\": [{{\"id\": …, \"failure\": \"accepted\", \"reason\": …}}, …]}}\n  keyproof run --help says more, and --write-known-failures writes one",
        path.display()
    )]
    KnownFailures {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: Fault,
    },
    /// Something can't be read.
    #[error("{}: cannot be read: {reason}", path.display())]
    Unreadable {
        /// What.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// Something can't be written.
    #[error("{}: cannot be written: {reason}", path.display())]
    Unwritable {
        /// What.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// Standard output can't be written.
    #[error("standard output cannot be written: {0}")]
    StandardOutput(io::Error),
    /// The directory of an export has something in it.
    #[error("{}: not empty\n  name a new directory, or add --force to overwrite the vectors in this one", path.display())]
    NotEmpty {
        /// The directory.
        path: PathBuf,
    },
    /// A vector's id is no path within a directory, so that an export would write outside.
    #[error("the vector {id:?} can't be exported: its id is no path within a directory")]
    UnsafeId {
        /// The id.
        id: String,
    },
}

/// Why an endpoint can't be tested, and if it is for the credentials, where they come from.
fn refused(reason: &NoService) -> String {
    const OF_CREDENTIALS: [&str; 4] =
        ["AuthFailure", "SignatureDoesNotMatch", "InvalidClientTokenId", "InvalidAccessKeyId"];
    let said = printable(&reason.to_string());
    match reason {
        NoService::Refused { code, .. } if OF_CREDENTIALS.contains(&code.as_str()) => format!(
            "{said}\n  see --access-key (KEYPROOF_ACCESS_KEY) and --secret-key (KEYPROOF_SECRET_KEY)"
        ),
        _ => said,
    }
}

/// Greets an adapter by hand.
#[cfg(unix)]
fn by_hand(command: &str) -> String {
    format!("echo {} | sh -c {}", quoted(r#"{"op":"start","protocol":1}"#), quoted(command))
}

#[cfg(unix)]
fn listed(lines: &[String]) -> String {
    lines.iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

fn suggestion(near: &[String], otherwise: &str) -> String {
    if near.is_empty() {
        return otherwise.to_owned();
    }
    format!("did you mean {}? {otherwise}", near.join(" or "))
}
