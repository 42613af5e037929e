//! Lists that hold for some versions of an implementation: what such a list is worth to another version.

use super::{Findings, List, Stale, StaleReason};
use crate::verdict::FailureKind;
use serde::Serialize;
use std::fmt;

/// That an implementation isn't of a version that a list holds for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherVersion {
    /// The versions that the list holds for.
    pub listed: Vec<String>,
    /// The version that was put to the test, if it tells.
    pub tested: Option<String>,
}

impl List {
    /// Whether an implementation of this version is none that the list holds for.
    #[must_use]
    pub fn other_version(&self, tested: Option<&str>) -> Option<OtherVersion> {
        let is_listed = self.versions.iter().any(|version| Some(version.as_str()) == tested);
        let (listed, tested) = (self.versions.clone(), tested.map(str::to_owned));
        (!listed.is_empty() && !is_listed).then_some(OtherVersion { listed, tested })
    }
}

impl Findings {
    /// Whether what the list says is no reason for a run to fail: the list is true; or it is of another version, and
    /// only that is why it isn't. An entry that no vector can be about is wrong for every version.
    #[must_use]
    pub fn is_acceptable(&self) -> bool {
        let is_of_version = |stale: &Stale| stale.why == StaleReason::NeverTested;
        self.is_true() || self.other_version.is_some() && self.stale.iter().all(is_of_version)
    }

    /// Whether a failure that isn't listed fails the run: of another version, only a wrong answer does.
    #[must_use]
    pub fn counts(&self, failure: Option<FailureKind>) -> bool {
        self.other_version.is_none() || failure == Some(FailureKind::WrongValue)
    }
}

impl fmt::Display for OtherVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tested = self.tested.as_deref().unwrap_or("unknown");
        write!(f, "the list is of version {}, and this one is {tested}", self.listed.join(" or "))
    }
}
