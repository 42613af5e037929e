//! Points in time, as whole seconds.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

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
