//! The verdict on the error code of a refusal, and which rule a wrong one breaks.

use super::{Offer, Verdict};
use crate::api::{ErrorCode, Refusal};

/// The rule on the form of refusals.
pub(super) const ERROR_FORM: &str = "api/error-form";

/// The rules that say which code a refusal has: without codes, nothing shows that they are kept.
const ABOUT_CODES: [&str; 6] = [
    ERROR_FORM,
    "api/missing-parameter",
    "api/format-error-code",
    "api/duplicate-code",
    "api/limit-code",
    "api/describe-unknown",
];

/// A verdict, and the rule that is broken if it isn't the vector's own.
pub(super) type CodeVerdict = (Verdict, Option<&'static str>);

/// What is expected of a refusal.
pub(super) struct Coded<'a> {
    /// The rule that the vector is about.
    pub(super) rule: &'a str,
    /// The codes that are right; any code is if there are none.
    pub(super) codes: &'a [ErrorCode],
    pub(super) offer: &'a Offer,
}

impl Coded<'_> {
    /// Judges a refusal of what must be refused.
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

/// Judges a refusal of what may be refused with any code: it must have one where there are codes.
pub(super) fn judge_code(refusal: &Refusal, offer: &Offer) -> CodeVerdict {
    Coded { rule: "", codes: &[], offer }.judge(refusal)
}

/// Whether a code has the form that the SOAP API gave it, with the side at fault before it.
fn is_of_soap(code: &ErrorCode) -> bool {
    ["Client.", "Server."].iter().any(|prefix| code.name().starts_with(prefix))
}

/// The rule that says that a refusal has this code, if one is about the code alone.
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
