//! The three pipes of a command, at the ends of the process that runs it.
//!
//! This never waits for one pipe alone, so a command may read and write in any order, or not at
//! all. The pipes close when this value is dropped, even if other processes hold their other ends.

use super::Stream;
use super::pipe::{Pipe, wait};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::retry_on_intr;
use std::io;
use std::process::Child;
use std::time::Duration;

/// The pipes of a command.
#[derive(Debug)]
pub(super) struct Pipes<'a> {
    /// Open until all of the input is written, or the command closes it.
    stdin: Pipe,
    /// The input that isn't written yet.
    input: &'a [u8],
    stdout: Output,
    stderr: Output,
}

/// An output stream of a command.
#[derive(Debug)]
struct Output {
    pipe: Pipe,
    bytes: Vec<u8>,
    limit: usize,
}

impl<'a> Pipes<'a> {
    /// Takes the pipes of a command. `limit` is the most bytes of each output.
    ///
    /// # Errors
    /// Returns the system's error if a pipe can't be made non-blocking.
    pub(super) fn of(child: &mut Child, input: &'a [u8], limit: usize) -> io::Result<Self> {
        let stdin = child.stdin.take().expect("it is piped");
        let stdout = child.stdout.take().expect("it is piped");
        let stderr = child.stderr.take().expect("it is piped");
        let output = |pipe: Pipe| Output { pipe, bytes: Vec::new(), limit };
        Ok(Self {
            stdin: Pipe::new(stdin)?,
            input,
            stdout: output(Pipe::new(stdout)?),
            stderr: output(Pipe::new(stderr)?),
        })
    }

    /// Writes and reads as much as possible without blocking. It reads little more than the limit.
    pub(super) fn transfer(&mut self) {
        self.input = self.stdin.write(self.input);
        if self.input.is_empty() {
            // Closing the pipe signals the end of the input.
            self.stdin.close();
        }
        self.stdout.read();
        self.stderr.read();
    }

    /// Reads the remaining output of a command that has ended. If another process holds an output
    /// open, bytes may be from that process. So bytes over the limit are cut off then, and don't
    /// count as exceeding it.
    ///
    /// # Errors
    /// Returns the system's error if a pipe can't be polled.
    pub(super) fn read_rest(&mut self) -> io::Result<()> {
        self.stdout.read_rest()?;
        self.stderr.read_rest()
    }

    /// Waits until there is something to [`transfer`](Self::transfer), and returns whether there
    /// is.
    ///
    /// # Errors
    /// Returns the system's error if the wait fails.
    pub(super) fn wait(&self, time: Duration) -> io::Result<bool> {
        wait(&self.stdin, true, [&self.stdout.pipe, &self.stderr.pipe], time)
    }

    /// Returns the first output that exceeds its limit.
    pub(super) fn flooded(&self) -> Option<Stream> {
        let outputs = [(Stream::Stdout, &self.stdout), (Stream::Stderr, &self.stderr)];
        let flooded = outputs.into_iter().find(|(_, output)| output.is_too_long());
        flooded.map(|(stream, _)| stream)
    }

    /// Closes the pipes, and returns standard output and standard error.
    pub(super) fn into_output(self) -> [Vec<u8>; 2] {
        [self.stdout.bytes, self.stderr.bytes]
    }
}

impl Output {
    fn read(&mut self) {
        self.pipe.read(&mut self.bytes, self.limit);
    }

    fn read_rest(&mut self) -> io::Result<()> {
        let is_held = self.is_held()?;
        self.read();
        if is_held {
            self.bytes.truncate(self.limit);
        }
        Ok(())
    }

    /// Returns whether another process can still write to it.
    fn is_held(&self) -> io::Result<bool> {
        let Some(pipe) = self.pipe.open() else { return Ok(false) };
        let mut pipes = [PollFd::new(pipe, PollFlags::IN)];
        retry_on_intr(|| poll(&mut pipes, Some(&Timespec::default())))?;
        Ok(pipes.iter().all(|pipe| !pipe.revents().contains(PollFlags::HUP)))
    }

    const fn is_too_long(&self) -> bool {
        self.bytes.len() > self.limit
    }
}
