//! The kind of a failure. It stays the same from run to run, whatever message the implementation
//! returns.

use super::{Outcome, Verdict};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The kind of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FailureKind {
    /// The implementation accepted what it must refuse.
    Accepted,
    /// The implementation refused what it must accept.
    Refused,
    /// The implementation refused what it must refuse, but with a wrong error code.
    WrongErrorCode,
    /// The implementation answered with a wrong value.
    WrongValue,
    /// The answer is malformed.
    MalformedResponse,
    /// The implementation crashed.
    Crash,
    /// The implementation answered that an error occurred on its side.
    ServerError,
    /// The implementation gave no answer in time.
    Hang,
}

impl FailureKind {
    /// Returns the kind of failure of an outcome that isn't correct.
    #[must_use]
    pub(super) const fn of(outcome: &Outcome, must_refuse: bool) -> Option<Self> {
        match (outcome, must_refuse) {
            (Outcome::Success(_), true) => Some(Self::Accepted),
            (Outcome::Success(_), false) => Some(Self::WrongValue),
            (Outcome::Refused(_), true) => Some(Self::WrongErrorCode),
            (Outcome::Refused(_), false) => Some(Self::Refused),
            (Outcome::Malformed(_), _) => Some(Self::MalformedResponse),
            (Outcome::Crash(_), _) => Some(Self::Crash),
            (Outcome::ServerError(_), _) => Some(Self::ServerError),
            (Outcome::Timeout(_), _) => Some(Self::Hang),
            (Outcome::Unsupported | Outcome::NotRun(_), _) => None,
        }
    }

    /// Returns the kind if this verdict is a failure.
    pub(super) fn under(self, verdict: Verdict) -> Option<Self> {
        verdict.is_nonconformance().then_some(self)
    }

    /// Returns the name in machine-readable output and in lists of known failures.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::WrongErrorCode => "wrong-error-code",
            Self::WrongValue => "wrong-value",
            Self::MalformedResponse => "malformed-response",
            Self::Crash => "crash",
            Self::ServerError => "server-error",
            Self::Hang => "hang",
        }
    }
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
