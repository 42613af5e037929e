//! What comes instead of an answer, as an outcome: in words for whoever maintains the service.

use super::http::{Fault, Response};
use crate::api::Outcome;
use crate::query::NoAnswer;

/// What an exchange comes to that wasn't one. A host that can't be reached was not asked.
pub(super) fn of_fault(fault: &Fault) -> Outcome {
    match fault {
        Fault::Closed => Outcome::Crash(fault.to_string()),
        Fault::Late(time) => Outcome::late(*time),
        fault if fault.is_unreachable() => Outcome::NotAsked(fault.to_string()),
        fault => Outcome::Garbled(fault.to_string()),
    }
}

/// What an answer comes to that isn't one of the API's.
pub(super) fn of_no_answer(status: u16, fault: &NoAnswer) -> Outcome {
    if status >= 500 {
        return Outcome::ServerError(fault.to_string());
    }
    Outcome::Garbled(fault.to_string())
}

/// What a redirect comes to, which is not followed.
pub(super) fn of_redirect(response: &Response) -> Option<Outcome> {
    redirect(response.status, response.location.as_deref()).map(Outcome::Garbled)
}

/// A redirect in words, if it is one.
pub(super) fn redirect(status: u16, location: Option<&str>) -> Option<String> {
    let place = location.map_or("nowhere".to_owned(), |place| format!("{place:?}"));
    matches!(status, 300..=399).then(|| {
        format!("a redirect to {place} (status {status}), which is not followed: a request is signed for one host")
    })
}

/// What is wrong, in words; nothing, if the service wasn't asked for a reason of the run's own.
pub(super) fn words(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Crash(what) | Outcome::ServerError(what) | Outcome::Garbled(what) => {
            Some(what.clone())
        }
        Outcome::Hang(how) => Some(how.clone()),
        Outcome::Done(_) | Outcome::Refused(_) | Outcome::Unsupported | Outcome::NotAsked(_) => {
            None
        }
    }
}
