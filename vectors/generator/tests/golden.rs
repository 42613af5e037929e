//! The vectors in the repository are what the generator writes, to the byte.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

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

#[test]
fn nothing_else_lies_among_the_vectors() {
    let generated: BTreeSet<PathBuf> =
        files().into_iter().map(|file| PathBuf::from(file.path)).collect();
    for area in std::fs::read_dir(vectors()).unwrap() {
        let area = area.unwrap().path();
        if !area.is_dir() || area.ends_with("keys") || area.ends_with("generator") {
            continue;
        }
        for file in std::fs::read_dir(area).unwrap() {
            let file = file.unwrap().path();
            let path = file.strip_prefix(vectors()).unwrap();
            assert!(generated.contains(path), "{} is written by nothing", file.display());
        }
    }
}

#[test]
fn every_file_is_of_the_published_form() {
    let files = files();
    let schema = files.iter().find(|file| file.path == "schema.json").unwrap();
    let schema = serde_json::from_str(&schema.contents).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for file in files.iter().filter(|file| !file.path.ends_with("schema.json")) {
        let value = serde_json::from_str(&file.contents).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "vectors/{}: {faults:?}", file.path);
    }
}
