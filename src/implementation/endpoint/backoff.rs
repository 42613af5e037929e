//! A service that limits the rate of requests: what it refused for that is asked again after a pause, and another one
//! if need be. That it has a limit says nothing about the rules.

use super::time::deadline;
use crate::api::Refusal;
use crate::query::{Answer, ResponseError};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The status code of too many requests (RFC 6585 section 4), in whatever form they are refused.
const TOO_MANY_REQUESTS: u16 = 429;

/// The first pause; each is twice as long as the one before.
const FIRST: Duration = Duration::from_millis(50);

/// The longest pause.
const LONGEST: Duration = Duration::from_secs(2);

/// The pauses before a request is asked again.
#[derive(Debug)]
pub(super) struct Backoff {
    deadline: Instant,
    pause: Duration,
}

/// Whether there was time for a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slept {
    Yes,
    /// The time is up.
    No,
}

impl Backoff {
    /// Pauses that take this long together, at the most.
    pub(super) fn new(time: Duration) -> Self {
        Self { deadline: deadline(time), pause: FIRST }
    }

    /// Waits for a while, if there is time left.
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

/// By what a request was refused for their number, if it was.
pub(super) fn limit(status: u16, answer: &Result<Answer, ResponseError>) -> Option<String> {
    match answer {
        Ok(Answer::Refused(Refusal { code: Some(code), .. })) if code.is_of_rate() => {
            Some(code.to_string())
        }
        _ if status == TOO_MANY_REQUESTS => Some(format!("status {status}")),
        _ => None,
    }
}
