//! Decides from a first response whether an endpoint offers an operation.
//!
//! An operation is not offered only if the service says so. An operation that fails counts as offered, so the
//! vectors report the failure.

use crate::api::{ErrorCode, Outcome, Refusal};
use crate::query::Answer;

/// Whether an operation is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Offer {
    /// The operation exists. It may still fail.
    Made,
    /// The operation doesn't exist.
    None,
    /// The credentials don't permit the operation. Contains the error code.
    Unauthorized(String),
}

/// Error codes that services return for an unknown operation.
const UNKNOWN: [&str; 9] = [
    "ActionNotSupported",
    "InvalidAction",
    "NotImplemented",
    "NotImplementedError",
    "NotSupported",
    "UnknownAction",
    "UnknownOperation",
    "UnknownOperationException",
    "UnsupportedOperation",
];

/// Error codes that services return for an operation that the credentials don't permit.
const FORBIDDEN: [&str; 4] =
    ["AccessDenied", "AccessDeniedException", "OptInRequired", "UnauthorizedOperation"];

/// Classifies the response to a first request of an operation.
pub(super) fn of(answer: &Result<Answer, Outcome>) -> Offer {
    let code = match answer {
        Ok(Answer::Refused(Refusal { code, .. })) => code.as_ref().map_or("", ErrorCode::name),
        Err(Outcome::ServerError(what)) if is_not_implemented(what) => return Offer::None,
        _ => return Offer::Made,
    };
    if UNKNOWN.contains(&code) {
        return Offer::None;
    }
    if FORBIDDEN.contains(&code) { Offer::Unauthorized(code.to_owned()) } else { Offer::Made }
}

/// Returns whether a server error means "not implemented", by its status 501 or its text.
fn is_not_implemented(what: &str) -> bool {
    let what = what.to_ascii_lowercase();
    let is_said = ["not implemented", "notimplemented", "not yet implemented"];
    what.starts_with("status 501") || is_said.iter().any(|said| what.contains(said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Reply;

    #[track_caller]
    fn check(answer: Result<Answer, Outcome>, expected: Offer) {
        assert_eq!(of(&answer), expected, "{answer:?}");
    }

    fn refused(code: &str) -> Result<Answer, Outcome> {
        Ok(Answer::Refused(Refusal::new(ErrorCode::of_name(code), "no")))
    }

    #[test]
    fn an_operation_is_offered_unless_it_is_refused_as_unknown_or_unauthorized() {
        check(Ok(Answer::Success(Reply::Done)), Offer::Made);
        UNKNOWN.iter().for_each(|code| check(refused(code), Offer::None));
        FORBIDDEN
            .iter()
            .for_each(|code| check(refused(code), Offer::Unauthorized((*code).to_owned())));
        check(refused("InternalError"), Offer::Made);
        check(refused("AuthFailure"), Offer::Made);
        check(Err(Outcome::Malformed("JSON".to_owned())), Offer::Made);
        check(Err(Outcome::Timeout("no answer".to_owned())), Offer::Made);
        let server_error = |what: &str| Err(Outcome::ServerError(what.to_owned()));
        check(server_error("status 500, without a body"), Offer::Made);
        check(server_error("status 501, without a body"), Offer::None);
        check(server_error("status 500, plain text, \"Not implemented\""), Offer::None);
    }
}
