//! The file format of a list of known failures: JSON, because every language reads it, and because
//! editors can use its JSON Schema (`vectors/schemas/known-failures.schema.json`).
//!
//! The reader refuses files that have this format but are inconsistent.

use super::{Entry, List, Scope, UNEXPLAINED, is_explanation};
use crate::vector::Suite;
use crate::verdict::FailureKind;
#[cfg(feature = "cli")]
use globset::Glob;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The known failures of an implementation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct File {
    /// The location of the JSON Schema of this file, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    schema: Option<String>,
    /// The versions of the implementation that the list applies to, each exactly as the implementation
    /// reports it. If absent, the list applies to all versions. For another version, new and missing
    /// failures are reported, but only a wrong value fails the run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    versions: Vec<String>,
    /// The known failures.
    known_failures: Vec<Row>,
}

/// A known failure. It has exactly one of `id` and `glob`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Row {
    /// The id of the vector that fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// A pattern for the ids of several vectors that fail in the same way and for the same reason. All
    /// of them that can be tested must fail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    glob: Option<String>,
    /// The kind of failure.
    failure: FailureKind,
    /// With `id`: the number of the step at which a scenario fails, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    step: Option<usize>,
    /// The reason for the failure.
    reason: String,
    /// A link to more information, such as a bug report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

/// An error that occurs when a list is read.
#[derive(Debug, thiserror::Error)]
pub enum ParseListError {
    /// The text isn't JSON, or doesn't have the format of a list.
    #[error("{0}")]
    Form(#[from] serde_json::Error),
    /// An entry is inconsistent.
    #[error("entry {number} ({name}): {reason}")]
    Entry {
        /// The number of the entry, from 1.
        number: usize,
        /// The id or the pattern of the entry.
        name: String,
        /// What is wrong with the entry.
        reason: String,
    },
}

/// Reads a list of known failures of a suite's vectors.
///
/// # Errors
/// Returns [`ParseListError::Form`] if the text isn't JSON or doesn't have the format of a list, and
/// [`ParseListError::Entry`] for the first inconsistent or repeated entry.
pub fn read(text: &str, suite: &Suite) -> Result<List, ParseListError> {
    let file: File = serde_json::from_str(text)?;
    let mut names = BTreeSet::new();
    let mut entries = Vec::with_capacity(file.known_failures.len());
    for (index, row) in file.known_failures.into_iter().enumerate() {
        let name = row.id.clone().or_else(|| row.glob.clone());
        let name = name.unwrap_or_else(|| "without an id".to_owned());
        let fault =
            |reason| ParseListError::Entry { number: index + 1, name: name.clone(), reason };
        entries.push(entry(row, suite).map_err(fault)?);
        if !names.insert(name.clone()) {
            return Err(fault("another entry has the same id or glob".to_owned()));
        }
    }
    Ok(List { schema: file.schema, versions: file.versions, entries })
}

fn entry(row: Row, suite: &Suite) -> Result<Entry, String> {
    let Row { id, glob, failure, step, reason, link } = row;
    if reason.trim().is_empty() {
        return Err("its \"reason\" is empty: state why the vector fails".to_owned());
    }
    let scope = match (id, glob) {
        (Some(id), None) if id.contains(['*', '?', '[', '{']) => {
            return Err("\"id\" must be an exact id: put a pattern into \"glob\"".to_owned());
        }
        (Some(id), None) => Scope::Id(id),
        (None, Some(_)) if step.is_some() => {
            return Err("\"step\" needs the \"id\" of a scenario, not a pattern".to_owned());
        }
        (None, Some(_)) if !is_explanation(&reason) => {
            return Err(format!("a pattern needs a reason other than {UNEXPLAINED}"));
        }
        (None, Some(pattern)) => matching(pattern, suite)?,
        (Some(_), Some(_)) => return Err("it has both \"id\" and \"glob\"".to_owned()),
        (None, None) => return Err("it needs \"id\" or \"glob\"".to_owned()),
    };
    Ok(Entry { scope, failure, step, reason, link })
}

/// Only the feature "cli" includes the library for patterns.
#[cfg(not(feature = "cli"))]
fn matching(_: String, _: &Suite) -> Result<Scope, String> {
    Err("patterns need the feature \"cli\" of keyproof; without it, list each vector by its id"
        .to_owned())
}

#[cfg(feature = "cli")]
fn matching(pattern: String, suite: &Suite) -> Result<Scope, String> {
    let glob = Glob::new(&pattern).map_err(|error| format!("invalid pattern: {}", error.kind()))?;
    let matcher = glob.compile_matcher();
    let ids = suite.vectors.iter().map(|vector| &vector.id);
    let ids = ids.filter(|id| matcher.is_match(id)).cloned().collect();
    Ok(Scope::Glob { pattern, ids })
}

/// Writes a list as JSON, with a final newline.
#[must_use]
pub fn write(list: &List) -> String {
    let row = |entry: &Entry| {
        let name = entry.scope.name().to_owned();
        let (id, glob) = match entry.scope {
            Scope::Id(_) => (Some(name), None),
            Scope::Glob { .. } => (None, Some(name)),
        };
        let Entry { failure, step, reason, link, .. } = entry.clone();
        Row { id, glob, failure, step, reason, link }
    };
    let (versions, known_failures) =
        (list.versions.clone(), list.entries.iter().map(row).collect());
    json(&File { schema: list.schema.clone(), versions, known_failures })
}

/// Returns the JSON Schema of a list, with a final newline.
#[cfg(feature = "schema")]
#[must_use]
pub fn schema() -> String {
    json(&schemars::schema_for!(File))
}

fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("a list is plain data");
    text.push('\n');
    text
}
