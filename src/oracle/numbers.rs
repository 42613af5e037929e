//! A key's numbers, as readers in other languages find them, and what Java's library makes of these.
//!
//! A reader answers `public N E`, in hexadecimal; or `refused WHY`.

use super::answer::{Answer, Facts};
use super::commands::Fault;
use super::java;
use super::openssl::matching;
use super::question::malformed;

/// The facts of a reader's key.
///
/// # Errors
/// That it is no answer of a reader's, or why Java has none.
pub(super) fn facts(answer: &str) -> Result<Answer, Fault> {
    if let Some(reason) = answer.strip_prefix("refused ") {
        return Ok(Answer::Refused(reason.to_owned()));
    }
    match *answer.split(' ').collect::<Vec<_>>() {
        ["public", modulus, exponent] => java::public_key(modulus, exponent),
        _ => Err(malformed(answer)),
    }
}

/// Fingerprints and public half of a private key, if it has both.
pub(super) fn both(fingerprints: Answer, half: Answer) -> Result<Answer, Fault> {
    match (fingerprints, half) {
        (Answer::Choice(fingerprints), Answer::Choice(half)) => {
            Ok(Answer::Choice(fingerprints.into_iter().chain(half).collect::<Facts>()))
        }
        (Answer::Choice(_), other) | (other, _) => Ok(other),
    }
}

/// Whether a fingerprint is one of the private key's.
pub(super) fn matches(answer: Answer, fingerprint: &str) -> Answer {
    match answer {
        Answer::Choice(facts) => Answer::Choice(matching(&facts, fingerprint)),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_reader_answers_is_a_fault() {
        for answer in ["", "public", "public 1", "public 1 2 3", "taken"] {
            assert!(matches!(facts(answer), Err(Fault::Garbled(_))), "{answer}");
        }
        assert!(matches!(facts("refused why"), Ok(Answer::Refused(why)) if why == "why"));
    }
}
