//! Converts failures of an exchange into outcomes, with messages for the maintainers of the service.

use super::http::{HttpError, Response};
use crate::api::{Outcome, Refusal};
use crate::query::{Answer, ResponseError};
use std::time::Duration;

/// The status code "Too Many Requests" (RFC 6585 section 4). The body of such a response doesn't matter.
const TOO_MANY_REQUESTS: u16 = 429;

/// Converts a failed exchange. If the host can't be reached, the call was not run.
pub(super) fn of_fault(fault: &HttpError) -> Outcome {
    match fault {
        HttpError::Closed => Outcome::Crash(fault.to_string()),
        HttpError::Late(time) => Outcome::late(*time),
        HttpError::Slow { .. } => Outcome::Timeout(fault.to_string()),
        fault if fault.is_unreachable() => Outcome::NotRun(fault.to_string()),
        fault => Outcome::Malformed(fault.to_string()),
    }
}

/// Converts a response that is not valid in the API.
pub(super) fn of_no_answer(status: u16, fault: &ResponseError) -> Outcome {
    if status >= 500 {
        return Outcome::ServerError(fault.to_string());
    }
    Outcome::Malformed(fault.to_string())
}

/// The outcome of a paginated list that is incomplete when its time is up.
pub(super) fn of_long_list(time: Duration, pages: usize) -> Outcome {
    let time = time.as_secs_f64();
    Outcome::Timeout(format!("the list was incomplete after {time} s; {pages} pages had arrived"))
}

/// Returns the error code or the status by which a request was refused because of a rate limit.
pub(super) fn rate_limit(status: u16, answer: &Result<Answer, ResponseError>) -> Option<String> {
    match answer {
        Ok(Answer::Refused(Refusal { code: Some(code), .. })) if code.is_of_rate() => {
            Some(code.to_string())
        }
        _ if status == TOO_MANY_REQUESTS => Some(format!("status {status}")),
        _ => None,
    }
}

/// The outcome of a request that a rate limit refuses until its time is up.
pub(super) fn of_limit(time: Duration, limit: &str) -> Outcome {
    let time = time.as_secs_f64();
    Outcome::NotRun(format!("the endpoint limits the rate of requests: {limit}, for {time} s"))
}

/// The outcome if the service reports that the credentials or the request have expired. The credentials were
/// read when the run began.
pub(super) fn of_expiry(answer: &Answer) -> Option<Outcome> {
    const CODES: [&str; 3] = ["ExpiredToken", "ExpiredTokenException", "RequestExpired"];
    let Answer::Refused(Refusal { code: Some(code), .. }) = answer else { return None };
    let name = code.name();
    let why = || format!("the endpoint reports expired credentials or an expired request: {name}");
    CODES.contains(&name).then(|| Outcome::NotRun(why()))
}

/// The outcome of a redirect, which is not followed.
pub(super) fn of_redirect(response: &Response) -> Option<Outcome> {
    redirect(response.status, response.location.as_deref()).map(Outcome::Malformed)
}

/// Describes a redirect, if the status code is one.
pub(super) fn redirect(status: u16, location: Option<&str>) -> Option<String> {
    let place = location.map_or("an unknown address".to_owned(), |place| format!("{place:?}"));
    is_redirect(status).then(|| {
        format!(
            "a redirect to {place} (status {status}); it is not followed, \
             because a request is signed for one host"
        )
    })
}

/// Returns whether a status code is a redirect. Status 304 is not: it means "not modified".
pub(super) const fn is_redirect(status: u16) -> bool {
    matches!(status, 300..=303 | 305..=399)
}

/// Describes the failure of an outcome. Returns `None` if there is none, or if the request was not sent for a
/// reason of the run's own.
pub(super) fn words(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Crash(what) | Outcome::ServerError(what) | Outcome::Malformed(what) => {
            Some(what.clone())
        }
        Outcome::Timeout(how) => Some(how.clone()),
        Outcome::Success(_) | Outcome::Refused(_) | Outcome::Unsupported | Outcome::NotRun(_) => {
            None
        }
    }
}
