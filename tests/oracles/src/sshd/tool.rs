//! The programs that a login takes, found and run on a leash; and what can go wrong on this side of
//! it.

use crate::program::places;
use keyproof::process::{self, Ending, Exit, Limits};
use std::fmt::Display;
use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// What a program may take that does its work in a moment, however busy the machine.
pub(super) const LIMITS: Limits = Limits { time: Duration::from_secs(60), output: 65_536 };

/// Why something can't be asked here. It says nothing of what was to be asked.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum SetupError {
    /// A program isn't there.
    #[error("{0} isn't installed")]
    Missing(&'static str),
    /// No directory is safe from others.
    #[error(
        "no directory is safe enough for sshd: nobody but this user and root may write above a file"
    )]
    NoDirectory,
    /// The system refuses something.
    #[error("{what}: {why}")]
    System {
        /// What it was.
        what: String,
        /// What the system says.
        why: String,
    },
    /// A program takes too long.
    #[error("{program} took more than {} s", .time.as_secs_f64())]
    Late {
        /// Which.
        program: String,
        /// The time that it had.
        time: Duration,
    },
    /// A program writes too much.
    #[error("{0} writes more than {max} bytes", max = LIMITS.output)]
    Flood(String),
    /// A program says something else than it may.
    #[error("{program} says: {said}")]
    Said {
        /// Which.
        program: String,
        /// Its words.
        said: String,
    },
    /// The reference lost what it had.
    #[error("the reference has no {0}")]
    Reference(String),
    /// Files have no part in it.
    #[error("{0} is not done with files")]
    NoFiles(&'static str),
    /// A path leads out of an instance.
    #[error("{0:?} leads out of the instance")]
    Path(String),
}

impl SetupError {
    /// The system's refusal of this.
    pub(super) fn of(what: impl Display) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::System { what: what.to_string(), why: error.to_string() }
    }

    /// A program's words that make no sense here.
    pub(super) fn said(program: impl Display, words: impl AsRef<[u8]>) -> Self {
        let said = String::from_utf8_lossy(words.as_ref()).trim().to_owned();
        Self::Said { program: program.to_string(), said }
    }
}

/// Runs a program with this input, in English.
pub(super) fn run(command: &mut Command, input: &[u8]) -> Result<Exit, SetupError> {
    command.env("LC_ALL", "C");
    let program = command.get_program().display().to_string();
    match process::run(command, input, LIMITS).map_err(SetupError::of(&program))? {
        Ending::Exited(exit) => Ok(exit),
        Ending::TimedOut { .. } => Err(SetupError::Late { program, time: LIMITS.time }),
        Ending::OutputLimit(_) => Err(SetupError::Flood(program)),
    }
}

/// What a program writes to standard output that must not fail.
pub(super) fn output_of(command: &mut Command) -> Result<String, SetupError> {
    let exit = run(command, b"")?;
    if !exit.status.success() {
        return Err(SetupError::said(command.get_program().display(), exit.stderr));
    }
    Ok(String::from_utf8_lossy(&exit.stdout).trim().to_owned())
}

/// The full path of a program: `sshd` wants to be called by it.
pub(super) fn path_of(program: &'static str) -> Result<PathBuf, SetupError> {
    places(program).find(|path| path.is_absolute()).ok_or(SetupError::Missing(program))
}
