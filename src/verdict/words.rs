//! Expectations and outcomes in words, as reports show them.

use super::octal;
use crate::api::{Outcome, Refusal, Reply};
use crate::vector::Expect;
use crate::vector::file::Accept;

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
        Expect::NotPlaintext(text) => format!("refused, or another plaintext than {text:?}"),
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
        Outcome::NotAsked(why) => format!("not put to the test: {why}"),
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
