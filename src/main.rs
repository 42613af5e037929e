//! The program: the command line's results as exit codes.

use keyproof::cli::{self, Ending};
use std::process::ExitCode;

/// The exit code of a command that could not do its work.
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
