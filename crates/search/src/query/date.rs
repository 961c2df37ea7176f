//! Days, as `date:` takes them.

use std::fmt;

use plaza_core::{Day, Millis, Zone};

/// Milliseconds of an hour.
pub(crate) const HOUR: Millis = 3_600_000;
/// Years that can be asked for.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=9998;
/// Longest look back, in hours: a hundred years.
const MAX_HOURS: i32 = 876_000;

/// A stretch of time, known only when the query runs: days are those of the reader's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateSpan {
    /// Whole days; the end does not belong to it.
    Days { from: Option<Day>, until: Option<Day> },
    /// The last hours before now.
    LastHours(i32),
    /// The last days, today included.
    LastDays(i32),
    /// Since midnight.
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
        if let Some(last) = last(value) {
            return Some(last);
        }
        let (from, until) = days(value)?;
        open(Some(from), Some(until))
    }

    /// First millisecond, and first behind it; `None` where it is open.
    pub(crate) fn resolve(self, now: Millis, zone: Zone) -> (Option<Millis>, Option<Millis>) {
        let today = zone.day_of(now);
        let (from, until) = match self {
            Self::LastHours(hours) => return (Some(now - Millis::from(hours) * HOUR), None),
            Self::Days { from, until } => (from, until),
            Self::LastDays(days) => (Some(today.plus(1 - days)), None),
            Self::Today => (Some(today), Some(today.plus(1))),
            Self::Yesterday => (Some(today.plus(-1)), Some(today)),
        };
        let start = |day| zone.start_of(day);
        (from.map(start), until.map(start))
    }
}

/// `24h`, `7d`, `2w`.
fn last(value: &str) -> Option<DateSpan> {
    let (unit, days) = match value.chars().last()? {
        'h' => (1, 0),
        'd' => (24, 1),
        'w' => (168, 7),
        _ => return None,
    };
    let number = &value[..value.len() - 1];
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = number.parse::<i32>().ok()?;
    let hours = number.checked_mul(unit)?;
    let within = (1..=MAX_HOURS).contains(&hours);
    within.then_some(match days {
        0 => DateSpan::LastHours(number),
        days => DateSpan::LastDays(number * days),
    })
}

/// First day of a year, month or day, and first day behind it.
fn days(value: &str) -> Option<(Day, Day)> {
    let mut parts = value.split('-');
    let year = number(parts.next()?, 4)?;
    let month = parts.next().map(|part| number(part, 2));
    let day = parts.next().map(|part| number(part, 2));
    if parts.next().is_some() || !YEARS.contains(&year) {
        return None;
    }
    let date = |month: i32, day: i32| {
        Day::from_date(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    };
    match (month, day) {
        (None, _) => date(1, 1).map(|first| (first, first.next_year())),
        (Some(month), None) => date(month?, 1).map(|first| (first, first.next_month())),
        (Some(month), Some(day)) => date(month?, day?).map(|day| (day, day.plus(1))),
    }
}

fn number(digits: &str, width: usize) -> Option<i32> {
    let sound = digits.len() == width && digits.bytes().all(|b| b.is_ascii_digit());
    if sound { digits.parse().ok() } else { None }
}

impl fmt::Display for DateSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days { from, until } => {
                if let Some(from) = from {
                    write!(f, "{from}")?;
                }
                f.write_str("..")?;
                until.map_or(Ok(()), |until| write!(f, "{}", until.plus(-1)))
            }
            Self::LastHours(hours) => write!(f, "{hours}h"),
            Self::LastDays(days) => write!(f, "{days}d"),
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
    const DAY: Millis = plaza_core::DAY_MS;
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
            ("7d", (d(-6), None)),
            ("24h", (Some(NOW - DAY), None)),
            ("2w", (d(-13), None)),
        ] {
            let span = DateSpan::parse(value).unwrap();
            assert_eq!(span.resolve(NOW, Zone::UTC), expected, "{value}");
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
    fn days_are_those_of_the_readers_zone() {
        let at = |text: &str| plaza_core::parse_timestamp(text).ok();
        for (zone, now, value, from, until) in [
            // Madrid is an hour ahead in winter; the last Sunday of March has 23 hours.
            (
                "Europe/Madrid",
                "2026-01-31T23:30Z",
                "today",
                "2026-01-31T23:00Z",
                "2026-02-01T23:00Z",
            ),
            (
                "Europe/Madrid",
                "2026-03-30T10:00Z",
                "yesterday",
                "2026-03-28T23:00Z",
                "2026-03-29T22:00Z",
            ),
            (
                "Europe/Madrid",
                "2026-03-30T10:00Z",
                "2026-03",
                "2026-02-28T23:00Z",
                "2026-03-31T22:00Z",
            ),
            // Mexico City still has yesterday.
            (
                "America/Mexico_City",
                "2026-02-01T03:00Z",
                "today",
                "2026-01-31T06:00Z",
                "2026-02-01T06:00Z",
            ),
            ("America/Mexico_City", "2026-02-01T03:00Z", "2d", "2026-01-30T06:00Z", ""),
            (
                "Asia/Kathmandu",
                "2026-01-31T18:20Z",
                "today",
                "2026-01-31T18:15Z",
                "2026-02-01T18:15Z",
            ),
            // A day that Samoa left out.
            (
                "Pacific/Apia",
                "2026-01-31T10:00Z",
                "2011-12-30",
                "2011-12-30T10:00Z",
                "2011-12-30T10:00Z",
            ),
            (
                "Pacific/Kiritimati",
                "2026-01-31T10:00Z",
                "today",
                "2026-01-31T10:00Z",
                "2026-02-01T10:00Z",
            ),
        ] {
            let span = DateSpan::parse(value).unwrap();
            let found = span.resolve(at(now).unwrap(), zone.parse().unwrap());
            assert_eq!(found, (at(from), at(until)), "{zone} {value}");
        }
    }
}
