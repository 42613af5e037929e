//! Reading files that may be anything: missing, endless, or a pipe that nobody writes to.

use crate::format::MAX_MATERIAL;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long a file may keep its reader waiting. Standard input may do so for ever.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    /// Standard input.
    Standard,
    /// A file.
    File(PathBuf),
}

/// What was read.
#[derive(Debug)]
pub(super) struct Contents {
    /// The bytes; of a file that is too long for a key, one more than a key's may have.
    pub(super) bytes: Vec<u8>,
    /// The permission bits, if it is a file on a system that has them.
    pub(super) mode: Option<u32>,
}

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("a directory; name the files in it")]
    Directory,
    #[error("nothing came within {} s", .0.as_secs())]
    Silent(Duration),
    #[error("cannot be read: {0}")]
    System(#[from] io::Error),
}

impl Input {
    /// What a word of the command line names.
    pub(super) fn named(word: &Path) -> Self {
        if word.as_os_str() == "-" { Self::Standard } else { Self::File(word.to_owned()) }
    }

    /// Reads no more than it takes to see that it is too long.
    pub(super) fn read(&self) -> Result<Contents, Unreadable> {
        match self {
            Self::Standard => Ok(Contents { bytes: bounded(io::stdin().lock())?, mode: None }),
            Self::File(path) => within(PATIENCE, path),
        }
    }
}

/// Opening a pipe waits for its other end, and reading for whoever is there, so both happen aside.
fn within(patience: Duration, path: &Path) -> Result<Contents, Unreadable> {
    let (done, result) = mpsc::channel();
    let path = path.to_owned();
    thread::Builder::new().spawn(move || {
        // An error means that nobody waits any more.
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
    fn a_file_is_read_up_to_the_limit() {
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
    fn what_is_no_file_is_told_apart() {
        let directory = tempfile::tempdir().unwrap();
        assert!(matches!(within(AMPLE, directory.path()), Err(Unreadable::Directory)));
        let missing = directory.path().join("missing");
        assert!(matches!(within(AMPLE, &missing), Err(Unreadable::System(_))));
    }

    #[test]
    fn an_endless_device_is_cut_off() {
        let contents = within(AMPLE, Path::new("/dev/zero")).unwrap();
        assert_eq!((contents.bytes.len(), contents.mode), (MAX_MATERIAL + 1, None));
    }

    #[test]
    fn a_pipe_that_nobody_writes_to_is_given_up() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        let short = Duration::from_millis(50);
        assert!(matches!(within(short, &path), Err(Unreadable::Silent(_))));
    }
}
