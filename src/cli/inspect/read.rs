//! Reads files that may be missing, endless, or a pipe without a writer.

use crate::format::MAX_MATERIAL;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The time limit for reading a file. Standard input has none.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    Standard,
    File(PathBuf),
}

#[derive(Debug)]
pub(super) struct Contents {
    /// At most one byte more than a key file may have: enough to see that the file is too long.
    pub(super) bytes: Vec<u8>,
    /// The permission bits, for a regular file.
    pub(super) mode: Option<u32>,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("it is a directory; name the files in it")]
    Directory,
    #[error("no data within {} s", .0.as_secs())]
    Silent(Duration),
    #[error("cannot be read: {0}")]
    System(#[from] io::Error),
}

impl Input {
    /// Returns the input that an argument names.
    pub(super) fn named(word: &Path) -> Self {
        if word.as_os_str() == "-" { Self::Standard } else { Self::File(word.to_owned()) }
    }

    /// Reads at most one byte more than a key file may have.
    pub(super) fn read(&self) -> Result<Contents, Unreadable> {
        match self {
            Self::Standard => Ok(Contents { bytes: bounded(io::stdin().lock())?, mode: None }),
            Self::File(path) => within(PATIENCE, path),
        }
    }
}

/// Reads a file in a thread of its own, since opening a pipe or reading from it may block forever.
fn within(patience: Duration, path: &Path) -> Result<Contents, Unreadable> {
    let (done, result) = mpsc::channel();
    let path = path.to_owned();
    thread::Builder::new().spawn(move || {
        // Sending fails if the receiver has already timed out.
        let _ = done.send(read_file(&path));
    })?;
    result.recv_timeout(patience).unwrap_or(Err(Unreadable::Silent(patience)))
}

fn read_file(path: &Path) -> Result<Contents, Unreadable> {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(Unreadable::Directory);
    }
    let mode = if metadata.is_file() { mode(&metadata) } else { None };
    Ok(Contents { bytes: bounded(File::open(path)?)?, mode })
}

fn bounded(input: impl Read) -> io::Result<Vec<u8>> {
    let limit = u64::try_from(MAX_MATERIAL).expect("a length fits 64 bits") + 1;
    let mut bytes = Vec::new();
    input.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn mode(metadata: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(metadata.permissions().mode() & 0o7777)
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standard => f.write_str("-"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AMPLE: Duration = Duration::from_secs(60);

    #[test]
    fn reads_at_most_one_byte_over_the_limit() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        for (length, expected) in [
            (0, 0),
            (MAX_MATERIAL, MAX_MATERIAL),
            (MAX_MATERIAL + 1, MAX_MATERIAL + 1),
            (MAX_MATERIAL + 9, MAX_MATERIAL + 1),
        ] {
            fs::write(&path, vec![b'x'; length]).unwrap();
            assert_eq!(within(AMPLE, &path).unwrap().bytes.len(), expected);
        }
    }

    #[test]
    fn distinguishes_a_directory_from_a_missing_file() {
        let directory = tempfile::tempdir().unwrap();
        assert!(matches!(within(AMPLE, directory.path()), Err(Unreadable::Directory)));
        let missing = directory.path().join("missing");
        assert!(matches!(within(AMPLE, &missing), Err(Unreadable::System(_))));
    }

    #[test]
    fn stops_reading_an_endless_device() {
        let contents = within(AMPLE, Path::new("/dev/zero")).unwrap();
        assert_eq!((contents.bytes.len(), contents.mode), (MAX_MATERIAL + 1, None));
    }

    #[test]
    fn times_out_on_a_pipe_without_a_writer() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        let short = Duration::from_millis(50);
        assert!(matches!(within(short, &path), Err(Unreadable::Silent(_))));
    }
}
