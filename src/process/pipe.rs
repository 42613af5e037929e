//! One end of a non-blocking pipe, and the only function that waits for several pipes.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, ioctl_fionbio};
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::OwnedFd;
use std::time::Duration;

/// The most bytes of one read.
const CHUNK: usize = 8192;

/// One end of a pipe. `None` once it is closed, or found to be closed at the other end.
#[derive(Debug)]
pub(super) struct Pipe(Option<File>);

impl Pipe {
    /// Takes a pipe, and makes it non-blocking.
    ///
    /// # Errors
    /// Returns the system's error if that fails.
    pub(super) fn new(pipe: impl Into<OwnedFd>) -> io::Result<Self> {
        let pipe = pipe.into();
        ioctl_fionbio(&pipe, true)?;
        Ok(Self(Some(File::from(pipe))))
    }

    /// Returns the pipe, if it is open.
    pub(super) const fn open(&self) -> Option<&File> {
        self.0.as_ref()
    }

    pub(super) fn close(&mut self) {
        self.0 = None;
    }

    /// Writes as much as possible without blocking, and returns the rest. Closes the pipe if its
    /// reading end is closed; that is no error, because a command needn't read its input.
    pub(super) fn write<'a>(&mut self, mut bytes: &'a [u8]) -> &'a [u8] {
        while let Some(pipe) = self.0.as_mut().filter(|_| !bytes.is_empty()) {
            match pipe.write(bytes) {
                Ok(count @ 1..) => bytes = bytes.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return bytes,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => self.close(),
            }
        }
        bytes
    }

    /// Reads what is available without blocking, until `into` has more than `most` bytes. An error
    /// counts as the end of the pipe.
    pub(super) fn read(&mut self, into: &mut Vec<u8>, most: usize) {
        let mut buffer = [0; CHUNK];
        while let Some(pipe) = self.0.as_mut().filter(|_| into.len() <= most) {
            match pipe.read(&mut buffer) {
                Ok(count @ 1..) => {
                    into.extend(buffer.iter().take(count));
                    if count < CHUNK {
                        // A short read has emptied the pipe, so another one would return nothing.
                        return;
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => self.close(),
            }
        }
    }
}

/// Returns whether the pipe is open here, but its reading end is closed.
pub(super) fn is_abandoned(output: &Pipe) -> bool {
    let Some(pipe) = output.open() else { return false };
    let mut pipes = [PollFd::new(pipe, PollFlags::OUT)];
    let polled = poll(&mut pipes, Some(&Timespec::default()));
    polled.is_ok() && pipes.iter().any(|pipe| pipe.revents().contains(PollFlags::ERR))
}

/// Waits until one of the inputs can be read or the output can be written, and returns whether one
/// is ready. The wait also ends when the reading end of the output is closed, even if there is
/// nothing to write.
///
/// # Errors
/// Returns the system's error if the wait fails.
pub(super) fn wait(
    output: &Pipe,
    has_more: bool,
    inputs: [&Pipe; 2],
    time: Duration,
) -> io::Result<bool> {
    let flags = if has_more { PollFlags::OUT } else { PollFlags::empty() };
    let output = output.open().map(|pipe| PollFd::new(pipe, flags));
    let inputs = inputs.into_iter().filter_map(Pipe::open);
    let inputs = inputs.map(|pipe| PollFd::new(pipe, PollFlags::IN));
    let mut pipes: Vec<PollFd<'_>> = output.into_iter().chain(inputs).collect();
    // A time that is too long for the system is no limit.
    let time = Timespec::try_from(time).ok();
    match poll(&mut pipes, time.as_ref()) {
        Err(Errno::INTR) => Ok(false),
        ready => Ok(ready? > 0),
    }
}
