//! `keyproof vectors export`: every vector as a plain file, for tools that don't read JSON.
//!
//! `DIR/<id>` holds the input, byte for byte, and `DIR/<id>.json` the vector as its file holds it. A scenario
//! has steps and no input.

use super::super::{Ending, Failure, Source, output};
use crate::api::Action;
use crate::report::text::{counted, printable};
use crate::vector::Question;
use clap::Args;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Write each vector as two files: its input, and its expectation as JSON beside it
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The directory; it is made if it doesn't exist
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Write into a directory that isn't empty, over an export that is there
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
        return Err(Failure::UnsafeId { id: unsafe_id.id.clone() });
    }
    let unwritable = |reason| output::unwritable(directory, reason);
    fs::create_dir_all(directory).map_err(unwritable)?;
    let is_empty = fs::read_dir(directory).map_err(unwritable)?.next().is_none();
    if !is_empty && !options.force {
        return Err(Failure::NotEmpty { path: directory.clone() });
    }
    // Both are in the order of the ids.
    for (vector, entry) in suite.vectors.iter().zip(&entries) {
        let path = directory.join(&vector.id);
        if let Some(question) = vector.question() {
            let input = with_extension(&path, extension(question));
            write(&input, question.material(), mode(question))?;
        }
        write(&with_extension(&path, "json"), output::json(entry).as_bytes(), None)?;
    }
    let count = counted(suite.vectors.len(), "vector");
    let directory = printable(&directory.to_string_lossy());
    output::print(&format!("{count} in {directory}, each with its expectation beside it\n"))?;
    Ok(Ending::AsExpected)
}

/// Whether an id stays within the directory that it is joined to.
fn is_safe(id: &str) -> bool {
    let normal = |component| matches!(component, Component::Normal(_));
    !id.is_empty() && !id.ends_with('/') && Path::new(id).components().all(normal)
}

/// What such a file is usually called; the names of vectors have dots in them, and nothing to replace.
fn with_extension(path: &Path, extension: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(".");
    path.push(extension);
    PathBuf::from(path)
}

const fn extension(question: &Question) -> &'static str {
    match question.action {
        Action::InspectPublicKey { .. } => "pub",
        Action::InspectPrivateKey { .. }
        | Action::VerifyFingerprint { .. }
        | Action::Decrypt { .. } => "pem",
        Action::NameKeyFile { .. } | Action::Call(_) | Action::Visit(_) => "txt",
    }
}

/// The permission bits that are part of a vector.
const fn mode(question: &Question) -> Option<u32> {
    match question.action {
        Action::InspectPrivateKey { mode, .. } => Some(mode),
        _ => None,
    }
}

fn write(path: &Path, contents: &[u8], mode: Option<u32>) -> Result<(), Failure> {
    let unwritable = |reason| output::unwritable(path, reason);
    let parent = path.parent().expect("it is within a directory");
    fs::create_dir_all(parent).map_err(unwritable)?;
    // A file of mode 0400 can't be written over, only replaced.
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(unwritable(error));
        }
        _ => {}
    }
    fs::write(path, contents).map_err(unwritable)?;
    mode.map_or(Ok(()), |mode| set_mode(path, mode)).map_err(unwritable)
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stays_within_its_directory() {
        for id in ["import/openssh/bits-2048", "a", "a.b/c"] {
            assert!(is_safe(id), "{id}");
        }
        for id in ["", "/etc/a", "../a", "a/../../b", "a/", "."] {
            assert!(!is_safe(id), "{id}");
        }
    }

    #[test]
    fn a_dot_in_a_name_is_no_extension() {
        let path = with_extension(Path::new("import/version-1.5"), "pub");
        assert_eq!(path, Path::new("import/version-1.5.pub"));
    }
}
