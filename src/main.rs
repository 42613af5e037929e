//! The `keyproof` program: runs the command line and turns its result into an exit code.

use keyproof::cli::{self, Ending};
use std::process::ExitCode;

/// The exit code of a command that could not run to its end.
const COULD_NOT_RUN: u8 = 2;

fn main() -> ExitCode {
    match cli::main() {
        Ok(Ending::AsExpected) => ExitCode::SUCCESS,
        Ok(Ending::Nonconformance) => ExitCode::FAILURE,
        Ok(Ending::Interrupted(code)) => ExitCode::from(code),
        Err(failure) => {
            cli::complain(&failure);
            ExitCode::from(COULD_NOT_RUN)
        }
    }
}
