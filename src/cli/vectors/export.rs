//! `keyproof vectors export`: every vector as a plain file, for tools that don't read JSON.
//!
//! `DIR/<id>` holds the input, byte for byte, and `DIR/<id>.json` the vector as its file holds it. A scenario
//! has steps and no input.

use super::super::{Ending, Failure, Source, file, output};
use crate::api::Action;
use crate::term::{counted, printable};
use crate::vector::Question;
use clap::Args;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Write each vector as two files: its input, and a JSON file with its expected result
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The directory; it is created if it doesn't exist
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Write into a directory that isn't empty, and overwrite an earlier export
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    source: Source,
}

/// Exports all vectors.
pub(super) fn run(options: &Options) -> Result<Ending, Failure> {
    let suite = options.source.load()?;
    let entries = super::entries(&options.source)?;
    let directory = &options.directory;
    if let Some(unsafe_id) = suite.vectors.iter().find(|vector| !is_safe(&vector.id)) {
        return Err(Failure::new(format!(
            "the vector {:?} can't be exported: its id is not a path within the export directory",
            unsafe_id.id
        )));
    }
    let is_empty = fs::read_dir(directory).map_or(true, |mut entries| entries.next().is_none());
    if !is_empty && !options.force {
        return Err(Failure::at(directory, "the directory is not empty")
            .hint("name a new directory, or add --force to overwrite the vectors in this one"));
    }
    if options.source.vectors.as_deref().is_some_and(|source| is_within(directory, source)) {
        return Err(file::among_vectors("export", directory));
    }
    fs::create_dir_all(directory).map_err(|reason| file::unwritable(directory, &reason))?;
    // Both are in the order of the ids.
    for (vector, entry) in suite.vectors.iter().zip(&entries) {
        if let Some(question) = vector.question() {
            let input = with_extension(&vector.id, extension(question));
            write(directory, &input, question.material(), mode(question))?;
        }
        let json = with_extension(&vector.id, "json");
        write(directory, &json, output::json(entry).as_bytes(), None)?;
    }
    let count = counted(suite.vectors.len(), "vector");
    let directory = printable(&directory.to_string_lossy());
    output::print(&format!("{count} in {directory}, each with its expected result as JSON\n"))?;
    Ok(Ending::AsExpected)
}

/// Whether an id stays within the directory that it is joined to.
fn is_safe(id: &str) -> bool {
    let normal = |component| matches!(component, Component::Normal(_));
    !id.is_empty() && !id.ends_with('/') && Path::new(id).components().all(normal)
}

/// Whether a directory, which needn't be there, is another or lies below it.
fn is_within(directory: &Path, other: &Path) -> bool {
    let there = directory.ancestors().find_map(|there| fs::canonicalize(there).ok());
    let there = there.or_else(|| fs::canonicalize(".").ok());
    let other = fs::canonicalize(other).ok();
    there.zip(other).is_some_and(|(there, other)| there.starts_with(other))
}

/// What such a file is usually called; the names of vectors have dots in them, and nothing to replace.
fn with_extension(id: &str, extension: &str) -> PathBuf {
    PathBuf::from(format!("{id}.{extension}"))
}

const fn extension(question: &Question) -> &'static str {
    match question.action {
        Action::InspectPublicKey { .. } => "pub",
        Action::InspectPrivateKey { .. }
        | Action::VerifyFingerprint { .. }
        | Action::Decrypt { .. } => "pem",
        Action::NameKeyFile { .. } | Action::Call(_) | Action::Guest(_) => "txt",
    }
}

/// The permission bits that are part of a vector.
const fn mode(question: &Question) -> Option<u32> {
    match question.action {
        Action::InspectPrivateKey { mode, .. } => Some(mode.0),
        _ => None,
    }
}

/// Writes a file below a directory, as a whole or not at all. The directories between are made; a link among them is not
/// followed, since it may lead out of the directory.
fn write(directory: &Path, name: &Path, contents: &[u8], mode: Option<u32>) -> Result<(), Failure> {
    let mut between = directory.to_owned();
    for part in name.parent().into_iter().flat_map(Path::components) {
        between.push(part);
        match fs::symlink_metadata(&between) {
            Ok(found) if found.is_symlink() => {
                let what =
                    "a symbolic link in the export directory, which the export does not follow";
                return Err(
                    Failure::at(&between, what).hint("remove the link, or name a new directory")
                );
            }
            Ok(_) => {}
            Err(_) => {
                fs::create_dir(&between).map_err(|reason| file::unwritable(&between, &reason))?;
            }
        }
    }
    let path = directory.join(name);
    file::replace(&path, contents, mode).map_err(|reason| file::unwritable(&path, &reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_ids_that_leave_the_directory() {
        for id in ["import/openssh/bits-2048", "a", "a.b/c"] {
            assert!(is_safe(id), "{id}");
        }
        for id in ["", "/etc/a", "../a", "a/../../b", "a/", "."] {
            assert!(!is_safe(id), "{id}");
        }
    }

    #[test]
    fn a_dot_in_an_id_is_kept() {
        let path = with_extension("import/version-1.5", "pub");
        assert_eq!(path, Path::new("import/version-1.5.pub"));
    }
}
