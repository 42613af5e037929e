//! Descriptions of expectations and outcomes for reports.

use crate::api::{Attribute, Attributes, ErrorCode, Outcome, Refusal, Reply};
use crate::vector::scenario::{Bindings, Step, StepExpect, Task};
use crate::vector::{Expect, PublicKeyValues};

/// Describes the expectation of a vector.
#[must_use]
pub fn expected(expect: &Expect) -> String {
    match expect {
        Expect::Accept(accept) => format!("accepted: {}", key(accept)),
        Expect::Either { flag, accept } => {
            format!("refused, or accepted: {} ({flag})", key(accept))
        }
        Expect::Refuse(codes) => refused(codes),
        Expect::PrivateKey(facts) => {
            format!("{}, created {}, imported {}", facts.openssh, facts.created, facts.imported)
        }
        Expect::Matches(true) => "the fingerprint matches this key".to_owned(),
        Expect::Matches(false) => "the fingerprint doesn't match this key".to_owned(),
        Expect::Plaintext(text) => format!("the plaintext {text:?}"),
        Expect::NotPlaintext(text) => format!("refused, or another plaintext than {text:?}"),
        Expect::KeyFile(file) => format!("a file {:?} of mode {}", file.name, file.mode),
    }
}

/// Describes the expectation of a step, with its placeholders unfilled.
#[must_use]
pub fn expected_of_step(step: &Step) -> String {
    expected_in(step, None)
}

/// Describes the expectation of a step. Placeholders are filled where possible.
pub(super) fn expected_in(step: &Step, bindings: Option<&Bindings<'_>>) -> String {
    let filled = |texts: &Attributes| {
        let fill = |(attribute, text): (&Attribute, &String)| {
            let filled = bindings.and_then(|bindings| bindings.filled(text).ok());
            (*attribute, filled.unwrap_or_else(|| text.clone()))
        };
        attributes(&texts.iter().map(fill).collect())
    };
    let mut text = match &step.expect {
        StepExpect::Answer(answer) => filled(answer),
        StepExpect::Answers(resources) if resources.is_empty() => "no resources".to_owned(),
        StepExpect::Answers(resources) => {
            resources.iter().map(filled).collect::<Vec<_>>().join("; ")
        }
        StepExpect::Count(1) => "1 resource".to_owned(),
        StepExpect::Count(count) => format!("{count} resources"),
        StepExpect::Refuse(codes) => refused(codes),
        StepExpect::Either { flag, answer } => format!("refused, or: {} ({flag})", filled(answer)),
        StepExpect::Anything => "an answer or a refusal".to_owned(),
        StepExpect::Holds => match &step.task {
            Task::Check(check) => check.to_string(),
            Task::Ask(_) => String::new(),
        },
    };
    if !step.absent.is_empty() {
        let lacks: Vec<&str> = step.absent.iter().map(|attribute| attribute.name()).collect();
        text.push_str(&format!(", without {}", lacks.join(" or ")));
    }
    if !step.not_equal.is_empty() {
        text.push_str(&format!(", and not {}", filled(&step.not_equal)));
    }
    if step.hides_private_key {
        text.push_str(", without private key material");
    }
    text
}

/// Describes a refusal with one of these codes.
pub(super) fn refused(codes: &[ErrorCode]) -> String {
    let names: Vec<&str> = codes.iter().map(|code| code.name()).collect();
    match names.as_slice() {
        [] => "refused".to_owned(),
        names => format!("refused with {}", names.join(" or ")),
    }
}

/// Describes an outcome, cut to 2,000 characters.
#[must_use]
pub fn got(outcome: &Outcome) -> String {
    const MANY: usize = 2_000;
    let words = in_full(outcome);
    match words.char_indices().nth(MANY) {
        Some((end, _)) => {
            let start = words.get(..end).unwrap_or_default();
            format!("{start}… ({} characters)", words.chars().count())
        }
        None => words,
    }
}

fn in_full(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Success(reply) => reply_in_full(reply),
        Outcome::Refused(Refusal { code: Some(code), message }) => {
            format!("refused with {code}: {message}")
        }
        Outcome::Refused(Refusal { code: None, message }) if message.is_empty() => {
            "refused".to_owned()
        }
        Outcome::Refused(Refusal { code: None, message }) => format!("refused: {message}"),
        Outcome::Unsupported => "not supported".to_owned(),
        Outcome::Crash(how) => format!("crashed: {how}"),
        Outcome::ServerError(what) => format!("a server error: {what}"),
        Outcome::Timeout(how) => how.clone(),
        Outcome::NotRun(why) => format!("not tested: {why}"),
        Outcome::Malformed(why) => format!("a malformed answer: {why}"),
    }
}

fn key(accept: &PublicKeyValues) -> String {
    let exponent = accept.exponent.map_or(String::new(), |e| format!(", exponent {e}"));
    format!("{} bits{exponent}, fingerprint {}", accept.bits, accept.fingerprint)
}

fn reply_in_full(reply: &Reply) -> String {
    match reply {
        Reply::PublicKey(facts) => {
            let bits = facts.bits.map_or(String::new(), |bits| format!("{bits} bits, "));
            let exponent = facts.exponent.map_or(String::new(), |e| format!("exponent {e}, "));
            let shown =
                facts.fingerprint.clone().map(|fingerprint| format!("fingerprint {fingerprint}"));
            let modulus = || facts.modulus_sha256.clone().map(|digest| format!("modulus {digest}"));
            let key = shown.or_else(modulus).unwrap_or_else(|| "no facts about the key".to_owned());
            format!("accepted: {bits}{exponent}{key}")
        }
        Reply::PrivateKey(facts) => {
            let reported =
                |fact: &Option<String>| fact.clone().unwrap_or_else(|| "not reported".to_owned());
            let (created, imported) = (reported(&facts.created), reported(&facts.imported));
            format!("{}, created {created}, imported {imported}", reported(&facts.openssh))
        }
        Reply::Matches(true) => "the fingerprint matches this key".to_owned(),
        Reply::Matches(false) => "the fingerprint doesn't match this key".to_owned(),
        Reply::Plaintext(plaintext) => {
            format!("the plaintext {:?}", plaintext.escape_ascii().to_string())
        }
        Reply::KeyFile { name, mode } => {
            let name =
                name.as_ref().map_or("(name not reported)".to_owned(), |name| format!("{name:?}"));
            let mode = mode.map_or("(not reported)".to_owned(), |mode| mode.to_string());
            format!("a file {name} of mode {mode}")
        }
        Reply::Done => "done".to_owned(),
        Reply::Resources(found) => resources(found),
    }
}

/// Describes the first few resources.
fn resources(resources: &[Attributes]) -> String {
    const FEW: usize = 4;
    let shown: Vec<String> = resources.iter().take(FEW).map(attributes).collect();
    match resources.len().saturating_sub(FEW) {
        _ if resources.is_empty() => "no resources".to_owned(),
        0 => shown.join("; "),
        more => format!("{}; and {more} more", shown.join("; ")),
    }
}

/// Lists attributes with their names. Long values are cut.
pub(super) fn attributes(resource: &Attributes) -> String {
    const LONG: usize = 60;
    let named = |(attribute, value): (&Attribute, &String)| {
        let start: String = value.chars().take(LONG).collect();
        let more = if start.len() < value.len() { "…" } else { "" };
        format!("{} {start:?}{more}", attribute.name())
    };
    let named: Vec<String> = resource.iter().map(named).collect();
    if named.is_empty() { "done".to_owned() } else { named.join(", ") }
}
