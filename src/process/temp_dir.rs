//! Temporary directories, and the list of those that exist: an interrupted program has to remove
//! them.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};
use tempfile::TempDir;

/// The temporary directories that exist.
static THERE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A new directory, which is removed when this value is dropped.
#[derive(Debug)]
pub struct Directory(Option<TempDir>);

impl Directory {
    /// Creates a directory in the system's directory for temporary files.
    ///
    /// # Errors
    /// Returns the system's error if it can't be created.
    pub fn new() -> io::Result<Self> {
        Self::within(&std::env::temp_dir())
    }

    /// Creates a directory in `place`.
    ///
    /// # Errors
    /// Returns the system's error if it can't be created.
    pub fn within(place: &Path) -> io::Result<Self> {
        let mut there = there();
        let directory = tempfile::Builder::new().prefix("keyproof-").tempdir_in(place)?;
        there.push(directory.path().to_owned());
        Ok(Self(Some(directory)))
    }

    /// Returns the path.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.as_ref().expect("it is there until it is dropped or kept").path()
    }

    /// Keeps the directory, and returns its path.
    #[must_use]
    pub fn keep(mut self) -> PathBuf {
        let mut there = there();
        let path = self.0.take().expect("it is there until it is dropped or kept").keep();
        there.retain(|other| *other != path);
        path
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let Some(directory) = self.0.take() else { return };
        let path = directory.path().to_owned();
        open(&path);
        drop(directory);
        there().retain(|other| *other != path);
    }
}

/// Removes every temporary directory, for a program that is about to exit. A thread that creates or
/// removes one blocks for ever from then on.
pub fn remove_directories() {
    let there = there();
    for directory in there.iter() {
        open(directory);
        // A process may write to it during the removal, so try once more.
        let _ = fs::remove_dir_all(directory).or_else(|_| fs::remove_dir_all(directory));
    }
    std::mem::forget(there);
}

/// Gives the owner access to a directory and all directories in it. Without access, their contents
/// could not be removed.
fn open(directory: &Path) {
    let mut left = vec![directory.to_owned()];
    while let Some(directory) = left.pop() {
        let _ = fs::set_permissions(&directory, fs::Permissions::from_mode(0o700));
        let entries = fs::read_dir(directory).into_iter().flatten().flatten();
        let is_directory = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
        left.extend(entries.filter(is_directory).map(|entry| entry.path()));
    }
}

fn there() -> MutexGuard<'static, Vec<PathBuf>> {
    THERE.lock().expect("nobody panics while holding it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropping_a_directory_removes_it_unless_it_is_kept() {
        let directory = Directory::new().unwrap();
        let path = directory.path().to_owned();
        let closed = path.join("closed");
        fs::create_dir_all(closed.join("inside")).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        assert!(there().contains(&path));
        drop(directory);
        assert!(!path.exists());

        let kept = Directory::new().unwrap().keep();
        assert!(kept.is_dir());
        assert!(!there().contains(&kept));
        fs::remove_dir(kept).unwrap();
    }
}
