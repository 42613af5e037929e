//! The errors of a command: what failed, where, and what to do about it.
//!
//! Text from outside is [`Untrusted`] here, so that every message escapes it.

use crate::implementation::endpoint::ConnectError;
use crate::known_failures::file::ParseListError;
use crate::term::{Untrusted, counted, printable, quoted};
use crate::vector::LoadError;
use std::io;

/// An error that kept a command from doing its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The vectors can't be loaded.
    #[error(
        "{}\n  --vectors needs a directory of vector files, such as `vectors/` in the source code of keyproof",
        Untrusted::of(.0)
    )]
    Vectors(#[from] LoadError),
    /// A pattern is not a valid glob.
    #[error(
        "{pattern:?} is not a valid pattern: {reason}\n  * matches any text, ? matches one character, [ab] matches a or b"
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
        suggestion(near, "keyproof vectors lists all vectors, keyproof rules lists all rules")
    )]
    NothingSelected {
        /// The pattern.
        pattern: Untrusted,
        /// Similar ids.
        near: Vec<Untrusted>,
    },
    /// The rule id is unknown.
    #[error("there is no rule {id:?}\n  {}", suggestion(near, "keyproof rules lists all rules"))]
    UnknownRule {
        /// The id.
        id: Untrusted,
        /// Similar ids.
        near: Vec<Untrusted>,
    },
    /// No rule's section heading contains the text.
    #[error(
        "no rule comes from a section whose heading contains {place:?}\n  keyproof rules ID shows the section of a rule; keyproof rules lists all rules"
    )]
    NoSuchPlace {
        /// The heading, or a part of one.
        place: Untrusted,
    },
    /// `--raw` needs one vector, and the pattern selects another number.
    #[error(
        "--raw writes the input of one vector, but {pattern:?} selects {count}\n  keyproof vectors export DIR writes all vectors as files"
    )]
    NotOne {
        /// The pattern.
        pattern: Untrusted,
        /// The number of vectors that it selects.
        count: usize,
    },
    /// A scenario has no input file to write.
    #[error(
        "{id} is a scenario of several steps, and has no input to write\n  keyproof vectors {id} shows its steps; --json prints it for programs"
    )]
    NoInput {
        /// The vector.
        id: Untrusted,
    },
    /// The command of `--filter` can't be used.
    #[error(
        "--filter {command:?}: {}\n  keyproof runs it with sh -c in this directory; to run it by hand: echo | {}",
        Untrusted::of(reason),
        by_hand(command)
    )]
    CommandError {
        /// The command.
        command: Untrusted,
        /// The reason.
        reason: crate::implementation::command::CommandError,
    },
    /// The adapter of `--exec` can't be used.
    #[error(
        "--exec {command:?}: {fault}\n  keyproof runs it with sh -c in this directory; to run it by hand: {}\n  vectors/README.md describes the protocol, and keyproof adapter is an example",
        greeted_by_hand(command)
    )]
    NoAdapter {
        /// The command.
        command: Untrusted,
        /// What is wrong with it.
        fault: Untrusted,
    },
    /// The endpoint can't be used.
    #[error("--endpoint {url}: {}\n  to see what to fix: {doctor}", refused(reason))]
    NoEndpoint {
        /// The endpoint.
        url: Untrusted,
        /// What is wrong with it.
        reason: ConnectError,
        /// The `keyproof doctor` command for this endpoint.
        doctor: Untrusted,
    },
    /// The endpoint is Amazon's own, and `--really-aws` is missing.
    #[error(
        "--endpoint {url} is an endpoint of Amazon: a run creates real resources, and instances cost money\n  to confirm, add --really-aws; add --skip-expensive too, because some vectors fill the region to its limit of 5,000 key pairs; add --image only if instances may be launched"
    )]
    ReallyAws {
        /// The endpoint.
        url: Untrusted,
    },
    /// The endpoint's resources can't be listed.
    #[error(
        "--endpoint {url}, region {region}: its resources can't be listed: {}\n  to see what to fix: keyproof doctor --endpoint {url}",
        reason
    )]
    NotSwept {
        /// The endpoint.
        url: Untrusted,
        /// The region.
        region: Untrusted,
        /// The reason.
        reason: Untrusted,
    },
    /// An option's value is invalid.
    #[error("{option}: {reason}")]
    BadOption {
        /// The option, and the environment variable that may replace it.
        option: &'static str,
        /// What is wrong, and what is valid.
        reason: &'static str,
    },
    /// More than one job was given for an endpoint.
    #[error(
        "--jobs {jobs} can't be used with --endpoint: all vectors share one account, and some of them fill it to its limit of 5,000 key pairs\n  leave --jobs out; to run in parallel, give each --shard its own endpoint"
    )]
    OneAtATime {
        /// The number of jobs.
        jobs: usize,
    },
    /// A line sent to `keyproof adapter` is not a valid request.
    #[error("line {line} of standard input is not a valid request: {reason}")]
    Request {
        /// The line number, from 1.
        line: u64,
        /// What is wrong with it.
        reason: Untrusted,
    },
    /// Signal handlers can't be installed.
    #[error(
        "signal handlers can't be installed, so an interrupt could not stop the work cleanly: {0}"
    )]
    Signals(io::Error),
    /// The server can't start.
    #[error(
        "the server cannot start: {0}\n  --listen and --metadata need an address and a port, such as 127.0.0.1:8000; port 0 means any free port"
    )]
    NotServed(io::Error),
    /// No vector passed and none failed.
    #[error(
        "nothing was tested: no vector passed, and none failed\n  --verbose shows why a vector is inconclusive; to run more vectors, leave out --select, or use fewer shards"
    )]
    NothingTested,
    /// The harness could not test every vector.
    #[error(
        "{} of {of} could not be tested: {}\n  {advice}",
        counted(*count, "vector"),
        reason
    )]
    NotRun {
        /// The number of vectors without a verdict.
        count: usize,
        /// The number of selected vectors.
        of: usize,
        /// The reason for the first of them.
        reason: Untrusted,
        /// What to do.
        advice: &'static str,
    },
    /// A run ended before its last vector.
    #[error("{} of {of} not run: {reason}\n  {advice}", counted(*count, "vector"))]
    Stopped {
        /// The number of vectors that were not run.
        count: usize,
        /// The number of selected vectors.
        of: usize,
        /// The reason.
        reason: Untrusted,
        /// What to do.
        advice: &'static str,
    },
    /// The system can't start a thread.
    #[error(
        "can't start the threads for {jobs} jobs: {reason}\n  use fewer --jobs, or raise the limit of processes (ulimit -u)"
    )]
    NoThread {
        /// The number of jobs.
        jobs: usize,
        /// The system's error.
        reason: io::Error,
    },
    /// A tool that `--builtin` names is missing.
    #[error(
        "{name} isn't installed (Debian's package {package})\n  keyproof run --builtin ssh-key needs no other program"
    )]
    BuiltinMissing {
        /// The command.
        name: &'static str,
        /// The package.
        package: &'static str,
    },
    /// No file was given, and standard input is a terminal.
    #[error(
        "no file given\n  name one, as in keyproof inspect ~/.ssh/id_rsa.pub, or - for standard input"
    )]
    NoFile,
    /// Some files could not be read. Each was already reported with its reason.
    #[error("{} of {of} could not be read", counted(*unread, "file"))]
    Unread {
        /// The number of unread files.
        unread: usize,
        /// The number of files.
        of: usize,
    },
    /// A list of known failures is invalid.
    #[error(
        "{path}: {}\n  a list looks like this: {{\"known_failures\": [{{\"id\": …, \"failure\": \"accepted\", \"reason\": …}}, …]}}\n  keyproof run --help describes the format, and --write-known-failures writes such a list",
        Untrusted::of(fault)
    )]
    KnownFailures {
        /// The file.
        path: Untrusted,
        /// What is wrong with it.
        fault: ParseListError,
    },
    /// A file can't be read.
    #[error("{path}: cannot be read: {reason}")]
    Unreadable {
        /// The path.
        path: Untrusted,
        /// The system's error.
        reason: Untrusted,
    },
    /// A file or directory can't be written.
    #[error("{path}: cannot be written: {reason}")]
    Unwritable {
        /// The path.
        path: Untrusted,
        /// The system's error.
        reason: Untrusted,
    },
    /// Standard output can't be written.
    #[error("standard output cannot be written: {0}")]
    StandardOutput(io::Error),
    /// `--output` names the same file as an option for known failures.
    #[error(
        "--output and {option} name the same file, {path}\n  use a different file for each: otherwise one would overwrite the other"
    )]
    SameFile {
        /// The other option.
        option: &'static str,
        /// The path as the other option gives it.
        path: Untrusted,
    },
    /// Reasons in a list of known failures would be lost.
    #[error(
        "{option} {path}: {} in this list of known failures would be lost\n  {}name a new file",
        counted(*reasons, "reason"),
        if *option == "--output" { "" } else { "add --known-failures with the same file to update the list and keep the reasons, or " }
    )]
    HasReasons {
        /// The option.
        option: &'static str,
        /// The file.
        path: Untrusted,
        /// The number of entries with a reason.
        reasons: usize,
    },
    /// The file to be replaced is not a list of known failures.
    #[error(
        "--write-known-failures {path}: the file is not a list of known failures of these vectors, so it is not replaced\n  name a new file, or remove this one"
    )]
    NotAList {
        /// The file.
        path: Untrusted,
    },
    /// A directory of an export is a symbolic link, which could lead outside.
    #[error(
        "{path}: a symbolic link in the export directory, which the export does not follow\n  remove the link, or name a new directory"
    )]
    Linked {
        /// The link.
        path: Untrusted,
    },
    /// The output would be written among the vectors that are read.
    #[error(
        "{path}: the {what} would be written into the directory of --vectors\n  name a path outside this directory"
    )]
    AmongVectors {
        /// The kind of output.
        what: &'static str,
        /// Its path.
        path: Untrusted,
    },
    /// The command line is invalid. The text is clap's message.
    #[error("{0}")]
    Usage(String),
    /// The directory of an export is not empty.
    #[error(
        "{path}: the directory is not empty\n  name a new directory, or add --force to overwrite the vectors in this one"
    )]
    NotEmpty {
        /// The directory.
        path: Untrusted,
    },
    /// A vector's id is not a safe relative path: an export would write outside its directory.
    #[error(
        "the vector {id:?} can't be exported: its id is not a path within the export directory"
    )]
    UnsafeId {
        /// The id.
        id: Untrusted,
    },
}

/// Formats why an endpoint can't be used. If credentials are wrong, names the options that set them.
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

/// Returns the shell command that runs a command by hand.
fn by_hand(command: &Untrusted) -> String {
    printable(&format!("sh -c {}", quoted(command.raw())))
}

/// Returns the shell command that sends a `start` request to an adapter by hand.
fn greeted_by_hand(command: &Untrusted) -> String {
    format!("echo {} | {}", quoted(r#"{"op":"start","protocol":1}"#), by_hand(command))
}

fn suggestion(near: &[Untrusted], otherwise: &str) -> String {
    if near.is_empty() {
        return otherwise.to_owned();
    }
    let near: Vec<String> = near.iter().map(ToString::to_string).collect();
    format!("did you mean {}? {otherwise}", near.join(" or "))
}
