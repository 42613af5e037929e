//! A server on a loopback port. It listens from the start until it is dropped.
//!
//! `sshd` can't choose a free port itself, so a free one is found first. If another program takes it in between,
//! the next one is tried. The log is read to its end, so that the server never blocks on a full pipe.

use super::tool::{LIMITS, SetupError};
use keyproof::process::ProcessGroup;
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// Ends a server when its standard input is closed, because the program that started it has ended.
const GUARD: &str = "\"$@\" & exec 2> /dev/null; read -r end; kill \"$!\"";

/// The number of ports that are tried.
const ATTEMPTS: u32 = 10;

/// The maximum length of a line of the log that is kept, in bytes.
const LINE: u64 = 4096;

/// The maximum number of lines that wait to be read.
const WAITING: usize = 16;

/// A listening server.
#[derive(Debug)]
pub(super) struct Server {
    /// `None` once it is dropped.
    process: Option<ProcessGroup>,
    port: u16,
}

/// Why a server doesn't listen.
#[derive(Debug)]
enum StartError {
    /// Another program has taken the port.
    PortTaken,
    Other(SetupError),
}

impl Server {
    /// Starts a server with the command for a port. `time` is the limit until it listens.
    pub(super) fn start(
        command: impl Fn(u16) -> Command,
        time: Duration,
    ) -> Result<Self, SetupError> {
        for _ in 0..ATTEMPTS {
            let port = free_port().map_err(SetupError::of("no free port"))?;
            match Self::start_at(port, &command(port), time) {
                Ok(server) => return Ok(server),
                Err(StartError::PortTaken) => {}
                Err(StartError::Other(fault)) => return Err(fault),
            }
        }
        Err(SetupError::unexpected("sshd", format!("{ATTEMPTS} times: Address already in use")))
    }

    /// Returns its port.
    pub(super) const fn port(&self) -> u16 {
        self.port
    }

    fn start_at(port: u16, command: &Command, time: Duration) -> Result<Self, StartError> {
        let program = command.get_program().display().to_string();
        let mut guard = Command::new("sh");
        guard.args(["-c", GUARD, "sh"]).arg(command.get_program()).args(command.get_args());
        guard.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let process = ProcessGroup::start(guard.env("LC_ALL", "C")).map_err(SetupError::of("sh"));
        let mut process = process.map_err(StartError::Other)?;
        let stderr = process.child.stderr.take().expect("it is piped");
        // It is killed when this value is dropped, also after an error.
        let server = Self { process: Some(process), port };
        let (sender, lines) = sync_channel(WAITING);
        thread::spawn(move || read_lines(BufReader::new(stderr), &sender));
        let deadline = Instant::now() + time;
        let mut log = String::new();
        loop {
            match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) if line.contains(&format!("listening on 127.0.0.1 port {port}.")) => {
                    return Ok(server);
                }
                Ok(line) if log.len() < LIMITS.output => log.push_str(&line),
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => {
                    return Err(StartError::Other(SetupError::Late { program, time }));
                }
                Err(RecvTimeoutError::Disconnected) if log.contains("Address already in use") => {
                    return Err(StartError::PortTaken);
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(StartError::Other(SetupError::unexpected(program, log)));
                }
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(process) = self.process.take() {
            // The exit status makes no difference. Its child for a login has its own process group, and ends with
            // the client.
            let _ = process.end();
        }
    }
}

/// Returns a port of the loopback interface that is free now.
fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Sends each line until the receiver is dropped, and then reads on to the end.
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

    /// Long enough for every script here that ends.
    const AMPLE: Duration = Duration::from_secs(60);

    /// Prints the message of a listening server.
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
    fn a_server_runs_until_it_is_dropped() {
        let text = format!("echo first >&2; {LISTENS}; exec sleep 1000");
        let server = Server::start(|port| script(&text, port), AMPLE).unwrap();
        assert!(!server.process.as_ref().unwrap().has_ended());
        let start = Instant::now();
        drop(server);
        assert!(start.elapsed() < AMPLE);
    }

    #[test]
    fn a_taken_port_is_a_failure_only_after_all_attempts() {
        let taken = "echo 'Bind to port failed: Address already in use.' >&2; exit 255";
        let times = Cell::new(0);
        let command = |port| {
            times.set(times.get() + 1);
            let listens = format!("{LISTENS}; exec sleep 1000");
            script(if times.get() < ATTEMPTS { taken } else { &listens }, port)
        };
        assert!(Server::start(command, AMPLE).is_ok());
        assert_eq!(times.get(), ATTEMPTS);
        check_failure(taken, AMPLE, "sshd printed: 10 times: Address already in use");
    }

    #[test]
    fn a_server_that_does_not_listen_is_an_error() {
        check_failure("echo no host key >&2; exit 1", AMPLE, "sh printed: no host key");
        check_failure("exit 1", AMPLE, "sh printed: ");
        check_failure("exec sleep 1000", Duration::from_millis(300), "sh took more than 0.3 s");
        check_failure("yes >&2", Duration::from_millis(300), "sh took more than 0.3 s");
        let none = Server::start(|_| Command::new("/keyproof-no-such-program"), AMPLE);
        assert!(none.unwrap_err().to_string().starts_with("/keyproof-no-such-program printed: "));
    }

    #[test]
    fn the_log_is_read_to_its_end() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("written");
        let flood = "yes | head -c 1000000 >&2; head -c 1000000 /dev/zero >&2";
        let text = format!("{LISTENS}; {flood}; : > {}; exec sleep 1000", path.display());
        let server = Server::start(|port| script(&text, port), AMPLE).unwrap();
        let start = Instant::now();
        while !path.exists() {
            assert!(start.elapsed() < AMPLE, "it blocks on a full pipe");
            thread::yield_now();
        }
        drop(server);
    }

    #[test]
    fn a_server_ends_with_the_program_that_started_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ended");
        let trap = format!("trap ': > {}; exit' TERM", path.display());
        let text = format!("{trap}; {LISTENS}; while :; do sleep 0.01; done");
        let mut server = Server::start(|port| script(&text, port), AMPLE).unwrap();
        assert!(!path.exists());
        drop(server.process.as_mut().unwrap().child.stdin.take());
        let start = Instant::now();
        while !path.exists() {
            assert!(start.elapsed() < AMPLE, "it still runs");
            thread::yield_now();
        }
    }
}
