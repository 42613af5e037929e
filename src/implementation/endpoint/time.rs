//! Points in time in whole seconds, deadlines, and the pauses between attempts of a request.

use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Ten years: longer than any run.
const FAR: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// The first pause. Each later pause is twice as long as the one before.
const FIRST: Duration = Duration::from_millis(50);

const LONGEST: Duration = Duration::from_secs(2);

/// Returns the instant when `time` is over, at most ten years from now: the clock can't represent times such
/// as `Duration::MAX`.
pub(super) fn deadline(time: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(time.min(FAR)).unwrap_or(now)
}

/// A number of seconds since the start of 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Second(pub u64);

impl Second {
    /// Returns the current second.
    #[must_use]
    pub fn now() -> Self {
        Self::of(SystemTime::now())
    }

    /// Parses the header `Date` (RFC 9110 section 5.6.7).
    #[must_use]
    pub fn of_http(text: &str) -> Option<Self> {
        httpdate::parse_http_date(text).ok().map(Self::of)
    }

    fn of(time: SystemTime) -> Self {
        Self(time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs())
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_has_a_deadline() {
        let now = Instant::now();
        assert!(deadline(Duration::ZERO) >= now);
        assert!(deadline(Duration::from_secs(86_400)) >= now + Duration::from_secs(86_400));
        assert!(deadline(Duration::MAX) >= now + FAR);
    }
}
