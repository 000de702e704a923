//! Dates of conditions: the W3C profile of ISO 8601, or seconds since 1970 (IAM User Guide, "Date condition
//! operators").

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::number::are_digits;
use crate::policy::Order;

/// A point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Instant<'a> {
    /// Whole seconds since 1970, in UTC.
    seconds: i64,
    /// The digits of the fraction of a second, without zeros at the end.
    fraction: &'a str,
}

/// A date as text. Four digits are a year or a number of seconds: which of the two IAM takes them for is not
/// documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date<'a> {
    first: Instant<'a>,
    second: Option<Instant<'a>>,
    /// Whether the first is a number of seconds.
    is_epoch: bool,
}

impl<'a> Date<'a> {
    /// Reads a date. Other forms of ISO 8601, such as a time without an offset, may be dates to IAM: that
    /// is documented nowhere.
    pub fn read(text: &'a str) -> Option<Self> {
        let epoch = epoch(text);
        let calendar = calendar(text);
        let first = calendar.or(epoch)?;
        Some(Self { first, second: epoch.filter(|epoch| *epoch != first), is_epoch: calendar.is_none() })
    }

    /// Whether it may be a number of seconds: certainly, or as well as a year. `None` if it is none.
    pub fn is_epoch(&self) -> Option<bool> {
        match (self.is_epoch, self.second) {
            (true, _) => Some(true),
            (false, Some(_)) => Some(false),
            (false, None) => None,
        }
    }

    /// The second that it names, as a day and a time in UTC; `None` for years of five digits or more.
    pub fn calendar(&self) -> Option<String> {
        let seconds = self.first.seconds;
        let (year, month, day) = day_since_1970(seconds.div_euclid(86_400))?;
        let time = seconds.rem_euclid(86_400);
        let (hours, minutes, seconds) = (time / 3600, time / 60 % 60, time % 60);
        Some(format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}Z"))
    }

    /// Whether this date, of a request, stands so to that of a policy; `None` where that is documented nowhere.
    pub fn is(&self, order: Order, wanted: &Self) -> Option<bool> {
        let readings = |date: &Self| [Some(date.first), date.second].into_iter().flatten();
        readings(self)
            .flat_map(|mine| readings(wanted).map(move |theirs| compare(order, mine, theirs)))
            .reduce(|one, other| one.filter(|_| one == other))
            .flatten()
    }
}

/// Dates that stand for all there are since 1970: each of these, and those just before and behind it. `None` if
/// one can be read in two ways, or if what lies between two of them is less than a second.
pub fn around(dates: &[Date<'_>]) -> Option<Vec<String>> {
    let whole = |date: &Date<'_>| {
        (date.second.is_none() && date.first.fraction.is_empty()).then_some(date.first.seconds)
    };
    let wanted: BTreeSet<i64> = dates.iter().map(whole).collect::<Option<_>>()?;
    if wanted.iter().any(|seconds| wanted.contains(&(seconds + 1))) {
        return None;
    }
    let around = wanted.iter().flat_map(|seconds| [seconds - 1, *seconds, seconds + 1]);
    let around: BTreeSet<i64> = around.chain([0]).filter(|seconds| *seconds >= 0).collect();
    // Five digits are no year.
    Some(around.iter().map(|seconds| format!("{seconds:05}")).collect())
}

/// Whether fractions of a second count is not documented: within one second nothing is certain.
fn compare(order: Order, found: Instant<'_>, wanted: Instant<'_>) -> Option<bool> {
    match found.seconds.cmp(&wanted.seconds) {
        Ordering::Equal if found.fraction != wanted.fraction => None,
        ordering => Some(order.holds(ordering)),
    }
}

/// Seconds since 1970.
fn epoch(text: &str) -> Option<Instant<'_>> {
    let seconds = are_digits(text).then(|| text.parse().ok())??;
    Some(Instant { seconds, fraction: "" })
}

/// `2026`, `2026-11`, `2026-11-21`, or a day with a time: the first instant that it names.
fn calendar(text: &str) -> Option<Instant<'_>> {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut fields = date.split('-');
    let year = digits(fields.next()?, 4)?;
    let month = fields.next().map(|month| digits(month, 2));
    let day = fields.next().map(|day| digits(day, 2));
    if fields.next().is_some() || (time.is_some() && day.is_none()) {
        return None;
    }
    let (month, day) = (month.unwrap_or(Some(1))?, day.unwrap_or(Some(1))?);
    if !(1..=12).contains(&month) || !(1..=days_of(year, month)).contains(&day) {
        return None;
    }
    let midnight = days_since_1970(year, month, day) * 86_400;
    let (seconds, fraction) = time.map_or(Some((0, "")), time_of_day)?;
    Some(Instant { seconds: midnight + seconds, fraction })
}

/// `23:59Z`, `23:59:59Z` or `23:59:59.5+01:00`: the seconds since midnight in UTC, and their fraction.
fn time_of_day(text: &str) -> Option<(i64, &str)> {
    let (time, offset) = if let Some(time) = text.strip_suffix('Z') {
        (time, 0)
    } else {
        let sign = if text.contains('+') { 1 } else { -1 };
        let (time, offset) = text.rsplit_once(['+', '-'])?;
        let (hours, minutes) = offset.split_once(':')?;
        (time, sign * minutes_of(hours, minutes)?)
    };
    let (hours, rest) = time.split_once(':')?;
    let (minutes, seconds) = rest.split_once(':').unwrap_or((rest, "00"));
    let (seconds, fraction) = match seconds.split_once('.') {
        Some((seconds, fraction)) if are_digits(fraction) => (seconds, fraction),
        Some(_) => return None,
        None => (seconds, ""),
    };
    let seconds = digits(seconds, 2).filter(|seconds| *seconds < 60)?;
    let minutes = minutes_of(hours, minutes)? - offset;
    Some((minutes * 60 + seconds, fraction.trim_end_matches('0')))
}

fn minutes_of(hours: &str, minutes: &str) -> Option<i64> {
    let hours = digits(hours, 2).filter(|hours| *hours < 24)?;
    let minutes = digits(minutes, 2).filter(|minutes| *minutes < 60)?;
    Some(hours * 60 + minutes)
}

/// A number of exactly this many digits.
fn digits(text: &str, count: usize) -> Option<i64> {
    if text.len() == count && are_digits(text) { text.parse().ok() } else { None }
}

fn days_of(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1 January 1970 in the Gregorian calendar (Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms"). Years begin in March, so that the day of the leap year comes last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The year, month and day of a day since 1 January 1970, by the same calendar; `None` outside of the years 0
/// to 9999.
fn day_since_1970(days: i64) -> Option<(i64, i64, i64)> {
    let days = days.checked_add(719_468)?;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let year = year_of_era + era * 400 + i64::from(month >= 10);
    (0..=9999).contains(&year).then_some((year, if month < 10 { month + 3 } else { month - 9 }, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> Option<i64> {
        Date::read(text).map(|date| date.first.seconds)
    }

    #[test]
    fn every_form_of_the_profile_is_read() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1970-01-01T00:00Z", 0),
            ("1970-01-01", 0),
            ("1970-01", 0),
            ("1970", 0),
            ("0", 0),
            ("1000000000", 1_000_000_000),
            ("2001-09-09T01:46:40Z", 1_000_000_000),
            ("2001-09-09T03:46:40+02:00", 1_000_000_000),
            ("2001-09-08T20:16:40.250-05:30", 1_000_000_000),
            ("2000-02-29", 951_782_400),
            ("2100-03-01", 4_107_542_400),
            ("1600-02-29T23:59:59Z", -11_670_912_001),
            ("0000-01-01", -62_167_219_200),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn every_day_follows_the_day_before_it() {
        let mut last = days_since_1970(1599, 12, 31);
        for year in 1600..2101 {
            for month in 1..=12 {
                for day in 1..=days_of(year, month) {
                    let next = days_since_1970(year, month, day);
                    assert_eq!(next, last + 1, "{year}-{month}-{day}");
                    assert_eq!(day_since_1970(next), Some((year, month, day)));
                    last = next;
                }
            }
        }
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        for text in [
            "",
            "-5",
            "2026-13",
            "2026-00",
            "2026-02-29",
            "2026-11-31",
            "2026-1-1",
            "2026-11-21-01",
            "2026-11-21T10:00:00",
            "2026-11-21T10Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T10:60:00Z",
            "2026-11-21T10:00:60Z",
            "2026-11-21T10:00:00.Z",
            "2026-11-21T10:00:00+0100",
            "2026-11-21T10:00:00+24:00",
            "2026-11-21t10:00:00z",
            "2026-11-21 10:00:00Z",
            "2026-11T10:00:00Z",
            "20261121T100000Z",
            "99999999999999999999",
            "*",
            "２０２６",
        ] {
            assert_eq!(Date::read(text), None, "{text:?}");
        }
    }

    #[test]
    fn seconds_are_told_from_days() {
        for (text, is_epoch, calendar) in [
            ("1000000000", Some(true), Some("2001-09-09T01:46:40Z")),
            ("2020", Some(false), Some("2020-01-01T00:00:00Z")),
            ("1970", Some(false), Some("1970-01-01T00:00:00Z")),
            ("2026-11-21T01:00:00.5+02:00", None, Some("2026-11-20T23:00:00Z")),
            ("1735689600000", Some(true), None),
            ("9223372036854775807", Some(true), None),
        ] {
            let date = Date::read(text).unwrap();
            assert_eq!(date.is_epoch(), is_epoch, "{text}");
            assert_eq!(date.calendar().as_deref(), calendar, "{text}");
        }
    }

    #[test]
    fn what_has_two_readings_is_certain_only_if_both_say_the_same() {
        let is = |found: &str, order: Order, wanted: &str| {
            Date::read(found).unwrap().is(order, &Date::read(wanted).unwrap())
        };
        assert_eq!(is("2026-11-21", Order::Greater, "2020"), Some(true));
        assert_eq!(is("1990-11-21", Order::Greater, "2020"), None);
        assert_eq!(is("1969-11-21", Order::Greater, "2020"), Some(false));
        assert_eq!(is("2026-11-21T10:00:00.5Z", Order::Equal, "2026-11-21T10:00:00Z"), None);
        assert_eq!(is("2026-11-21T10:00:00.50Z", Order::Equal, "2026-11-21T10:00:00.5Z"), Some(true));
        assert_eq!(is("2026-11-21T10:00:01Z", Order::Less, "2026-11-21T10:00:00.5Z"), Some(false));
    }
}
