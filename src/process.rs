//! Runs a child process with limits of time and output.
//!
//! A command runs in its own process group, and the whole group is killed when the command ends. So
//! no process of the group delays the caller or remains afterwards, even if it keeps a pipe open.
//! This module doesn't interpret the output.

mod group;
mod pipe;
mod pipes;
mod heard;
mod line_process;
#[cfg(feature = "cli")]
mod temp_dir;

pub use group::{kill_all, stop_all};
#[cfg(feature = "cli")]
pub use temp_dir::{Directory, remove_directories};

pub(crate) use heard::excerpt;

pub use group::ProcessGroup;
pub use line_process::{Allowance, LineProcess, ReceiveError};

use pipes::Pipes;
use std::io;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often to check whether the command has ended, directly after a pipe was ready. The system
/// sends no event for the end, but a command that ends closes its pipes, so the end mostly follows
/// such an event.
const SOON: Duration = Duration::from_micros(500);

/// How often to check when no pipe has been ready for long.
const LATER: Duration = Duration::from_millis(16);

/// How long a command has to end once its output exceeds the limit, before the excess is taken for
/// its own. Nothing is read meanwhile, so the writer blocks.
const GRACE: Duration = Duration::from_millis(500);

/// The limits of a command.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The time within which it must end.
    pub time: Duration,
    /// The most bytes that it may write to each of standard output and standard error.
    pub output: usize,
}

/// How a command ended.
#[derive(Debug)]
pub enum Ending {
    /// It ended within its limits.
    Exited(Exit),
    /// It did not end in time, and was killed.
    TimedOut {
        /// What it wrote to standard error before that.
        stderr: Vec<u8>,
    },
    /// It exceeded the output limit on this stream, and was killed.
    OutputLimit(Stream),
}

/// The exit status and the output of a command that ended within its limits.
#[derive(Debug)]
pub struct Exit {
    /// The exit status.
    pub status: ExitStatus,
    /// What it wrote to standard output.
    pub stdout: Vec<u8>,
    /// What it wrote to standard error.
    pub stderr: Vec<u8>,
}

/// An output stream of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// Why a command was killed.
enum Stopped {
    Late { stderr: Vec<u8> },
    Flooding(Stream),
}

/// Runs a command with this input.
///
/// # Errors
/// Returns an [`io::Error`] if the command can't be started or observed, or after [`stop_all`].
pub fn run(command: &mut Command, input: &[u8], limits: Limits) -> io::Result<Ending> {
    attend(start(command)?, input, limits)
}

fn start(command: &mut Command) -> io::Result<ProcessGroup> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    ProcessGroup::start(command)
}

fn attend(mut leader: ProcessGroup, input: &[u8], limits: Limits) -> io::Result<Ending> {
    let followed = follow(&mut leader, input, limits);
    let status = leader.end()?;
    if group::is_stopped() {
        return Err(io::Error::other(group::STOPPED));
    }
    Ok(match followed? {
        Ok([stdout, stderr]) => Ending::Exited(Exit { status, stdout, stderr }),
        Err(Stopped::Late { stderr }) => Ending::TimedOut { stderr },
        Err(Stopped::Flooding(stream)) => Ending::OutputLimit(stream),
    })
}

/// Collects the output until the command has ended. All of its own output is in the pipes by then.
/// Later output is from other processes that hold the pipes, and doesn't count as exceeding the
/// limit.
fn follow(
    leader: &mut ProcessGroup,
    input: &[u8],
    limits: Limits,
) -> io::Result<Result<[Vec<u8>; 2], Stopped>> {
    // A limit that is too long for an `Instant` is no limit.
    let deadline = Instant::now().checked_add(limits.time);
    let mut pipes = Pipes::of(&mut leader.child, input, limits.output)?;
    let mut interval = SOON;
    loop {
        if leader.has_ended() {
            pipes.read_rest()?;
            return Ok(match pipes.flooded() {
                Some(stream) => Err(Stopped::Flooding(stream)),
                None => Ok(pipes.into_output()),
            });
        }
        pipes.transfer();
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let left = left.unwrap_or(Duration::MAX);
        if let Some(stream) = pipes.flooded() {
            if ends_within(GRACE.min(left), leader) {
                continue;
            }
            return Ok(Err(Stopped::Flooding(stream)));
        }
        if left.is_zero() {
            let [_, stderr] = pipes.into_output();
            return Ok(Err(Stopped::Late { stderr }));
        }
        let has_data = pipes.wait(left.min(interval))?;
        interval = if has_data { SOON } else { LATER.min(2 * interval) };
    }
}

/// Waits at most `time` for the command to end, and returns whether it has ended.
fn ends_within(time: Duration, leader: &ProcessGroup) -> bool {
    let start = Instant::now();
    while !leader.has_ended() {
        if start.elapsed() > time {
            return false;
        }
        thread::sleep(SOON);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::io::ioctl_fionread;

    /// Long enough for every command here that ends, however busy the machine.
    const AMPLE: Duration = Duration::from_secs(60);

    /// For commands that don't end.
    const SHORT: Duration = Duration::from_millis(300);

    /// The output limit for the commands here, in bytes.
    const OUTPUT: usize = 65_536;

    fn run_within(time: Duration, command: &str, input: &[u8]) -> Ending {
        let limits = Limits { time, output: OUTPUT };
        run(Command::new("sh").args(["-c", command]), input, limits).unwrap()
    }

    #[track_caller]
    fn check(command: &str, input: &[u8], expected: &str) {
        let Ending::Exited(exit) = run_within(AMPLE, command, input) else {
            panic!("the command was stopped: {command}")
        };
        let code = exit.status.code().unwrap();
        let (stdout, stderr) = (str::from_utf8(&exit.stdout), str::from_utf8(&exit.stderr));
        let got = format!("{code} {}/{}", stdout.unwrap().trim(), stderr.unwrap().trim());
        assert_eq!(got, expected, "{command}");
    }

    #[track_caller]
    fn check_hang(command: &str) {
        let ending = run_within(SHORT, command, b"input");
        assert!(matches!(ending, Ending::TimedOut { .. }), "{command}: {ending:?}");
    }

    #[track_caller]
    fn check_flood(command: &str, input: &[u8], expected: Stream) {
        let ending = run_within(AMPLE, command, input);
        let Ending::OutputLimit(stream) = ending else { panic!("{command}: {ending:?}") };
        assert_eq!(stream, expected, "{command}");
    }

    #[test]
    fn captures_all_output_of_a_command() {
        check("cat; echo error >&2; exit 3", b"input", "3 input/error");
        check("exec >&- 2>&-; exit 4", b"input", "4 /");
        check(&format!("head -c {OUTPUT} /dev/zero | wc -c"), b"", &format!("0 {OUTPUT}/"));
        let all = "x".repeat(OUTPUT);
        check("cat", all.as_bytes(), &format!("0 {all}/"));
        check("cat >&2", all.as_bytes(), &format!("0 /{all}"));
    }

    #[test]
    fn a_command_need_not_read_its_input() {
        let large = vec![b'x'; 1 << 20];
        check("exec <&-; echo closed", &large, "0 closed/");
        check("echo ignored", &large, "0 ignored/");
        check("head -c 1", &large, "0 x/");
        check("wc -c", &large, "0 1048576/");
    }

    #[test]
    fn a_command_that_does_not_end_is_stopped() {
        check_hang("while :; do :; done");
        check_hang("sleep 1000");
        check_hang("exec >&- 2>&-; sleep 1000");
        check_hang("while :; do echo; done | while read -r line; do :; done");
        check_hang("kill -STOP $$");
        check_hang("trap '' TERM INT HUP; sleep 1000 & wait");
    }

    #[test]
    fn the_longest_time_limit_never_expires() {
        assert!(matches!(run_within(Duration::MAX, "true", b""), Ending::Exited(_)));
    }

    #[test]
    fn too_much_output_stops_a_command() {
        check_flood("cat /dev/zero", b"", Stream::Stdout);
        check_flood("cat /dev/zero >&2", b"", Stream::Stderr);
        check_flood("cat", &[b'x'; OUTPUT + 1], Stream::Stdout);
    }

    /// Reads from a command only when it has ended and `waiting` bytes are in the pipe.
    fn attend_late(command: &str, waiting: u64, output: usize) -> Ending {
        let leader = start(Command::new("sh").args(["-c", command])).unwrap();
        let is_there = || ioctl_fionread(leader.child.stdout.as_ref().unwrap()).unwrap() >= waiting;
        while !leader.has_ended() || !is_there() {
            std::thread::yield_now();
        }
        attend(leader, b"", Limits { time: AMPLE, output }).unwrap()
    }

    #[test]
    fn output_of_a_leftover_process_does_not_count() {
        let ending = attend_late("yes & exit 1", 2000, 1000);
        let Ending::Exited(exit) = ending else { panic!("{ending:?}") };
        assert_eq!((exit.status.code(), exit.stdout.len()), (Some(1), 1000));
        // The excess may begin before the command has ended. The command then has time to end.
        for _ in 0..50 {
            let ending = run_within(AMPLE, "yes & yes >&2 & exit 1", b"");
            let Ending::Exited(exit) = ending else { panic!("{ending:?}") };
            assert_eq!(exit.status.code(), Some(1));
        }
    }

    #[test]
    fn the_output_limit_holds_after_the_end_of_a_command() {
        let ending = attend_late("head -c 1001 /dev/zero", 1001, 1000);
        assert!(matches!(ending, Ending::OutputLimit(Stream::Stdout)), "{ending:?}");
        let ending = attend_late("head -c 1000 /dev/zero", 1000, 1000);
        assert!(matches!(ending, Ending::Exited(_)), "{ending:?}");
    }

    #[test]
    fn a_leftover_process_does_not_delay_the_result() {
        let start = Instant::now();
        check("sleep 1000 & echo left", b"", "0 left/");
        check("sleep 1000 & exit 1", b"", "1 /");
        assert!(start.elapsed() < AMPLE / 2);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn child_processes_end_with_a_stopped_command() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("pid");
        check_hang(&format!("sh -c 'echo $$ > {}; exec sleep 1000' & wait", path.display()));
        let pid = std::fs::read_to_string(path).unwrap();
        let status = format!("/proc/{}/status", pid.trim());
        // It was killed before the time-out was reported, but the system may need a moment.
        let start = Instant::now();
        let is_running = || {
            let status = std::fs::read_to_string(&status).unwrap_or_default();
            status.contains("State:") && !status.contains("zombie") && !status.contains("dead")
        };
        while is_running() {
            assert!(start.elapsed() < AMPLE, "the process still runs");
            std::thread::yield_now();
        }
    }
}
