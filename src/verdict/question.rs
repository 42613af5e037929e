//! Judges the answer to one question about a file.
//!
//! A vector tests its first rule. If the answer lacks the fact or the code that shows this rule, the
//! vector is unsupported, even if everything else is right. If only another rule explains a wrong
//! answer, the judgement names that rule ([`Judgement::breaks`]).

use super::codes::{Coded, judge_code};
use super::{Actual, Behaviour, Choice, FailureKind, Judgement, Offer, Verdict};
use crate::api::guest::Mode;
use crate::api::{Outcome, PrivateKeyFacts, PublicKeyFacts, Refusal, Reply};
use crate::vector::{Expect, KeyFile, PrivateKeyValues, PublicKeyValues};

/// The rule on fingerprints of public keys.
pub(super) const FINGERPRINT: &str = "fingerprint/imported-md5";

/// The rule on files that can't be read as a key.
const MALFORMED_REFUSED: &str = "import/malformed-refused";

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

/// Judges the outcome of a question, without its twins. `rule` is the rule under test.
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

/// Returns the rule that a breakdown breaks if the file may be refused: the rule on how to refuse. A
/// refusal would keep the rule under test, so a bad refusal doesn't break that rule.
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
        ) => Some(MALFORMED_REFUSED),
        _ => None,
    }
}

fn judge_refusal(rule: &str, expect: &Expect, refusal: &Refusal, offer: &Offer) -> Judged {
    match expect {
        Expect::NotPlaintext(_) => Judged::new(Verdict::Pass),
        // No code is documented for refusals by a user's own tools.
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
            let judged = judge_key(rule, accept, facts);
            // Whoever reads another key from the file should have refused it.
            let is_other = judged.verdict == Verdict::Fail && judged.breaks.is_none();
            let breaks = judged.breaks.or(is_other.then_some(MALFORMED_REFUSED));
            Judged { side: Some(Behaviour::Accepted), breaks, ..judged }
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

/// Judges a public key that was accepted. Its modulus and exponent identify it, or else its
/// fingerprint.
fn judge_key(rule: &str, accept: &PublicKeyValues, facts: &PublicKeyFacts) -> Judged {
    let right = |verdict| Judged { took: true, ..Judged::new(verdict) };
    let is_other = differs(facts.modulus_sha256.as_ref(), Some(&accept.modulus_sha256))
        || differs(facts.exponent.as_ref(), accept.exponent.as_ref())
        || differs(facts.bits.as_ref(), Some(&accept.bits));
    // The exponent counts only if both sides have it: JSON can't hold a large one.
    let is_known = facts.modulus_sha256.is_some() && facts.exponent.and(accept.exponent).is_some();
    match &facts.fingerprint {
        _ if is_other => Judged::new(Verdict::Fail),
        Some(fingerprint) if *fingerprint == accept.fingerprint => right(Verdict::Pass),
        // The key is right, but its fingerprint is wrong.
        Some(_) if is_known => Judged { breaks: Some(FINGERPRINT), ..right(Verdict::Fail) },
        Some(_) => Judged::new(Verdict::Fail),
        None if is_known && rule != FINGERPRINT => right(Verdict::Pass),
        None if facts.modulus_sha256.is_some() => right(Verdict::Unsupported),
        None => Judged::new(Verdict::Fail),
    }
}

/// Judges a private key that was read, by the fact that the rule is about.
fn judge_private_key(rule: &str, expected: &PrivateKeyValues, facts: &PrivateKeyFacts) -> Judged {
    let openssh = facts.openssh.as_deref().map(first_two_words);
    let openssh = openssh.map(|line| line == first_two_words(&expected.openssh));
    let created = facts.created.as_ref().map(|fact| *fact == expected.created);
    let imported = facts.imported.as_ref().map(|fact| *fact == expected.imported);
    let all = [openssh, created, imported];
    let wanted = match rule {
        "fingerprint/local-created" => created,
        "fingerprint/local-imported" => imported,
        // The rule asks whether the file may be read; any fact shows that it was.
        "public-key/permissions" => openssh.or(created).or(imported),
        _ => openssh,
    };
    let verdict = match wanted {
        Some(true) => Verdict::Pass,
        Some(false) => Verdict::Fail,
        // Other vectors test the other facts.
        None if all.iter().any(Option::is_some) => Verdict::Unsupported,
        None => Verdict::Fail,
    };
    Judged { took: all.contains(&Some(true)), ..Judged::new(verdict) }
}

/// Judges the file in which a private key is saved, by the fact that the rule is about.
fn judge_key_file(
    rule: &str,
    expected: &KeyFile,
    name: Option<&str>,
    mode: Option<Mode>,
) -> Judged {
    let name = name.map(|name| expected.name == name);
    let mode = mode.map(|mode| mode.to_string() == expected.mode);
    let is_of_mode = rule == "create/pem-file-mode";
    match if is_of_mode { mode } else { name } {
        // These are the permissions of some other file.
        Some(_) if is_of_mode && name == Some(false) => {
            Judged { breaks: Some("create/pem-file-name"), ..Judged::new(Verdict::Fail) }
        }
        Some(right) => Judged::pass_if(right),
        None if name.or(mode).is_some() => Judged::new(Verdict::Unsupported),
        None => Judged::new(Verdict::Fail),
    }
}

/// Returns the type and the base64 of an OpenSSH line. A comment may follow them; `ssh-keygen -y`
/// prints one for some files and not for others.
fn first_two_words(line: &str) -> [Option<&str>; 2] {
    let mut words = line.split_whitespace();
    [words.next(), words.next()]
}

/// Whether two facts are both present and differ.
fn differs<T: PartialEq>(actual: Option<T>, right: Option<T>) -> bool {
    actual.is_some() && right.is_some() && actual != right
}
