//! One process of an adapter: its numbered lines, and what can be wrong with them.

use crate::api::{Action, Outcome};
use crate::implementation::BreakdownKind;
use crate::process::{Allowance, LineProcess, ReceiveError, excerpt};
use crate::protocol::{self, Answer, Greeting, Hello, PROTOCOL, ReplyFields, Request};
use crate::rule::Capability;
use std::borrow::Cow;
use std::process::Command;
use std::time::Duration;

/// The limits of one line and of all lines, in bytes.
const LINE: usize = 4 << 20;
const TOTAL: usize = 1 << 30;

/// How many characters of a line an error shows.
const SHOWN: usize = 200;

/// A running adapter.
#[derive(Debug)]
pub(super) struct AdapterProcess {
    program: LineProcess,
    /// The number of the next request.
    next: u64,
    /// The number of lines read so far.
    lines: u64,
}

/// An error of an adapter. Only [`Died`](Self::Died) and [`Late`](Self::Late) say something about
/// the implementation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdapterError {
    /// The shell can't be started.
    #[error("sh can't be started: {0}")]
    Shell(String),
    /// It ended. The text says how, and what it wrote to standard error.
    #[error("{0}")]
    Died(String),
    /// It doesn't answer in time.
    #[error("no answer within {} s{}", .time.as_secs_f64(), words(.stderr))]
    Late {
        /// The time limit.
        time: Duration,
        /// What it wrote to standard error.
        stderr: String,
    },
    /// It violates the protocol.
    #[error("line {line} of the adapter's output: {what}{}", words(.stderr))]
    Protocol {
        /// The number of the line, from 1.
        line: u64,
        /// What is wrong with the line.
        what: String,
        /// What it wrote to standard error.
        stderr: String,
    },
    /// It answers in a different order than it is asked.
    #[error("{0}; answers must be in the order of the requests")]
    Disorder(String),
    /// It has stopped answering.
    #[error("{0}")]
    Silent(String),
    /// The run was interrupted.
    #[error("{0}")]
    Stopped(String),
    /// It offers a capability that doesn't exist.
    #[error("the adapter offers {0:?}, which is unknown; known are {all}", all = capabilities())]
    Capability(String),
    /// It offers a capability that it doesn't support.
    #[error("the adapter offers \"{0}\", but answers \"unsupported\" to a request for it")]
    Overstated(Capability),
    /// It offers no capability.
    #[error("the adapter offers nothing: \"capabilities\" is empty")]
    NoCapability,
    /// It doesn't perform a reset.
    #[error("the adapter doesn't reset its state (\"op\": \"reset\"): {0}")]
    NoReset(String),
}

impl AdapterProcess {
    /// Starts an adapter and reads its greeting.
    pub(super) fn start(command: &str, time: Duration) -> Result<(Self, Hello), AdapterError> {
        let allowance = Allowance { time, line: LINE, total: TOTAL };
        let program = LineProcess::start(Command::new("sh").args(["-c", command]), allowance);
        let program = program.map_err(|error| AdapterError::Shell(error.to_string()))?;
        let mut adapter = Self { program, next: 1, lines: 0 };
        adapter.program.send(&protocol::line(&Request::Start { protocol: PROTOCOL }));
        let line = adapter.line()?;
        let greeting: Result<Greeting, _> = serde_json::from_str(&line);
        match greeting {
            Ok(Greeting { ok }) => Ok((adapter, ok)),
            Err(error) => Err(adapter.protocol(&format!("invalid greeting ({error})"), &line)),
        }
    }

    /// Sends several questions. Returns the number of the first.
    pub(super) fn ask_all<'a>(&mut self, actions: impl IntoIterator<Item = &'a Action>) -> u64 {
        let first = self.next;
        let lines = actions.into_iter().map(|action| {
            let request = Request::Call { seq: self.next, action: Cow::Borrowed(action) };
            self.next += 1;
            protocol::line(&request)
        });
        // One write for all of them is also cheaper for the program that reads them.
        let lines: Vec<String> = lines.collect();
        self.program.send(&lines.join("\n"));
        first
    }

    /// Reads the answer to this request, which must be the next one.
    pub(super) fn answer(&mut self, seq: u64, action: &Action) -> Result<Outcome, AdapterError> {
        let (answer, line) = self.numbered(seq)?;
        answer.outcome(action).map_err(|what| self.protocol(&what, &line))
    }

    /// Asks for a reset, and reads the answer.
    pub(super) fn reset(&mut self) -> Result<(), AdapterError> {
        let seq = self.next;
        self.next += 1;
        self.program.send(&protocol::line(&Request::Reset { seq }));
        let (answer, line) = self.numbered(seq)?;
        match (answer.ok, answer.error, answer.unsupported) {
            (Some(reply), None, None) if reply == ReplyFields::default() => Ok(()),
            (None, Some(error), None) => Err(AdapterError::NoReset(error.message)),
            (None, None, Some(true)) => {
                Err(AdapterError::NoReset("the answer is \"unsupported\"".to_owned()))
            }
            _ => Err(self.protocol("the answer to a reset must be \"ok\": {}", &line)),
        }
    }

    fn numbered(&mut self, seq: u64) -> Result<(Answer, String), AdapterError> {
        let line = self.line()?;
        let answer: Answer = match serde_json::from_str(&line) {
            Ok(answer) => answer,
            Err(error) => return Err(self.protocol(&format!("invalid answer ({error})"), &line)),
        };
        let what = match answer.seq {
            found if found == seq => return Ok((answer, line)),
            found if found < seq => format!("request {found} has already been answered"),
            found if found < self.next => {
                let what = format!("request {found} is answered before request {seq}");
                return Err(AdapterError::Disorder(self.protocol(&what, &line).to_string()));
            }
            found => format!("request {found} is answered, but was never sent"),
        };
        Err(self.protocol(&what, &line))
    }

    fn line(&mut self) -> Result<String, AdapterError> {
        let line = self.program.receive();
        self.lines += 1;
        line.map_err(|silence| match silence {
            ReceiveError::Ended(_) => {
                AdapterError::Died(format!("{silence}{}", words(&self.stderr())))
            }
            ReceiveError::Late(time) => AdapterError::Late { time, stderr: self.stderr() },
            ReceiveError::Stopped => AdapterError::Stopped(silence.to_string()),
            other => self.protocol(&other.to_string(), ""),
        })
    }

    fn protocol(&mut self, what: &str, line: &str) -> AdapterError {
        let shown = shortened(line);
        let what = if shown.is_empty() { what.to_owned() } else { format!("{what}: {shown}") };
        AdapterError::Protocol { line: self.lines, what, stderr: self.stderr() }
    }

    /// Returns the beginning and the end of what it wrote to standard error.
    fn stderr(&mut self) -> String {
        excerpt(&self.program.stderr_text())
    }

    /// Sends `stop`, and gives it time to end. Returns how it ended if it crashed.
    pub(super) fn finish(&mut self) -> Option<String> {
        self.program.send(&protocol::line(&Request::Stop {}));
        let how = self.program.finish()?;
        Some(format!("it crashed after \"stop\": {how}{}", words(&self.stderr())))
    }

    /// Kills it at once: after a failure, a regular end is not worth waiting for.
    pub(super) fn kill(mut self) {
        self.program.end();
    }
}

impl Drop for AdapterProcess {
    fn drop(&mut self) {
        self.finish();
    }
}

impl AdapterError {
    /// Returns the outcome of the question at which the adapter failed.
    pub(super) fn outcome(self) -> Outcome {
        match self {
            Self::Died(how) => Outcome::Crash(how),
            late @ Self::Late { .. } => Outcome::Timeout(late.to_string()),
            other => Outcome::NotRun(other.to_string()),
        }
    }
}

impl AdapterError {
    /// Returns the kind of breakdown. An interrupted run or a failed start is none.
    pub(super) const fn kind(&self) -> Option<BreakdownKind> {
        match self {
            Self::Died(_) => Some(BreakdownKind::Crash),
            Self::Late { .. } => Some(BreakdownKind::Hang),
            Self::Protocol { .. } | Self::Disorder(_) => Some(BreakdownKind::Protocol),
            _ => None,
        }
    }
}

fn capabilities() -> String {
    Capability::ALL.map(Capability::name).join(", ")
}

fn words(stderr: &str) -> String {
    if stderr.is_empty() { String::new() } else { format!("; standard error: {stderr}") }
}

fn shortened(line: &str) -> String {
    let start: String = line.chars().take(SHOWN).collect();
    if start.len() < line.len() { format!("{start}…") } else { start }
}
