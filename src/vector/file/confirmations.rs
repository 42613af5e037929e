//! Which oracles confirmed which vector: the form of `vectors/oracles.json`.

use super::{Entry, Evidence};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The confirmations of the last verification of all vectors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmations {
    /// The versions of the oracles, by name.
    pub versions: BTreeMap<String, String>,
    /// The names of the oracles that confirmed a vector, by its id.
    pub confirmed: BTreeMap<String, Vec<String>>,
}

impl Confirmations {
    /// Replaces what the evidence of a vector says of oracles.
    ///
    /// # Panics
    /// If the record names an oracle without a version.
    pub fn put_into(&self, entry: &mut Entry) {
        entry.evidence.retain(|evidence| !matches!(evidence, Evidence::Confirmed(_)));
        let names = self.confirmed.get(&entry.id).filter(|names| !names.is_empty());
        let version = |name: &String| {
            let version = self.versions.get(name);
            (name.clone(), version.expect("the record has a version of each oracle").clone())
        };
        let confirmed = names.map(|names| names.iter().map(version).collect());
        entry.evidence.extend(confirmed.map(Evidence::Confirmed));
    }
}
