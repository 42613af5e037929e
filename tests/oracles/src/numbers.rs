//! A key's numbers, as readers in other languages find them, and what Java's library makes of these.
//!
//! A reader answers `public N E`, in hexadecimal; or `refused WHY`.

use super::answer::{Facts, OracleAnswer};
use super::commands::ToolError;
use super::java;
use super::openssl::matching;
use super::question::malformed;

/// The facts of a reader's key.
///
/// # Errors
/// That it is no answer of a reader's, or why Java has none.
pub(super) fn facts(answer: &str) -> Result<OracleAnswer, ToolError> {
    if let Some(reason) = answer.strip_prefix("refused ") {
        return Ok(OracleAnswer::Refused(reason.to_owned()));
    }
    match *answer.split(' ').collect::<Vec<_>>() {
        ["public", modulus, exponent] => java::public_key(modulus, exponent),
        _ => Err(malformed(answer)),
    }
}

/// Fingerprints and public half of a private key, if it has both.
pub(super) fn both(
    fingerprints: OracleAnswer,
    half: OracleAnswer,
) -> Result<OracleAnswer, ToolError> {
    match (fingerprints, half) {
        (OracleAnswer::Choice(fingerprints), OracleAnswer::Choice(half)) => {
            Ok(OracleAnswer::Choice(fingerprints.into_iter().chain(half).collect::<Facts>()))
        }
        (OracleAnswer::Choice(_), other) | (other, _) => Ok(other),
    }
}

/// Whether a fingerprint is one of the private key's.
pub(super) fn matches(answer: OracleAnswer, fingerprint: &str) -> OracleAnswer {
    match answer {
        OracleAnswer::Choice(facts) => OracleAnswer::Choice(matching(&facts, fingerprint)),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_reader_answers_is_a_fault() {
        for answer in ["", "public", "public 1", "public 1 2 3", "taken"] {
            assert!(matches!(facts(answer), Err(ToolError::Malformed(_))), "{answer}");
        }
        assert!(matches!(facts("refused why"), Ok(OracleAnswer::Refused(why)) if why == "why"));
    }
}
