//! What is said of a flag.

use serde::{Deserialize, Serialize};

/// What a flag means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What kind of fault or difference it is.
    pub what: String,
    /// What it can lead to.
    pub effect: String,
    /// Where it was seen: which tools do what.
    pub seen: String,
    /// Which oracles say something else than vectors of this flag expect, and why that is no reason to expect
    /// something else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disagreements: Vec<Disagreement>,
}

/// That some oracles say something else than a vector expects, and why that is no reason to expect something
/// else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Disagreement {
    /// The oracles, by name.
    pub oracles: Vec<String>,
    /// How they differ.
    pub difference: Difference,
    /// The first version of the oracles that differs so; all before it, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The last version of the oracles that differs so; all behind it, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What they do.
    pub why: String,
}

/// How an oracle and a vector differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// The oracle takes what the vector refuses.
    Takes,
    /// The oracle refuses what the vector takes.
    Refuses,
    /// Both take it, and the oracle says something else of it.
    ReadsAnother,
    /// The oracle comes to no end.
    Hangs,
}

impl Difference {
    /// What the oracle does.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Takes => "takes it",
            Self::Refuses => "refuses it",
            Self::ReadsAnother => "takes it as something else",
            Self::Hangs => "comes to no end",
        }
    }
}
