//! Why a command could not do its work: what, where, and what to do about it.
//!
//! Whatever comes from outside is [`Untrusted`] here, so that no message can show it as it is.

use crate::implementation::endpoint::ConnectError;
use crate::known_failures::file::ParseListError;
use crate::term::{Untrusted, counted, printable, quoted};
use crate::vector::LoadError;
use std::io;

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The vectors can't be loaded.
    #[error(
        "{}\n  --vectors takes a directory of vector files, such as `vectors/` of keyproof itself",
        Untrusted::of(.0)
    )]
    Vectors(#[from] LoadError),
    /// A pattern is no glob.
    #[error(
        "{pattern:?} is no pattern: {reason}\n  * stands for anything, ? for one character, [ab] for a or b"
    )]
    Pattern {
        /// The pattern.
        pattern: Untrusted,
        /// What is wrong with it.
        reason: Untrusted,
    },
    /// A pattern matches no vector and is no rule that a vector cites.
    #[error(
        "{pattern:?} selects no vector\n  {}",
        suggestion(near, "keyproof vectors lists all ids, keyproof rules all rules")
    )]
    NothingSelected {
        /// The pattern.
        pattern: Untrusted,
        /// Ids that may have been meant.
        near: Vec<Untrusted>,
    },
    /// There is no such rule.
    #[error("{id:?} is no rule\n  {}", suggestion(near, "keyproof rules lists all"))]
    UnknownRule {
        /// The id.
        id: Untrusted,
        /// Ids that may have been meant.
        near: Vec<Untrusted>,
    },
    /// No rule comes from there.
    #[error(
        "no rule comes from under a heading with {place:?} in it\n  keyproof rules ID says where a rule comes from; keyproof rules lists all"
    )]
    NoSuchPlace {
        /// The heading, or the part of one.
        place: Untrusted,
    },
    /// An option that is about one vector was given with several.
    #[error(
        "--raw writes one vector, and {pattern:?} selects {count}\n  keyproof vectors export DIR writes them all as files"
    )]
    NotOne {
        /// The pattern.
        pattern: Untrusted,
        /// How many vectors it selects.
        count: usize,
    },
    /// A scenario has no input that could be written.
    #[error(
        "{id} is a story of several steps, and has no file to write\n  keyproof vectors {id} tells it; --json gives it to programs"
    )]
    NoInput {
        /// The vector.
        id: Untrusted,
    },
    /// The command under test can't be run.
    #[error(
        "--filter {command:?}: {}\n  it is given to sh -c in this directory; to see it by hand: echo | {}",
        Untrusted::of(reason),
        by_hand(command)
    )]
    CommandError {
        /// The command.
        command: Untrusted,
        /// Why.
        reason: crate::implementation::command::CommandError,
    },
    /// The adapter under test can't be asked.
    #[error(
        "--exec {command:?}: {fault}\n  it is given to sh -c in this directory; to see it by hand: {}\n  vectors/README.md has the protocol, and keyproof adapter speaks it",
        greeted_by_hand(command)
    )]
    NoAdapter {
        /// The command.
        command: Untrusted,
        /// What is wrong with it.
        fault: Untrusted,
    },
    /// The endpoint under test can't be asked.
    #[error("--endpoint {url}: {}\n  what to mend: {doctor}", refused(reason))]
    NoEndpoint {
        /// Where it is.
        url: Untrusted,
        /// What is wrong with it.
        reason: ConnectError,
        /// The command that says more.
        doctor: Untrusted,
    },
    /// It is one of Amazon's own, and nobody said that it is meant.
    #[error(
        "--endpoint {url} is Amazon's own: what is made there is real, and instances cost money\n  --really-aws says that it is meant; add --skip-expensive, without which vectors fill the region to its limit of 5,000 key pairs, and --image only where instances may be launched"
    )]
    ReallyAws {
        /// Where it is.
        url: Untrusted,
    },
    /// An endpoint doesn't say what there is at it.
    #[error(
        "--endpoint {url}, region {region}: what there is can't be listed: {}\n  keyproof doctor --endpoint {url} says what to mend",
        reason
    )]
    NotSwept {
        /// Where it is.
        url: Untrusted,
        /// In which region.
        region: Untrusted,
        /// What came instead of a list.
        reason: Untrusted,
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
        reason: Untrusted,
    },
    /// The system doesn't say when the program is interrupted.
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
        reason
    )]
    NotAsked {
        /// How many vectors there is no verdict on.
        count: usize,
        /// Of how many.
        of: usize,
        /// What kept the first of them from it.
        reason: Untrusted,
        /// What to do.
        advice: &'static str,
    },
    /// A run ended before its last vector.
    #[error("{} of {of} not run: {reason}\n  {advice}", counted(*count, "vector"))]
    Stopped {
        /// How many vectors were not run.
        count: usize,
        /// Of how many.
        of: usize,
        /// Why.
        reason: Untrusted,
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
    #[error("{missing}\n  keyproof run --builtin ssh-key needs nothing but keyproof")]
    BuiltinMissing {
        /// What is missing.
        missing: Untrusted,
    },
    /// Oracles are missing that were asked for.
    #[error("not every oracle can be asked, and this takes all of them:\n{}", listed(missing))]
    OraclesMissing {
        /// Each of them, and why.
        missing: Vec<Untrusted>,
    },
    /// Oracles gave no answer, or one that isn't theirs.
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
        "{path}: {}\n  a list looks like this: {{\"known_failures\": [{{\"id\": …, \"failure\": \"accepted\", \"reason\": …}}, …]}}\n  keyproof run --help says more, and --write-known-failures writes one",
        Untrusted::of(fault)
    )]
    KnownFailures {
        /// The file.
        path: Untrusted,
        /// What is wrong with it.
        fault: ParseListError,
    },
    /// Something can't be read.
    #[error("{path}: cannot be read: {reason}")]
    Unreadable {
        /// What.
        path: Untrusted,
        /// What the system says.
        reason: Untrusted,
    },
    /// Something can't be written.
    #[error("{path}: cannot be written: {reason}")]
    Unwritable {
        /// What.
        path: Untrusted,
        /// What the system says.
        reason: Untrusted,
    },
    /// Standard output can't be written.
    #[error("standard output cannot be written: {0}")]
    StandardOutput(io::Error),
    /// The report was to go where a list of known failures is.
    #[error(
        "--output and {option} name the same file, {path}\n  give each a file of its own: one would replace the other"
    )]
    SameFile {
        /// The other option.
        option: &'static str,
        /// The file, as the other option names it.
        path: Untrusted,
    },
    /// A list of known failures would be replaced that somebody has explained.
    #[error(
        "{option} {path}: {} in this list of known failures would be lost\n  {}name a new file",
        counted(*reasons, "reason"),
        if *option == "--output" { "" } else { "add --known-failures with the same file to bring the list up to date and keep them, or " }
    )]
    HasReasons {
        /// The option.
        option: &'static str,
        /// The file.
        path: Untrusted,
        /// How many of its entries have a reason.
        reasons: usize,
    },
    /// A file would be replaced that is no list of known failures.
    #[error(
        "--write-known-failures {path}: this file is no list of known failures of these vectors, and is not replaced\n  name a new file, or remove this one"
    )]
    NotAList {
        /// The file.
        path: Untrusted,
    },
    /// A directory of an export is a link, which may lead anywhere.
    #[error(
        "{path}: a link in the directory of the export, which is not followed\n  remove it, or name a new directory"
    )]
    Linked {
        /// The link.
        path: Untrusted,
    },
    /// What is written would overwrite the vectors that are read.
    #[error(
        "{path}: the {what} would be written among the vectors that --vectors names\n  name a place elsewhere"
    )]
    AmongVectors {
        /// What is written.
        what: &'static str,
        /// Where to.
        path: Untrusted,
    },
    /// A command line makes no sense; the text is that of the library that reads it.
    #[error("{0}")]
    Usage(String),
    /// The directory of an export has something in it.
    #[error(
        "{path}: not empty\n  name a new directory, or add --force to overwrite the vectors in this one"
    )]
    NotEmpty {
        /// The directory.
        path: Untrusted,
    },
    /// A vector's id is no path within a directory, so that an export would write outside.
    #[error("the vector {id:?} can't be exported: its id is no path within a directory")]
    UnsafeId {
        /// The id.
        id: Untrusted,
    },
}

/// Why an endpoint can't be tested, and if it is for the credentials, where they come from.
fn refused(reason: &ConnectError) -> String {
    const OF_CREDENTIALS: [&str; 4] =
        ["AuthFailure", "SignatureDoesNotMatch", "InvalidClientTokenId", "InvalidAccessKeyId"];
    let said = printable(&reason.to_string());
    match reason {
        ConnectError::Refused { code, .. } if OF_CREDENTIALS.contains(&code.as_str()) => format!(
            "{said}\n  see --access-key (KEYPROOF_ACCESS_KEY) and --secret-key (KEYPROOF_SECRET_KEY)"
        ),
        _ => said,
    }
}

/// Runs a command by hand.
fn by_hand(command: &Untrusted) -> String {
    printable(&format!("sh -c {}", quoted(command.raw())))
}

/// Greets an adapter by hand.
fn greeted_by_hand(command: &Untrusted) -> String {
    format!("echo {} | {}", quoted(r#"{"op":"start","protocol":1}"#), by_hand(command))
}

fn listed(lines: &[Untrusted]) -> String {
    lines.iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

fn suggestion(near: &[Untrusted], otherwise: &str) -> String {
    if near.is_empty() {
        return otherwise.to_owned();
    }
    let near: Vec<String> = near.iter().map(ToString::to_string).collect();
    format!("did you mean {}? {otherwise}", near.join(" or "))
}
