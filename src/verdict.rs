//! Verdicts: what an outcome is worth against what a vector expects.
//!
//! A refusal is right only as a refusal in good form; dying, hanging and babbling are findings of their
//! own. A refusal proves nothing of an implementation that takes nothing, so it is settled only when
//! the vector's valid twin is known to pass ([`settle`]).

use crate::api::{Outcome, PrivateKeyFacts, PublicKeyFacts, Refusal, Reply};
use crate::vector::Expect;
use crate::vector::file::{Accept, PrivateKey};
use std::fmt;

/// What came of one vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// As expected.
    Pass,
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
}

/// Which side an implementation took where the documents are silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// It took the key.
    Accepted,
    /// It refused the key.
    Refused,
}

/// A verdict and what it says for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// What was expected, in words.
    pub expected: String,
    /// What came, in words.
    pub got: String,
    /// The side taken, if the vector leaves it open and the outcome is one of the two.
    pub side: Option<Side>,
}

/// Judges an outcome by itself.
#[must_use]
pub fn judge(expect: &Expect, outcome: &Outcome) -> Judgement {
    let (verdict, side) = match outcome {
        Outcome::Unsupported => (Verdict::Unsupported, None),
        Outcome::Crash(_) => (Verdict::Crash, None),
        Outcome::Hang(_) => (Verdict::Hang, None),
        Outcome::Garbled(_) => (Verdict::Fail, None),
        Outcome::Refused(refusal) => judge_refusal(expect, refusal),
        Outcome::Done(reply) => judge_reply(expect, reply),
    };
    Judgement { verdict, expected: expected(expect), got: got(outcome), side }
}

/// The verdict on a vector once the one on its valid twin is known: what an implementation refuses
/// proves nothing unless it takes the twin.
#[must_use]
pub const fn settle(verdict: Verdict, twin: Verdict) -> Verdict {
    match (verdict, twin) {
        (Verdict::Pass, Verdict::Pass) => Verdict::Pass,
        (Verdict::Pass, Verdict::Unsupported) => Verdict::Unsupported,
        (Verdict::Pass, _) => Verdict::Inconclusive,
        (verdict, _) => verdict,
    }
}

fn judge_refusal(expect: &Expect, refusal: &Refusal) -> (Verdict, Option<Side>) {
    match expect {
        Expect::Either { .. } => (Verdict::Pass, Some(Side::Refused)),
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
        (Expect::KeyFile(expected), Reply::KeyFile { name, mode }) => {
            let same = expected.name == *name && octal(*mode) == expected.mode;
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

fn octal(mode: u32) -> String {
    format!("{mode:04o}")
}

/// What a vector expects, in words.
#[must_use]
pub fn expected(expect: &Expect) -> String {
    match expect {
        Expect::Accept(accept) => format!("accepted: {}", key_in_words(accept)),
        Expect::Either { flag, accept } => {
            format!("refused, or accepted: {} ({flag})", key_in_words(accept))
        }
        Expect::Refuse(codes) if codes.is_empty() => "refused".to_owned(),
        Expect::Refuse(codes) => {
            let names: Vec<&str> = codes.iter().map(|code| code.name()).collect();
            format!("refused with {}", names.join(" or "))
        }
        Expect::PrivateKey(facts) => {
            format!("{}, created {}, imported {}", facts.openssh, facts.created, facts.imported)
        }
        Expect::Matches(true) => "the fingerprint is this key's".to_owned(),
        Expect::Matches(false) => "the fingerprint is not this key's".to_owned(),
        Expect::Plaintext(text) => format!("the plaintext {text:?}"),
        Expect::KeyFile(file) => format!("a file {:?} of mode {}", file.name, file.mode),
    }
}

/// An outcome, in words.
#[must_use]
pub fn got(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Done(reply) => reply_in_words(reply),
        Outcome::Refused(Refusal { code: Some(code), message }) => {
            format!("refused with {code}: {message}")
        }
        Outcome::Refused(Refusal { code: None, message }) if message.is_empty() => {
            "refused".to_owned()
        }
        Outcome::Refused(Refusal { code: None, message }) => format!("refused: {message}"),
        Outcome::Unsupported => "not offered".to_owned(),
        Outcome::Crash(how) => format!("crashed: {how}"),
        Outcome::Hang(limit) => format!("no answer within {:.1} s", limit.as_secs_f64()),
        Outcome::Garbled(why) => format!("an answer that makes no sense: {why}"),
    }
}

fn key_in_words(accept: &Accept) -> String {
    let exponent = accept.exponent.map_or(String::new(), |e| format!(", exponent {e}"));
    format!("{} bits{exponent}, fingerprint {}", accept.bits, accept.fingerprint)
}

fn reply_in_words(reply: &Reply) -> String {
    match reply {
        Reply::PublicKey(facts) => {
            let bits = facts.bits.map_or(String::new(), |bits| format!("{bits} bits, "));
            let exponent = facts.exponent.map_or(String::new(), |e| format!("exponent {e}, "));
            format!("accepted: {bits}{exponent}fingerprint {}", facts.fingerprint)
        }
        Reply::PrivateKey(facts) => {
            let said =
                |fact: &Option<String>| fact.clone().unwrap_or_else(|| "not said".to_owned());
            let (created, imported) = (said(&facts.created), said(&facts.imported));
            format!("{}, created {created}, imported {imported}", said(&facts.openssh))
        }
        Reply::Matches(true) => "the fingerprint is this key's".to_owned(),
        Reply::Matches(false) => "the fingerprint is not this key's".to_owned(),
        Reply::Plaintext(plaintext) => {
            format!("the plaintext {:?}", plaintext.escape_ascii().to_string())
        }
        Reply::KeyFile { name, mode } => format!("a file {name:?} of mode {}", octal(*mode)),
    }
}

impl Verdict {
    /// Every verdict, the best first.
    pub const ALL: [Self; 6] =
        [Self::Pass, Self::Fail, Self::Crash, Self::Hang, Self::Unsupported, Self::Inconclusive];

    /// The name in machine-readable output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Crash => "crash",
            Self::Hang => "hang",
            Self::Unsupported => "unsupported",
            Self::Inconclusive => "inconclusive",
        }
    }

    /// Whether the implementation broke a rule, or broke down.
    #[must_use]
    pub const fn is_nonconformance(self) -> bool {
        matches!(self, Self::Fail | Self::Crash | Self::Hang)
    }
}

impl Side {
    /// The name in machine-readable output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
