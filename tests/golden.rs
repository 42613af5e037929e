//! The vectors in the repository are what the generator writes, to the byte.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use keyproof::known_failures;
use keyproof::vector::generate::{self, Generated};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

/// Every file that is written, the form of lists of known failures among them.
fn files() -> Vec<Generated> {
    let path = "known-failures.schema.json".to_owned();
    let mut files = generate::files();
    files.push(Generated { path, contents: known_failures::file::schema() });
    files
}

/// With `KEYPROOF_WRITE_VECTORS=1`, writes them instead.
#[test]
fn vectors_are_what_the_generator_writes() {
    let files = files();
    if std::env::var_os("KEYPROOF_WRITE_VECTORS").is_some_and(|value| value == "1") {
        files.iter().for_each(write);
    }
    for Generated { path, contents } in &files {
        let found = std::fs::read_to_string(vectors().join(path)).unwrap_or_default();
        assert!(
            found == *contents,
            "vectors/{path} is not what the generator writes; look at the difference after\n    \
             KEYPROOF_WRITE_VECTORS=1 cargo test --test golden"
        );
    }
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    assert_eq!(generate::files(), generate::files());
}

#[test]
fn nothing_else_lies_among_the_vectors() {
    let generated: BTreeSet<PathBuf> =
        generate::files().into_iter().map(|file| PathBuf::from(file.path)).collect();
    for area in std::fs::read_dir(vectors()).unwrap() {
        let area = area.unwrap().path();
        if !area.is_dir() || area.ends_with("keys") {
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
    let files = generate::files();
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

fn write(file: &Generated) {
    let path = vectors().join(&file.path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, &file.contents).unwrap();
}
