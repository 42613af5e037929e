//! Verdicts: what an outcome is worth against what a vector expects, and which rule a failure breaks.
//!
//! A crash, a time-out or malformed output is never counted as a refusal. A refusal proves nothing about an
//! implementation that accepts nothing, so it counts only if one of the vector's valid twins is accepted
//! ([`settle`]). The steps of a scenario are judged one by one ([`judge_step`]). A vector is about its first rule;
//! a failure that another rule explains is put down to that one ([`explain`]).

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
pub use step::{Played, check, expected_of_step, judge_step, untakable};
pub use words::{expected, got};

use crate::api::Outcome;
use crate::vector::Vector;
use std::fmt;

/// What came of one vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// As expected.
    Pass,
    /// As expected, and only when it was given more time than an answer may take.
    Slow,
    /// Failed in the way in which it is known to: on a list of known failures.
    Known,
    /// As expected, and yet on a list of known failures.
    Fixed,
    /// Answered, and not as expected.
    Fail,
    /// Died.
    Crash,
    /// Gave no answer in time.
    Hang,
    /// The implementation doesn't offer what the vector needs.
    Unsupported,
    /// The rule was never put to the test, since what it builds on failed.
    Inconclusive,
    /// The run ended before it was put to the test.
    NotRun,
}

/// Which side an implementation took where the documents are silent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Behaviour {
    /// It did what it was asked.
    Accepted,
    /// It refused.
    Refused,
    /// It did this, of several things that are right.
    Chose(String),
}

/// The side that was taken on a question that the documents leave open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The flag of the question.
    pub flag: String,
    /// The side.
    pub side: Behaviour,
}

/// A verdict and what it says for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// In which way it failed, if it did.
    pub failure: Option<FailureKind>,
    /// The rule that the failure breaks, if it isn't the one that the vector is about.
    pub breaks: Option<&'static str>,
    /// The broken rule that the vector builds on, if that is why it is inconclusive.
    pub builds_on: Option<String>,
    /// Whether the answer shows that the file was read, as the right key: a refusal of another one counts then.
    pub took: bool,
    /// What was expected, in words, if it is anything else than what the vector's question expects.
    pub expected: Option<String>,
    /// What came.
    pub got: Actual,
    /// The sides taken in what the vector leaves open.
    pub sides: Vec<Choice>,
    /// The number of the step of a scenario that came out otherwise, from 1.
    pub step: Option<usize>,
    /// Why the implementation, or the twin's question that this builds on, was never asked.
    pub not_run: Option<String>,
}

/// One vector's result.
#[derive(Debug, Clone)]
pub struct VectorResult<'a> {
    /// The vector.
    pub vector: &'a Vector,
    /// What was made of it.
    pub judgement: Judgement,
}

/// What came of a vector. It becomes words when somebody reads them, and of most vectors nobody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actual {
    /// An outcome.
    Outcome(Outcome),
    /// More than that, in words.
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
    /// A verdict on what came, and nothing else to say of it.
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

    /// The rule that a failure of this vector breaks.
    #[must_use]
    pub fn broken_rule<'a>(&self, vector: &'a Vector) -> &'a str {
        self.breaks.unwrap_or_else(|| vector.rule())
    }

    /// What was expected of the vector that was judged, in words.
    #[must_use]
    pub fn expected(&self, vector: &Vector) -> String {
        let of_question = || vector.question().map(|question| expected(&question.expect));
        self.expected.clone().or_else(of_question).unwrap_or_default()
    }
}

/// The verdict on a vector once those on its valid twins are known, each with whether it was
/// [taken](Judgement::took): what an implementation refuses proves nothing unless it takes one of them.
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
    /// Every verdict, the best first.
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

    /// The name in machine-readable output.
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

    /// Whether only a list of known failures makes it what it is.
    #[must_use]
    pub const fn is_of_list(self) -> bool {
        matches!(self, Self::Known | Self::Fixed)
    }

    /// Whether the implementation broke a rule, or broke down, and wasn't known to.
    #[must_use]
    pub const fn is_nonconformance(self) -> bool {
        matches!(self, Self::Fail | Self::Crash | Self::Hang)
    }
}

impl Behaviour {
    /// The name in machine-readable output.
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
