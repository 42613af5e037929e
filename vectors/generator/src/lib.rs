//! Generates the files of `vectors/`, with valid and invalid inputs. The output is byte for byte
//! reproducible.
//!
//! Expected results never come from keyproof's own parsers or model. The facts of keys come from
//! `vectors/keys/`, where third-party tools computed them, and each refusal comes from a rule. Materials are
//! composed here byte by byte, because no tool writes most of the inputs that a suite needs.

mod keys;
pub mod confirmations;
mod private_forms;
mod case;
mod area;
mod schema;
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

use confirmations::Confirmations;
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
    let cases = [
        lengths::cases(),
        algorithms::cases(),
        base64_text::cases(),
        exponents::cases(),
        ssh_blob::cases(),
        openssh::cases(),
        base64_der::cases(),
        rfc4716::cases(),
        foreign::cases(),
        tools::cases(),
        equivalence::cases(),
        private_key::cases(),
        fingerprint::cases(),
        asymmetric::cases(),
        key_file::cases(),
        scenario::cases(),
    ];
    let areas = area::files(cases.concat(), &Confirmations::recorded());
    let vectors = areas.into_iter();
    let vectors = vectors.map(|(path, file)| Generated { path, contents: json(&file) });
    let mut files: Vec<Generated> = vectors.chain(schema::files()).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn json(value: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("vectors are plain data");
    text.push('\n');
    text
}
