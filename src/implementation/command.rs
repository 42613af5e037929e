//! An implementation behind a command that is run once for each public key file.
//!
//! The command is passed to `sh -c`, so it can be a pipeline. It reads the file from standard
//! input, and answers with its exit code: 0, with the fingerprint on standard output, if it accepts
//! the key; 1 if it refuses the key. Any other exit is a crash, and never a refusal. A filter can't
//! be asked anything else. If no process can be created, the command has no fault: it was not
//! asked.

use super::pulse::{self, Pulse};
use super::{Breakdown, BreakdownKind, Description, Implementation, Incidents};
use crate::api::{Action, Outcome, PublicKeyFacts, Refusal, Reply};
use crate::process::{self, Ending, Exit, Limits, Stream, excerpt};
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The most bytes that a command may write to each of standard output and standard error.
pub const MAX_OUTPUT: usize = 65_536;

/// The longest message that is taken from a command, in characters.
const MAX_MESSAGE: usize = 200;

/// A shell's exit code for a command that it finds but can't run.
const NOT_EXECUTABLE: i32 = 126;

/// A shell's exit code for a command that it doesn't find.
const NOT_FOUND: i32 = 127;

/// For a command that a signal ended, a shell's exit code is this plus the number of the signal.
const SIGNALLED: i32 = 128;

/// A command as an implementation under test.
#[derive(Debug, Clone)]
pub struct FilterCommand {
    command: String,
    limits: Limits,
    pulse: Pulse,
    /// Why nothing more is asked, if the command has stopped answering.
    silent: Option<String>,
    /// Breakdowns during the probe.
    probed: Arc<Mutex<Vec<Breakdown>>>,
}

/// An error that prevents a command from running. It says nothing about an implementation.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// `sh` can't be started.
    #[error("sh can't be started: {0}")]
    Shell(io::Error),
    /// The command is empty, or has only blanks and comments.
    #[error("the command is empty; give one, such as ./import.sh")]
    Blank,
    /// The shell can't parse the command.
    #[error("sh can't parse the command: {0}")]
    Syntax(String),
    /// The shell doesn't find the command.
    #[error("the command was not found: {0}")]
    NotFound(String),
    /// The shell finds the command but can't run it.
    #[error("the command is not executable: {0}")]
    NotExecutable(String),
}

impl FilterCommand {
    /// Creates an implementation from a command for `sh -c`. `time` is the limit for each file.
    #[must_use]
    pub fn new(command: impl Into<String>, time: Duration) -> Self {
        Self {
            command: command.into(),
            limits: Limits { time, output: MAX_OUTPUT },
            pulse: Pulse::new([]),
            silent: None,
            probed: Arc::default(),
        }
    }

    /// Sets public key files that every implementation reads, for later checks whether the command
    /// still answers.
    #[must_use]
    pub fn with_pulse(self, keys: &[&[u8]]) -> Self {
        let keys = keys.iter().map(|key| Action::InspectPublicKey { material: key.to_vec() });
        Self { pulse: Pulse::new(keys), ..self }
    }

    /// Checks that the command can be run, with a file that every implementation reads.
    ///
    /// # Errors
    /// Returns the [`CommandError`] that prevents it. What the command does once it runs is not an
    /// error here.
    pub fn probe(&self, material: &[u8]) -> Result<(), CommandError> {
        // Before a syntax error, a shell runs the commands that it can parse, and it then exits
        // with a code that the command itself could return.
        self.parse()?;
        let ending = self.run(material).map_err(CommandError::Shell)?;
        if let Ending::Exited(exit) = &ending {
            match exit.status.code() {
                Some(NOT_FOUND) => return Err(CommandError::NotFound(message(&exit.stderr))),
                Some(NOT_EXECUTABLE) => {
                    return Err(CommandError::NotExecutable(message(&exit.stderr)));
                }
                _ => {}
            }
        }
        let breakdown = |outcome| match outcome {
            Outcome::Crash(how) => Some((BreakdownKind::Crash, how)),
            Outcome::Timeout(how) => Some((BreakdownKind::Hang, how)),
            _ => None,
        };
        if let Some((kind, how)) = breakdown(self.outcome(&Ok(ending)))
            && breakdown(self.outcome(&self.run(material))).is_none()
        {
            let how = format!("in the first probe, but not when it was repeated: {how}");
            self.probed().push(Breakdown { kind, how, asked: Vec::new() });
        }
        Ok(())
    }

    /// Returns the breakdowns during the probe that `incidents` has not returned yet.
    fn probed(&self) -> MutexGuard<'_, Vec<Breakdown>> {
        self.probed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the shell parse the command without running it.
    fn parse(&self) -> Result<(), CommandError> {
        if self.command.lines().all(|line| matches!(line.trim_ascii().as_bytes(), [] | [b'#', ..]))
        {
            return Err(CommandError::Blank);
        }
        let mut shell = Command::new("sh");
        shell.args(["-n", "-c"]).arg(&self.command);
        match process::run(&mut shell, b"", self.limits).map_err(CommandError::Shell)? {
            Ending::Exited(exit) if !exit.status.success() => {
                Err(CommandError::Syntax(message(&exit.stderr)))
            }
            _ => Ok(()),
        }
    }

    fn run(&self, material: &[u8]) -> io::Result<Ending> {
        process::run(Command::new("sh").arg("-c").arg(&self.command), material, self.limits)
    }

    /// Checks, after several time-outs in a row, whether the command still answers anything.
    fn look_whether_it_is_silent(&mut self) {
        let Some(questions) = self.pulse.misses() else { return };
        let is_late = |action: &Action| match action {
            Action::InspectPublicKey { material } => {
                matches!(self.run(material), Ok(Ending::TimedOut { .. }))
            }
            _ => true,
        };
        if questions.iter().all(is_late) {
            self.silent = Some(pulse::silent(self.limits.time));
        } else {
            self.pulse.beats();
        }
    }

    fn outcome(&self, run: &io::Result<Ending>) -> Outcome {
        match run {
            Err(error) => Outcome::NotRun(format!("sh can't be started: {error}")),
            Ok(Ending::Exited(exit)) => answer(exit),
            Ok(Ending::TimedOut { stderr }) => Outcome::Timeout(hang(self.limits.time, stderr)),
            Ok(Ending::OutputLimit(stream)) => {
                let stream = match stream {
                    Stream::Stdout => "standard output",
                    Stream::Stderr => "standard error",
                };
                Outcome::Malformed(format!("wrote more than {MAX_OUTPUT} bytes to {stream}"))
            }
        }
    }
}

impl Implementation for FilterCommand {
    fn description(&self) -> Description {
        Description::codec(&self.command, None)
    }

    fn call(&mut self, action: &Action) -> Outcome {
        let Action::InspectPublicKey { material } = action else { return Outcome::Unsupported };
        if let Some(why) = &self.silent {
            return Outcome::NotRun(why.clone());
        }
        let run = self.run(material);
        let outcome = self.outcome(&run);
        match run {
            Ok(Ending::TimedOut { .. }) => self.look_whether_it_is_silent(),
            _ => self.pulse.beats(),
        }
        outcome
    }

    fn incidents(&mut self) -> Incidents {
        Incidents { starts: 0, breakdowns: std::mem::take(&mut *self.probed()) }
    }

    fn over(&self) -> Option<String> {
        self.silent.clone()
    }

    fn extend_time(&mut self, times: u32) -> Option<Duration> {
        let usual = self.limits.time;
        self.limits.time = usual.saturating_mul(times);
        Some(usual)
    }
}

/// Returns the outcome of a command that ended within its limits.
fn answer(exit: &Exit) -> Outcome {
    match exit.status.code() {
        Some(0) => accepted(&exit.stdout),
        Some(1) => Outcome::Refused(Refusal { code: None, message: message(&exit.stderr) }),
        code => Outcome::Crash(crash(code, exit)),
    }
}

fn accepted(stdout: &[u8]) -> Outcome {
    let malformed = |why: &str| Outcome::Malformed(why.to_owned());
    let Ok(text) = str::from_utf8(stdout) else {
        return malformed("exit code 0, but standard output is not UTF-8");
    };
    let mut lines = text.trim().lines();
    match (lines.next(), lines.next()) {
        (None, _) => malformed("exit code 0, but no fingerprint on standard output"),
        (Some(_), Some(_)) => malformed("more than one line on standard output"),
        (Some(line), None) if line.chars().count() > MAX_MESSAGE => {
            malformed("exit code 0, but the line on standard output is too long for a fingerprint")
        }
        (Some(line), None) => {
            let fingerprint = Some(line.trim().to_owned());
            Outcome::Success(Reply::PublicKey(PublicKeyFacts { fingerprint, ..Default::default() }))
        }
    }
}

fn crash(code: Option<i32>, exit: &Exit) -> String {
    let how = match code {
        Some(NOT_FOUND) => format!("exit code {NOT_FOUND}: the shell didn't find the command"),
        Some(NOT_EXECUTABLE) => format!("exit code {NOT_EXECUTABLE}: the command can't be run"),
        Some(code) if code > SIGNALLED && code < SIGNALLED + 65 => {
            format!("exit code {code}, the code of a shell for signal {}", code - SIGNALLED)
        }
        Some(code) => format!("exit code {code} is neither 0 (accepted) nor 1 (refused)"),
        None => format!("signal {}", exit.status.signal().unwrap_or_default()),
    };
    with_message(how, &exit.stderr)
}

fn hang(time: Duration, stderr: &[u8]) -> String {
    with_message(format!("no answer within {} s", time.as_secs_f64()), stderr)
}

fn with_message(how: String, stderr: &[u8]) -> String {
    match excerpt(&String::from_utf8_lossy(stderr)) {
        stderr if stderr.is_empty() => how,
        stderr => format!("{how}; standard error: {stderr}"),
    }
}

/// Returns the first line that isn't blank, cut to `MAX_MESSAGE` characters.
fn message(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    line.chars().take(MAX_MESSAGE).collect()
}

#[cfg(test)]
mod tests;
