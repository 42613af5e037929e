//! The vectors in the repository are what the generator writes, to the byte.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use keyproof_vectors::{Generated, files, vectors};
use std::collections::BTreeSet;
use std::path::PathBuf;

#[test]
fn vectors_are_what_the_generator_writes() {
    for Generated { path, contents } in &files() {
        let found = std::fs::read_to_string(vectors().join(path)).unwrap_or_default();
        assert!(
            found == *contents,
            "vectors/{path} is not what the generator writes; look at the difference after\n    \
             cargo run -p keyproof-vectors"
        );
    }
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    assert_eq!(files(), files());
}

/// The folders of `vectors/` that nothing generates.
const OTHERS: [&str; 2] = ["keys", "generator"];

#[test]
fn nothing_else_is_among_the_vectors() {
    let generated: BTreeSet<PathBuf> =
        files().into_iter().map(|file| PathBuf::from(file.path)).collect();
    let mut pending = vec![vectors()];
    while let Some(directory) = pending.pop() {
        for path in std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.strip_prefix(vectors()).unwrap();
            if path.is_dir() {
                let is_other = OTHERS.iter().any(|other| name.as_os_str() == *other);
                pending.extend((!is_other).then_some(path));
            } else if name.as_os_str() != "README.md" && name.as_os_str() != "notes.json" {
                assert!(generated.contains(name), "{} is written by nothing", name.display());
            }
        }
    }
}
