//! An implementation behind a command that is run once for each public key file.
//!
//! The command gets the file on its standard input, and answers by its exit code: 0, with the fingerprint on
//! its standard output, if it takes the key; 1 if it refuses it. Everything else is a crash, and never a
//! refusal. It is given to `sh -c`, so a pipeline will do. A filter has no way to be asked anything else.
//! That no process can be had is no fault of the command's: it was not asked.

use super::pulse::{self, Pulse};
use super::{Description, Implementation};
use crate::api::{Action, Outcome, PublicKeyFacts, Refusal, Reply};
use crate::process::{self, Ending, Exit, Limits, Stream, excerpt};
use crate::rule::Capability;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::time::Duration;

/// The most that a command may write to standard output, and to standard error.
pub const MAX_OUTPUT: usize = 65_536;

/// The longest message that is taken over from a command, in characters.
const MAX_MESSAGE: usize = 200;

/// A shell's exit code for a command that it finds and can't run.
const NOT_EXECUTABLE: i32 = 126;

/// A shell's exit code for a command that it doesn't find.
const NOT_FOUND: i32 = 127;

/// A shell's exit code for a command that ended by a signal is this and the signal's number.
const SIGNALLED: i32 = 128;

/// A command as an implementation under test.
#[derive(Debug, Clone)]
pub struct Filter {
    command: String,
    limits: Limits,
    pulse: Pulse,
    /// Why nothing is asked any more, if it has stopped answering.
    silent: Option<String>,
}

/// Why a command can't be run at all, which says nothing of an implementation.
#[derive(Debug, thiserror::Error)]
pub enum NotRunnable {
    /// There is no shell, or no process can be made.
    #[error("sh can't be started: {0}")]
    Shell(io::Error),
    /// There is no command in it, but blanks and comments at the most.
    #[error("it has no command in it; name one, such as ./import.sh")]
    Blank,
    /// The shell can't make sense of it.
    #[error("it is no command that sh can read: {0}")]
    Syntax(String),
    /// The shell doesn't find the command.
    #[error("the command was not found: {0}")]
    NotFound(String),
    /// The shell finds the command and can't run it.
    #[error("the command is not executable: {0}")]
    NotExecutable(String),
}

impl Filter {
    /// A command for `sh -c`, and the time that it has for each file.
    #[must_use]
    pub fn new(command: impl Into<String>, time: Duration) -> Self {
        Self {
            command: command.into(),
            limits: Limits { time, output: MAX_OUTPUT },
            pulse: Pulse::new([]),
            silent: None,
        }
    }

    /// Keeps public key files that any implementation would read, to find out later whether it still answers.
    #[must_use]
    pub fn with_pulse(self, keys: &[&[u8]]) -> Self {
        let keys = keys.iter().map(|key| Action::InspectPublicKey { material: key.to_vec() });
        Self { pulse: Pulse::new(keys), ..self }
    }

    /// Finds out whether the command can be run, on a file that any implementation would read.
    ///
    /// # Errors
    /// If it can't. Whatever it does once it runs is no error here.
    pub fn probe(&self, material: &[u8]) -> Result<(), NotRunnable> {
        // A shell runs what it can of a command before it comes to what it can't read, and ends as the
        // command itself could have.
        self.parse()?;
        let Ending::Exited(exit) = self.run(material).map_err(NotRunnable::Shell)? else {
            return Ok(());
        };
        match exit.status.code() {
            Some(NOT_FOUND) => Err(NotRunnable::NotFound(message(&exit.stderr))),
            Some(NOT_EXECUTABLE) => Err(NotRunnable::NotExecutable(message(&exit.stderr))),
            _ => Ok(()),
        }
    }

    /// Has the shell read the command, and not run it.
    fn parse(&self) -> Result<(), NotRunnable> {
        if self.command.lines().all(|line| matches!(line.trim_ascii().as_bytes(), [] | [b'#', ..]))
        {
            return Err(NotRunnable::Blank);
        }
        let mut shell = Command::new("sh");
        shell.args(["-n", "-c"]).arg(&self.command);
        match process::run(&mut shell, b"", self.limits).map_err(NotRunnable::Shell)? {
            Ending::Exited(exit) if !exit.status.success() => {
                Err(NotRunnable::Syntax(message(&exit.stderr)))
            }
            _ => Ok(()),
        }
    }

    fn run(&self, material: &[u8]) -> io::Result<Ending> {
        process::run(Command::new("sh").arg("-c").arg(&self.command), material, self.limits)
    }

    /// Finds out after a time-out whether anything is answered still, if that is in doubt.
    fn look_whether_it_is_silent(&mut self) {
        let Some(questions) = self.pulse.misses() else { return };
        let is_late = |action: &Action| match action {
            Action::InspectPublicKey { material } => {
                matches!(self.run(material), Ok(Ending::TimedOut { .. }))
            }
            _ => true,
        };
        if questions.iter().all(is_late) {
            self.silent = Some(pulse::silent(self.limits.time));
        } else {
            self.pulse.beats();
        }
    }

    fn outcome(&self, run: &io::Result<Ending>) -> Outcome {
        match run {
            Err(error) => Outcome::NotAsked(format!("sh can't be started: {error}")),
            Ok(Ending::Exited(exit)) => answer(exit),
            Ok(Ending::TimedOut { stderr }) => Outcome::Hang(hang(self.limits.time, stderr)),
            Ok(Ending::Flooded(stream)) => {
                let stream = match stream {
                    Stream::Stdout => "standard output",
                    Stream::Stderr => "standard error",
                };
                Outcome::Garbled(format!("floods {stream} with more than {MAX_OUTPUT} bytes"))
            }
        }
    }
}

impl Implementation for Filter {
    fn description(&self) -> Description {
        let name = self.command.clone();
        Description { name, version: None, capabilities: vec![Capability::Codec] }
    }

    fn call(&mut self, action: &Action) -> Outcome {
        let Action::InspectPublicKey { material } = action else { return Outcome::Unsupported };
        if let Some(why) = &self.silent {
            return Outcome::NotAsked(why.clone());
        }
        let run = self.run(material);
        let outcome = self.outcome(&run);
        match run {
            Ok(Ending::TimedOut { .. }) => self.look_whether_it_is_silent(),
            _ => self.pulse.beats(),
        }
        outcome
    }

    fn over(&self) -> Option<String> {
        self.silent.clone()
    }

    fn extend_time(&mut self, times: u32) -> bool {
        self.limits.time = self.limits.time.saturating_mul(times);
        true
    }
}

/// What a command that ended by itself says.
fn answer(exit: &Exit) -> Outcome {
    match exit.status.code() {
        Some(0) => accepted(&exit.stdout),
        Some(1) => Outcome::Refused(Refusal { code: None, message: message(&exit.stderr) }),
        code => Outcome::Crash(crash(code, exit)),
    }
}

fn accepted(stdout: &[u8]) -> Outcome {
    let garbled = |why: &str| Outcome::Garbled(why.to_owned());
    let Ok(text) = str::from_utf8(stdout) else {
        return garbled("exit code 0, and standard output is not UTF-8");
    };
    let mut lines = text.trim().lines();
    match (lines.next(), lines.next()) {
        (None, _) => garbled("exit code 0, and no fingerprint on standard output"),
        (Some(_), Some(_)) => garbled("more than one line on standard output"),
        (Some(line), None) if line.chars().count() > MAX_MESSAGE => {
            garbled("exit code 0, and a line on standard output that is too long for a fingerprint")
        }
        (Some(line), None) => {
            let fingerprint = line.trim().to_owned();
            Outcome::Done(Reply::PublicKey(PublicKeyFacts { fingerprint, ..Default::default() }))
        }
    }
}

fn crash(code: Option<i32>, exit: &Exit) -> String {
    let how = match code {
        Some(NOT_FOUND) => format!("exit code {NOT_FOUND}: the shell found no such command"),
        Some(NOT_EXECUTABLE) => format!("exit code {NOT_EXECUTABLE}: the command can't be run"),
        Some(code) if code > SIGNALLED && code < SIGNALLED + 65 => {
            format!("exit code {code}, which a shell gives for signal {}", code - SIGNALLED)
        }
        Some(code) => format!("exit code {code}, where 0 is accepted and 1 is refused"),
        None => format!("signal {}", exit.status.signal().unwrap_or_default()),
    };
    with_message(how, &exit.stderr)
}

fn hang(time: Duration, stderr: &[u8]) -> String {
    with_message(format!("no answer within {} s", time.as_secs_f64()), stderr)
}

fn with_message(how: String, stderr: &[u8]) -> String {
    match excerpt(&String::from_utf8_lossy(stderr)) {
        said if said.is_empty() => how,
        said => format!("{how}; it said: {said}"),
    }
}

/// The first line with anything on it, if it isn't endless.
fn message(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    line.chars().take(MAX_MESSAGE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINGERPRINT: &str = "00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff";

    /// Long enough for any command here that ends by itself, however busy the machine.
    const AMPLE: Duration = Duration::from_secs(60);

    /// For commands that never do.
    const SHORT: Duration = Duration::from_millis(300);

    fn call_within(limit: Duration, command: &str, material: &[u8]) -> Outcome {
        Filter::new(command, limit).call(&Action::InspectPublicKey { material: material.to_vec() })
    }

    #[track_caller]
    fn check(command: &str, expected: Outcome) {
        assert_eq!(call_within(AMPLE, command, b"material"), expected, "{command}");
    }

    fn accepted_as(fingerprint: &str) -> Outcome {
        let fingerprint = fingerprint.to_owned();
        Outcome::Done(Reply::PublicKey(PublicKeyFacts { fingerprint, ..Default::default() }))
    }

    fn refused(message: &str) -> Outcome {
        Outcome::Refused(Refusal { code: None, message: message.to_owned() })
    }

    fn crash(how: &str) -> Outcome {
        Outcome::Crash(how.to_owned())
    }

    fn garbled(why: &str) -> Outcome {
        Outcome::Garbled(why.to_owned())
    }

    #[test]
    fn zero_and_a_fingerprint_is_an_acceptance() {
        check(&format!("echo {FINGERPRINT}"), accepted_as(FINGERPRINT));
        check(&format!("printf '  {FINGERPRINT} \\r\\n\\n'"), accepted_as(FINGERPRINT));
        check(&format!("echo {FINGERPRINT}; echo chatter >&2"), accepted_as(FINGERPRINT));
        check("cat", accepted_as("material"));
    }

    #[test]
    fn one_is_a_refusal() {
        check("exit 1", refused(""));
        check("echo >&2; echo ' no RSA key ' >&2; echo more >&2; exit 1", refused("no RSA key"));
        check("echo ignored; exit 1", refused(""));
        check("printf 'a\\377b' >&2; exit 1", refused("a\u{fffd}b"));
    }

    #[test]
    fn any_other_exit_is_a_crash() {
        check("exit 2", crash("exit code 2, where 0 is accepted and 1 is refused"));
        check(
            "echo oops >&2; exit 255",
            crash("exit code 255, where 0 is accepted and 1 is refused; it said: oops"),
        );
        check("kill -SEGV $$", crash("signal 11"));
        check("exit 139", crash("exit code 139, which a shell gives for signal 11"));
        check("exit 126", crash("exit code 126: the command can't be run"));
        check("exit 127", crash("exit code 127: the shell found no such command"));
    }

    #[test]
    fn a_crash_shows_the_beginning_and_the_end_of_what_was_said() {
        let frames = "yes '  at frame' | head -n 1000 >&2";
        let command = format!("echo 'TypeError: oops' >&2; {frames}; echo last >&2; exit 70");
        let Outcome::Crash(how) = call_within(AMPLE, &command, b"") else { panic!("no crash") };
        assert!(how.contains("it said: TypeError: oops\n  at frame"), "{how}");
        assert!(how.ends_with("at frame\nlast"), "{how}");
    }

    #[test]
    fn who_stops_answering_is_not_asked_for_ever() {
        let mut filter = Filter::new("exec sleep 1000", SHORT).with_pulse(&[b"one", b"two"]);
        let mut call = || {
            let outcome = filter.call(&Action::InspectPublicKey { material: b"key".to_vec() });
            (outcome, filter.over())
        };
        for _ in 0..2 {
            assert!(matches!(call(), (Outcome::Hang(_), None)));
        }
        let (Outcome::Hang(_), Some(why)) = call() else { panic!("it is not over") };
        assert_eq!(call(), (Outcome::NotAsked(why.clone()), Some(why)));
    }

    #[test]
    fn who_answers_a_valid_key_goes_on_hanging() {
        let command = "grep -q two || exec sleep 1000; exit 1";
        let mut filter = Filter::new(command, SHORT).with_pulse(&[b"one", b"two"]);
        for _ in 0..7 {
            let outcome = filter.call(&Action::InspectPublicKey { material: b"key".to_vec() });
            assert!(matches!(outcome, Outcome::Hang(_)), "{outcome:?}");
        }
        assert_eq!(filter.over(), None);
    }

    #[test]
    fn zero_without_a_fingerprint_is_garbled() {
        check("true", garbled("exit code 0, and no fingerprint on standard output"));
        check("printf ' \\n\\t\\n'", garbled("exit code 0, and no fingerprint on standard output"));
        check("printf '\\377'", garbled("exit code 0, and standard output is not UTF-8"));
        check("echo a; echo b", garbled("more than one line on standard output"));
        check(
            "head -c 300 /dev/zero | tr '\\0' x",
            garbled(
                "exit code 0, and a line on standard output that is too long for a fingerprint",
            ),
        );
    }

    #[test]
    fn no_answer_in_time_is_a_hang() {
        let hang = |command: &str| call_within(SHORT, command, b"material");
        assert_eq!(hang("sleep 1000"), Outcome::Hang("no answer within 0.3 s".to_owned()));
        let said = "no answer within 0.3 s; it said: waiting for a lock".to_owned();
        assert_eq!(hang("echo waiting for a lock >&2; sleep 1000"), Outcome::Hang(said));
    }

    #[test]
    fn a_flood_is_garbled() {
        check("cat /dev/zero", garbled("floods standard output with more than 65536 bytes"));
        check("cat /dev/zero >&2", garbled("floods standard error with more than 65536 bytes"));
    }

    #[test]
    fn a_command_that_was_never_started_is_not_to_blame() {
        let outcome = Filter::new("true", AMPLE).outcome(&Err(io::ErrorKind::OutOfMemory.into()));
        assert_eq!(outcome, Outcome::NotAsked("sh can't be started: out of memory".to_owned()));
    }

    #[test]
    fn other_questions_are_not_for_filters() {
        let outcome =
            Filter::new("true", AMPLE).call(&Action::NameKeyFile { key_name: "a".to_owned() });
        assert_eq!(outcome, Outcome::Unsupported);
    }

    #[test]
    fn the_probe_tells_what_is_no_command_from_a_failing_one() {
        let probe = |command: &str| Filter::new(command, SHORT).probe(b"material");
        assert!(matches!(probe("keyproof-no-such-command"), Err(NotRunnable::NotFound(_))));
        assert!(matches!(probe("/"), Err(NotRunnable::NotExecutable(_))));
        for command in ["", " \t\n", "#", " # one\n\n# two"] {
            assert!(matches!(probe(command), Err(NotRunnable::Blank)), "{command:?}");
        }
        for command in ["(", "echo 'a", "exit 1\n)", "if true", "a | | b"] {
            assert!(matches!(probe(command), Err(NotRunnable::Syntax(_))), "{command:?}");
        }
        for command in [
            "# one\ntrue",
            "true # one",
            ":",
            "true",
            "exit 1",
            "exit 2",
            "kill -SEGV $$",
            "sleep 1000",
        ] {
            assert!(probe(command).is_ok(), "{command}");
        }
    }
}
