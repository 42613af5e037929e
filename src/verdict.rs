//! Verdicts: compare an outcome with the expectation of a vector, and name the rule that a failure
//! breaks.
//!
//! A crash, a time-out or malformed output is never counted as a refusal. A refusal proves nothing
//! about an implementation that accepts nothing, so it counts only if one of the vector's valid twins
//! is accepted ([`settle`]). The steps of a scenario are judged one by one ([`judge_step`]). A vector
//! tests its first rule; a failure that another rule explains is attributed to that rule ([`explain`]).

mod kind;
mod offer;
mod words;
mod codes;
mod question;
mod step;
mod blame;

pub use blame::{ByRule, controls, explain};
pub use kind::FailureKind;
pub use offer::Offer;
pub use question::judge;
pub use step::{Played, check, judge_step, untakable};
pub use words::{expected, expected_of_step, got};

use crate::api::Outcome;
use crate::vector::Vector;
use std::fmt;

/// The verdict on a vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// The result is as expected.
    Pass,
    /// The result is as expected, but it took longer than the time limit.
    Slow,
    /// The vector failed as the list of known failures says.
    Known,
    /// The result is as expected, but the vector is on the list of known failures.
    Fixed,
    /// The answer is not as expected.
    Fail,
    /// The implementation crashed, or reported an error on its side.
    Crash,
    /// The implementation gave no answer in time.
    Hang,
    /// The implementation doesn't offer what the vector needs.
    Unsupported,
    /// The rule was not tested, because something that it builds on failed.
    Inconclusive,
    /// The run ended before the vector was run.
    NotRun,
}

/// The behaviour of an implementation where the documentation doesn't decide.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Behaviour {
    /// It performed the action.
    Accepted,
    /// It refused.
    Refused,
    /// It chose this one of several correct behaviours.
    Chose(String),
}

/// The behaviour that an implementation chose on a point that the documentation leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The flag of the open point.
    pub flag: String,
    /// The chosen behaviour.
    pub side: Behaviour,
}

/// A verdict with its explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// The kind of failure, if it is one.
    pub failure: Option<FailureKind>,
    /// The broken rule, if it isn't the rule under test.
    pub breaks: Option<&'static str>,
    /// If the verdict is inconclusive because a rule that the vector builds on is broken: that rule.
    pub builds_on: Option<String>,
    /// Whether the answer shows that the file was read as the right key. The refusal of an invalid
    /// vector counts only if this holds for one of its twins.
    pub took: bool,
    /// The expected result in words, if it differs from the expectation of the vector's question.
    pub expected: Option<String>,
    /// The actual result.
    pub got: Actual,
    /// The choices on the points that the vector leaves open.
    pub sides: Vec<Choice>,
    /// The number of the step of a scenario that failed, from 1.
    pub step: Option<usize>,
    /// Why the vector, or the twin that its verdict depends on, was not run.
    pub not_run: Option<String>,
}

/// The result of a vector.
#[derive(Debug, Clone)]
pub struct VectorResult<'a> {
    /// The vector.
    pub vector: &'a Vector,
    /// The judgement on the vector.
    pub judgement: Judgement,
}

/// The actual result. It is formatted lazily, because most results are never printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actual {
    /// An outcome.
    Outcome(Outcome),
    /// A description that contains more than one outcome.
    Words(String),
}

impl fmt::Display for Actual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outcome(outcome) => f.write_str(&got(outcome)),
            Self::Words(words) => f.write_str(words),
        }
    }
}

impl Judgement {
    /// Creates a judgement that has a verdict and the actual result, and nothing else.
    #[must_use]
    pub const fn new(verdict: Verdict, got: Actual) -> Self {
        Self {
            verdict,
            failure: None,
            breaks: None,
            builds_on: None,
            took: false,
            expected: None,
            got,
            sides: Vec::new(),
            step: None,
            not_run: None,
        }
    }

    /// Returns the rule that a failure of this vector breaks.
    #[must_use]
    pub fn broken_rule<'a>(&self, vector: &'a Vector) -> &'a str {
        self.breaks.unwrap_or_else(|| vector.rule())
    }

    /// Describes the expected result of the vector that was judged.
    #[must_use]
    pub fn expected(&self, vector: &Vector) -> String {
        let of_question = || vector.question().map(|question| expected(&question.expect));
        self.expected.clone().or_else(of_question).unwrap_or_default()
    }
}

/// Returns the final verdict on a vector, given the verdict on each valid twin and whether that twin
/// was [read correctly](Judgement::took). A refusal proves nothing unless one of the twins is accepted.
#[must_use]
pub fn settle(verdict: Verdict, twins: &[(Verdict, bool)]) -> Verdict {
    let any = |wanted| twins.iter().any(|(twin, _)| *twin == wanted);
    match verdict {
        Verdict::Pass | Verdict::Slow if twins.iter().any(|(_, took)| *took) => verdict,
        Verdict::Pass | Verdict::Slow if any(Verdict::NotRun) => Verdict::NotRun,
        Verdict::Pass | Verdict::Slow
            if twins.iter().all(|(twin, _)| *twin == Verdict::Unsupported) =>
        {
            Verdict::Unsupported
        }
        Verdict::Pass | Verdict::Slow => Verdict::Inconclusive,
        verdict => verdict,
    }
}

impl Verdict {
    /// All verdicts, the best first.
    pub const ALL: [Self; 10] = [
        Self::Pass,
        Self::Slow,
        Self::Known,
        Self::Fixed,
        Self::Fail,
        Self::Crash,
        Self::Hang,
        Self::Unsupported,
        Self::Inconclusive,
        Self::NotRun,
    ];

    /// Returns the name in machine-readable output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Slow => "slow",
            Self::Known => "known",
            Self::Fixed => "fixed",
            Self::Fail => "fail",
            Self::Crash => "crash",
            Self::Hang => "hang",
            Self::Unsupported => "unsupported",
            Self::Inconclusive => "inconclusive",
            Self::NotRun => "not-run",
        }
    }

    /// Whether this verdict is possible only with a list of known failures.
    #[must_use]
    pub const fn is_of_list(self) -> bool {
        matches!(self, Self::Known | Self::Fixed)
    }

    /// Whether the implementation broke a rule or broke down, and the list of known failures doesn't
    /// say so.
    #[must_use]
    pub const fn is_nonconformance(self) -> bool {
        matches!(self, Self::Fail | Self::Crash | Self::Hang)
    }
}

impl Behaviour {
    /// Returns the name in machine-readable output.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Chose(what) => what,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests;
