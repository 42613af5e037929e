//! Where a command's answer goes. Colours get through to a terminal that wants them, and nowhere else; nothing else that
//! a terminal would obey gets through at all.

use super::Failure;
use crate::term::{escaped_json, lines_and_colours, lines_only};
use serde::Serialize;
use std::io::{self, ErrorKind, Write};

/// Writes to standard output. A reader that has seen enough, such as `head`, is no failure.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout();
    let text = lines_and_colours(text);
    written(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

/// Something as JSON, with a final newline.
pub(super) fn json(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("what is printed is plain data");
    format!("{}\n", escaped_json(&text))
}

/// Writes bytes to standard output as they are.
pub(super) fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    written(stdout.write_all(bytes).and_then(|()| stdout.flush()))
}

/// Writes a line, or several, to standard error. There is nowhere to go with an error of that.
pub(super) fn complain(text: &str) {
    complain_as_is(&format!("keyproof: {text}"));
}

/// Writes what a command line is refused with to standard error.
pub(super) fn complain_as_is(text: &str) {
    let _ = writeln!(anstream::stderr(), "{}", lines_only(text));
}

fn written(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::StandardOutput(error)),
        _ => Ok(()),
    }
}
