//! The evidence for an expected result.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The evidence for the expected result of a vector.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Headings in the Amazon EC2 documentation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub document: Vec<String>,
    /// Sections of RFCs and other standards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standards: Vec<String>,
    /// Behaviour that was observed in the real service.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub observed: Vec<String>,
    /// The independent tools that computed the values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<Tool>,
    /// The oracles that gave the expected result when they ran the vector: the version of each, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub confirmed: BTreeMap<String, String>,
}

/// A tool that computed an expected value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// The name and the version of the tool.
    pub name: String,
    /// The command that computes the value.
    pub command: String,
}
