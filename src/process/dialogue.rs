//! A program that is asked in lines, and answers in lines.
//!
//! What takes long to start is started once this way, and several questions may be under way. A program that
//! doesn't answer in time, answers more than it may, or ends, is killed together with what it started, and
//! can't be asked any more. What it says on standard error is kept, the end of it at least.

use super::group::Leader;
use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The answers that may wait to be taken: a program that talks unasked waits from then on.
const WAITING: usize = 64;

/// The bytes that are kept of standard error.
const KEPT: usize = 4096;

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
    pub(crate) line: u64,
    /// The bytes of all answers.
    pub(crate) total: u64,
}

/// A program that is running and can be asked.
#[derive(Debug)]
pub(crate) struct Dialogue {
    /// Until the program has been brought to its end.
    leader: Option<Leader>,
    questions: Sender<String>,
    answers: Receiver<Result<Vec<u8>, Silence>>,
    said: Arc<Mutex<VecDeque<u8>>>,
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
    LongLine(u64),
    /// All of its answers together are.
    #[error("it has written more than {0} bytes in all")]
    Flood(u64),
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
        let stdin = leader.child.stdin.take().expect("it is piped");
        let stdout = leader.child.stdout.take().expect("it is piped");
        let stderr = leader.child.stderr.take().expect("it is piped");
        let (questions, to_write) = channel();
        let (sender, answers) = sync_channel(WAITING);
        let said = Arc::new(Mutex::new(VecDeque::new()));
        let tail = Arc::clone(&said);
        // All three end when the program does, which is killed if it doesn't by itself.
        thread::spawn(move || write_lines(stdin, &to_write));
        thread::spawn(move || read_lines(BufReader::new(stdout), allowance, &sender));
        thread::spawn(move || keep_tail(stderr, &tail));
        Ok(Self { leader: Some(leader), questions, answers, said, allowance })
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
    pub(crate) fn send(&self, question: &str) {
        // Who has ended reads nothing, which is seen when an answer is waited for.
        let _ = self.questions.send(format!("{question}\n"));
    }

    /// The next answer, without its line end.
    ///
    /// # Errors
    /// Why there is none; the program is at its end then.
    pub(crate) fn receive(&mut self) -> Result<String, Silence> {
        let answer = match self.answers.recv_timeout(self.allowance.time) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => Err(Silence::Late(self.allowance.time)),
            Err(RecvTimeoutError::Disconnected) => Err(Silence::Ended(self.how_it_ended())),
        };
        let text = answer.and_then(|line| String::from_utf8(line).map_err(|_| Silence::NotText));
        if text.is_err() {
            self.end();
        }
        text
    }

    /// The end of what it has said on standard error.
    pub(crate) fn said(&self) -> String {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&said.iter().copied().collect::<Vec<u8>>()).trim().to_owned()
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

    fn end(&mut self) {
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

/// Writes what is asked, for as long as somebody reads it: a program needn't.
fn write_lines(mut stdin: impl Write, questions: &Receiver<String>) {
    for question in questions {
        if stdin.write_all(question.as_bytes()).and_then(|()| stdin.flush()).is_err() {
            return;
        }
    }
}

/// Hands on line after line, up to the first that is too long, or until nobody takes them.
fn read_lines(
    mut stdout: impl BufRead,
    allowance: Allowance,
    sender: &SyncSender<Result<Vec<u8>, Silence>>,
) {
    let mut left = allowance.total;
    loop {
        let mut line = Vec::new();
        let limit = allowance.line.min(left);
        let read = stdout.by_ref().take(limit.saturating_add(1)).read_until(b'\n', &mut line);
        // An error ends the output as its end does, and half a line is no answer.
        let Ok(count @ 1..) = read.map(|count| u64::try_from(count).unwrap_or(u64::MAX)) else {
            return;
        };
        let is_whole = line.pop_if(|last| *last == b'\n').is_some();
        let answer = if is_whole {
            left = left.saturating_sub(count);
            Ok(line)
        } else if count <= limit {
            return;
        } else if limit < allowance.line {
            Err(Silence::Flood(allowance.total))
        } else {
            Err(Silence::LongLine(allowance.line))
        };
        let is_last = answer.is_err();
        if sender.send(answer).is_err() || is_last {
            return;
        }
    }
}

/// Reads to the end, and keeps what was last.
fn keep_tail(mut stderr: impl Read, tail: &Mutex<VecDeque<u8>>) {
    let mut buffer = [0; KEPT];
    while let Ok(count @ 1..) = stderr.read(&mut buffer) {
        let mut tail = tail.lock().unwrap_or_else(PoisonError::into_inner);
        tail.extend(buffer.iter().take(count));
        let excess = tail.len().saturating_sub(KEPT);
        tail.drain(..excess);
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
