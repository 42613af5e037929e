//! Runs the programs that a login needs, with limits of time and output.

use keyproof::implementation::builtin::program::places;
use keyproof::process::{self, Ending, Exit, Limits};
use std::fmt::Display;
use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// The limits of a program that normally ends within a moment.
pub(super) const LIMITS: Limits = Limits { time: Duration::from_secs(60), output: 65_536 };

/// Why a scenario can't be run on this machine. It is never a verdict.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum SetupError {
    /// A program is missing.
    #[error("{0} isn't installed")]
    Missing(&'static str),
    /// Every directory can be changed by other users.
    #[error(
        "no directory is safe enough for sshd: only this user and root may write to it and above it"
    )]
    NoDirectory,
    /// The system refused an operation.
    #[error("{what}: {why}")]
    System {
        /// The operation.
        what: String,
        /// The system's error.
        why: String,
    },
    /// A program took too long.
    #[error("{program} took more than {} s", .time.as_secs_f64())]
    Late {
        /// The program.
        program: String,
        /// The time limit.
        time: Duration,
    },
    /// A program wrote too much.
    #[error("{0} wrote more than {max} bytes", max = LIMITS.output)]
    Flood(String),
    /// A program failed, or printed something unexpected.
    #[error("{program} printed: {output}")]
    Unexpected {
        /// The program.
        program: String,
        /// The output.
        output: String,
    },
    /// The reference doesn't have a resource that it had.
    #[error("the reference has no {0}")]
    Reference(String),
    /// An action is not about files.
    #[error("{0} is not an action on files")]
    NoFiles(&'static str),
    /// A path is outside of the instance.
    #[error("{0:?} is outside of the instance")]
    Path(String),
}

impl SetupError {
    /// Creates the error for an operation that the system refused.
    pub(super) fn of(what: impl Display) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::System { what: what.to_string(), why: error.to_string() }
    }

    /// Creates the error for an unexpected output.
    pub(super) fn unexpected(program: impl Display, output: impl AsRef<[u8]>) -> Self {
        let output = String::from_utf8_lossy(output.as_ref()).trim().to_owned();
        Self::Unexpected { program: program.to_string(), output }
    }
}

/// Runs a program with this input, and with messages in English.
pub(super) fn run(command: &mut Command, input: &[u8]) -> Result<Exit, SetupError> {
    command.env("LC_ALL", "C");
    let program = command.get_program().display().to_string();
    match process::run(command, input, LIMITS).map_err(SetupError::of(&program))? {
        Ending::Exited(exit) => Ok(exit),
        Ending::TimedOut { .. } => Err(SetupError::Late { program, time: LIMITS.time }),
        Ending::OutputLimit(_) => Err(SetupError::Flood(program)),
    }
}

/// Runs a program that must succeed, and returns its output.
pub(super) fn output_of(command: &mut Command) -> Result<String, SetupError> {
    let exit = run(command, b"")?;
    if !exit.status.success() {
        return Err(SetupError::unexpected(command.get_program().display(), exit.stderr));
    }
    Ok(String::from_utf8_lossy(&exit.stdout).trim().to_owned())
}

/// Returns the full path of a program. `sshd` must be started by its full path.
pub(super) fn path_of(program: &'static str) -> Result<PathBuf, SetupError> {
    places(program).find(|path| path.is_absolute()).ok_or(SetupError::Missing(program))
}
