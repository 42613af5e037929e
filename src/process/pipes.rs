//! The three pipes of a command, from the side of who runs it.
//!
//! None of them is ever waited for alone, so a command may read and write in any order, or not at all.
//! They close when this is dropped, whoever still holds their other ends.

use super::Stream;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, ioctl_fionbio, retry_on_intr};
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::OwnedFd;
use std::process::Child;
use std::time::Duration;

/// Bytes read at once.
const CHUNK: usize = 8192;

/// The pipes of a command.
#[derive(Debug)]
pub(super) struct Pipes<'a> {
    /// Until all of the input is written, or nobody reads it any more.
    stdin: Option<File>,
    /// What is still to be written.
    input: &'a [u8],
    stdout: Output,
    stderr: Output,
}

/// What comes out of a command.
#[derive(Debug)]
struct Output {
    /// Until its end is reached.
    pipe: Option<File>,
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
        let output = |pipe: OwnedFd| {
            Ok::<_, io::Error>(Output { pipe: Some(unblocked(pipe)?), bytes: Vec::new(), limit })
        };
        Ok(Self {
            stdin: Some(unblocked(stdin.into())?),
            input,
            stdout: output(stdout.into())?,
            stderr: output(stderr.into())?,
        })
    }

    /// Writes and reads as much as can be without waiting; no output is read far beyond its limit.
    pub(super) fn transfer(&mut self) {
        self.write();
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
        let outputs = [&self.stdout.pipe, &self.stderr.pipe].into_iter().flatten();
        let outputs = outputs.map(|pipe| PollFd::new(pipe, PollFlags::IN));
        let stdin = self.stdin.iter().map(|pipe| PollFd::new(pipe, PollFlags::OUT));
        let mut pipes: Vec<PollFd<'_>> = stdin.chain(outputs).collect();
        // What is too long for the system is as good as for ever.
        let time = Timespec::try_from(time).ok();
        match poll(&mut pipes, time.as_ref()) {
            Err(Errno::INTR) => Ok(false),
            ready => Ok(ready? > 0),
        }
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

    fn write(&mut self) {
        while let Some(pipe) = &mut self.stdin {
            match pipe.write(self.input) {
                Ok(count @ 1..) => self.input = self.input.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // All is written, or nobody reads it: a command needn't, so that is no error.
                Ok(0) | Err(_) => self.stdin = None,
            }
        }
    }
}

impl Output {
    fn read(&mut self) {
        let mut buffer = [0; CHUNK];
        while !self.is_too_long()
            && let Some(pipe) = &mut self.pipe
        {
            match pipe.read(&mut buffer) {
                Ok(count @ 1..) => self.bytes.extend(buffer.iter().take(count)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // An error ends the output as its end does.
                Ok(0) | Err(_) => self.pipe = None,
            }
        }
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
        let Some(pipe) = &self.pipe else { return Ok(false) };
        let mut pipes = [PollFd::new(pipe, PollFlags::IN)];
        retry_on_intr(|| poll(&mut pipes, Some(&Timespec::default())))?;
        Ok(pipes.iter().all(|pipe| !pipe.revents().contains(PollFlags::HUP)))
    }

    const fn is_too_long(&self) -> bool {
        self.bytes.len() > self.limit
    }
}

/// A pipe that says so instead of waiting.
fn unblocked(pipe: OwnedFd) -> io::Result<File> {
    ioctl_fionbio(&pipe, true)?;
    Ok(File::from(pipe))
}
