//! Retries of requests that a service refuses because of a rate limit.
//!
//! A request is sent again after a pause, repeatedly if necessary. A rate limit says nothing about the rules.

use super::time::deadline;
use crate::api::Refusal;
use crate::query::{Answer, ResponseError};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The status code "Too Many Requests" (RFC 6585 section 4). The body of such a response doesn't matter.
const TOO_MANY_REQUESTS: u16 = 429;

/// The first pause. Each later pause is twice as long as the one before.
const FIRST: Duration = Duration::from_millis(50);

const LONGEST: Duration = Duration::from_secs(2);

/// The pauses between attempts of one request.
#[derive(Debug)]
pub(super) struct Backoff {
    deadline: Instant,
    pause: Duration,
}

/// Whether a pause was possible before the deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slept {
    Yes,
    No,
}

impl Backoff {
    /// Creates a backoff whose pauses take at most `time` in total.
    pub(super) fn new(time: Duration) -> Self {
        Self { deadline: deadline(time), pause: FIRST }
    }

    /// Sleeps until the next attempt, unless the deadline has passed.
    pub(super) fn pause(&mut self) -> Slept {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Slept::No;
        }
        sleep(self.pause.min(left));
        self.pause = (self.pause * 2).min(LONGEST);
        Slept::Yes
    }
}

/// Returns the error code or the status by which a request was refused because of a rate limit.
pub(super) fn limit(status: u16, answer: &Result<Answer, ResponseError>) -> Option<String> {
    match answer {
        Ok(Answer::Refused(Refusal { code: Some(code), .. })) if code.is_of_rate() => {
            Some(code.to_string())
        }
        _ if status == TOO_MANY_REQUESTS => Some(format!("status {status}")),
        _ => None,
    }
}
