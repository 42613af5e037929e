//! In which way an implementation fails: what stays the same from run to run, and whatever it says.

use super::{Outcome, Verdict};
use serde::{Deserialize, Serialize};
use std::fmt;

/// In which way an implementation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// It did what must be refused.
    Accepted,
    /// It refused what must be done.
    Refused,
    /// It refused what must be refused, with an error code that isn't right.
    WrongErrorCode,
    /// It answered with something else than what is right.
    WrongValue,
    /// Its answer makes no sense.
    MalformedResponse,
    /// It died.
    Crash,
    /// It answered that something went wrong on its side.
    ServerError,
    /// It gave no answer in time.
    Hang,
}

impl FailureKind {
    /// The kind of failure that an outcome is which isn't right, if it is one.
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

    /// The kind, under a verdict that says that there was a failure.
    pub(super) fn under(self, verdict: Verdict) -> Option<Self> {
        verdict.is_nonconformance().then_some(self)
    }

    /// The name in machine-readable output and in lists of known failures.
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
