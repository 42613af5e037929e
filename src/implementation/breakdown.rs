//! Faults that no single question explains: of several that were under way, none fails when it is asked alone.

use serde::{Serialize, Serializer};
use std::fmt;

/// A fault that was seen while several questions were under way, or while none was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakdown {
    /// What kind of fault it is.
    pub kind: BreakdownKind,
    /// What was seen, in words.
    pub how: String,
    /// The questions that were under way, as indices into the actions of the last call. None, if it was not in a call.
    pub asked: Vec<usize>,
}

/// The kind of a fault that no single question explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BreakdownKind {
    /// It died.
    Crash,
    /// It gave no answer in time.
    Hang,
    /// An adapter broke the protocol.
    Protocol,
}

/// What has happened to an implementation beside what it answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Incidents {
    /// How often it was started.
    pub starts: usize,
    /// The faults that no question explains.
    pub breakdowns: Vec<Breakdown>,
}

impl BreakdownKind {
    /// The name in machine-readable output.
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
