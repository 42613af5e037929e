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

    /// Formats the time as ISO 8601 in its basic form, in UTC: `20150830T123600Z`.
    pub(super) fn iso_8601(self) -> String {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        // Of the form `Sun, 30 Aug 2015 12:36:00 GMT`.
        let text = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(self.0));
        let mut parts = text.split([' ', ':']).skip(1);
        let mut next = || parts.next().unwrap_or_default();
        let (day, month, year) = (next(), next(), next());
        let month = MONTHS.iter().position(|name| *name == month).unwrap_or_default() + 1;
        format!("{year}{month:02}{day}T{}{}{}Z", next(), next(), next())
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
