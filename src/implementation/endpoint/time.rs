//! Points in time as signatures and HTTP write them: in UTC, on the calendar.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

const DAY: u64 = 86_400;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A second, counted from the beginning of 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Second(pub u64);

impl Second {
    /// The present one.
    #[must_use]
    pub fn now() -> Self {
        Self(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs())
    }

    /// As `X-Amz-Date` has it: `20140615T123000Z`.
    #[must_use]
    pub fn basic(self) -> String {
        let (year, month, day) = date(self.0 / DAY);
        let of_day = self.0 % DAY;
        let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
        format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
    }

    /// From the header `Date`: `Sun, 15 Jun 2014 12:30:00 GMT` (RFC 9110 section 5.6.7).
    #[must_use]
    pub fn of_http(text: &str) -> Option<Self> {
        let (_, rest) = text.split_once(", ")?;
        let mut words = rest.split(' ');
        let day: u64 = words.next()?.parse().ok().filter(|day| (1..=31).contains(day))?;
        let month = words.next()?;
        let month = (1_u64..).zip(MONTHS).find(|(_, name)| *name == month)?.0;
        let year: u64 = words.next()?.parse().ok().filter(|year| (1970..=9999).contains(year))?;
        let mut clock = words.next()?.splitn(3, ':').map(|part| part.parse::<u64>().ok());
        let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
        let is_time = hour < 24 && minute < 60 && second <= 60;
        let of_day = hour * 3_600 + minute * 60 + second;
        is_time.then(|| Self(days(year, month, day) * DAY + of_day))
    }
}

/// The date of a day, counted from the beginning of 1970.
fn date(day: u64) -> (u64, u64, u64) {
    // Eras of 400 years, whose years begin in March so that a leap day is the last.
    let shifted = day + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

/// The day of a date, counted from the beginning of 1970.
fn days(year: u64, month: u64, day: u64) -> u64 {
    let year = year - u64::from(month <= 2);
    let (era, year_of_era) = (year / 400, year % 400);
    let from_march = (month + 9) % 12;
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    era * 146_097 + of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_written_on_the_calendar() {
        for (second, basic) in [
            (0, "19700101T000000Z"),
            (951_782_399, "20000228T235959Z"),
            (951_782_400, "20000229T000000Z"),
            (1_402_835_400, "20140615T123000Z"),
            (4_107_542_400, "21000301T000000Z"),
        ] {
            assert_eq!(Second(second).basic(), basic);
        }
    }

    #[test]
    fn the_date_of_an_answer_is_read() {
        let read = |text: &str| Second::of_http(text).map(|second| second.0);
        assert_eq!(read("Sun, 15 Jun 2014 12:30:00 GMT"), Some(1_402_835_400));
        assert_eq!(read("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        for text in ["", "Sun", "Sun, 15 June 2014 12:30:00 GMT", "Sun, 15 Jun 2014 24:00:00 GMT"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_is_its_own_date() {
        for day in (0..200_000).step_by(17) {
            let (year, month, of_month) = date(day);
            assert_eq!(days(year, month, of_month), day);
        }
    }
}
