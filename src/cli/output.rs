//! Where a command's answer goes. Colours get through to a terminal that wants them, and nowhere else.

use super::Failure;
use serde::Serialize;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// Writes to standard output. A reader that has seen enough, such as `head`, is no failure.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    written(anstream::stdout().write_all(text.as_bytes()))
}

/// Something as JSON, with a final newline.
pub(super) fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("what is printed is plain data");
    text.push('\n');
    text
}

/// Writes bytes to standard output as they are.
pub(super) fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    written(stdout.write_all(bytes).and_then(|()| stdout.flush()))
}

/// Writes a line to standard error. There is nowhere to go with an error of that.
pub fn complain(text: &str) {
    let _ = writeln!(anstream::stderr(), "keyproof: {text}");
}

fn written(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::StandardOutput(error)),
        _ => Ok(()),
    }
}

/// A file that is sure to take an answer before the work for it begins. What is in it stays until then.
pub(super) fn create(path: &Path) -> Result<File, Failure> {
    let mut options = File::options();
    let file = options.write(true).create(true).truncate(false).open(path);
    file.map_err(|reason| unwritable(path, reason))
}

/// Writes to a file in place of what is in it, without colours.
pub(super) fn save(mut file: File, path: &Path, text: &str) -> Result<(), Failure> {
    let plain = anstream::adapter::strip_str(text).to_string();
    let mut write = || {
        // A device or a pipe has nothing in it.
        if file.metadata()?.is_file() {
            file.set_len(0)?;
        }
        file.write_all(plain.as_bytes())
    };
    write().map_err(|reason| unwritable(path, reason))
}

/// Makes sure that a file can be replaced, before the work for it begins.
pub(super) fn check_replaceable(path: &Path) -> Result<(), Failure> {
    draft(path).map(drop).map_err(|reason| unwritable(path, reason))
}

/// Replaces a file as a whole: whatever goes wrong, either the old one or the new one is there.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let replaced = || {
        let mut draft = draft(path)?;
        draft.write_all(text.as_bytes())?;
        draft.as_file().sync_all()?;
        // What a link leads to is replaced, and not the link.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        draft.persist(target)?;
        Ok(())
    };
    replaced().map_err(|reason| unwritable(path, reason))
}

/// A new file in the same directory as one that it is to replace, with the same permissions.
fn draft(path: &Path) -> io::Result<NamedTempFile> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let directory = target.parent().filter(|directory| *directory != Path::new(""));
    let directory = directory.unwrap_or(Path::new("."));
    let Ok(old) = fs::metadata(&target) else { return new_file().tempfile_in(directory) };
    if !old.is_file() {
        return Err(io::Error::other("not a file"));
    }
    let draft = NamedTempFile::new_in(directory)?;
    draft.as_file().set_permissions(old.permissions())?;
    Ok(draft)
}

/// With the permissions of a new file, from which the system takes what the user's mask says.
#[cfg(unix)]
fn new_file() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

#[cfg(not(unix))]
fn new_file() -> tempfile::Builder<'static, 'static> {
    tempfile::Builder::new()
}

/// That something can't be written.
pub(super) fn unwritable(path: &Path, reason: io::Error) -> Failure {
    Failure::Unwritable { path: path.to_owned(), reason }
}
