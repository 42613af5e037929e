//! A question to a tool: shell commands and the files that they need, or a call to a library.
//!
//! The commands that are run are the commands that a failure prints, word for word.

use crate::comparison::{Answer, Facts};
use crate::process::{self, Ended};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tempfile::TempDir;

/// Turns what commands print into facts; `None` if it isn't what they print when all is well.
pub(crate) type Reading = Box<dyn Fn(&str) -> Option<Answer>>;

/// A question to a tool.
pub(crate) enum Question {
    /// Commands, run in a directory of their own.
    Commands {
        /// The files in the directory: ssh-keygen looks at those beside the one that it is given.
        files: Vec<File>,
        /// The commands.
        commands: String,
        /// How their output is read.
        reading: Reading,
    },
    /// A call to a library, and what the calls are.
    Call {
        /// The functions, by name.
        functions: &'static str,
        /// What calls them.
        call: Box<dyn Fn() -> Answer>,
    },
}

/// A file that commands are given.
pub(crate) struct File {
    /// Its name.
    pub(crate) name: &'static str,
    /// What is in it.
    pub(crate) contents: Vec<u8>,
    /// Its permission bits.
    pub(crate) mode: u32,
}

/// How an answer was had.
pub(crate) struct Trace {
    how: String,
    directory: Option<TempDir>,
}

impl File {
    /// A file that its owner alone may read: `ssh-keygen` is particular about private keys.
    pub(crate) fn new(name: &'static str, contents: impl Into<Vec<u8>>) -> Self {
        Self { name, contents: contents.into(), mode: 0o600 }
    }
}

impl Question {
    /// Asks.
    ///
    /// # Errors
    /// What is no answer: a tool that hangs, floods, crashes, or prints what it never prints.
    pub(crate) fn ask(&self) -> Result<(Answer, Trace), String> {
        match self {
            Self::Call { functions, call } => {
                let how = (*functions).to_owned();
                Ok((call(), Trace { how, directory: None }))
            }
            Self::Commands { files, commands, reading } => {
                let directory = directory_with(files).map_err(|error| error.to_string())?;
                let answer = match process::run(directory.path(), commands)? {
                    Ended::Badly(reason) => Answer::Refused(reason),
                    Ended::OutOfTime => Answer::Hung,
                    Ended::Well(output) => reading(&output).ok_or_else(|| {
                        format!("{commands}\nprints what can't be read: {output:?}")
                    })?,
                };
                Ok((answer, Trace { how: commands.clone(), directory: Some(directory) }))
            }
        }
    }
}

impl Trace {
    /// How to see the answer by hand. The files stay where they are from then on.
    pub(crate) fn by_hand(self) -> String {
        match self.directory {
            Some(directory) => format!("cd {}\n{}", directory.keep().display(), self.how),
            None => self.how,
        }
    }
}

/// A reading for which what the commands print is always facts.
pub(crate) fn facts(read: impl Fn(&str) -> Option<Facts> + 'static) -> Reading {
    Box::new(move |output| read(output).map(Answer::Taken))
}

/// A new directory with these files.
pub(crate) fn directory_with(files: &[File]) -> std::io::Result<TempDir> {
    let directory = TempDir::new_in(env!("CARGO_TARGET_TMPDIR"))?;
    for file in files {
        write(directory.path(), file)?;
    }
    Ok(directory)
}

fn write(directory: &Path, file: &File) -> std::io::Result<()> {
    let path = directory.join(file.name);
    std::fs::write(&path, &file.contents)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(file.mode))
}
