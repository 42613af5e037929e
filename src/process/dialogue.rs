//! A program that is asked in lines, and answers in lines.
//!
//! What takes long to start is started once this way, and several questions may be under way. A program that
//! doesn't answer in time, answers more than it may, or ends, is killed together with what it started, and
//! can't be asked any more. What it says on standard error is kept, the end of it at least.

use super::group::Leader;
use super::pipe::{Pipe, wait};
use memchr::memchr;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The bytes that are kept of standard error.
const KEPT: usize = 4096;

/// The bytes that are read of it at once, and no more than that of a program that never stops: twice what a pipe
/// holds.
const HEARD: usize = 1 << 17;

/// How long a program that closes its output has to end by itself, before that is taken for its end.
const GRACE: Duration = Duration::from_millis(500);

/// How often to look whether it has ended.
const SOON: Duration = Duration::from_micros(500);

/// What a program may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowance {
    /// The time for an answer.
    pub(crate) time: Duration,
    /// The bytes of an answer.
    pub(crate) line: usize,
    /// The bytes of all answers.
    pub(crate) total: usize,
}

/// A program that is running and can be asked.
#[derive(Debug)]
pub(crate) struct Dialogue {
    /// Until the program has been brought to its end.
    leader: Option<Leader>,
    stdin: Pipe,
    stdout: Pipe,
    stderr: Pipe,
    /// Of what has been asked, what isn't written yet.
    unwritten: Vec<u8>,
    /// What has been read, and from where on it has not been taken.
    read: Vec<u8>,
    taken: usize,
    /// How much of what isn't taken holds no line end.
    searched: usize,
    /// The end of what came on standard error.
    said: Vec<u8>,
    /// What is left of the bytes of all answers.
    left: usize,
    allowance: Allowance,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Silence {
    /// It has ended, in this way.
    #[error("it ended without an answer: {0}")]
    Ended(String),
    /// It didn't answer in time, and was killed.
    #[error("no answer within {} s", .0.as_secs_f64())]
    Late(Duration),
    /// Its answer is longer than it may be.
    #[error("its answer is longer than {0} bytes, which no line may be")]
    LongLine(usize),
    /// All of its answers together are.
    #[error("it has written more than {0} bytes in all")]
    Flood(usize),
    /// Its answer isn't text in UTF-8.
    #[error("its answer isn't text in UTF-8")]
    NotText,
}

impl Dialogue {
    /// Starts a program.
    ///
    /// # Errors
    /// What the system says if it can't be started.
    pub(crate) fn start(command: &mut Command, allowance: Allowance) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut leader = Leader::start(command)?;
        let stdin = Pipe::new(leader.child.stdin.take().expect("it is piped"));
        let stdout = Pipe::new(leader.child.stdout.take().expect("it is piped"));
        let stderr = Pipe::new(leader.child.stderr.take().expect("it is piped"));
        Ok(Self {
            leader: Some(leader),
            stdin: stdin?,
            stdout: stdout?,
            stderr: stderr?,
            unwritten: Vec::new(),
            read: Vec::new(),
            taken: 0,
            searched: 0,
            said: Vec::new(),
            left: allowance.total,
            allowance,
        })
    }

    /// Asks, and gives the answer without its line end.
    ///
    /// # Errors
    /// Why there is none; the program is at its end then.
    #[cfg(any(feature = "cli", test))]
    pub(crate) fn ask(&mut self, question: &str) -> Result<String, Silence> {
        self.send(question);
        self.receive()
    }

    /// Asks, in a line or several, and doesn't wait for the answer. A program that reads nothing is not waited for either.
    pub(crate) fn send(&mut self, question: &str) {
        self.unwritten.extend_from_slice(question.as_bytes());
        self.unwritten.push(b'\n');
        self.write();
    }

    /// The next answer, without its line end.
    ///
    /// # Errors
    /// Why there is none; the program is at its end then.
    pub(crate) fn receive(&mut self) -> Result<String, Silence> {
        let line = self.line();
        let text = line.and_then(|line| String::from_utf8(line).map_err(|_| Silence::NotText));
        if text.is_err() {
            self.end();
        }
        text
    }

    /// The end of what it has said on standard error, as far as it has come.
    pub(crate) fn said(&mut self) -> String {
        self.listen();
        String::from_utf8_lossy(&self.said).trim().to_owned()
    }

    fn line(&mut self) -> Result<Vec<u8>, Silence> {
        // A limit beyond the end of time is none.
        let deadline = Instant::now().checked_add(self.allowance.time);
        loop {
            if let Some(line) = self.take_line()? {
                return Ok(line);
            }
            if self.stdout.open().is_none() {
                return Err(Silence::Ended(self.how_it_ended()));
            }
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            let left = left.unwrap_or(Duration::MAX);
            if left.is_zero() {
                return Err(Silence::Late(self.allowance.time));
            }
            let to_write = (!self.unwritten.is_empty()).then_some(&self.stdin);
            if let Err(error) = wait(to_write, [&self.stdout, &self.stderr], left) {
                return Err(Silence::Ended(error.to_string()));
            }
            self.write();
            self.listen();
            self.read.drain(..std::mem::take(&mut self.taken));
            self.stdout.read(&mut self.read, self.allowance.line);
        }
    }

    /// Takes the next line from what has been read, if it is there as a whole.
    fn take_line(&mut self) -> Result<Option<Vec<u8>>, Silence> {
        let limit = self.allowance.line.min(self.left);
        let rest = self.read.get(self.taken..).unwrap_or_default();
        let unsearched = rest.get(self.searched..).unwrap_or_default();
        let end = memchr(b'\n', unsearched).map(|end| self.searched + end);
        if end.unwrap_or(rest.len()) > limit {
            return Err(if limit < self.allowance.line {
                Silence::Flood(self.allowance.total)
            } else {
                Silence::LongLine(self.allowance.line)
            });
        }
        let Some(line) = end.and_then(|end| rest.get(..end)) else {
            self.searched = rest.len();
            return Ok(None);
        };
        let line = line.to_vec();
        self.taken += line.len() + 1;
        self.searched = 0;
        self.left = self.left.saturating_sub(line.len() + 1);
        Ok(Some(line))
    }

    fn write(&mut self) {
        let left = self.stdin.write(&self.unwritten).len();
        self.unwritten.drain(..self.unwritten.len() - left);
        if self.stdin.open().is_none() {
            // Who has ended reads nothing, which is seen when an answer is waited for.
            self.unwritten.clear();
        }
    }

    /// Reads what has come on standard error, and keeps what was last.
    fn listen(&mut self) {
        self.stderr.read(&mut self.said, HEARD);
        let excess = self.said.len().saturating_sub(KEPT);
        self.said.drain(..excess);
    }

    /// Says how the program ended, which it is given a moment to do.
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
        leader.end().map_or_else(|error| error.to_string(), in_words)
    }

    /// Brings the program to its end, after which there are no answers.
    fn end(&mut self) {
        self.stdin.close();
        self.stdout.close();
        self.taken = self.read.len();
        self.searched = 0;
        if let Some(leader) = self.leader.take() {
            // How it ended makes no difference.
            let _ = leader.end();
        }
    }
}

impl Drop for Dialogue {
    fn drop(&mut self) {
        self.end();
    }
}

fn in_words(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit code {code}"),
        (None, signal) => format!("killed by signal {}", signal.unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Long enough for any program here that answers.
    const AMPLE: Duration = Duration::from_secs(60);

    fn start(script: &str, time: Duration) -> Dialogue {
        let allowance = Allowance { time, line: 1000, total: 5000 };
        Dialogue::start(Command::new("sh").args(["-c", script]), allowance).unwrap()
    }

    #[track_caller]
    fn check(script: &str, expected: Result<&str, &str>) {
        let time = if expected == Err("no answer within 0.3 s") {
            Duration::from_millis(300)
        } else {
            AMPLE
        };
        let mut dialogue = start(script, time);
        let answer = dialogue.ask("question").map_err(|silence| silence.to_string());
        assert_eq!(answer.as_deref().map_err(String::as_str), expected, "{script}");
        if expected.is_err() {
            assert!(dialogue.ask("again").is_err(), "it is at its end: {script}");
        }
    }

    #[test]
    fn a_line_is_answered_by_a_line() {
        check("read -r line; echo \"to $line\"", Ok("to question"));
        check("read -r line; echo", Ok(""));
        let mut dialogue = start("while read -r line; do echo \"$line $line\"; done", AMPLE);
        for question in ["1", "", "three"] {
            assert_eq!(dialogue.ask(question).unwrap(), format!("{question} {question}"));
        }
        for question in ["one", "two"] {
            dialogue.send(question);
        }
        assert_eq!(dialogue.receive().unwrap(), "one one");
        assert_eq!(dialogue.receive().unwrap(), "two two");
    }

    #[test]
    fn no_answer_says_why() {
        check("read -r line", Err("it ended without an answer: exit code 0"));
        check("read -r line; printf half; exit 3", Err("it ended without an answer: exit code 3"));
        check("kill -SEGV $$", Err("it ended without an answer: killed by signal 11"));
        let closed = "it ended without an answer: it has closed its standard output";
        check("exec >&-; exec sleep 1000", Err(closed));
        check("read -r line; exec sleep 1000", Err("no answer within 0.3 s"));
        check("exec sleep 1000", Err("no answer within 0.3 s"));
        check("read -r line; sleep 1000 & exit", Err("no answer within 0.3 s"));
        let long = "its answer is longer than 1000 bytes, which no line may be";
        check("read -r line; cat /dev/zero", Err(long));
        check("read -r line; yes ok | tr -d '\\n'", Err(long));
        check("read -r line; printf '\\377\\n'", Err("its answer isn't text in UTF-8"));
    }

    #[test]
    fn a_program_that_talks_on_is_cut_off() {
        let mut dialogue = start("yes", AMPLE);
        let silence = std::iter::repeat_with(|| dialogue.receive()).find_map(Result::err);
        assert_eq!(silence, Some(Silence::Flood(5000)));
    }

    #[test]
    fn a_program_need_not_read_what_it_is_asked() {
        let long = "x".repeat(1 << 20);
        let mut dialogue = start("echo answer; exec sleep 1000", AMPLE);
        assert_eq!(dialogue.ask(&long).unwrap(), "answer");
    }

    #[test]
    fn the_end_of_what_it_says_beside_is_kept() {
        let script = "yes x | head -c 10000 >&2; echo last >&2; read -r line; echo answer";
        let mut dialogue = start(script, AMPLE);
        assert_eq!(dialogue.ask("question").unwrap(), "answer");
        let said = std::iter::repeat_with(|| dialogue.said()).find(|said| said.ends_with("last"));
        assert!(said.unwrap().len() <= KEPT);
    }
}
