//! A question to an oracle: shell commands and the files that they need, or a call to a library.
//!
//! The commands that are run are the commands that a failure prints, word for word.

use super::answer::{Answer, Facts};
use super::commands::{self, Ended, Fault, File, directory_with};
use crate::api::Action;
use crate::format::Format;
use crate::process::Directory;
use crate::vector::Vector;

/// What an oracle is asked of.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// What the implementation is asked.
    pub action: &'a Action,
    /// The format that a public key file was meant to be in, sound or broken; `None` if it was meant to be in
    /// none of them, or nobody knows.
    pub meant: Option<Format>,
}

impl<'a> Subject<'a> {
    /// What a vector asks; nothing if it tells a story. The area that it is in, or its own name, says what
    /// its file was meant to be; in the area `import/other` names are those of other formats.
    #[must_use]
    pub fn of(vector: &'a Vector) -> Option<Self> {
        let action = &vector.question()?.action;
        let meant = vector.id.strip_prefix("import/").and_then(|rest| rest.split_once('/'));
        let meant = meant.filter(|(area, _)| *area != "other").and_then(|(area, name)| {
            let named =
                |text: &str| Format::ALL.into_iter().find(|format| text.contains(format.name()));
            named(area).or_else(|| named(name))
        });
        Some(Self { action, meant })
    }
}

/// Turns what commands print into an answer.
type Reading = Box<dyn Fn(&str) -> Result<Answer, Fault>>;

/// A question to an oracle.
pub struct Question(Kind);

enum Kind {
    /// Commands, run in a directory of their own.
    Commands { files: Vec<File>, commands: String, reading: Reading },
    /// A call to a library or to a program that is running, and how to see it by hand.
    Call { how: String, call: Box<dyn Fn() -> Result<Answer, Fault>> },
}

/// How an answer was had.
#[derive(Debug)]
pub struct Trace {
    how: String,
    directory: Option<Directory>,
}

impl Question {
    /// Commands in a directory with these files, and how their output is read.
    pub(super) fn commands(
        files: Vec<File>,
        commands: impl Into<String>,
        reading: impl Fn(&str) -> Result<Answer, Fault> + 'static,
    ) -> Self {
        Self(Kind::Commands { files, commands: commands.into(), reading: Box::new(reading) })
    }

    /// A call, and how to see it by hand, of what is in FILE.
    pub(super) fn call(
        how: impl Into<String>,
        call: impl Fn() -> Result<Answer, Fault> + 'static,
    ) -> Self {
        Self(Kind::Call { how: how.into(), call: Box::new(call) })
    }

    /// Asks.
    ///
    /// # Errors
    /// What is no answer: an oracle that hangs, floods, crashes, or prints what it never prints.
    pub fn ask(&self) -> Result<(Answer, Trace), Fault> {
        match &self.0 {
            Kind::Call { how, call } => Ok((call()?, Trace { how: how.clone(), directory: None })),
            Kind::Commands { files, commands, reading } => {
                let directory = directory_with(files)?;
                let answer = match commands::run(directory.path(), commands)? {
                    Ended::Badly(reason) => Answer::Refused(reason),
                    Ended::OutOfTime => Answer::Hung,
                    Ended::Well(output) => reading(&output)?,
                };
                Ok((answer, Trace { how: commands.clone(), directory: Some(directory) }))
            }
        }
    }
}

impl Trace {
    /// How to see the answer by hand, of a vector of this id. The files stay where they are from then on.
    #[must_use]
    pub fn by_hand(self, id: &str) -> String {
        match self.directory {
            Some(directory) => format!("cd {}\n{}", directory.keep().display(), self.how),
            None => format!("keyproof vectors {id} --raw >FILE\n{}", self.how),
        }
    }
}

/// A reading for which what the commands print is always facts.
pub(super) fn facts(
    read: impl Fn(&str) -> Option<Facts> + 'static,
) -> impl Fn(&str) -> Result<Answer, Fault> + 'static {
    move |output| read(output).map(Answer::Taken).ok_or_else(|| garbled(output))
}

/// That something was printed that never is if all is well.
pub(super) fn garbled(output: &str) -> Fault {
    let start: String = output.chars().take(200).collect();
    Fault::Garbled(format!("it prints what can't be read: {start:?}"))
}
