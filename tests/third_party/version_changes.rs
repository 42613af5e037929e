//! Differences between the recorded and the installed versions of tools. They are collected while trials run, and
//! printed at the end.

use std::sync::{Mutex, PoisonError};

static CHANGES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Adds a difference.
pub(crate) fn add(change: String) {
    CHANGES.lock().unwrap_or_else(PoisonError::into_inner).push(change);
}

/// Prints all differences, and what to do.
pub(crate) fn print(what_to_do: &str) {
    let mut changes = std::mem::take(&mut *CHANGES.lock().unwrap_or_else(PoisonError::into_inner));
    if changes.is_empty() {
        return;
    }
    changes.sort();
    let count = changes.len();
    eprintln!(
        "Differences between recorded and installed versions of tools, which are no failures: {count}"
    );
    for change in changes {
        eprintln!("  ~ {}", change.replace('\n', "\n    "));
    }
    eprintln!("{what_to_do}\n");
}
