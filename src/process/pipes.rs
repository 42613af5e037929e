//! The three pipes of a command, from the side of who runs it.
//!
//! None of them is ever waited for alone, so a command may read and write in any order, or not at all.
//! They close when this is dropped, whoever still holds their other ends.

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
    /// Until all of the input is written, or nobody reads it any more.
    stdin: Pipe,
    /// What is still to be written.
    input: &'a [u8],
    stdout: Output,
    stderr: Output,
}

/// What comes out of a command.
#[derive(Debug)]
struct Output {
    pipe: Pipe,
    bytes: Vec<u8>,
    limit: usize,
}

impl<'a> Pipes<'a> {
    /// Takes the pipes of a command that gets this input, and may write so much to each of its outputs.
    ///
    /// # Errors
    /// What the system says.
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

    /// Writes and reads as much as can be without waiting; no output is read far beyond its limit.
    pub(super) fn transfer(&mut self) {
        self.input = self.stdin.write(self.input);
        if self.input.is_empty() {
            // The command sees the end of its input.
            self.stdin.close();
        }
        self.stdout.read();
        self.stderr.read();
    }

    /// Reads what is left of a command that has ended. If others hold an output still, nobody can tell
    /// what is theirs, so that what is longer than it may be is cut off.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn read_rest(&mut self) -> io::Result<()> {
        self.stdout.read_rest()?;
        self.stderr.read_rest()
    }

    /// Waits until there is something to [`transfer`](Self::transfer), and says whether there is.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn wait(&self, time: Duration) -> io::Result<bool> {
        wait(&self.stdin, true, [&self.stdout.pipe, &self.stderr.pipe], time)
    }

    /// The first output that is longer than it may be.
    pub(super) fn flooded(&self) -> Option<Stream> {
        let outputs = [(Stream::Stdout, &self.stdout), (Stream::Stderr, &self.stderr)];
        let flooded = outputs.into_iter().find(|(_, output)| output.is_too_long());
        flooded.map(|(stream, _)| stream)
    }

    /// Closes the pipes, and gives what came from standard output and standard error.
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

    /// Whether anybody can still write to it.
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
