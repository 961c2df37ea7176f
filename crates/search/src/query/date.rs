//! Days, as `date:` takes them.

use std::fmt;

use plaza_core::Millis;
use time::{Date, Month};

/// Milliseconds of a day.
pub(crate) const DAY: Millis = plaza_core::DAY_MS;
/// Milliseconds of an hour.
pub(crate) const HOUR: Millis = 3_600_000;
/// The Julian day of 1970-01-01.
const EPOCH_JULIAN_DAY: i32 = 2_440_588;
/// Years that can be asked for.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=9998;
/// Longest look back, in hours: a hundred years.
const MAX_HOURS: i64 = 876_000;

/// A stretch of time, known only when the query runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateSpan {
    /// Whole days since 1970-01-01, UTC; the end does not belong to it.
    Days { from: Option<i32>, until: Option<i32> },
    /// The last hours before now.
    LastHours(i64),
    /// Since midnight UTC.
    Today,
    /// The day before.
    Yesterday,
}

impl DateSpan {
    /// Reads `2026-01-31`, `2026-01`, `2026`, `A..B`, `>=A` and the like, `24h`, `7d`, `2w`,
    /// `today`, `yesterday`.
    pub(crate) fn parse(value: &str) -> Option<Self> {
        match value {
            "today" => return Some(Self::Today),
            "yesterday" => return Some(Self::Yesterday),
            _ => {}
        }
        if let Some((from, to)) = value.split_once("..") {
            let from = if from.is_empty() { None } else { Some(days(from)?.0) };
            let until = if to.is_empty() { None } else { Some(days(to)?.1) };
            return match (from, until) {
                (None, None) => None,
                (Some(from), Some(until)) if until <= from => None,
                _ => Some(Self::Days { from, until }),
            };
        }
        let open = |from, until| Some(Self::Days { from, until });
        if let Some(day) = value.strip_prefix(">=") {
            return open(Some(days(day)?.0), None);
        }
        if let Some(day) = value.strip_prefix("<=") {
            return open(None, Some(days(day)?.1));
        }
        if let Some(day) = value.strip_prefix('>') {
            return open(Some(days(day)?.1), None);
        }
        if let Some(day) = value.strip_prefix('<') {
            return open(None, Some(days(day)?.0));
        }
        if let Some(hours) = last_hours(value) {
            return Some(Self::LastHours(hours));
        }
        let (from, until) = days(value)?;
        open(Some(from), Some(until))
    }

    /// First millisecond, and first behind it; `None` where it is open.
    pub(crate) fn resolve(self, now: Millis) -> (Option<Millis>, Option<Millis>) {
        let midnight = now.div_euclid(DAY) * DAY;
        match self {
            Self::Days { from, until } => {
                let millis = |day: i32| Millis::from(day) * DAY;
                (from.map(millis), until.map(millis))
            }
            Self::LastHours(hours) => (Some(now - hours * HOUR), None),
            Self::Today => (Some(midnight), Some(midnight + DAY)),
            Self::Yesterday => (Some(midnight - DAY), Some(midnight)),
        }
    }
}

/// `24h`, `7d`, `2w` in hours.
fn last_hours(value: &str) -> Option<i64> {
    let unit = match value.chars().last()? {
        'h' => 1,
        'd' => 24,
        'w' => 168,
        _ => return None,
    };
    let number = &value[..value.len() - 1];
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let hours = number.parse::<i64>().ok()?.checked_mul(unit)?;
    (1..=MAX_HOURS).contains(&hours).then_some(hours)
}

/// First day of a year, month or day, and first day behind it.
fn days(value: &str) -> Option<(i32, i32)> {
    let mut parts = value.split('-');
    let year = number(parts.next()?, 4)?;
    let month = parts.next().map(|part| number(part, 2));
    let day = parts.next().map(|part| number(part, 2));
    if parts.next().is_some() || !YEARS.contains(&year) {
        return None;
    }
    match (month, day) {
        (None, _) => Some((first_of_month(year, 1)?, first_of_month(year + 1, 1)?)),
        (Some(month), None) => {
            let month = month?;
            let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            Some((first_of_month(year, month)?, first_of_month(next.0, next.1)?))
        }
        (Some(month), Some(day)) => {
            let month = Month::try_from(u8::try_from(month?).ok()?).ok()?;
            let date = Date::from_calendar_date(year, month, u8::try_from(day?).ok()?).ok()?;
            let day = day_number(date);
            Some((day, day + 1))
        }
    }
}

fn number(digits: &str, width: usize) -> Option<i32> {
    let sound = digits.len() == width && digits.bytes().all(|b| b.is_ascii_digit());
    if sound { digits.parse().ok() } else { None }
}

/// Days from 1970-01-01 to the first of a month (1 to 12).
fn first_of_month(year: i32, month: i32) -> Option<i32> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(year, month, 1).ok().map(day_number)
}

fn day_number(date: Date) -> i32 {
    date.to_julian_day() - EPOCH_JULIAN_DAY
}

/// Months from 1970-01 to the one in which `day` lies.
pub(crate) fn month_of_day(day: i32) -> Option<i32> {
    let date = Date::from_julian_day(day.checked_add(EPOCH_JULIAN_DAY)?).ok()?;
    Some((date.year() - 1970) * 12 + i32::from(u8::from(date.month())) - 1)
}

/// The first day of a month counted from 1970-01.
pub(crate) fn day_of_month(month: i32) -> Option<i32> {
    first_of_month(1970 + month.div_euclid(12), month.rem_euclid(12) + 1)
}

fn write_day(f: &mut fmt::Formatter<'_>, day: i32) -> fmt::Result {
    match Date::from_julian_day(day + EPOCH_JULIAN_DAY) {
        Ok(date) => {
            write!(f, "{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
        }
        Err(_) => Err(fmt::Error),
    }
}

impl fmt::Display for DateSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days { from, until } => {
                if let Some(from) = from {
                    write_day(f, *from)?;
                }
                f.write_str("..")?;
                until.map_or(Ok(()), |until| write_day(f, until - 1))
            }
            Self::LastHours(hours) => write!(f, "{hours}h"),
            Self::Today => f.write_str("today"),
            Self::Yesterday => f.write_str("yesterday"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-01-31T10:00:00Z
    const NOW: Millis = 1_769_853_600_000;
    const MIDNIGHT: Millis = NOW - 10 * HOUR;

    #[test]
    fn every_form_resolves() {
        let d = |n: i64| Some(MIDNIGHT + n * DAY);
        for (value, expected) in [
            ("2026-01-31", (d(0), d(1))),
            ("2026-01", (d(-30), d(1))),
            ("2026-02", (d(1), d(29))),
            ("2025", (d(-395), d(-30))),
            ("2026-01..2026-01", (d(-30), d(1))),
            ("2026-01-30..2026-01-31", (d(-1), d(1))),
            ("2026-01-30..", (d(-1), None)),
            ("..2026-01-30", (None, d(0))),
            (">=2026-01-31", (d(0), None)),
            (">2026-01-31", (d(1), None)),
            ("<2026-01-31", (None, d(0))),
            ("<=2026-01-31", (None, d(1))),
            ("today", (d(0), d(1))),
            ("yesterday", (d(-1), d(0))),
            ("7d", (Some(NOW - 7 * DAY), None)),
            ("24h", (Some(NOW - DAY), None)),
            ("2w", (Some(NOW - 14 * DAY), None)),
        ] {
            let span = DateSpan::parse(value).unwrap();
            assert_eq!(span.resolve(NOW), expected, "{value}");
            assert_eq!(DateSpan::parse(&span.to_string()), Some(span), "{value}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for value in [
            "",
            "..",
            "2026-13",
            "2026-02-30",
            "26-01-01",
            "2026-1-1",
            "0d",
            "d",
            "-1d",
            "7x",
            "1969",
            "9999",
            "2026-02..2026-01",
            "2026-01-01-01",
            "999999999999999999999d",
            "99999w",
            "+7d",
            "2026-01-01T10:00",
        ] {
            assert_eq!(DateSpan::parse(value), None, "{value}");
        }
    }

    #[test]
    fn months_and_days_agree() {
        for month in [0, 1, 11, 12, 673, 9_999] {
            let first = day_of_month(month).unwrap();
            assert_eq!(month_of_day(first), Some(month));
            assert_eq!(month_of_day(first - 1), Some(month - 1));
        }
    }
}
