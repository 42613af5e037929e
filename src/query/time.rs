//! Times in answers: ISO 8601 in UTC with milliseconds, as EC2 writes them.

use std::fmt;

/// The seconds of a day.
const DAY: u64 = 86_400;

/// A time with a resolution of one second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(u64);

impl Time {
    /// Returns the time this many seconds after the beginning of 1970.
    #[must_use]
    pub const fn of_seconds(seconds: u64) -> Self {
        Self(seconds)
    }
}

impl Default for Time {
    /// Returns the date of the document, for an answer without a clock.
    fn default() -> Self {
        Self(1_402_790_400)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [year, month, day] = date(self.0 / DAY);
        let of_day = self.0 % DAY;
        let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.000Z")
    }
}

/// Returns year, month and day of the date this many days after 1970-01-01.
///
/// The calendar repeats every 400 years. Within such an era, a year begins in March here, so that a leap day
/// is the last day of its year.
const fn date(days: u64) -> [u64; 3] {
    const DAYS_OF_ERA: u64 = 146_097;
    /// The days from 0000-03-01 to 1970-01-01.
    const TO_1970: u64 = 719_468;
    let days = days + TO_1970;
    let (era, of_era) = (days / DAYS_OF_ERA, days % DAYS_OF_ERA);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    [era * 400 + year + next, month, day]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers are those of `date -u -d '2015-08-30 12:36:00' +%s` and the like.
    #[test]
    fn writes_times() {
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_868_799, "2000-02-29T23:59:59.000Z"),
            (951_868_800, "2000-03-01T00:00:00.000Z"),
            (1_402_790_400, "2014-06-15T00:00:00.000Z"),
            (1_440_938_160, "2015-08-30T12:36:00.000Z"),
            (1_704_067_199, "2023-12-31T23:59:59.000Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000Z"),
        ] {
            assert_eq!(Time::of_seconds(seconds).to_string(), expected);
        }
        assert_eq!(Time::default().to_string(), "2014-06-15T00:00:00.000Z");
        assert!(Time::of_seconds(u64::MAX).to_string().ends_with("Z"));
    }
}
