//! The command line: one file for each subcommand. This file holds what they share.
//!
//! A subcommand calls the library, writes to standard output, and returns an [`Ending`] or a
//! [`Failure`]. `main` maps both to exit codes.

mod failure;
mod output;
mod file;
mod secret;
mod leftovers;
mod interrupt;
mod parallelism;
mod progress;
mod select;
mod target;
mod run;
mod inspect;
mod rules;
mod vectors;
mod adapter;
mod doctor;
mod sweep;
mod serve;

pub use failure::Failure;

use crate::term::quoted;
use crate::vector::{self, Suite};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// The result of a command that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Nothing is wrong.
    AsExpected,
    /// A problem was found: for example, a rule is broken or a file is refused.
    Nonconformance,
    /// A signal ended the command. The value is the exit code for that signal.
    Interrupted(u8),
}

/// Conformance suite and test vectors for Amazon EC2 key pairs.
///
/// keyproof knows the rules of EC2 key pairs: which public key files an import accepts, which it
/// refuses, and which fingerprint a key gets. It tests an implementation with hundreds of valid and
/// invalid files, and reports the rules that it breaks.
#[derive(Debug, Parser)]
#[command(name = "keyproof", version, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  keyproof run                        test the reference, which follows every rule
  keyproof run --builtin ssh-key      test a real library, which breaks some
  keyproof run --exec ./adapter       test your own program
  keyproof run --endpoint URL         test a live service
  keyproof serve                      run the reference as a service for your programs
  keyproof inspect ~/.ssh/id_rsa.pub  show how EC2 treats a file
  keyproof rules import/no-dsa        show a rule and its vectors";

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Options),
    Inspect(inspect::Options),
    Rules(rules::Options),
    Vectors(vectors::Options),
    Adapter(adapter::Options),
    Doctor(doctor::Options),
    Sweep(sweep::Options),
    Serve(serve::Options),
}

/// Where the vectors come from.
#[derive(Debug, Args)]
struct Source {
    /// Use the vectors below this directory instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    vectors: Option<PathBuf>,
}

impl Source {
    fn load(&self) -> Result<Suite, Failure> {
        match &self.vectors {
            None => Ok(vector::embedded()),
            Some(directory) => Ok(vector::load(directory)?),
        }
    }

    /// Returns the command line of a `keyproof` subcommand that uses the same vectors.
    fn command(&self, subcommand: &str) -> String {
        match &self.vectors {
            None => format!("keyproof {subcommand}"),
            Some(directory) => {
                let directory = quoted(&directory.to_string_lossy());
                format!("keyproof {subcommand} --vectors {directory}")
            }
        }
    }
}

/// Writes to standard error why a command failed.
pub fn complain(failure: &Failure) {
    if failure.is_usage() {
        output::complain_as_is(&failure.to_string());
    } else {
        output::complain(&failure.to_string());
    }
}

/// Parses the command line and runs the subcommand.
///
/// # Errors
/// Returns a [`Failure`] if the arguments are invalid or the command could not do its work.
pub fn main() -> Result<Ending, Failure> {
    let command = match Cli::try_parse() {
        Ok(Cli { command }) => command,
        // Rendered without colours: an argument in the message may contain escape sequences of its own.
        Err(error) if error.use_stderr() => {
            return Err(Failure::usage(error.render().to_string().trim_end()));
        }
        Err(help) => {
            output::print(&help.render().ansi().to_string())?;
            return Ok(Ending::AsExpected);
        }
    };
    match command {
        Command::Run(options) => {
            interrupt::prepare()?;
            run::run(&options)
        }
        Command::Inspect(options) => inspect::run(&options),
        Command::Rules(options) => rules::run(&options),
        Command::Vectors(options) => vectors::run(&options),
        Command::Adapter(options) => adapter::run(&options),
        Command::Doctor(options) => doctor::run(&options),
        Command::Sweep(options) => sweep::run(&options),
        Command::Serve(options) => serve::run(&options),
    }
}
