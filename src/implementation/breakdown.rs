//! Failures that no single question explains: several were in progress, and none of them fails when
//! it is asked alone.

use serde::{Serialize, Serializer};
use std::fmt;

/// A failure while several questions, or none, were in progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakdown {
    /// The kind of failure.
    pub kind: BreakdownKind,
    /// A description of the failure.
    pub how: String,
    /// The questions that were in progress, as indices into the actions of the last call. Empty if
    /// it was not in a call.
    pub asked: Vec<usize>,
}

/// The kind of a [`Breakdown`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BreakdownKind {
    /// The implementation crashed.
    Crash,
    /// It didn't answer in time.
    Hang,
    /// An adapter violated the protocol.
    Protocol,
}

/// What has happened to an implementation, apart from its answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Incidents {
    /// How often it was started.
    pub starts: usize,
    /// The failures that no single question explains.
    pub breakdowns: Vec<Breakdown>,
}

impl BreakdownKind {
    /// Returns the name in machine-readable output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Crash => "crash",
            Self::Hang => "hang",
            Self::Protocol => "protocol",
        }
    }
}

impl fmt::Display for BreakdownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for BreakdownKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
