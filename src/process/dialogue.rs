//! A program that is asked one thing after the other: a line in, a line out.
//!
//! What takes long to start is started once this way. A program that doesn't answer in time, answers more
//! than it may, or ends, is killed together with what it started, and can't be asked any more.

use super::group::Leader;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::Duration;

/// The answers that may wait to be taken: a program that talks unasked waits from then on.
const WAITING: usize = 16;

/// A program that is running and can be asked.
#[derive(Debug)]
pub(crate) struct Dialogue {
    /// Until the program has been brought to its end.
    leader: Option<Leader>,
    questions: Sender<String>,
    answers: Receiver<io::Result<Vec<u8>>>,
    time: Duration,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Silence {
    /// It has ended.
    #[error("it ended without an answer")]
    Ended,
    /// It didn't answer in time, and was killed.
    #[error("no answer within {} s", .0.as_secs_f64())]
    Late(Duration),
    /// Its answer is longer than it may be.
    #[error("its answer is longer than a line may be")]
    Flooded,
    /// Its answer isn't text in UTF-8.
    #[error("its answer isn't text in UTF-8")]
    NotText,
}

impl Dialogue {
    /// Starts a program. It has so much time for each answer, of so many bytes at the most.
    ///
    /// # Errors
    /// What the system says if it can't be started.
    pub(crate) fn start(command: &mut Command, time: Duration, line: u64) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut leader = Leader::start(command)?;
        let stdin = leader.child.stdin.take().expect("it is piped");
        let stdout = leader.child.stdout.take().expect("it is piped");
        let (questions, to_write) = channel();
        let (sender, answers) = sync_channel(WAITING);
        // Both end when the program does, which is killed if it doesn't by itself.
        thread::spawn(move || write_lines(stdin, &to_write));
        thread::spawn(move || read_lines(BufReader::new(stdout), line, &sender));
        Ok(Self { leader: Some(leader), questions, answers, time })
    }

    /// Asks, and gives the answer without its line end.
    ///
    /// # Errors
    /// Why there is none; the program is at its end then.
    pub(crate) fn ask(&mut self, question: &str) -> Result<String, Silence> {
        let answer = self.exchange(question);
        if answer.is_err() {
            self.end();
        }
        answer
    }

    fn exchange(&mut self, question: &str) -> Result<String, Silence> {
        self.questions.send(format!("{question}\n")).map_err(|_| Silence::Ended)?;
        let answer = self.answers.recv_timeout(self.time).map_err(|none| match none {
            RecvTimeoutError::Timeout => Silence::Late(self.time),
            RecvTimeoutError::Disconnected => Silence::Ended,
        })?;
        let answer = answer.map_err(|_| Silence::Flooded)?;
        String::from_utf8(answer).map_err(|_| Silence::NotText)
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

/// Writes what is asked, for as long as somebody reads it: a program needn't.
fn write_lines(mut stdin: impl Write, questions: &Receiver<String>) {
    for question in questions {
        if stdin.write_all(question.as_bytes()).and_then(|()| stdin.flush()).is_err() {
            return;
        }
    }
}

/// Hands on line after line, up to the first that is too long, or until nobody takes them.
fn read_lines(mut stdout: impl BufRead, limit: u64, sender: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut line = Vec::new();
        let read = stdout.by_ref().take(limit.saturating_add(1)).read_until(b'\n', &mut line);
        let is_whole = line.pop_if(|last| *last == b'\n').is_some();
        let answer = match read {
            Ok(0) => return,
            Ok(_) if is_whole => Ok(line),
            // Half a line is no answer, whether it is cut off or too long.
            Ok(count) if u64::try_from(count).is_ok_and(|count| count <= limit) => return,
            Ok(_) => Err(io::Error::other("too long")),
            Err(error) => Err(error),
        };
        let is_last = answer.is_err();
        if sender.send(answer).is_err() || is_last {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Long enough for any program here that answers.
    const AMPLE: Duration = Duration::from_secs(60);

    fn start(script: &str, time: Duration) -> Dialogue {
        Dialogue::start(Command::new("sh").args(["-c", script]), time, 1000).unwrap()
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
    }

    #[test]
    fn no_answer_says_why() {
        check("read -r line", Err("it ended without an answer"));
        check("read -r line; printf half", Err("it ended without an answer"));
        check("read -r line; exec sleep 1000", Err("no answer within 0.3 s"));
        check("exec sleep 1000", Err("no answer within 0.3 s"));
        check("read -r line; sleep 1000 & exit", Err("no answer within 0.3 s"));
        check("read -r line; cat /dev/zero", Err("its answer is longer than a line may be"));
        check("read -r line; yes ok | tr -d '\\n'", Err("its answer is longer than a line may be"));
        check("read -r line; printf '\\377\\n'", Err("its answer isn't text in UTF-8"));
    }

    #[test]
    fn a_program_need_not_read_what_it_is_asked() {
        let long = "x".repeat(1 << 20);
        let mut dialogue = start("echo answer; exec sleep 1000", AMPLE);
        assert_eq!(dialogue.ask(&long).unwrap(), "answer");
    }

    #[test]
    fn a_program_that_talks_unasked_keeps_nobody_waiting() {
        let mut dialogue = start("yes", AMPLE);
        assert_eq!(dialogue.ask("question").unwrap(), "y");
    }
}
