//! The notes that explain flags.

use serde::{Deserialize, Serialize};

/// The meaning of a flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The kind of fault or difference.
    pub what: String,
    /// The possible consequences.
    pub effect: String,
    /// Where the fault or difference was seen, and which tools behave how.
    pub seen: String,
    /// The oracles that disagree with vectors of this flag, and the reason why the expectation still
    /// stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disagreements: Vec<Disagreement>,
}

/// A known disagreement between some oracles and a vector. It gives the reason why the expectation
/// still stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Disagreement {
    /// The names of the oracles.
    pub oracles: Vec<String>,
    /// How the oracles differ from the vector.
    pub difference: Difference,
    /// The first version that differs in this way. If absent, all versions up to `until` do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The last version that differs in this way. If absent, all versions from `since` on do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What the oracles do, and why.
    pub why: String,
}

/// How an oracle differs from a vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// The oracle accepts a file that the vector refuses.
    Takes,
    /// The oracle refuses a file that the vector accepts.
    Refuses,
    /// Both accept the file, but the oracle reads something else from it.
    ReadsAnother,
    /// The oracle doesn't finish in time.
    Hangs,
}

impl Difference {
    /// Describes what the oracle does.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Takes => "accepts it",
            Self::Refuses => "refuses it",
            Self::ReadsAnother => "reads something else from it",
            Self::Hangs => "doesn't finish in time",
        }
    }
}
