//! Verdicts: what an outcome is worth against what a vector expects.
//!
//! A refusal is right only as a refusal in good form; dying, hanging and babbling are findings of their
//! own. A refusal proves nothing of an implementation that takes nothing, so it is settled only when
//! the vector's valid twin is known to pass ([`settle`]). The steps of a scenario are judged one by one
//! ([`judge_step`]).

mod kind;
mod words;
mod step;

pub use kind::FailureKind;
pub use step::{check, expected_of_step, judge_step, untakable};
pub use words::{expected, got};

use crate::api::guest::Mode;
use crate::api::{Outcome, PrivateKeyFacts, PublicKeyFacts, Refusal, Reply};
use crate::vector::file::{Accept, PrivateKey};
use crate::vector::{Expect, Vector};
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
pub enum Side {
    /// It did what it was asked.
    Accepted,
    /// It refused.
    Refused,
    /// It did this, of several things that are right.
    Chose(String),
}

/// The side that was taken on a question that the documents leave open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The flag of the question.
    pub flag: String,
    /// The side.
    pub side: Side,
}

/// A verdict and what it says for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// In which way it failed, if it did.
    pub failure: Option<FailureKind>,
    /// What was expected, in words, if it is anything else than what the vector's question expects.
    pub expected: Option<String>,
    /// What came.
    pub got: Came,
    /// The sides taken in what the vector leaves open.
    pub sides: Vec<Taken>,
    /// The number of the step of a scenario that came out otherwise, from 1.
    pub step: Option<usize>,
    /// Why the implementation, or the twin's question that this builds on, was never asked.
    pub not_asked: Option<String>,
}

/// One vector's result.
#[derive(Debug, Clone)]
pub struct CaseResult<'a> {
    /// The vector.
    pub vector: &'a Vector,
    /// What was made of it.
    pub judgement: Judgement,
}

/// What came of a vector. It becomes words when somebody reads them, and of most vectors nobody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// An outcome.
    Outcome(Outcome),
    /// More than that, in words.
    Words(String),
}

impl fmt::Display for Came {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outcome(outcome) => f.write_str(&got(outcome)),
            Self::Words(words) => f.write_str(words),
        }
    }
}

impl Judgement {
    /// What was expected of the vector that was judged, in words.
    #[must_use]
    pub fn expected(&self, vector: &Vector) -> String {
        let of_question = || vector.question().map(|question| expected(&question.expect));
        self.expected.clone().or_else(of_question).unwrap_or_default()
    }
}

/// Judges an outcome by itself.
#[must_use]
pub fn judge(expect: &Expect, outcome: Outcome) -> Judgement {
    let (verdict, side) = match &outcome {
        Outcome::Unsupported => (Verdict::Unsupported, None),
        Outcome::Crash(_) | Outcome::ServerError(_) => (Verdict::Crash, None),
        Outcome::Hang(_) => (Verdict::Hang, None),
        Outcome::Garbled(_) => (Verdict::Fail, None),
        Outcome::NotAsked(_) => (Verdict::Inconclusive, None),
        Outcome::Refused(refusal) => judge_refusal(expect, refusal),
        Outcome::Done(reply) => judge_reply(expect, reply),
    };
    let must_refuse = matches!(expect, Expect::Refuse(_));
    let kind = FailureKind::of(&outcome, must_refuse);
    let not_asked = match &outcome {
        Outcome::NotAsked(why) => Some(why.clone()),
        _ => None,
    };
    let taken = |(flag, side): (&str, Side)| Taken { flag: flag.to_owned(), side };
    let sides = expect.flag().zip(side).map(taken).into_iter().collect();
    Judgement {
        verdict,
        failure: kind.and_then(|kind| kind.under(verdict)),
        expected: None,
        got: Came::Outcome(outcome),
        sides,
        step: None,
        not_asked,
    }
}

/// The verdict on a vector once the one on its valid twin is known: what an implementation refuses
/// proves nothing unless it takes the twin.
#[must_use]
pub const fn settle(verdict: Verdict, twin: Verdict) -> Verdict {
    match (verdict, twin) {
        (Verdict::Pass | Verdict::Slow, Verdict::Pass | Verdict::Slow) => verdict,
        (Verdict::Pass | Verdict::Slow, Verdict::Unsupported) => Verdict::Unsupported,
        (Verdict::Pass | Verdict::Slow, Verdict::NotRun) => Verdict::NotRun,
        (Verdict::Pass | Verdict::Slow, _) => Verdict::Inconclusive,
        (verdict, _) => verdict,
    }
}

fn judge_refusal(expect: &Expect, refusal: &Refusal) -> (Verdict, Option<Side>) {
    match expect {
        Expect::Either { .. } => (Verdict::Pass, Some(Side::Refused)),
        Expect::NotPlaintext(_) => (Verdict::Pass, None),
        Expect::Refuse(codes) => {
            let known = |code| codes.is_empty() || codes.contains(code);
            let right = refusal.code.as_ref().is_none_or(known);
            (pass_if(right), None)
        }
        _ => (Verdict::Fail, None),
    }
}

fn judge_reply(expect: &Expect, reply: &Reply) -> (Verdict, Option<Side>) {
    match (expect, reply) {
        (Expect::Accept(accept), Reply::PublicKey(facts)) => {
            (pass_if(same_key(accept, facts)), None)
        }
        (Expect::Either { accept, .. }, Reply::PublicKey(facts)) => {
            (pass_if(same_key(accept, facts)), Some(Side::Accepted))
        }
        (Expect::PrivateKey(expected), Reply::PrivateKey(facts)) => {
            (pass_if(same_private_key(expected, facts)), None)
        }
        (Expect::Matches(expected), Reply::Matches(matches)) => {
            (pass_if(expected == matches), None)
        }
        (Expect::Plaintext(expected), Reply::Plaintext(plaintext)) => {
            (pass_if(expected.as_bytes() == plaintext), None)
        }
        (Expect::NotPlaintext(text), Reply::Plaintext(plaintext)) => {
            (pass_if(text.as_bytes() != plaintext), None)
        }
        (Expect::KeyFile(expected), Reply::KeyFile { name, mode }) => {
            let same = expected.name == *name && Mode(*mode).to_string() == expected.mode;
            (pass_if(same), None)
        }
        _ => (Verdict::Fail, None),
    }
}

const fn pass_if(right: bool) -> Verdict {
    if right { Verdict::Pass } else { Verdict::Fail }
}

fn same_key(accept: &Accept, facts: &PublicKeyFacts) -> bool {
    facts.fingerprint == accept.fingerprint
        && facts.bits.is_none_or(|bits| bits == accept.bits)
        && same(facts.exponent.as_ref(), accept.exponent.as_ref())
        && same(facts.modulus_sha256.as_ref(), Some(&accept.modulus_sha256))
}

fn same_private_key(expected: &PrivateKey, facts: &PrivateKeyFacts) -> bool {
    let said = [&facts.openssh, &facts.created, &facts.imported];
    let right = [&expected.openssh, &expected.created, &expected.imported];
    said.iter().any(|said| said.is_some())
        && said.iter().zip(right).all(|(said, right)| same(said.as_ref(), Some(right)))
}

/// Whether two facts agree; one that either side leaves out can't disagree.
fn same<T: PartialEq>(said: Option<T>, right: Option<T>) -> bool {
    said.is_none() || right.is_none() || said == right
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

impl Side {
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
