//! A command that is run once, and on a leash: it gets its input, and has a limit of time and of output.
//!
//! It runs in a process group of its own, and the whole group ends with it, so that neither what it
//! started nor what holds on to its pipes keeps the caller waiting. What the output means is not
//! decided here.

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long output may still come once the command has ended: it was written before, so it is only
/// a matter of reading it, unless a process that left the group holds the pipe.
const GRACE: Duration = Duration::from_secs(1);

/// Bytes read at once.
const CHUNK: usize = 8192;

/// Events that may wait to be looked at: with [`CHUNK`], the bound on memory.
const QUEUE: usize = 8;

/// What a command may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// The time until it must have ended.
    pub(super) time: Duration,
    /// The bytes that it may write to each of standard output and standard error.
    pub(super) output: usize,
}

/// How a command ended.
#[derive(Debug)]
pub(super) enum Ending {
    /// By itself.
    Exited(Exit),
    /// It had not ended in time, and was killed.
    TimedOut,
    /// It wrote more than it may, and was killed.
    Flooded(Stream),
}

/// What is left of a command that ended by itself.
#[derive(Debug)]
pub(super) struct Exit {
    pub(super) status: ExitStatus,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
}

/// One of the two ways out of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Stdout,
    Stderr,
}

enum Event {
    /// The command has ended, and is still to be waited for.
    Ended,
    Output(Stream, Vec<u8>),
    Closed,
}

/// Why a command was not left to end by itself.
enum Stopped {
    Late,
    Flooding(Stream),
}

/// Runs a command with this input.
///
/// # Errors
/// What the system says if the command can't be started.
pub(super) fn run(command: &mut Command, input: &[u8], limits: Limits) -> io::Result<Ending> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.process_group(0).spawn()?;
    let group = Pid::from_child(&child);
    let (events, received) = sync_channel(QUEUE);
    feed(child.stdin.take().expect("it is piped"), input.to_vec());
    drain(Stream::Stdout, child.stdout.take().expect("it is piped"), events.clone());
    drain(Stream::Stderr, child.stderr.take().expect("it is piped"), events.clone());
    watch(group, events);

    let followed = follow(&received, group, limits);
    kill(group);
    let status = child.wait()?;
    Ok(match followed {
        Ok([stdout, stderr]) => Ending::Exited(Exit { status, stdout, stderr }),
        Err(Stopped::Late) => Ending::TimedOut,
        Err(Stopped::Flooding(stream)) => Ending::Flooded(stream),
    })
}

/// Collects the output until the command has ended and nothing more can come.
fn follow(events: &Receiver<Event>, group: Pid, limits: Limits) -> Result<[Vec<u8>; 2], Stopped> {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut deadline = Instant::now() + limits.time;
    let (mut ended, mut open) = (false, 2);
    while !ended || open > 0 {
        match events.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(Event::Output(stream, bytes)) => {
                let collected = match stream {
                    Stream::Stdout => &mut stdout,
                    Stream::Stderr => &mut stderr,
                };
                collected.extend(bytes);
                if collected.len() > limits.output {
                    return Err(Stopped::Flooding(stream));
                }
            }
            Ok(Event::Closed) => open -= 1,
            Ok(Event::Ended) => {
                ended = true;
                deadline = Instant::now() + GRACE;
                // What it started may hold its pipes, and nothing would ever close them.
                kill(group);
            }
            Err(_) if ended => break,
            Err(_) => return Err(Stopped::Late),
        }
    }
    Ok([stdout, stderr])
}

/// Writes the input. A command needn't read it, so a closed pipe is no error.
fn feed(mut stdin: impl Write + Send + 'static, input: Vec<u8>) {
    thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
}

fn drain(stream: Stream, mut pipe: impl Read + Send + 'static, events: SyncSender<Event>) {
    thread::spawn(move || {
        let mut buffer = [0; CHUNK];
        // An error ends the output as its end does. One in sending means that nobody waits any more.
        while let Ok(count @ 1..) = pipe.read(&mut buffer) {
            let bytes = buffer.get(..count).expect("no more is read than there is room for");
            if events.send(Event::Output(stream, bytes.to_vec())).is_err() {
                return;
            }
        }
        let _ = events.send(Event::Closed);
    });
}

/// Says when the command has ended. It is left to be waited for, so that its number stays taken and
/// a signal to its group can't reach another's.
fn watch(group: Pid, events: SyncSender<Event>) {
    thread::spawn(move || {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while let Err(Errno::INTR) = waitid(WaitId::Pid(group), options) {}
        let _ = events.send(Event::Ended);
    });
}

/// Kills what is left of the group; that nothing is left is no error.
fn kill(group: Pid) {
    let _ = kill_process_group(group, Signal::KILL);
}
