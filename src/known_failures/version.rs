//! Lists that apply to some versions of an implementation, and their effect on other versions.

use super::{Findings, List, Stale, StaleReason};
use crate::verdict::FailureKind;
use serde::Serialize;
use std::fmt;

/// A mismatch between the tested version and the versions that a list applies to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherVersion {
    /// The versions that the list applies to.
    pub listed: Vec<String>,
    /// The tested version, if the implementation reports one.
    pub tested: Option<String>,
}

impl List {
    /// Returns a mismatch if the list names versions and this one isn't among them.
    #[must_use]
    pub fn other_version(&self, tested: Option<&str>) -> Option<OtherVersion> {
        let is_listed = self.versions.iter().any(|version| Some(version.as_str()) == tested);
        let (listed, tested) = (self.versions.clone(), tested.map(str::to_owned));
        (!listed.is_empty() && !is_listed).then_some(OtherVersion { listed, tested })
    }
}

impl Findings {
    /// Whether the list is no reason for the run to fail. Either the list is correct, or the mismatch
    /// of versions explains its deviations. An entry for a vector that doesn't exist, or that other
    /// entries cover, is wrong for every version.
    #[must_use]
    pub fn is_acceptable(&self) -> bool {
        let is_of_version = |stale: &Stale| stale.why == StaleReason::NeverTested;
        self.is_true() || self.other_version.is_some() && self.stale.iter().all(is_of_version)
    }

    /// Whether an unlisted failure fails the run. For another version, only a wrong value does.
    #[must_use]
    pub fn counts(&self, failure: Option<FailureKind>) -> bool {
        self.other_version.is_none() || failure == Some(FailureKind::WrongValue)
    }
}

impl fmt::Display for OtherVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tested = self.tested.as_deref().unwrap_or("unknown");
        let listed = self.listed.join(" or ");
        write!(f, "the list is for version {listed}, but the tested version is {tested}")
    }
}
