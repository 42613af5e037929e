//! A question to an oracle: shell commands and the files that they need, or a call to a library.
//!
//! The commands that are run are the commands that a failure prints, word for word.

use super::answer::{Facts, OracleAnswer};
use super::commands::{self, Ended, File, ToolError, directory_with};
use keyproof::api::Action;
use keyproof::encoding::base64;
use keyproof::format::Format;
use keyproof::vector::Vector;

/// What an oracle is asked of.
#[derive(Debug, Clone, Copy)]
pub struct OracleInput<'a> {
    /// What the implementation is asked.
    pub action: &'a Action,
    /// The format that a public key file was meant to be in, sound or broken; `None` if it was meant to be in
    /// none of them, or nobody knows.
    pub meant: Option<Format>,
}

impl<'a> OracleInput<'a> {
    /// What a vector asks; nothing if it tells a story. A file that is read is in the format that the vector names.
    /// Of one that is refused, the area or the name of the vector says what it was meant to be; in the area
    /// `import/other` names are those of other formats.
    #[must_use]
    pub fn of(vector: &'a Vector) -> Option<Self> {
        let action = &vector.question()?.action;
        let meant = vector.id.strip_prefix("import/").and_then(|rest| rest.split_once('/'));
        let meant = meant.filter(|(area, _)| *area != "other").and_then(|(area, name)| {
            let named =
                |text: &str| Format::ALL.into_iter().find(|format| text.contains(format.name()));
            named(area).or_else(|| named(name))
        });
        let read = Format::ALL
            .into_iter()
            .find(|format| vector.format.is_some_and(|named| named.name() == format.name()));
        Some(Self { action, meant: read.or(meant) })
    }
}

/// Turns what commands print into an answer.
type Reading = Box<dyn Fn(&str) -> Result<OracleAnswer, ToolError>>;

/// A question to an oracle.
pub struct Question(QuestionKind);

enum QuestionKind {
    /// Commands, run in a directory of their own.
    Commands { files: Vec<File>, commands: String, reading: Reading },
    /// A call to a library or to a program that is running, and how to see it by hand.
    Call { how: String, call: Box<dyn Fn() -> Result<OracleAnswer, ToolError>> },
}

/// How an answer was had: what a shell does to have it again.
#[derive(Debug)]
pub struct Trace {
    /// What is done before, once the input is in the file of this name.
    before: String,
    file: &'static str,
    how: String,
}

impl Question {
    /// Commands in a directory with these files, and how their output is read.
    pub(super) fn commands(
        files: Vec<File>,
        commands: impl Into<String>,
        reading: impl Fn(&str) -> Result<OracleAnswer, ToolError> + 'static,
    ) -> Self {
        Self(QuestionKind::Commands {
            files,
            commands: commands.into(),
            reading: Box::new(reading),
        })
    }

    /// A call, and how to see it by hand, of what is in FILE.
    pub(super) fn call(
        how: impl Into<String>,
        call: impl Fn() -> Result<OracleAnswer, ToolError> + 'static,
    ) -> Self {
        Self(QuestionKind::Call { how: how.into(), call: Box::new(call) })
    }

    /// Asks.
    ///
    /// # Errors
    /// What is no answer: an oracle that hangs, floods, crashes, or prints what it never prints.
    pub fn ask(&self) -> Result<(OracleAnswer, Trace), ToolError> {
        match &self.0 {
            QuestionKind::Call { how, call } => {
                let trace = Trace { before: String::new(), file: "FILE", how: how.clone() };
                Ok((call()?, trace))
            }
            QuestionKind::Commands { files, commands, reading } => {
                let directory = directory_with(files)?;
                let answer = match commands::run(directory.path(), commands)? {
                    Ended::Badly(reason) => OracleAnswer::Refused(reason),
                    Ended::OutOfTime => OracleAnswer::Hung,
                    Ended::Well(output) => reading(&output)?,
                };
                Ok((answer, Trace::of(files, commands)))
            }
        }
    }
}

impl Trace {
    /// The first file is what the vector puts before a tool; what else there is, no command writes.
    fn of(files: &[File], commands: &str) -> Self {
        let mut before = String::new();
        for (index, File { name, contents, mode }) in files.iter().enumerate() {
            if index > 0 {
                let contents = base64::encode(contents);
                before.push_str(&format!("echo {contents} | base64 -d >{name}\n"));
            }
            before.push_str(&format!("chmod {mode:04o} {name}\n"));
        }
        let file = files.first().map_or("FILE", |file| file.name);
        Self { before, file, how: commands.to_owned() }
    }

    /// The commands that have the answer again, of a vector of this id.
    #[must_use]
    pub fn by_hand(&self, id: &str) -> String {
        let Self { before, file, how } = self;
        format!("cd \"$(mktemp -d)\" && keyproof vectors {id} --raw >{file}\n{before}{how}")
    }
}

/// A reading for which what the commands print is always facts.
pub(super) fn facts(
    read: impl Fn(&str) -> Option<Facts> + 'static,
) -> impl Fn(&str) -> Result<OracleAnswer, ToolError> + 'static {
    move |output| read(output).map(OracleAnswer::Choice).ok_or_else(|| malformed(output))
}

/// A question to an oracle that isn't built in, so that nobody overlooks that it is missing.
#[cfg(not(feature = "openssl"))]
pub(super) fn unaskable() -> Question {
    Question::call("", || Err(ToolError::Unavailable("it isn't built in".to_owned())))
}

/// That something was printed that never is if all is well.
pub(super) fn malformed(output: &str) -> ToolError {
    let start: String = output.chars().take(200).collect();
    ToolError::Malformed(format!("it prints what can't be read: {start:?}"))
}
