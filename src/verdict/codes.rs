//! Judges the error code of a refusal, and names the rule that a wrong code breaks.

use super::{Offer, Verdict};
use crate::api::{ErrorCode, Refusal};

/// The rule on the form of refusals.
pub(super) const ERROR_FORM: &str = "api/error-form";

/// The rules that are about error codes. They can't be tested if a refusal has no code.
const ABOUT_CODES: [&str; 6] = [
    ERROR_FORM,
    "api/missing-parameter",
    "api/format-error-code",
    "api/duplicate-code",
    "api/limit-code",
    "api/describe-unknown",
];

/// A verdict, and the broken rule if it isn't the rule under test.
pub(super) type CodeVerdict = (Verdict, Option<&'static str>);

/// The expectation for a refusal.
pub(super) struct Coded<'a> {
    /// The rule under test.
    pub(super) rule: &'a str,
    /// The correct codes. If the list is empty, any code is correct.
    pub(super) codes: &'a [ErrorCode],
    pub(super) offer: &'a Offer,
}

impl Coded<'_> {
    /// Judges a refusal that is expected.
    pub(super) fn judge(&self, refusal: &Refusal) -> CodeVerdict {
        let Self { rule, codes, offer } = self;
        match &refusal.code {
            None if offer.has_codes() => (Verdict::Fail, Some(ERROR_FORM)),
            None if ABOUT_CODES.contains(rule) => (Verdict::Unsupported, None),
            Some(code) if is_of_soap(code) => (Verdict::Fail, Some(ERROR_FORM)),
            Some(code) if !codes.is_empty() && !codes.contains(code) => {
                (Verdict::Fail, codes.first().and_then(rule_of))
            }
            _ => (Verdict::Pass, None),
        }
    }
}

/// Judges a refusal where any code is correct. A code must be present if the implementation has codes.
pub(super) fn judge_code(refusal: &Refusal, offer: &Offer) -> CodeVerdict {
    Coded { rule: "", codes: &[], offer }.judge(refusal)
}

/// Whether a code has the form of the SOAP API, with the side at fault before the code.
fn is_of_soap(code: &ErrorCode) -> bool {
    ["Client.", "Server."].iter().any(|prefix| code.name().starts_with(prefix))
}

/// Returns the rule that requires this code, if there is a rule about the code alone.
const fn rule_of(code: &ErrorCode) -> Option<&'static str> {
    match code {
        ErrorCode::InvalidKeyFormat | ErrorCode::InvalidKeyPairFormat => {
            Some("api/format-error-code")
        }
        ErrorCode::InvalidKeyPairDuplicate => Some("api/duplicate-code"),
        ErrorCode::KeyPairLimitExceeded => Some("api/limit-code"),
        ErrorCode::MissingParameter => Some("api/missing-parameter"),
        ErrorCode::DryRunOperation => Some("api/dry-run"),
        _ => None,
    }
}
