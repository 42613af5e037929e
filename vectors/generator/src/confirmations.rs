//! The record of which oracles confirmed which vectors: `confirmations.json`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{fs, io};

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
    /// Returns the record of the checkout, or an empty one if there is none.
    pub(super) fn recorded() -> Self {
        fs::read(path()).map_or_else(
            |_| Self::default(),
            |text| serde_json::from_slice(&text).expect("the record is well-formed"),
        )
    }

    /// Replaces the record of the checkout.
    ///
    /// # Errors
    /// Returns the system's error if the file can't be written.
    pub fn write(&self) -> io::Result<()> {
        fs::write(path(), super::json(self))
    }

    /// Returns the oracles that confirmed a vector: the version of each, by name.
    ///
    /// # Panics
    /// If the record names an oracle without a version.
    pub(super) fn of(&self, id: &str) -> BTreeMap<String, String> {
        let version = |name: &String| {
            let version = self.versions.get(name);
            (name.clone(), version.expect("the record has a version of each oracle").clone())
        };
        self.confirmed.get(id).into_iter().flatten().map(version).collect()
    }
}

fn path() -> PathBuf {
    super::vectors().join("generator/confirmations.json")
}
