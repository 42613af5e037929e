//! The verdict on the answer to one question about a file.
//!
//! A vector is about its first rule, and needs the fact or the code that shows it: what isn't given is
//! unsupported for that rule, however right the rest is. A wrong answer that only another rule explains names
//! that rule ([`Judgement::breaks`]).

use super::codes::{Coded, judge_code};
use super::{Actual, Behaviour, Choice, FailureKind, Judgement, Offer, Verdict};
use crate::api::guest::Mode;
use crate::api::{Outcome, PrivateKeyFacts, PublicKeyFacts, Refusal, Reply};
use crate::vector::Expect;
use crate::vector::file::{Accept, KeyFile, PrivateKey};

/// The rule on fingerprints of public keys.
pub(super) const FINGERPRINT: &str = "fingerprint/imported-md5";

/// What an outcome comes to.
struct Judged {
    verdict: Verdict,
    side: Option<Behaviour>,
    breaks: Option<&'static str>,
    took: bool,
}

impl Judged {
    const fn new(verdict: Verdict) -> Self {
        Self { verdict, side: None, breaks: None, took: false }
    }

    fn pass_if(right: bool) -> Self {
        Self { took: right, ..Self::new(if right { Verdict::Pass } else { Verdict::Fail }) }
    }
}

/// Judges what came of a vector's question by itself. `rule` is the rule that the vector is about.
#[must_use]
pub fn judge(rule: &str, expect: &Expect, outcome: Outcome, offer: &Offer) -> Judgement {
    let judged = match &outcome {
        Outcome::Unsupported => Judged::new(Verdict::Unsupported),
        Outcome::NotRun(_) => Judged::new(Verdict::Inconclusive),
        Outcome::Crash(_) | Outcome::ServerError(_) => Judged::new(Verdict::Crash),
        Outcome::Timeout(_) => Judged::new(Verdict::Hang),
        Outcome::Malformed(_) => Judged::new(Verdict::Fail),
        Outcome::Refused(refusal) => judge_refusal(rule, expect, refusal, offer),
        Outcome::Success(reply) => judge_reply(rule, expect, reply),
    };
    let must_refuse = matches!(expect, Expect::Refuse(_));
    let failure =
        FailureKind::of(&outcome, must_refuse).and_then(|kind| kind.under(judged.verdict));
    let breaks = judged.breaks.or_else(|| broken_by_breakdown(expect, &outcome, offer));
    let not_run = match &outcome {
        Outcome::NotRun(why) => Some(why.clone()),
        _ => None,
    };
    let taken = |(flag, side): (&str, Behaviour)| Choice { flag: flag.to_owned(), side };
    Judgement {
        failure,
        breaks: failure.and(breaks).filter(|broken| *broken != rule),
        took: judged.took,
        sides: expect.flag().zip(judged.side).map(taken).into_iter().collect(),
        not_run,
        ..Judgement::new(judged.verdict, Actual::Outcome(outcome))
    }
}

/// The rule that a breakdown breaks, on a file that may be refused: the one on how to refuse. The rule that the
/// vector is about is kept by a refusal, and so isn't broken by a bad one.
fn broken_by_breakdown(expect: &Expect, outcome: &Outcome, offer: &Offer) -> Option<&'static str> {
    match (expect, outcome) {
        (
            Expect::Refuse(_) | Expect::Either { .. },
            Outcome::ServerError(_) | Outcome::Malformed(_),
        ) if offer.has_codes() => Some("api/error-form"),
        (
            Expect::Either { .. },
            Outcome::ServerError(_)
            | Outcome::Malformed(_)
            | Outcome::Crash(_)
            | Outcome::Timeout(_),
        ) => Some("import/malformed-refused"),
        _ => None,
    }
}

fn judge_refusal(rule: &str, expect: &Expect, refusal: &Refusal, offer: &Offer) -> Judged {
    match expect {
        Expect::NotPlaintext(_) => Judged::new(Verdict::Pass),
        // No code is documented for what a user's own tools refuse.
        Expect::Refuse(codes) if codes.is_empty() => Judged::new(Verdict::Pass),
        Expect::Refuse(codes) => {
            let (verdict, breaks) = Coded { rule, codes, offer }.judge(refusal);
            Judged { breaks, ..Judged::new(verdict) }
        }
        Expect::Either { .. } => {
            let (verdict, breaks) = judge_code(refusal, offer);
            Judged { side: Some(Behaviour::Refused), breaks, ..Judged::new(verdict) }
        }
        _ => Judged::new(Verdict::Fail),
    }
}

fn judge_reply(rule: &str, expect: &Expect, reply: &Reply) -> Judged {
    match (expect, reply) {
        (Expect::Accept(accept), Reply::PublicKey(facts)) => judge_key(rule, accept, facts),
        (Expect::Either { accept, .. }, Reply::PublicKey(facts)) => {
            Judged { side: Some(Behaviour::Accepted), ..judge_key(rule, accept, facts) }
        }
        (Expect::PrivateKey(expected), Reply::PrivateKey(facts)) => {
            judge_private_key(rule, expected, facts)
        }
        (Expect::Matches(expected), Reply::Matches(matches)) => {
            Judged::pass_if(expected == matches)
        }
        (Expect::Plaintext(expected), Reply::Plaintext(plaintext)) => {
            Judged::pass_if(expected.as_bytes() == plaintext)
        }
        (Expect::NotPlaintext(text), Reply::Plaintext(plaintext)) => {
            Judged::pass_if(text.as_bytes() != plaintext)
        }
        (Expect::KeyFile(expected), Reply::KeyFile { name, mode }) => {
            judge_key_file(rule, expected, name.as_deref(), *mode)
        }
        _ => Judged::new(Verdict::Fail),
    }
}

/// Judges a public key that was taken. Which key it is, its modulus and exponent show, or its fingerprint.
fn judge_key(rule: &str, accept: &Accept, facts: &PublicKeyFacts) -> Judged {
    let right = |verdict| Judged { took: true, ..Judged::new(verdict) };
    let is_other = differs(facts.modulus_sha256.as_ref(), Some(&accept.modulus_sha256))
        || differs(facts.exponent.as_ref(), accept.exponent.as_ref())
        || differs(facts.bits.as_ref(), Some(&accept.bits));
    // The exponent counts only if both sides have it: JSON holds no large one.
    let is_known = facts.modulus_sha256.is_some() && facts.exponent.and(accept.exponent).is_some();
    match &facts.fingerprint {
        _ if is_other => Judged::new(Verdict::Fail),
        Some(fingerprint) if *fingerprint == accept.fingerprint => right(Verdict::Pass),
        // The right key, and a wrong fingerprint of it.
        Some(_) if is_known => Judged { breaks: Some(FINGERPRINT), ..right(Verdict::Fail) },
        Some(_) => Judged::new(Verdict::Fail),
        None if is_known && rule != FINGERPRINT => right(Verdict::Pass),
        None if facts.modulus_sha256.is_some() => right(Verdict::Unsupported),
        None => Judged::new(Verdict::Fail),
    }
}

/// Judges a private key that was read, by the fact that the rule is about.
fn judge_private_key(rule: &str, expected: &PrivateKey, facts: &PrivateKeyFacts) -> Judged {
    let openssh = facts.openssh.as_deref().map(first_two_words);
    let openssh = openssh.map(|line| line == first_two_words(&expected.openssh));
    let created = facts.created.as_ref().map(|fact| *fact == expected.created);
    let imported = facts.imported.as_ref().map(|fact| *fact == expected.imported);
    let all = [openssh, created, imported];
    let wanted = match rule {
        "fingerprint/local-created" => created,
        "fingerprint/local-imported" => imported,
        // Whether the file may be read is the question, and any fact shows that it was.
        "public-key/permissions" => openssh.or(created).or(imported),
        _ => openssh,
    };
    let verdict = match wanted {
        Some(true) => Verdict::Pass,
        Some(false) => Verdict::Fail,
        // The other facts have vectors of their own.
        None if all.iter().any(Option::is_some) => Verdict::Unsupported,
        None => Verdict::Fail,
    };
    Judged { took: all.contains(&Some(true)), ..Judged::new(verdict) }
}

/// Judges how a private key file is saved, by the fact that the rule is about.
fn judge_key_file(rule: &str, expected: &KeyFile, name: Option<&str>, mode: Option<u32>) -> Judged {
    let name = name.map(|name| expected.name == name);
    let mode = mode.map(|mode| Mode(mode).to_string() == expected.mode);
    let is_of_mode = rule == "create/pem-file-mode";
    match if is_of_mode { mode } else { name } {
        // The permissions of some other file.
        Some(_) if is_of_mode && name == Some(false) => {
            Judged { breaks: Some("create/pem-file-name"), ..Judged::new(Verdict::Fail) }
        }
        Some(right) => Judged::pass_if(right),
        None if name.or(mode).is_some() => Judged::new(Verdict::Unsupported),
        None => Judged::new(Verdict::Fail),
    }
}

/// The type and the base64 of an OpenSSH line. What follows is a comment, which `ssh-keygen -y` prints for some
/// files and not for others.
fn first_two_words(line: &str) -> [Option<&str>; 2] {
    let mut words = line.split_whitespace();
    [words.next(), words.next()]
}

/// Whether two facts are both there and differ.
fn differs<T: PartialEq>(said: Option<T>, right: Option<T>) -> bool {
    said.is_some() && right.is_some() && said != right
}
