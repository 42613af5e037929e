//! Files that are written as a whole: beside the one that is there, and renamed over it. Whatever goes wrong, either the
//! old file or the new one is there.

use super::Failure;
use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// The most links that lead from one to the next, as Linux has it (path_resolution(7)).
const MAX_LINKS: usize = 40;

/// A place for a file, which was seen to take one. What is there stays until [`write`](Self::write).
#[derive(Debug)]
pub(super) struct Destination {
    /// As it was named.
    path: PathBuf,
    /// Where links lead.
    target: PathBuf,
}

impl Destination {
    /// Makes sure that a file can be written, before the work for it begins.
    ///
    /// # Errors
    /// What keeps it from being written.
    pub(super) fn new(path: &Path) -> Result<Self, Failure> {
        let check = || {
            let target = followed(path)?;
            if !is_stream(&target) {
                writable(&target)?;
                draft(&target, None)?;
            }
            Ok(target)
        };
        let target = check().map_err(|reason| unwritable(path, &reason))?;
        Ok(Self { path: path.to_owned(), target })
    }

    /// The path as it was named.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is one that vectors below a directory are read from.
    pub(super) fn is_among_vectors(&self, directory: &Path) -> bool {
        self.target.extension().is_some_and(|extension| extension == "json")
            && fs::canonicalize(directory).is_ok_and(|directory| self.target.starts_with(directory))
    }

    /// Whether another path leads to the same file, under whatever name.
    pub(super) fn is(&self, other: &Path) -> bool {
        let Ok(other) = followed(other) else { return false };
        let id = |path: &Path| fs::metadata(path).ok().map(|it| (it.dev(), it.ino()));
        let is_one_file = id(&self.target).is_some_and(|this| id(&other) == Some(this));
        self.target == other || is_one_file
    }

    /// Writes the file. A device or a pipe has nothing in it that could be lost.
    ///
    /// # Errors
    /// What keeps it from being written; what was there is there still.
    pub(super) fn write(&self, text: &str) -> Result<(), Failure> {
        let result = if is_stream(&self.target) {
            let file = File::options().write(true).open(&self.target);
            file.and_then(|mut file| file.write_all(text.as_bytes()))
        } else {
            replace(&self.target, text.as_bytes(), None)
        };
        result.map_err(|reason| unwritable(&self.path, &reason))
    }
}

/// Puts a file in place of what is at this path, be it a link; with these permission bits, or else those of the old file.
///
/// # Errors
/// What the system says; the old file is there then, and no other.
pub(super) fn replace(path: &Path, contents: &[u8], mode: Option<u32>) -> io::Result<()> {
    let mut draft = draft(path, mode)?;
    draft.write_all(contents)?;
    draft.as_file().sync_data()?;
    draft.persist(path)?;
    Ok(())
}

/// A new file in the same directory as one that it is to replace.
fn draft(path: &Path, mode: Option<u32>) -> io::Result<NamedTempFile> {
    let directory = path.parent().filter(|directory| *directory != Path::new(""));
    let directory = directory.unwrap_or(Path::new("."));
    let old = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file);
    let mode = mode.map(Permissions::from_mode).or(old.map(|old| old.permissions()));
    // The system takes from this what the user's mask says.
    let draft = Builder::new().permissions(Permissions::from_mode(0o666)).tempfile_in(directory)?;
    if let Some(mode) = mode {
        draft.as_file().set_permissions(mode)?;
    }
    Ok(draft)
}

/// Whether something is there that can only be written to, such as a pipe.
fn is_stream(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Makes sure that a file that is there may be written to: to rename another over it takes no right to it.
fn writable(path: &Path) -> io::Result<()> {
    match File::options().write(true).open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        opened => opened.map(drop),
    }
}

/// Where links lead from a path, whether there is anything or not.
fn followed(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        let name = path.file_name().ok_or_else(|| io::Error::other("it names no file"))?;
        let directory = path.parent().filter(|directory| *directory != Path::new(""));
        let directory = fs::canonicalize(directory.unwrap_or(Path::new(".")))?;
        let found = directory.join(name);
        match fs::read_link(&found) {
            Ok(target) => path = directory.join(target),
            Err(_) => return Ok(found),
        }
    }
    Err(io::Error::other("too many links lead from one to the next"))
}

/// That something can't be written.
pub(super) fn unwritable(path: &Path, reason: &io::Error) -> Failure {
    Failure::Unwritable { path: path.into(), reason: reason.to_string().into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn names(directory: &Path) -> Vec<String> {
        let names = fs::read_dir(directory).unwrap();
        let mut names: Vec<_> =
            names.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_where_its_links_lead() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        fs::write(path("old"), "old").unwrap();
        fs::set_permissions(path("old"), Permissions::from_mode(0o640)).unwrap();
        symlink("old", path("link")).unwrap();
        symlink("new", path("dangling")).unwrap();
        symlink("loop", path("loop")).unwrap();
        for (name, target) in [("link", "old"), ("dangling", "new")] {
            let destination = Destination::new(&path(name)).unwrap();
            // Nothing is there but the old file and the links.
            assert_eq!(names(directory.path()), ["dangling", "link", "loop", "old"]);
            destination.write("text").unwrap();
            assert_eq!(fs::read_to_string(path(target)).unwrap(), "text");
            assert!(fs::symlink_metadata(path(name)).unwrap().is_symlink());
        }
        assert_eq!(fs::metadata(path("old")).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(names(directory.path()), ["dangling", "link", "loop", "new", "old"]);
        for name in ["loop", "missing/file", "link/file", "."] {
            Destination::new(&path(name)).unwrap_err();
        }
    }

    #[test]
    fn one_file_is_known_under_every_name() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        fs::create_dir(path("folder")).unwrap();
        fs::write(path("file"), "").unwrap();
        fs::hard_link(path("file"), path("same")).unwrap();
        symlink("file", path("link")).unwrap();
        symlink("new", path("dangling")).unwrap();
        for (one, other, expected) in [
            ("file", "file", true),
            ("file", "folder/../file", true),
            ("file", "link", true),
            ("file", "same", true),
            ("new", "./new", true),
            ("new", "dangling", true),
            ("file", "new", false),
            ("new", "missing/new", false),
        ] {
            assert_eq!(
                Destination::new(&path(one)).unwrap().is(&path(other)),
                expected,
                "{one} {other}"
            );
        }
    }

    #[test]
    fn a_device_is_written_to() {
        Destination::new(Path::new("/dev/null")).unwrap().write("text").unwrap();
        let full = Destination::new(Path::new("/dev/full"));
        full.unwrap().write("text").unwrap_err();
    }
}
