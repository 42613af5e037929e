//! A child process that answers lines with lines.
//!
//! A program that takes long to start is started once this way, and several questions may be in
//! progress. A program that doesn't answer in time, exceeds its output limits, or ends, is killed
//! together with everything that it started, and can't be asked again. The beginning and the end of
//! its standard error are kept.

use super::group::{self, ProcessGroup};
use super::heard::CapturedText;
use super::pipe::{Pipe, is_abandoned, wait};
use memchr::{memchr, memchr_iter};
use rustix::process::Signal;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The most bytes of standard error that are read at once, so that a program that never stops
/// writing doesn't block us: twice the capacity of a pipe.
const HEARD: usize = 1 << 17;

/// How long a program has to end after it closes its output or its input, or after it is asked to
/// end.
const GRACE: Duration = Duration::from_millis(500);

/// How often to check whether it has ended.
const SOON: Duration = Duration::from_micros(500);

/// The limits of a program.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// The time for one answer.
    pub time: Duration,
    /// The most bytes of one answer.
    pub line: usize,
    /// The most bytes of all answers.
    pub total: usize,
}

/// A running program that answers lines.
#[derive(Debug)]
pub struct LineProcess {
    /// `None` once the program has been ended.
    leader: Option<ProcessGroup>,
    stdin: Pipe,
    stdout: Pipe,
    stderr: Pipe,
    /// The part of the questions that isn't written yet.
    unwritten: Vec<u8>,
    /// The number of lines that it hasn't answered.
    under_way: usize,
    /// The bytes that were read, and how many of them were returned as lines.
    read: Vec<u8>,
    taken: usize,
    /// How many of the remaining bytes contain no line end.
    searched: usize,
    /// Standard error since the last answer was read, and before that.
    text: CapturedText,
    text_before: CapturedText,
    /// Since when the program no longer reads its input.
    abandoned: Option<Instant>,
    /// How many bytes all further answers may have.
    left: usize,
    allowance: Allowance,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiveError {
    /// It ended, or closed a pipe, as the text says.
    #[error("it ended without an answer: {0}")]
    Ended(String),
    /// It didn't answer in time, and was killed.
    #[error("no answer within {} s", .0.as_secs_f64())]
    Late(Duration),
    /// Its answer exceeds the limit of one line.
    #[error("the answer is longer than {0} bytes, the limit of a line")]
    LongLine(usize),
    /// All of its answers together exceed the limit.
    #[error("all answers together are longer than {0} bytes")]
    Flood(usize),
    /// Its answer isn't text in UTF-8.
    #[error("the answer is not UTF-8 text")]
    NotText,
    /// It was killed from outside, with all other commands.
    #[error("{}", group::STOPPED)]
    Stopped,
}

impl LineProcess {
    /// Starts a program.
    ///
    /// # Errors
    /// Returns an [`io::Error`] if the program can't be started.
    pub fn start(command: &mut Command, allowance: Allowance) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut leader = ProcessGroup::start(command)?;
        let stdin = Pipe::new(leader.child.stdin.take().expect("it is piped"));
        let stdout = Pipe::new(leader.child.stdout.take().expect("it is piped"));
        let stderr = Pipe::new(leader.child.stderr.take().expect("it is piped"));
        Ok(Self {
            leader: Some(leader),
            stdin: stdin?,
            stdout: stdout?,
            stderr: stderr?,
            unwritten: Vec::new(),
            under_way: 0,
            read: Vec::new(),
            taken: 0,
            searched: 0,
            text: CapturedText::default(),
            text_before: CapturedText::default(),
            abandoned: None,
            left: allowance.total,
            allowance,
        })
    }

    /// Sends a question, and returns the answer without its line end.
    ///
    /// # Errors
    /// Returns a [`ReceiveError`] if there is no answer. The program has been ended then.
    pub fn ask(&mut self, question: &str) -> Result<String, ReceiveError> {
        self.send(question);
        self.receive()
    }

    /// Sends a question of one or more lines, and doesn't wait for the answer. It doesn't block on
    /// a program that reads nothing either.
    pub(crate) fn send(&mut self, question: &str) {
        if self.under_way == 0 {
            self.listen();
            self.has_answered();
        }
        self.under_way += 1 + memchr_iter(b'\n', question.as_bytes()).count();
        self.unwritten.extend_from_slice(question.as_bytes());
        self.unwritten.push(b'\n');
        self.write();
    }

    /// Returns the next answer, without its line end.
    ///
    /// # Errors
    /// Returns a [`ReceiveError`] if there is no answer. The program has been ended then.
    pub(crate) fn receive(&mut self) -> Result<String, ReceiveError> {
        let line = self.line();
        let text = line.and_then(|line| String::from_utf8(line).map_err(|_| ReceiveError::NotText));
        if text.is_err() {
            self.end();
        }
        if text.is_err() && group::is_stopped() { Err(ReceiveError::Stopped) } else { text }
    }

    /// Returns the beginning and the end of what has arrived on standard error since the last
    /// answer, or before that answer if nothing has arrived since.
    pub(crate) fn stderr_text(&mut self) -> String {
        self.listen();
        let text = if self.text.is_empty() { &self.text_before } else { &self.text };
        text.text()
    }

    /// Closes its input, gives it a moment to end, and then kills it. Returns how it ended if it
    /// crashed.
    pub(crate) fn finish(&mut self) -> Option<String> {
        let start = Instant::now();
        while self.leader.as_ref().is_some_and(|leader| !leader.has_ended())
            && start.elapsed() < GRACE
        {
            self.write();
            if self.unwritten.is_empty() {
                self.stdin.close();
            }
            // Discard further answers. If they were not read, a full pipe could keep the program
            // from ending.
            self.read.clear();
            self.stdout.read(&mut self.read, HEARD);
            self.listen();
            let has_more = !self.unwritten.is_empty();
            if wait(&self.stdin, has_more, [&self.stdout, &self.stderr], SOON).is_err() {
                break;
            }
        }
        let has_ended = self.leader.as_ref().is_some_and(ProcessGroup::has_ended);
        let status = self.leader.take().and_then(|leader| leader.end().ok());
        let is_broken = has_ended && !group::is_stopped() && status.is_some_and(is_breakdown);
        self.end();
        status.filter(|_| is_broken).map(describe)
    }

    fn line(&mut self) -> Result<Vec<u8>, ReceiveError> {
        // A limit that is too long for an `Instant` is no limit.
        let deadline = Instant::now().checked_add(self.allowance.time);
        loop {
            if let Some(line) = self.take_line()? {
                return Ok(line);
            }
            if self.stdout.open().is_none() {
                return Err(ReceiveError::Ended(self.how_it_ended()));
            }
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            let left = left.unwrap_or(Duration::MAX);
            if left.is_zero() {
                return Err(ReceiveError::Late(self.allowance.time));
            }
            let left = left.min(self.until_abandoned()?);
            let has_more = !self.unwritten.is_empty();
            if let Err(error) = wait(&self.stdin, has_more, [&self.stdout, &self.stderr], left) {
                return Err(ReceiveError::Ended(error.to_string()));
            }
            self.write();
            self.read.drain(..std::mem::take(&mut self.taken));
            let text = self.hear();
            let before = self.read.len();
            self.stdout.read(&mut self.read, self.allowance.line);
            if self.read.len() > before {
                // The new answer is younger than the error text of earlier rounds, so that text
                // belongs to it. The text that was read just now may be younger: it may explain why
                // the next answer is missing.
                self.has_answered();
            }
            self.text.add(&text);
        }
    }

    /// Takes the next line from the bytes that were read, if it is complete.
    fn take_line(&mut self) -> Result<Option<Vec<u8>>, ReceiveError> {
        let limit = self.allowance.line.min(self.left);
        let rest = self.read.get(self.taken..).unwrap_or_default();
        let unsearched = rest.get(self.searched..).unwrap_or_default();
        let end = memchr(b'\n', unsearched).map(|end| self.searched + end);
        if end.unwrap_or(rest.len()) > limit {
            return Err(if limit < self.allowance.line {
                ReceiveError::Flood(self.allowance.total)
            } else {
                ReceiveError::LongLine(self.allowance.line)
            });
        }
        let Some(line) = end.and_then(|end| rest.get(..end)) else {
            self.searched = rest.len();
            return Ok(None);
        };
        let line = line.to_vec();
        self.taken += line.len() + 1;
        self.under_way = self.under_way.saturating_sub(1);
        self.searched = 0;
        self.left = self.left.saturating_sub(line.len() + 1);
        Ok(Some(line))
    }

    fn write(&mut self) {
        let left = self.stdin.write(&self.unwritten).len();
        self.unwritten.drain(..self.unwritten.len() - left);
        if self.stdin.open().is_none() {
            self.unwritten.clear();
            self.abandoned.get_or_insert_with(Instant::now);
        }
    }

    /// Reads what has arrived on standard error.
    fn listen(&mut self) {
        let text = self.hear();
        self.text.add(&text);
    }

    fn hear(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.stderr.read(&mut bytes, HEARD);
        bytes
    }

    /// Assigns the error text so far to the answers so far.
    fn has_answered(&mut self) {
        if !self.text.is_empty() {
            self.text_before = std::mem::take(&mut self.text);
        }
    }

    /// Returns how long to wait for an answer from a program that has closed its input. It may
    /// still answer what it has read before.
    ///
    /// # Errors
    /// Returns [`ReceiveError::Ended`] if this time is over.
    fn until_abandoned(&mut self) -> Result<Duration, ReceiveError> {
        if self.abandoned.is_none() && is_abandoned(&self.stdin) {
            self.abandoned = Some(Instant::now());
            self.stdin.close();
            self.unwritten.clear();
        }
        let Some(since) = self.abandoned else { return Ok(Duration::MAX) };
        let left = GRACE.saturating_sub(since.elapsed());
        if !left.is_zero() {
            return Ok(left);
        }
        let has_ended = self.leader.as_ref().is_none_or(ProcessGroup::has_ended);
        let how = if has_ended {
            self.how_it_ended()
        } else {
            "it has closed its standard input".to_owned()
        };
        Err(ReceiveError::Ended(how))
    }

    /// Describes how the program ended. Gives it a moment to end.
    fn how_it_ended(&mut self) -> String {
        let Some(leader) = self.leader.take() else { return "it was stopped before".to_owned() };
        let start = Instant::now();
        while !leader.has_ended() {
            if start.elapsed() > GRACE {
                let _ = leader.end();
                return "it has closed its standard output".to_owned();
            }
            thread::sleep(SOON);
        }
        leader.end().map_or_else(|error| error.to_string(), describe)
    }

    /// Kills the program at once. There are no answers after that.
    pub(crate) fn end(&mut self) {
        self.stdin.close();
        self.stdout.close();
        self.taken = self.read.len();
        self.searched = 0;
        if let Some(leader) = self.leader.take() {
            // The exit status doesn't matter here.
            let _ = leader.end();
        }
    }
}

impl Drop for LineProcess {
    fn drop(&mut self) {
        self.end();
    }
}

/// Returns whether the program was ended by a signal that only its own fault causes, according to
/// its status or the exit code of a shell.
fn is_breakdown(status: ExitStatus) -> bool {
    let signal = status.signal().or(status.code().map(|code| code - 128));
    let faults = [Signal::ILL, Signal::TRAP, Signal::ABORT, Signal::BUS, Signal::FPE, Signal::SEGV];
    faults.into_iter().any(|fault| signal == Some(fault.as_raw()))
}

fn describe(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit code {code}"),
        (None, signal) => format!("killed by signal {}", signal.unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests;
