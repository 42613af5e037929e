//! Where a command's answer goes. Colours get through to a terminal that wants them, and nowhere else.

use super::Failure;
use serde::Serialize;
use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

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

/// A file that is sure to take an answer before the work for it begins.
pub(super) fn create(path: &Path) -> Result<File, Failure> {
    File::create(path).map_err(|reason| unwritable(path, reason))
}

/// Writes to a file, without colours.
pub(super) fn save(mut file: File, path: &Path, text: &str) -> Result<(), Failure> {
    let plain = anstream::adapter::strip_str(text).to_string();
    file.write_all(plain.as_bytes()).map_err(|reason| unwritable(path, reason))
}

/// That something can't be written.
pub(super) fn unwritable(path: &Path, reason: io::Error) -> Failure {
    Failure::Unwritable { path: path.to_owned(), reason }
}
