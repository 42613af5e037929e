//! One end of a pipe that never keeps anybody waiting, and the one place where several are waited for.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, ioctl_fionbio};
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::OwnedFd;
use std::time::Duration;

/// Bytes read at once.
const CHUNK: usize = 8192;

/// One end of a pipe, until it is closed or the other end is.
#[derive(Debug)]
pub(super) struct Pipe(Option<File>);

impl Pipe {
    /// Takes a pipe, which from now on says so instead of waiting.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn new(pipe: impl Into<OwnedFd>) -> io::Result<Self> {
        let pipe = pipe.into();
        ioctl_fionbio(&pipe, true)?;
        Ok(Self(Some(File::from(pipe))))
    }

    /// The pipe, if it is open.
    pub(super) const fn open(&self) -> Option<&File> {
        self.0.as_ref()
    }

    /// Closes it.
    pub(super) fn close(&mut self) {
        self.0 = None;
    }

    /// Writes as much as can be without waiting, and gives what is left. A pipe that nobody reads any more
    /// is closed: a command needn't read, so that is no error.
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

    /// Reads what is there without waiting, and not far beyond so many bytes in all. An error ends a pipe as
    /// its end does.
    pub(super) fn read(&mut self, into: &mut Vec<u8>, most: usize) {
        let mut buffer = [0; CHUNK];
        while let Some(pipe) = self.0.as_mut().filter(|_| into.len() <= most) {
            match pipe.read(&mut buffer) {
                Ok(count @ 1..) => {
                    into.extend(buffer.iter().take(count));
                    if count < CHUNK {
                        // That was all: who asks again is only told so.
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

/// Whether nobody can read any more what is written to a pipe.
pub(super) fn is_abandoned(output: &Pipe) -> bool {
    let Some(pipe) = output.open() else { return false };
    let mut pipes = [PollFd::new(pipe, PollFlags::OUT)];
    let polled = poll(&mut pipes, Some(&Timespec::default()));
    polled.is_ok() && pipes.iter().any(|pipe| pipe.revents().contains(PollFlags::ERR))
}

/// Waits until one of the inputs can be read or the output can be written, and says whether there is one. That nobody
/// reads the output any more ends the wait too, and so it does of one that there is nothing to write to.
///
/// # Errors
/// What the system says.
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
    // What is too long for the system is as good as for ever.
    let time = Timespec::try_from(time).ok();
    match poll(&mut pipes, time.as_ref()) {
        Err(Errno::INTR) => Ok(false),
        ready => Ok(ready? > 0),
    }
}
