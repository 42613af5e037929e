//! Runs shell commands on files in a temporary directory, without input, and with limits of time and
//! output.

use crate::api::{Outcome, Refusal, Reply};
use crate::process::{self, Directory, Ending, Limits};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// The limits of all commands together. OpenSSL needs ten seconds for the longest file on a busy
/// machine.
const LIMITS: Limits = Limits { time: Duration::from_secs(60), output: 1 << 20 };

/// The time on a processor after which `ulimit -S -t 1` ends a command.
const PROCESSOR_TIME: Duration = Duration::from_secs(1);

/// The shell's exit code for a command that a signal killed is the signal's number plus this.
const SIGNALLED: i32 = 128;

/// The shell's exit code for a command that exceeded its limit of processor time.
const SIGXCPU: i32 = SIGNALLED + 24;

/// A file that commands read.
#[derive(Debug, Clone)]
pub struct File {
    /// The name in the directory.
    pub name: &'static str,
    /// The contents.
    pub contents: Vec<u8>,
    /// The permission bits.
    pub mode: u32,
}

impl File {
    /// Returns a file that only its owner can read. `ssh-keygen` accepts no private key that others
    /// can read.
    #[must_use]
    pub fn new(name: &'static str, contents: impl Into<Vec<u8>>) -> Self {
        Self { name, contents: contents.into(), mode: 0o600 }
    }
}

/// Creates a temporary directory with these files. It is removed when the value is dropped.
///
/// # Errors
/// Returns the system's error if the directory or a file can't be created.
pub fn directory_with(files: &[File]) -> io::Result<Directory> {
    let directory = Directory::new()?;
    for File { name, contents, mode } in files {
        let path = directory.path().join(name);
        std::fs::write(&path, contents)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(*mode))?;
    }
    Ok(directory)
}

/// Runs commands in a new directory with these files, and returns their output.
///
/// # Errors
/// Like [`run`].
pub fn ask(files: &[File], commands: &str) -> Result<String, Outcome> {
    let directory = directory_with(files)
        .map_err(|error| Outcome::NotRun(format!("files can't be created: {error}")))?;
    run(directory.path(), commands)
}

/// Runs commands like [`ask`], and returns the reply that `read` finds in their output.
pub fn reply(files: &[File], commands: &str, read: impl FnOnce(&str) -> Option<Reply>) -> Outcome {
    match ask(files, commands) {
        Ok(output) => read(&output).map_or_else(|| malformed(&output), Outcome::Success),
        Err(outcome) => outcome,
    }
}

/// Returns the outcome of commands whose output doesn't have the expected form.
#[must_use]
pub fn malformed(output: &str) -> Outcome {
    let start: String = output.chars().take(200).collect();
    Outcome::Malformed(format!("unexpected output: {start:?}"))
}

/// Runs commands in a directory, up to the first one that fails, and returns their output.
///
/// # Errors
/// Returns a refusal if a command fails, and another [`Outcome`] if it crashes, exceeds a limit, or
/// can't be run.
pub fn run(directory: &Path, commands: &str) -> Result<String, Outcome> {
    let mut shell = Command::new("sh");
    shell.args(["-e", "-c", commands]).current_dir(directory);
    // Messages in one language, and no window that asks for a passphrase.
    shell.env("LC_ALL", "C").env("SSH_ASKPASS_REQUIRE", "never").env_remove("DISPLAY");
    let exit = match process::run(&mut shell, b"", LIMITS) {
        Err(error) => return Err(Outcome::NotRun(format!("sh can't be started: {error}"))),
        Ok(Ending::TimedOut { .. }) => return Err(Outcome::late(LIMITS.time)),
        Ok(Ending::OutputLimit(_)) => {
            let limit = LIMITS.output;
            return Err(Outcome::Malformed(format!("more than {limit} bytes of output")));
        }
        Ok(Ending::Exited(exit)) => exit,
    };
    let stderr = String::from_utf8_lossy(&exit.stderr);
    let message = stderr.lines().find(|line| !line.trim().is_empty()).unwrap_or("no message");
    Err(match exit.status.code() {
        Some(0) => return Ok(String::from_utf8_lossy(&exit.stdout).into_owned()),
        None if exit.status.signal() == Some(SIGXCPU - SIGNALLED) => Outcome::late(PROCESSOR_TIME),
        None => {
            let signal = exit.status.signal().unwrap_or_default();
            Outcome::Crash(format!("the shell was killed by signal {signal}"))
        }
        Some(126 | 127) => Outcome::NotRun(format!("a tool is missing: {message}")),
        Some(SIGXCPU) => Outcome::late(PROCESSOR_TIME),
        // ssh-keygen exits with 255 after some errors.
        Some(code @ 129..=192) => {
            Outcome::Crash(format!("killed by signal {}: {message}", code - SIGNALLED))
        }
        Some(code) => {
            Outcome::Refused(Refusal::without_code(format!("exit code {code}: {message}")))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_distinguishes_a_refusal_from_a_failure() {
        let check = |commands: &str, expected: &str| {
            let outcome = reply(&[], commands, |_| Some(Reply::Done));
            assert!(format!("{outcome:?}").starts_with(expected), "{commands}: {outcome:?}");
        };
        check("true", "Success(Done)");
        check("echo no >&2; exit 1; true", "Refused(");
        check("false; true", "Refused(");
        check("exit 255", "Refused(");
        check("keyproof-no-such-program", "NotRun(");
        check("sh -c 'kill -SEGV $$'", "Crash(");
        check("kill -SEGV $$", "Crash(");
        check("yes", "Malformed(");
        check("ulimit -S -t 1; while :; do :; done", "Timeout(");
        check("ulimit -S -t 1; sh -c 'while :; do :; done'; :", "Timeout(");
        assert!(matches!(reply(&[], "echo", |_| None), Outcome::Malformed(_)));
    }

    #[test]
    fn files_have_their_contents_and_modes() {
        let files = [File::new("a", "1"), File { name: "b", contents: vec![], mode: 0o640 }];
        let directory = directory_with(&files).unwrap();
        let output = run(directory.path(), "cat a; ls -l a b | cut -c1-10").unwrap();
        assert_eq!(output, "1-rw-------\n-rw-r-----\n");
    }
}
