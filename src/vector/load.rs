//! Loads vector files: those built into this program, and those of a directory.

use super::{Expect, LoadError, MAX_FILE, Question, Suite, Vector, fault, file, read};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::ScopedJoinHandle;

/// The vector files and the fixed keys that are part of this program: paths below `vectors/`, and contents, in
/// the order of the paths.
static BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The file that explains the flags, in `vectors/`.
const NOTES: &str = "notes.json";

/// The subdirectory of `vectors/` that holds keys.
const KEYS: &str = "keys";

/// The subdirectories of `vectors/` that hold no vectors.
const OTHER_DIRECTORIES: [&str; 3] = [KEYS, "schemas", "generator"];

/// Returns the vectors built into this program.
///
/// # Panics
/// Panics if an embedded file is malformed. The tests exclude that.
#[must_use]
pub fn embedded() -> Suite {
    assemble(built_in_files(), built_in_notes()).expect("the embedded vectors are well-formed")
}

/// Returns the vectors built into this program, as the files represent them. Each stands alone, with its
/// kind and the keys that it uses.
///
/// # Panics
/// Panics if an embedded file is malformed. The tests exclude that.
#[must_use]
pub fn embedded_entries() -> Vec<file::Entry> {
    entries(built_in_files()).expect("the embedded vectors are well-formed")
}

/// Returns a file of the fixed keys, as it was at build time.
#[must_use]
pub fn keys_file(name: &str) -> Option<&'static str> {
    built_in(&format!("{KEYS}/{name}"))
}

/// Returns the vector files built into this program.
fn built_in_files() -> impl Iterator<Item = (&'static Path, &'static str)> {
    let files = BUILT_IN.iter().map(|(path, text)| (Path::new(*path), *text));
    files.filter(|(path, _)| !path.starts_with(KEYS) && !is_one_of(path, &[NOTES]))
}

/// Returns the contents of a file built into this program.
fn built_in(path: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(found, _)| *found == path).map(|(_, text)| *text)
}

/// Returns the notes built into this program.
fn built_in_notes() -> BTreeMap<String, file::Note> {
    let text = built_in(NOTES).expect("the notes are embedded");
    read::notes(Path::new(NOTES), text).expect("the embedded notes are well-formed")
}

/// Loads all vector files in a directory and its subdirectories. The `notes.json` of the directory
/// explains flags, beside the notes built into this program.
///
/// # Errors
/// Returns a [`LoadError`] for the first file that can't be read, or that has a malformed or
/// inconsistent vector.
pub fn load(directory: &Path) -> Result<Suite, LoadError> {
    let files = files_below(directory)?;
    let mut notes = built_in_notes();
    let path = directory.join(NOTES);
    if path.exists() {
        notes.extend(read::notes(&path, &text_of(&path)?)?);
    }
    assemble(files.iter().map(|(path, text)| (path.as_path(), text.as_str())), notes)
}

/// Reads all vector files in a directory and its subdirectories, and returns the vectors as the files
/// represent them. Each stands alone, with its kind and the keys that it uses.
///
/// # Errors
/// Returns a [`LoadError`] for the first file that can't be read or doesn't have the format of a vector
/// file.
pub fn load_entries(directory: &Path) -> Result<Vec<file::Entry>, LoadError> {
    let files = files_below(directory)?;
    entries(files.iter().map(|(path, text)| (path.as_path(), text.as_str())))
}

fn files_below(directory: &Path) -> Result<Vec<(PathBuf, String)>, LoadError> {
    let mut paths = Vec::new();
    collect_paths(directory, &mut paths)?;
    if paths.is_empty() {
        return Err(LoadError::Nothing { path: directory.to_owned() });
    }
    paths.into_iter().map(|path| text_of(&path).map(|text| (path, text))).collect()
}

/// Reads a file as text, up to the maximum size.
fn text_of(path: &Path) -> Result<String, LoadError> {
    let unreadable = |reason| LoadError::Unreadable { path: path.to_owned(), reason };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(unreadable(std::io::Error::other("not a file")));
    }
    if metadata.len() > MAX_FILE {
        return Err(LoadError::TooLong { path: path.to_owned() });
    }
    std::fs::read_to_string(path).map_err(unreadable)
}

/// Returns the entries of the files, sorted by id.
fn entries<'a>(
    files: impl Iterator<Item = (&'a Path, &'a str)>,
) -> Result<Vec<file::Entry>, LoadError> {
    let mut entries = Vec::new();
    for (path, text) in files {
        entries.extend(read::parse(path, text)?.into_entries());
    }
    entries.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(entries)
}

fn collect_paths(directory: &Path, paths: &mut Vec<PathBuf>) -> Result<(), LoadError> {
    let unreadable = |reason| LoadError::Unreadable { path: directory.to_owned(), reason };
    let mut pending = vec![std::fs::read_dir(directory).map_err(unreadable)?];
    while let Some(entries) = pending.pop() {
        for entry in entries {
            let path = entry.map_err(unreadable)?.path();
            // Links are not followed: a directory may contain a link to itself.
            let kind = std::fs::symlink_metadata(&path)
                .map_err(|reason| LoadError::Unreadable { path: path.clone(), reason })?;
            if kind.is_dir() && !is_one_of(&path, &OTHER_DIRECTORIES) {
                let entries = std::fs::read_dir(&path)
                    .map_err(|reason| LoadError::Unreadable { path: path.clone(), reason })?;
                pending.push(entries);
            } else if !kind.is_dir() && is_vector_file(&path) {
                paths.push(path);
            }
        }
    }
    paths.sort();
    Ok(())
}

fn is_vector_file(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "json") && !is_one_of(path, &[NOTES])
}

fn is_one_of(path: &Path, names: &[&str]) -> bool {
    path.file_name().is_some_and(|name| names.iter().any(|other| name == *other))
}

/// Reads the files and checks the properties that span several files: ids are unique, twins exist and
/// are valid, flags have notes.
fn assemble<'a>(
    files: impl Iterator<Item = (&'a Path, &'a str)>,
    notes: BTreeMap<String, file::Note>,
) -> Result<Suite, LoadError> {
    let files: Vec<_> = files.collect();
    let mut suite = Suite { vectors: Vec::new(), notes };
    let mut origin = BTreeMap::new();
    for ((path, _), vectors) in files.iter().zip(read_all(&files)) {
        for vector in vectors? {
            if let Some(first) = origin.insert(vector.id.clone(), *path) {
                let reason = format!("the id is also used in {}", first.display());
                return Err(fault(path, &vector.id, reason));
            }
            suite.vectors.push(vector);
        }
    }
    suite.vectors.sort_by(|a, b| a.id.cmp(&b.id));
    for vector in &suite.vectors {
        if let Some(reason) = inconsistency(&suite, vector) {
            let path = origin.get(&vector.id).copied().unwrap_or(Path::new(""));
            return Err(fault(path, &vector.id, reason));
        }
    }
    Ok(suite)
}

/// Reads the vectors of each file, in the order of the files. Each thread of the machine takes the next file:
/// reading takes longer than the rest of a short run.
fn read_all(files: &[(&Path, &str)]) -> Vec<Result<Vec<Vector>, LoadError>> {
    let next = AtomicUsize::new(0);
    let read = || {
        let mut vectors = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some((path, text)) = files.get(index) else { return vectors };
            vectors.push((index, read::read(path, text)));
        }
    };
    let mut vectors = std::thread::scope(|scope| {
        let more = std::thread::available_parallelism().map_or(0, |threads| threads.get() - 1);
        // If the system starts no more threads, the others read their files.
        let spawn = |_| std::thread::Builder::new().spawn_scoped(scope, read).ok();
        let threads: Vec<_> = (0..more.min(files.len())).filter_map(spawn).collect();
        let mut vectors = read();
        let join = |thread: ScopedJoinHandle<'_, _>| thread.join().expect("reading doesn't panic");
        vectors.extend(threads.into_iter().flat_map(join));
        vectors
    });
    vectors.sort_by_key(|(index, _)| *index);
    vectors.into_iter().map(|(_, vectors)| vectors).collect()
}

/// Returns the first contradiction between a vector and itself or the rest of the suite.
fn inconsistency(suite: &Suite, vector: &Vector) -> Option<String> {
    if let Some(flag) = vector.flags.iter().find(|flag| !suite.notes.contains_key(*flag)) {
        return Some(format!("the flag {flag} has no note in {NOTES}"));
    }
    let Some(Question { expect, .. }) = vector.question() else {
        let has_twin = !vector.twins.is_empty();
        return has_twin.then(|| "a scenario must not have twins".to_owned());
    };
    if vector.twins.is_empty() && expect.proves_nothing_alone() {
        return Some("it needs a valid twin: a refusal alone proves nothing".to_owned());
    }
    if expect.is_of_key_file() != vector.format.is_some() {
        return Some(
            "a key file that may be read needs \"format\", and no other vector has it".to_owned(),
        );
    }
    vector.twins.iter().find_map(|twin| {
        let Some(Question { expect: twin_expect, .. }) =
            suite.find(twin).and_then(Vector::question)
        else {
            return Some(format!("its twin {twin} is not in this suite"));
        };
        let opposite = match (expect, twin_expect) {
            (Expect::Matches(one), Expect::Matches(other)) => one != other,
            (_, twin) => !twin.proves_nothing_alone(),
        };
        (!opposite).then(|| format!("its twin {twin} expects the same kind of answer"))
    })
}
