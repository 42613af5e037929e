//! Shell commands that foreign tools are part of: nothing to read from, a limit on time, and a limit on
//! output. Whether an answer is right is not decided here.

use keyproof::process::{self, Directory, Ending, Limits, ReceiveError};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// The time after which a command is taken to hang. OpenSSL's needs ten seconds for the longest file, on a
/// machine that is busy.
const LIMITS: Limits = Limits { time: Duration::from_secs(60), output: 1 << 20 };

/// The shell adds this to the signal that killed a command.
const SIGNALLED: i32 = 128;

/// The shell's exit code for a command that ran into a limit on processor time.
const SIGXCPU: i32 = SIGNALLED + 24;

/// How commands ended that came to their end by themselves.
#[derive(Debug)]
pub enum Ended {
    /// With exit code 0, and this on standard output.
    Well(String),
    /// With another one, which it was, and the first line on standard error.
    Badly(String),
    /// By the limit on processor time that the commands set themselves.
    OutOfTime,
}

/// A file that commands are given.
pub struct File {
    /// Its name.
    pub name: &'static str,
    /// What is in it.
    pub contents: Vec<u8>,
    /// Its permission bits.
    pub mode: u32,
}

/// Why there is no answer of an oracle's: this says nothing of what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ToolError {
    /// It can't be run.
    #[error("{0}")]
    Unavailable(String),
    /// It died.
    #[error("{0}")]
    Crashed(String),
    /// It had not ended in time, and was killed.
    #[error("no answer within {} s", .0.as_secs_f64())]
    TimedOut(Duration),
    /// It says what it never says when all is well.
    #[error("{0}")]
    Malformed(String),
}

impl File {
    /// A file that its owner alone may read: `ssh-keygen` is particular about private keys.
    #[must_use]
    pub fn new(name: &'static str, contents: impl Into<Vec<u8>>) -> Self {
        Self { name, contents: contents.into(), mode: 0o600 }
    }
}

impl From<ReceiveError> for ToolError {
    fn from(silence: ReceiveError) -> Self {
        match silence {
            ReceiveError::Ended(_) => Self::Crashed(silence.to_string()),
            ReceiveError::Late(time) => Self::TimedOut(time),
            _ => Self::Malformed(silence.to_string()),
        }
    }
}

/// Runs shell commands in a directory, up to the first that fails.
///
/// # Errors
/// What is no answer of a tool: a time-out, a flood, a crash, a tool that isn't there.
pub fn run(directory: &Path, commands: &str) -> Result<Ended, ToolError> {
    let mut shell = Command::new("sh");
    shell.args(["-e", "-c", commands]).current_dir(directory);
    // Messages in one language, and no window that asks for a passphrase.
    shell.env("LC_ALL", "C").env("SSH_ASKPASS_REQUIRE", "never").env_remove("DISPLAY");
    let exit = match process::run(&mut shell, b"", LIMITS) {
        Err(error) => return Err(ToolError::Unavailable(format!("sh can't be started: {error}"))),
        Ok(Ending::TimedOut { .. }) => return Err(ToolError::TimedOut(LIMITS.time)),
        Ok(Ending::OutputLimit(_)) => {
            return Err(ToolError::Malformed(format!(
                "more than {} bytes of output",
                LIMITS.output
            )));
        }
        Ok(Ending::Exited(exit)) => exit,
    };
    let stderr = String::from_utf8_lossy(&exit.stderr);
    let message = stderr.lines().find(|line| !line.trim().is_empty()).unwrap_or("no message");
    match exit.status.code() {
        Some(0) => Ok(Ended::Well(String::from_utf8_lossy(&exit.stdout).into_owned())),
        None => {
            let signal = exit.status.signal().unwrap_or_default();
            Err(ToolError::Crashed(format!("the shell was killed by signal {signal}")))
        }
        Some(126 | 127) => Err(ToolError::Unavailable(format!("a tool is missing: {message}"))),
        Some(SIGXCPU) => Ok(Ended::OutOfTime),
        // ssh-keygen gives up with 255.
        Some(code @ 129..=192) => {
            Err(ToolError::Crashed(format!("killed by signal {}: {message}", code - SIGNALLED)))
        }
        Some(code) => Ok(Ended::Badly(format!("exit code {code}: {message}"))),
    }
}

/// A new directory with these files. It is removed with the value.
///
/// # Errors
/// That files can't be made here.
pub fn directory_with(files: &[File]) -> Result<Directory, ToolError> {
    let made = Directory::new().and_then(|directory| {
        files.iter().try_for_each(|file| write(directory.path(), file))?;
        Ok(directory)
    });
    made.map_err(|error| ToolError::Unavailable(format!("no files can be made: {error}")))
}

fn write(directory: &Path, file: &File) -> std::io::Result<()> {
    let path = directory.join(file.name);
    std::fs::write(&path, &file.contents)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(file.mode))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(commands: &str, expected: &str) {
        let got = match run(Path::new("/"), commands) {
            Ok(Ended::Well(output)) => format!("well: {}", output.trim()),
            Ok(Ended::Badly(reason)) => format!("badly: {reason}"),
            Ok(Ended::OutOfTime) => "out of time".to_owned(),
            Err(fault) => format!("fault: {fault}"),
        };
        assert_eq!(got, expected, "{commands}");
    }

    #[test]
    fn a_tool_that_dies_has_not_answered() {
        check("pwd; cat", "well: /");
        check("false; echo on", "badly: exit code 1: no message");
        check("echo >&2; echo why >&2; exit 255", "badly: exit code 255: why");
        check("sh -c 'kill -SEGV $$'", "fault: killed by signal 11: Segmentation fault");
        check("kill -KILL $$", "fault: the shell was killed by signal 9");
        check("ulimit -S -t 1; while :; do :; done", "fault: the shell was killed by signal 24");
        check("ulimit -S -t 1; sh -c 'while :; do :; done'; :", "out of time");
        check("head -c 2000000 /dev/zero", "fault: more than 1048576 bytes of output");
        check("no-such-tool 2>/dev/null", "fault: a tool is missing: no message");
    }
}
