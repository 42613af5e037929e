//! The time of the server, and a parser for times in requests: ISO 8601 in UTC, in its basic form
//! (`20150830T123600Z`) or in its extended form (`2015-08-30T12:36:00Z`).
//!
//! Times before 1970 and leap seconds are not valid.

use crate::query::Time;
use std::time::{SystemTime, UNIX_EPOCH};

/// The seconds of a day.
const DAY: u64 = 86_400;

/// Returns the seconds from 1970 to now.
pub(super) fn now() -> u64 {
    // If the clock is set before 1970, every signature is too early, and the error says so.
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Returns the current time, for answers.
pub(super) fn time() -> Time {
    Time::of_seconds(now())
}

/// Returns the seconds since 1970 of a time in the basic form, or `None` if the text has another form or the
/// time is not valid.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let days = days(date)?;
    let [hour, minute, second] = pairs(time)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some(days * DAY + hour * 3_600 + minute * 60 + second)
}

/// Returns the seconds since 1970 of a time in the extended form. A fraction of a second is ignored, and the
/// `Z` may be absent.
pub(super) fn extended(text: &str) -> Option<u64> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (text, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = !fraction.is_empty() && fraction.bytes().all(|digit| digit.is_ascii_digit());
    let has_marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')]
        .iter()
        .all(|(at, mark)| text.as_bytes().get(*at) == Some(mark));
    let basic: String = text.chars().filter(|c| !matches!(c, '-' | ':')).collect();
    // The text has no other marks than these five.
    let has_only_marks = basic.len() + 4 == text.len();
    if is_number && has_marks && has_only_marks { seconds(&(basic + "Z")) } else { None }
}

/// Returns the days from 1970-01-01 to a date such as `20150830`.
fn days(date: &str) -> Option<u64> {
    let [century, year, month, day] = pairs(date)?;
    let year = century * 100 + year;
    if year < 1970 || !(1..=12).contains(&month) || day < 1 || day > days_of(month, year) {
        return None;
    }
    let years = (1970..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum::<u64>();
    let months = (1..month).map(|month| days_of(month, year)).sum::<u64>();
    Some(years + months + day - 1)
}

const fn days_of(month: u64, year: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

const fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400)
}

/// Returns the numbers in a text of exactly `N` pairs of digits.
fn pairs<const N: usize>(text: &str) -> Option<[u64; N]> {
    if text.len() != 2 * N || !text.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut numbers = [0; N];
    for (number, pair) in numbers.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *number = pair.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<u64>) {
        assert_eq!(seconds(text), expected, "{text}");
    }

    /// The numbers are those of `date -u -d '2015-08-30 12:36:00' +%s` and the like.
    #[test]
    fn reads_times() {
        check("19700101T000000Z", Some(0));
        check("20150830T123600Z", Some(1_440_938_160));
        check("20000229T235959Z", Some(951_868_799));
        check("20240229T000000Z", Some(1_709_164_800));
        check("21000301T000000Z", Some(4_107_542_400));
        check("99991231T235959Z", Some(253_402_300_799));
    }

    #[test]
    fn reads_the_extended_form() {
        for text in [
            "2015-08-30T12:36:00Z",
            "2015-08-30T12:36:00",
            "2015-08-30T12:36:00.000Z",
            "2015-08-30T12:36:00.999999",
        ] {
            assert_eq!(extended(text), Some(1_440_938_160), "{text}");
        }
        for text in [
            "",
            "Z",
            "20150830T123600Z",
            "2015-08-30 12:36:00Z",
            "2015-08-30T12:36Z",
            "2015-08-30T12:36:00.Z",
            "2015-08-30T12:36:00+02:00",
            "2015-08-30T12:36:0-",
            "2015-0-830T12:36:00Z",
            "2015-02-30T12:36:00Z",
            "2015-08-30T12:36:00ZZ",
            "201\u{661}-08-30T12:36:00Z",
        ] {
            assert_eq!(extended(text), None, "{text}");
        }
    }

    #[test]
    fn refuses_malformed_times() {
        for text in [
            "",
            "Z",
            "20150830T123600",
            "20150830 123600Z",
            "2015-08-30T12:36:00Z",
            "20150830T1236Z",
            "20150830T123600ZZ",
            "20150830T12360+Z",
            "20150230T000000Z",
            "21000229T000000Z",
            "20151301T000000Z",
            "20150001T000000Z",
            "20150100T000000Z",
            "20150830T240000Z",
            "20150830T126000Z",
            "20150830T123660Z",
            "19691231T235959Z",
            "2015083\u{661}T123600Z",
        ] {
            check(text, None);
        }
    }
}
