//! Which oracles confirmed which vector: `vectors/oracles.json`, as `keyproof vectors verify --record` wrote
//! it.

use super::super::FILES;
use super::super::file::Evidence;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What oracles said when they were last asked about all vectors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmations {
    /// The versions of the oracles, by name.
    pub versions: BTreeMap<String, String>,
    /// The names of those that confirmed a vector, by its id.
    pub confirmed: BTreeMap<String, Vec<String>>,
}

impl Confirmations {
    /// The record that is built in.
    pub(super) fn recorded() -> Self {
        let file = FILES.get_file("oracles.json").map(|file| file.contents());
        file.map_or_else(Self::default, |text| {
            serde_json::from_slice(text).expect("the record is well-formed")
        })
    }

    /// What it says of a vector, if it says anything.
    pub(super) fn of(&self, id: &str) -> Option<Evidence> {
        let names = self.confirmed.get(id).filter(|names| !names.is_empty())?;
        let version = |name: &String| {
            let version = self.versions.get(name);
            (name.clone(), version.expect("the record has a version of each oracle").clone())
        };
        Some(Evidence::Confirmed(names.iter().map(version).collect()))
    }
}
