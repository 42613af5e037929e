//! Points in time, as whole seconds.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Ten years: longer than any run.
const FAR: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// The instant when this time is over. A time that the clock can't represent, such as `Duration::MAX`, is as good as
/// none: it is over in ten years.
pub(super) fn deadline(time: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(time.min(FAR)).unwrap_or(now)
}

/// A second, counted from the beginning of 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Second(pub u64);

impl Second {
    /// The present one.
    #[must_use]
    pub fn now() -> Self {
        Self::of(SystemTime::now())
    }

    /// From the header `Date` (RFC 9110 section 5.6.7).
    #[must_use]
    pub fn of_http(text: &str) -> Option<Self> {
        httpdate::parse_http_date(text).ok().map(Self::of)
    }

    fn of(time: SystemTime) -> Self {
        Self(time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs())
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
