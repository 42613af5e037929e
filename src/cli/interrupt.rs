//! What becomes of a run that is interrupted from outside: it ends, and neither a command that it started is
//! left nor a directory that it made for a while.
//!
//! A command that is tested has a process group of its own, so nobody else ends it. There is no report: half
//! a run has no verdicts on what waits for its twin.

use super::{Failure, output};
use crate::process;
use std::io::{IsTerminal, stderr};

/// The exit code of what an interrupt ended, as shells have it.
const INTERRUPTED: i32 = 130;

/// From now on, an interrupt, a hang-up or a request to terminate ends the program and its commands.
pub(super) fn prepare() -> Result<(), Failure> {
    let end = || {
        process::kill_all();
        process::remove_directories();
        if stderr().is_terminal() {
            // A progress bar may stand in the line.
            eprintln!();
        }
        output::complain(
            "interrupted: the commands that were running are killed, and there is no report",
        );
        std::process::exit(INTERRUPTED);
    };
    ctrlc::set_handler(end).map_err(Failure::Signals)
}
