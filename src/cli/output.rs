//! Output of the commands. A terminal that supports colours gets colours. All other control characters
//! are escaped, so that no input can control the terminal.

use super::Failure;
use crate::term::{escaped_json, lines_and_colours, lines_only};
use serde::Serialize;
use std::io::{self, ErrorKind, Write};

/// Writes to standard output. A closed pipe is no failure: a reader such as `head` stops early.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout();
    let text = lines_and_colours(text);
    written(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

/// Formats a value as JSON, with a final newline.
pub(super) fn json(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("what is printed is plain data");
    format!("{}\n", escaped_json(&text))
}

/// Writes bytes to standard output as they are.
pub(super) fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    written(stdout.write_all(bytes).and_then(|()| stdout.flush()))
}

/// Writes one or more lines to standard error. A write error is ignored: it can't be reported anywhere.
pub(super) fn complain(text: &str) {
    complain_as_is(&format!("keyproof: {text}"));
}

/// Writes a message to standard error without the program's name in front.
pub(super) fn complain_as_is(text: &str) {
    let _ = writeln!(anstream::stderr(), "{}", lines_only(text));
}

fn written(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::output(&error)),
        _ => Ok(()),
    }
}
