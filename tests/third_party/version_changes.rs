//! What tools of other versions than the recorded ones say otherwise: collected while trials run, and printed behind
//! them.

use std::sync::{Mutex, PoisonError};

static CHANGES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Adds a change.
pub(crate) fn add(change: String) {
    CHANGES.lock().unwrap_or_else(PoisonError::into_inner).push(change);
}

/// Prints all of them, with what to do about them.
pub(crate) fn print(what_to_do: &str) {
    let mut changes = std::mem::take(&mut *CHANGES.lock().unwrap_or_else(PoisonError::into_inner));
    if changes.is_empty() {
        return;
    }
    changes.sort();
    let count = changes.len();
    eprintln!(
        "Tools of other versions than the recorded ones differ from them in {count}, which fails nothing:"
    );
    for change in changes {
        eprintln!("  ~ {}", change.replace('\n', "\n    "));
    }
    eprintln!("{what_to_do}\n");
}
