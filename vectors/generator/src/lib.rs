//! Generates the files of `vectors/`, with valid and invalid inputs. The output is byte for byte
//! reproducible.
//!
//! Expected results never come from keyproof's own parsers or model. The facts of keys come from
//! `vectors/keys/`, where third-party tools computed them, and each refusal comes from a rule. Materials are
//! composed here byte by byte, because no tool writes most of the inputs that a suite needs.

mod keys;
mod notes;
pub mod confirmations;
mod private_forms;
mod case;
mod lengths;
mod algorithms;
mod base64_text;
mod exponents;
mod ssh_blob;
mod openssh;
mod base64_der;
mod rfc4716;
mod foreign;
mod tools;
mod equivalence;
mod private_key;
mod fingerprint;
mod asymmetric;
mod key_file;
mod scenario;

use case::Case;
use confirmations::Confirmations;
use keyproof::known_failures;
use keyproof::protocol;
use keyproof::vector::file::{Entry, File};
use keyproof::vector::scenario::has_private_key;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A generated file of `vectors/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// The path below `vectors/`.
    pub path: String,
    /// The contents.
    pub contents: String,
}

/// Returns the directory `vectors/`, in which the files belong.
#[must_use]
pub fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Writes the generated files that are missing or out of date, and returns their paths.
///
/// # Errors
/// Returns the system's error if a file can't be written.
pub fn write() -> io::Result<Vec<String>> {
    let mut written = Vec::new();
    for Generated { path, contents } in files() {
        let file = vectors().join(&path);
        if fs::read_to_string(&file).is_ok_and(|found| found == contents) {
            continue;
        }
        if let Some(directory) = file.parent() {
            fs::create_dir_all(directory)?;
        }
        fs::write(&file, contents)?;
        written.push(path);
    }
    Ok(written)
}

/// Returns all generated files, sorted by path.
#[must_use]
pub fn files() -> Vec<Generated> {
    let record = &Confirmations::recorded();
    let mut files = vec![schema(), protocol(), known_failures()];
    let groups = [
        lengths::files(),
        algorithms::files(),
        base64_text::files(),
        exponents::files(),
        ssh_blob::files(),
        openssh::files(),
        base64_der::files(),
        rfc4716::files(),
        foreign::files(),
        tools::files(),
        equivalence::files(),
        private_key::files(),
        fingerprint::files(),
        asymmetric::files(),
        key_file::files(),
        scenario::files(),
    ];
    files.extend(groups.into_iter().flatten().map(|group| group.generate(record)));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The vectors of one file.
struct Group {
    /// The path below `vectors/`, without its extension.
    path: &'static str,
    /// The `about` text of the file, in one or two sentences.
    about: String,
    cases: Vec<Case>,
}

impl Group {
    fn generate(self, record: &Confirmations) -> Generated {
        let entry = |case| entry(case, record);
        let vectors: Vec<Entry> = self.cases.into_iter().map(entry).collect();
        let flags = vectors.iter().flat_map(|vector| vector.flags.iter());
        let notes: BTreeMap<_, _> = flags.map(|flag| (flag.clone(), notes::note(flag))).collect();
        let depth = self.path.matches('/').count();
        let schema = format!("{}schema.json", "../".repeat(depth));
        let published = if vectors.iter().any(holds_private_key) { PUBLISHED } else { "" };
        let about = format!("{}{published}", self.about);
        let file = File { schema, about, notes, vectors };
        Generated { path: format!("{}.json", self.path), contents: json(&file) }
    }
}

/// The notice in files that contain private keys, for readers who find such a key and think that it leaked.
const PUBLISHED: &str =
    " Each private key in this file is a published test key: never use one for a real system.";

fn holds_private_key(entry: &Entry) -> bool {
    let texts = entry.material.iter().chain(&entry.private_key).chain(entry.given.values());
    texts.into_iter().any(|text| has_private_key(text))
}

/// Returns a vector with all of its evidence: that of its case, and the oracles that confirmed it.
fn entry(case: Case, record: &Confirmations) -> Entry {
    let mut entry = case.entry();
    record.put_into(&mut entry);
    entry
}

fn schema() -> Generated {
    let schema = schemars::schema_for!(File);
    Generated { path: "schema.json".to_owned(), contents: json(&schema) }
}

/// The schema of lists of known failures.
fn known_failures() -> Generated {
    let path = "known-failures.schema.json".to_owned();
    Generated { path, contents: known_failures::file::schema() }
}

/// The schema of the adapter protocol.
fn protocol() -> Generated {
    let mut schema = schemars::schema_for!(Messages);
    // The type of a message is evident from its members, so the wrapping enum is removed.
    schema.remove("oneOf");
    let messages = ["Request", "Greeting", "Answer"];
    let messages = messages.map(|name| serde_json::json!({ "$ref": format!("#/$defs/{name}") }));
    schema.insert("anyOf".to_owned(), messages.to_vec().into());
    Generated { path: "protocol.schema.json".to_owned(), contents: json(&schema) }
}

/// A message of the adapter protocol.
#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "snake_case")]
#[expect(dead_code, reason = "it is there for its schema")]
enum Messages {
    /// A request of the harness.
    Request(protocol::Request),
    /// The adapter's answer to the first request.
    Greeting(protocol::Greeting),
    /// The adapter's answer to any other request.
    Answer(protocol::Answer),
}

fn json(value: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("vectors are plain data");
    text.push('\n');
    text
}
