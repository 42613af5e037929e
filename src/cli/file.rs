//! Atomic file replacement: writes a temporary file in the same directory, then renames it over the old
//! one. After an error the old file is still complete.

use super::Failure;
use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// The maximum number of symbolic links to follow, as in Linux (path_resolution(7)).
const MAX_LINKS: usize = 40;

/// A path that was checked to be writable. The file stays unchanged until [`write`](Self::write).
#[derive(Debug)]
pub(super) struct Destination {
    /// The path as the user gave it.
    path: PathBuf,
    /// The path after all symbolic links are followed.
    target: PathBuf,
}

impl Destination {
    /// Checks that the file can be written, before the work for it begins.
    ///
    /// # Errors
    /// Returns a [`Failure`] if it can't.
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

    /// Returns the path as the user gave it.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns whether loading the vectors of a directory would read this file.
    pub(super) fn is_among_vectors(&self, directory: &Path) -> bool {
        self.target.extension().is_some_and(|extension| extension == "json")
            && fs::canonicalize(directory).is_ok_and(|directory| self.target.starts_with(directory))
    }

    /// Returns whether another path leads to the same file, by another spelling or by a link of either kind.
    pub(super) fn is(&self, other: &Path) -> bool {
        let Ok(other) = followed(other) else { return false };
        let id = |path: &Path| fs::metadata(path).ok().map(|it| (it.dev(), it.ino()));
        let is_one_file = id(&self.target).is_some_and(|this| id(&other) == Some(this));
        self.target == other || is_one_file
    }

    /// Writes the file. A device or a pipe is written to directly, since it holds no content to lose.
    ///
    /// # Errors
    /// Returns a [`Failure`] if a write fails. A regular file is then unchanged.
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

/// Replaces the file at a path, or the link itself. Its mode is `mode`, or else that of the old file.
///
/// # Errors
/// Returns the system's error. The old file is then unchanged, and no temporary file remains.
pub(super) fn replace(path: &Path, contents: &[u8], mode: Option<u32>) -> io::Result<()> {
    let mut draft = draft(path, mode)?;
    draft.write_all(contents)?;
    draft.as_file().sync_data()?;
    draft.persist(path)?;
    Ok(())
}

/// Creates a temporary file in the directory of the file that it will replace.
fn draft(path: &Path, mode: Option<u32>) -> io::Result<NamedTempFile> {
    let directory = path.parent().filter(|directory| *directory != Path::new(""));
    let directory = directory.unwrap_or(Path::new("."));
    let old = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file);
    let mode = mode.map(Permissions::from_mode).or(old.map(|old| old.permissions()));
    // The system applies the user's umask to this mode.
    let draft = Builder::new().permissions(Permissions::from_mode(0o666)).tempfile_in(directory)?;
    if let Some(mode) = mode {
        draft.as_file().set_permissions(mode)?;
    }
    Ok(draft)
}

/// Returns whether the path is something that is written to directly, such as a pipe or a device.
fn is_stream(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Checks that an existing file is writable. A rename over it would succeed without that permission.
fn writable(path: &Path) -> io::Result<()> {
    match File::options().write(true).open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        opened => opened.map(drop),
    }
}

/// Follows symbolic links from a path. The final file need not exist.
fn followed(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        let name = path.file_name().ok_or_else(|| io::Error::other("it does not name a file"))?;
        let directory = path.parent().filter(|directory| *directory != Path::new(""));
        let directory = fs::canonicalize(directory.unwrap_or(Path::new(".")))?;
        let found = directory.join(name);
        match fs::read_link(&found) {
            Ok(target) => path = directory.join(target),
            Err(_) => return Ok(found),
        }
    }
    Err(io::Error::other("too many symbolic links, one after another"))
}

/// Returns the [`Failure`] for a path that can't be written.
pub(super) fn unwritable(path: &Path, reason: &io::Error) -> Failure {
    Failure::at(path, format!("cannot be written: {reason}"))
}

/// Returns the [`Failure`] for output that would be written among the vectors that are read.
pub(super) fn among_vectors(output: &str, path: &Path) -> Failure {
    Failure::at(path, format!("the {output} would be written into the directory of --vectors"))
        .hint("name a path outside this directory")
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
    fn replaces_the_target_of_a_symbolic_link() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        fs::write(path("old"), "old").unwrap();
        fs::set_permissions(path("old"), Permissions::from_mode(0o640)).unwrap();
        symlink("old", path("link")).unwrap();
        symlink("new", path("dangling")).unwrap();
        symlink("loop", path("loop")).unwrap();
        for (name, target) in [("link", "old"), ("dangling", "new")] {
            let destination = Destination::new(&path(name)).unwrap();
            // No temporary file remains.
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
    fn recognises_a_file_by_any_of_its_names() {
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
    fn writes_to_a_device() {
        Destination::new(Path::new("/dev/null")).unwrap().write("text").unwrap();
        let full = Destination::new(Path::new("/dev/full"));
        full.unwrap().write("text").unwrap_err();
    }
}
