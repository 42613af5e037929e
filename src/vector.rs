//! Test vectors: the input for an implementation, the expected result, and the reason for it.
//!
//! The vectors are JSON files in `vectors/`, usable from any language. [`embedded`] returns the vectors
//! built into this program; [`load`] reads a directory. [`mod@file`] describes the file format.

mod placeholder;
pub mod file;
mod question;
pub mod scenario;
mod read;
mod embedded;

pub use question::{Expect, KeyFile, PrivateKeyValues, PublicKeyValues, Question};
pub use scenario::Scenario;

use crate::api::KeyFormat;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::ScopedJoinHandle;

/// The subdirectory of `vectors/` that holds keys.
const KEYS: &str = "keys";

/// The subdirectories of `vectors/` that hold no vectors.
const OTHER_DIRECTORIES: [&str; 3] = [KEYS, "schemas", "generator"];

/// The file that explains the flags, in `vectors/`.
const NOTES: &str = "notes.json";

/// The maximum size of a vector file, in bytes.
const MAX_FILE: u64 = 16 << 20;

/// One vector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vector {
    /// `area/fault-or-feature`. An id never changes.
    pub id: String,
    /// The rule under test, then the rules that the vector builds on.
    pub rules: Vec<String>,
    /// The purpose of the vector, in one sentence.
    pub comment: String,
    /// For vectors that may be refused: the valid vectors that differ from this one only in the one
    /// fault. There is one in the format of the file, or one in each format if the file is in no
    /// format.
    pub twins: Vec<String>,
    /// The format of the key file, if an implementation reads it or may accept it.
    pub format: Option<KeyFormat>,
    /// The actions for the implementation, and the expected results.
    pub test: Test,
    /// The flags. The suite's notes explain each flag.
    pub flags: Vec<String>,
    /// The evidence for the expectation.
    pub evidence: file::Evidence,
}

/// What a vector asks of an implementation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// A question about a file.
    Question(Question),
    /// Several steps, one after the other, in an account that is empty at first.
    Scenario(Scenario),
}

/// All vectors of a directory, and the notes on their flags.
#[derive(Debug, Clone, Default)]
pub struct Suite {
    /// The vectors, sorted by id.
    pub vectors: Vec<Vector>,
    /// The notes by flag.
    pub notes: BTreeMap<String, file::Note>,
}

/// An error that occurs when vectors are loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// A file or directory can't be read.
    #[error("{}: {reason}", path.display())]
    Unreadable {
        /// The path of the file or directory.
        path: PathBuf,
        /// The error of the operating system.
        reason: std::io::Error,
    },
    /// A file is longer than any vector file may be.
    #[error("{}: longer than {MAX_FILE} bytes, the maximum for a vector file", path.display())]
    TooLong {
        /// The path of the file.
        path: PathBuf,
    },
    /// A file isn't JSON, or doesn't have the format of a vector file.
    #[error("{}: {reason}", path.display())]
    Form {
        /// The path of the file.
        path: PathBuf,
        /// The error of the JSON parser, with line and column.
        reason: serde_json::Error,
    },
    /// A file has another number of vectors than it says.
    #[error("{}: \"count\" is {count}, but the file has {found} vectors", path.display())]
    Count {
        /// The path of the file.
        path: PathBuf,
        /// The number that the file says.
        count: usize,
        /// The number of vectors in the file.
        found: usize,
    },
    /// A vector contradicts itself or the rest of the suite.
    #[error("{}: {id}: {reason}", path.display())]
    Vector {
        /// The path of the file.
        path: PathBuf,
        /// The id of the vector.
        id: String,
        /// What is wrong with the vector.
        reason: String,
    },
    /// A directory has no vector files.
    #[error("{}: no vector files (*.json) in this directory", path.display())]
    Nothing {
        /// The path of the directory.
        path: PathBuf,
    },
}

/// Returns the vectors built into this program.
///
/// # Panics
/// Panics if an embedded file is malformed. The tests exclude that.
#[must_use]
pub fn embedded() -> Suite {
    assemble(embedded::vector_files(), built_in_notes())
        .expect("the embedded vectors are well-formed")
}

/// Returns the vectors built into this program, as the files represent them. Each stands alone, with its
/// kind and the keys that it uses.
///
/// # Panics
/// Panics if an embedded file is malformed. The tests exclude that.
#[must_use]
pub fn embedded_entries() -> Vec<file::Entry> {
    entries(embedded::vector_files()).expect("the embedded vectors are well-formed")
}

/// Returns a file of the fixed keys, as it was at build time.
#[must_use]
pub fn keys_file(name: &str) -> Option<&'static str> {
    embedded::text(&format!("{KEYS}/{name}"))
}

/// Returns the notes built into this program.
fn built_in_notes() -> BTreeMap<String, file::Note> {
    let text = embedded::text(NOTES).expect("the notes are embedded");
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

impl Suite {
    /// Returns the vector with this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Vector> {
        let index = self.vectors.binary_search_by(|vector| vector.id.as_str().cmp(id)).ok()?;
        self.vectors.get(index)
    }
}

impl Vector {
    /// Returns the rule under test. The vector builds on the other rules that it cites.
    #[must_use]
    pub fn rule(&self) -> &str {
        self.rules.first().map(String::as_str).unwrap_or_default()
    }

    /// Returns the id without its last segment: `import/openssh` for `import/openssh/bits-2048`.
    #[must_use]
    pub fn area(&self) -> &str {
        self.id.rsplit_once('/').map_or(self.id.as_str(), |(area, _)| area)
    }

    /// Returns the question, if the vector is one.
    #[must_use]
    pub const fn question(&self) -> Option<&Question> {
        match &self.test {
            Test::Question(question) => Some(question),
            Test::Scenario(_) => None,
        }
    }

    /// Returns the scenario, if the vector is one.
    #[must_use]
    pub const fn scenario(&self) -> Option<&Scenario> {
        match &self.test {
            Test::Question(_) => None,
            Test::Scenario(scenario) => Some(scenario),
        }
    }

    /// Whether the vector is a public key that every implementation accepts.
    #[must_use]
    pub fn is_valid_key(&self) -> bool {
        self.question().is_some_and(|question| matches!(question.expect, Expect::Accept(_)))
    }

    /// Returns the flags of the points that the documentation leaves open and this vector tests.
    pub fn open_questions(&self) -> impl Iterator<Item = &str> {
        let asked = match &self.test {
            Test::Question(question) => question.expect.flag().into_iter().collect(),
            Test::Scenario(scenario) => scenario.flags().collect::<Vec<_>>(),
        };
        asked.into_iter()
    }

    /// Returns the name and version of each oracle that confirmed the vector.
    pub fn confirmed_by(&self) -> impl Iterator<Item = (&str, &str)> {
        let confirmed = self.evidence.confirmed.iter();
        confirmed.map(|(name, version)| (name.as_str(), version.as_str()))
    }

    /// Whether the vector takes thousands of steps.
    #[must_use]
    pub fn is_expensive(&self) -> bool {
        self.scenario().is_some_and(|scenario| scenario.is_expensive)
    }
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
    files: impl Iterator<Item = (&'a Path, &'a str)> + Clone,
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

fn fault(path: &Path, id: &str, reason: String) -> LoadError {
    LoadError::Vector { path: path.to_owned(), id: id.to_owned(), reason }
}
