//! A server on a loopback port: from the moment that it listens until it is dropped.
//!
//! `sshd` can't be told to take any free port, so one is found before, and another if somebody else
//! was faster. What it writes is read to its end, so that it never waits for a reader.

use super::tool::{LIMITS, SetupError};
use keyproof::process::ProcessGroup;
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// Ends a server once nobody holds its standard input: whoever started it is gone, by whatever way.
const GUARD: &str = "\"$@\" & exec 2> /dev/null; read -r end; kill \"$!\"";

/// How many ports are tried.
const ATTEMPTS: u32 = 10;

/// The most bytes that are read of a line of a server's log.
const LINE: u64 = 4096;

/// The lines that may wait to be taken.
const WAITING: usize = 16;

/// A server that listens.
#[derive(Debug)]
pub(super) struct Server {
    /// Until it is dropped.
    leader: Option<ProcessGroup>,
    port: u16,
}

/// Why there is no server.
#[derive(Debug)]
enum Failure {
    /// The port is somebody else's by now.
    Choice,
    Other(SetupError),
}

impl Server {
    /// Starts a server, by the command for a port. It has so much time until it listens.
    pub(super) fn start(
        command: impl Fn(u16) -> Command,
        time: Duration,
    ) -> Result<Self, SetupError> {
        for _ in 0..ATTEMPTS {
            let port = free_port().map_err(SetupError::of("no port of this machine can be had"))?;
            match Self::start_at(port, &command(port), time) {
                Ok(server) => return Ok(server),
                Err(Failure::Choice) => {}
                Err(Failure::Other(fault)) => return Err(fault),
            }
        }
        Err(SetupError::said("sshd", format!("{ATTEMPTS} times: Address already in use")))
    }

    /// Where it listens.
    pub(super) const fn port(&self) -> u16 {
        self.port
    }

    fn start_at(port: u16, command: &Command, time: Duration) -> Result<Self, Failure> {
        let program = command.get_program().display().to_string();
        let mut guard = Command::new("sh");
        guard.args(["-c", GUARD, "sh"]).arg(command.get_program()).args(command.get_args());
        guard.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let leader = ProcessGroup::start(guard.env("LC_ALL", "C")).map_err(SetupError::of("sh"));
        let mut leader = leader.map_err(Failure::Other)?;
        let stderr = leader.child.stderr.take().expect("it is piped");
        // Whatever comes of it, it is killed when this is dropped.
        let server = Self { leader: Some(leader), port };
        let (sender, lines) = sync_channel(WAITING);
        thread::spawn(move || read_lines(BufReader::new(stderr), &sender));
        let deadline = Instant::now() + time;
        let mut said = String::new();
        loop {
            match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) if line.contains(&format!("listening on 127.0.0.1 port {port}.")) => {
                    return Ok(server);
                }
                Ok(line) if said.len() < LIMITS.output => said.push_str(&line),
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => {
                    return Err(Failure::Other(SetupError::Late { program, time }));
                }
                Err(RecvTimeoutError::Disconnected) if said.contains("Address already in use") => {
                    return Err(Failure::Choice);
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Failure::Other(SetupError::said(program, said)));
                }
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(leader) = self.leader.take() {
            // How it ended makes no difference. Its part in a login is in a group of its own, which
            // ends with the client.
            let _ = leader.end();
        }
    }
}

/// A port of the loopback interface that is free now.
fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Hands on line after line for as long as somebody takes them, and reads to the end anyhow.
fn read_lines(mut log: impl BufRead, sender: &SyncSender<String>) {
    let mut line = Vec::new();
    while matches!(log.by_ref().take(LINE).read_until(b'\n', &mut line), Ok(1..)) {
        let _ = sender.send(String::from_utf8_lossy(&line).into_owned());
        line.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// Long enough for any script here that comes to something.
    const AMPLE: Duration = Duration::from_secs(60);

    /// What a server says that listens.
    const LISTENS: &str = "echo \"Server listening on 127.0.0.1 port $0.\" >&2";

    fn script(text: &str, port: u16) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", text, &port.to_string()]);
        command
    }

    #[track_caller]
    fn check_failure(text: &str, time: Duration, expected: &str) {
        let fault = Server::start(|port| script(text, port), time).unwrap_err();
        assert_eq!(fault.to_string(), expected, "{text}");
    }

    #[test]
    fn a_server_is_there_once_it_says_so_and_until_it_is_dropped() {
        let text = format!("echo first >&2; {LISTENS}; exec sleep 1000");
        let server = Server::start(|port| script(&text, port), AMPLE).unwrap();
        assert!(!server.leader.as_ref().unwrap().has_ended());
        let start = Instant::now();
        drop(server);
        assert!(start.elapsed() < AMPLE);
    }

    #[test]
    fn a_port_that_is_taken_is_no_failure_before_all_attempts_are() {
        let taken = "echo 'Bind to port failed: Address already in use.' >&2; exit 255";
        let times = Cell::new(0);
        let command = |port| {
            times.set(times.get() + 1);
            let listens = format!("{LISTENS}; exec sleep 1000");
            script(if times.get() < ATTEMPTS { taken } else { &listens }, port)
        };
        assert!(Server::start(command, AMPLE).is_ok());
        assert_eq!(times.get(), ATTEMPTS);
        check_failure(taken, AMPLE, "sshd says: 10 times: Address already in use");
    }

    #[test]
    fn a_server_that_does_not_come_says_why() {
        check_failure("echo no host key >&2; exit 1", AMPLE, "sh says: no host key");
        check_failure("exit 1", AMPLE, "sh says: ");
        check_failure("exec sleep 1000", Duration::from_millis(300), "sh took more than 0.3 s");
        check_failure("yes >&2", Duration::from_millis(300), "sh took more than 0.3 s");
        let none = Server::start(|_| Command::new("/keyproof-no-such-program"), AMPLE);
        assert!(none.unwrap_err().to_string().starts_with("/keyproof-no-such-program says: "));
    }

    #[test]
    fn what_a_server_writes_is_read_to_its_end() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("written");
        let flood = "yes | head -c 1000000 >&2; head -c 1000000 /dev/zero >&2";
        let text = format!("{LISTENS}; {flood}; : > {}; exec sleep 1000", path.display());
        let server = Server::start(|port| script(&text, port), AMPLE).unwrap();
        let start = Instant::now();
        while !path.exists() {
            assert!(start.elapsed() < AMPLE, "it waits for a reader");
            thread::yield_now();
        }
        drop(server);
    }

    #[test]
    fn a_server_ends_when_whoever_started_it_is_gone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ended");
        let trap = format!("trap ': > {}; exit' TERM", path.display());
        let text = format!("{trap}; {LISTENS}; while :; do sleep 0.01; done");
        let mut server = Server::start(|port| script(&text, port), AMPLE).unwrap();
        assert!(!path.exists());
        drop(server.leader.as_mut().unwrap().child.stdin.take());
        let start = Instant::now();
        while !path.exists() {
            assert!(start.elapsed() < AMPLE, "it is still there");
            thread::yield_now();
        }
    }
}
