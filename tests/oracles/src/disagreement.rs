//! The known disagreements between oracles and vectors: `disagreements.json`.

use crate::{Oracle, version};
use serde::Deserialize;
use std::fmt;
use std::sync::LazyLock;

/// A known disagreement, with the reason why the vector is right all the same.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disagreement {
    /// The flag of the vectors that it explains.
    pub flag: String,
    /// The names of the oracles.
    pub oracles: Vec<String>,
    /// How the oracles differ from the vectors.
    pub difference: Difference,
    /// The first version that differs in this way. If absent, all versions up to `until` do.
    #[serde(default)]
    pub since: Option<String>,
    /// The last version that differs in this way. If absent, all versions from `since` on do.
    #[serde(default)]
    pub until: Option<String>,
    /// What the oracles do, and why.
    pub why: String,
}

/// How an oracle differs from a vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// The oracle accepts a file that the vector refuses.
    Accepts,
    /// The oracle refuses a file that the vector accepts.
    Refuses,
    /// Both accept the file, but the oracle reads something else from it.
    ReadsAnother,
    /// The oracle doesn't finish in time.
    Hangs,
}

static KNOWN: LazyLock<Vec<Disagreement>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../disagreements.json")).expect("the list is well-formed")
});

/// Returns all known disagreements.
#[must_use]
pub fn known() -> &'static [Disagreement] {
    &KNOWN
}

impl Disagreement {
    /// Whether it is about the installed version of this oracle.
    #[must_use]
    pub fn is_about(&self, oracle: Oracle) -> bool {
        self.oracles.iter().any(|name| name == oracle.name())
            && version::is_within(&oracle.version(), self.since.as_deref(), self.until.as_deref())
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Accepts => "accepts it",
            Self::Refuses => "refuses it",
            Self::ReadsAnother => "reads something else from it",
            Self::Hangs => "doesn't finish in time",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_disagreement_names_oracles_and_has_a_reason() {
        assert!(known().len() > 50, "{}", known().len());
        for disagreement in known() {
            let Disagreement { oracles, why, .. } = disagreement;
            assert!(!why.is_empty() && !oracles.is_empty(), "{disagreement:?}");
            assert!(oracles.iter().all(|name| Oracle::named(name).is_some()), "{oracles:?}");
        }
    }
}
