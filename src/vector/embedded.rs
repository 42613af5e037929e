//! The vector files and the fixed keys that are part of this program.

use std::path::Path;

/// The file that explains the flags, in `vectors/`.
pub(super) const NOTES: &str = "notes.json";

/// Paths below `vectors/`, and contents, in the order of the paths.
static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Returns the vector files.
pub(super) fn vector_files() -> impl Iterator<Item = (&'static Path, &'static str)> + Clone {
    let is_other = |path: &str| path.starts_with("keys/") || path == NOTES;
    FILES
        .iter()
        .filter(move |(path, _)| !is_other(path))
        .map(|(path, text)| (Path::new(*path), *text))
}

/// Returns the contents of a file.
pub(super) fn text(path: &str) -> Option<&'static str> {
    FILES.iter().find(|(found, _)| *found == path).map(|(_, text)| *text)
}
