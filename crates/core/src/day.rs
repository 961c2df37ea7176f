//! Days of the calendar, which begin and end where a [`Zone`](crate::Zone) says.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use time::{Date, Month};

use crate::{Millis, Zone};

/// The Julian day of 1970-01-01.
const EPOCH_JULIAN_DAY: i32 = 2_440_588;
/// The first of these months is January of this year.
const FIRST_YEAR: i32 = 1970;

/// A day of the calendar, whatever the zone; counted from 1970-01-01. In JSON it is
/// `2026-01-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// Days from the first to the last, both included. As text it is what `date:` takes,
/// `2026-01-02..2026-01-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DayRange {
    /// The first day.
    pub first: Day,
    /// The last day, not before the first.
    pub last: Day,
}

/// Days that are shown where nobody asked for any.
const NEWEST_DAYS: i32 = 30;

impl DayRange {
    /// The newest 30 days that hold data, when the newest thing was said at `newest`: they end
    /// today, or where what is known ends when that is longer ago. Without data they end today.
    #[must_use]
    pub fn newest(newest: Option<Millis>, now: Millis, zone: Zone) -> Self {
        let today = zone.day_of(now);
        let recent = today.plus(1 - NEWEST_DAYS);
        let last = newest.map(|at| zone.day_of(at)).filter(|last| *last < recent).unwrap_or(today);
        Self { first: last.plus(1 - NEWEST_DAYS), last }
    }

    /// How many days.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.last.0 - self.first.0 + 1
    }

    /// The time from the first instant to the one behind the last (milliseconds UTC).
    #[must_use]
    pub fn time(self, zone: Zone) -> Range<Millis> {
        zone.start_of(self.first)..zone.start_of(self.last.plus(1))
    }
}

impl fmt::Display for DayRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            return write!(f, "{}", self.first);
        }
        write!(f, "{}..{}", self.first, self.last)
    }
}

/// What was given is no day.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a day; write it as 2026-01-31")]
pub struct DayError(pub String);

impl Day {
    /// The day so many days after 1970-01-01.
    #[must_use]
    pub const fn new(number: i32) -> Self {
        Self(number)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// A day of the calendar; `None` when there is none, as for 30 February. Months and days count
    /// from 1.
    #[must_use]
    pub fn from_date(year: i32, month: u8, day: u8) -> Option<Self> {
        let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
        Some(Self(date.to_julian_day() - EPOCH_JULIAN_DAY))
    }

    /// Year, month (1 to 12) and day of the month (1 to 31).
    #[must_use]
    pub fn date(self) -> (i32, u8, u8) {
        let date = self.calendar();
        (date.year(), u8::from(date.month()), date.day())
    }

    /// So many days later, or earlier with a negative number.
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// 0 for Monday to 6 for Sunday.
    #[must_use]
    pub const fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        match self.0.saturating_add(3).rem_euclid(7) {
            0 => 0,
            1 => 1,
            2 => 2,
            3 => 3,
            4 => 4,
            5 => 5,
            _ => 6,
        }
    }

    /// The Monday of its week.
    #[must_use]
    pub const fn week(self) -> Self {
        self.plus(-(self.weekday() as i32))
    }

    /// The first of its month.
    #[must_use]
    pub fn month(self) -> Self {
        let (_, _, day) = self.date();
        self.plus(1 - i32::from(day))
    }

    /// The first of the month after its own.
    #[must_use]
    pub fn next_month(self) -> Self {
        // Never earlier than the next month, and never in the one after it.
        self.month().plus(31).month()
    }

    /// 1 January of its year.
    #[must_use]
    pub fn year(self) -> Self {
        Self::from_date(self.date().0, 1, 1).unwrap_or(self)
    }

    /// 1 January of the year after its own.
    #[must_use]
    pub fn next_year(self) -> Self {
        Self::from_date(self.date().0 + 1, 1, 1).unwrap_or(self)
    }

    /// Months from January 1970 to its own.
    #[must_use]
    pub fn month_number(self) -> i32 {
        let (year, month, _) = self.date();
        (year - FIRST_YEAR) * 12 + i32::from(month) - 1
    }

    fn calendar(self) -> Date {
        let julian = self.0.saturating_add(EPOCH_JULIAN_DAY);
        Date::from_julian_day(julian).unwrap_or(if self.0 < 0 { Date::MIN } else { Date::MAX })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = DayError;

    /// Reads `2026-01-31`.
    fn from_str(text: &str) -> Result<Self, DayError> {
        let error = || DayError(crate::text::truncate_chars(text, 60).to_owned());
        let mut parts = text.trim().split('-');
        let mut number = |width: usize| -> Option<i32> {
            let digits = parts.next()?;
            let sound = digits.len() == width && digits.bytes().all(|byte| byte.is_ascii_digit());
            if sound { digits.parse().ok() } else { None }
        };
        let (year, month, day) = (number(4), number(2), number(2));
        let day = match (year, month, day, parts.next()) {
            (Some(year), Some(month), Some(day), None) => {
                let small = |number: i32| u8::try_from(number).ok();
                small(month).zip(small(day)).and_then(|(m, d)| Self::from_date(year, m, d))
            }
            _ => None,
        };
        day.ok_or_else(error)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_written_and_read() {
        for (number, text) in [(0, "1970-01-01"), (20_484, "2026-01-31"), (-1, "1969-12-31")] {
            assert_eq!(Day::new(number).to_string(), text);
            assert_eq!(day(text), Day::new(number));
        }
        for text in ["", "2026-1-1", "2026-02-30", "26-01-01", "2026-01-01-01", "2026-01"] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
        assert_eq!(serde_json::to_string(&day("2026-01-31")).unwrap(), "\"2026-01-31\"");
        assert_eq!(serde_json::from_str::<Day>("\"2026-01-31\"").unwrap(), day("2026-01-31"));
    }

    #[test]
    fn the_newest_days_are_those_that_hold_data() {
        let madrid = "Europe/Madrid".parse().unwrap();
        let at = |text: &str| crate::parse_timestamp(text).unwrap();
        let now = at("2026-01-31T23:30:00Z");
        for (newest, days) in [
            (None, "2026-01-03..2026-02-01"),
            (Some("2026-01-31T23:20:00Z"), "2026-01-03..2026-02-01"),
            (Some("2026-01-02T23:00:00Z"), "2026-01-03..2026-02-01"),
            (Some("2026-01-02T22:59:00Z"), "2025-12-04..2026-01-02"),
            (Some("2024-02-01T10:00:00Z"), "2024-01-03..2024-02-01"),
            // A clock that is wrong does not move the days into the future.
            (Some("2031-02-01T10:00:00Z"), "2026-01-03..2026-02-01"),
        ] {
            let range = DayRange::newest(newest.map(at), now, madrid);
            assert_eq!((range.to_string().as_str(), range.days()), (days, 30));
        }
        let day = DayRange { first: day("2026-03-29"), last: day("2026-03-29") };
        assert_eq!(day.to_string(), "2026-03-29");
        assert_eq!(day.time(madrid), at("2026-03-28T23:00:00Z")..at("2026-03-29T22:00:00Z"));
    }

    #[test]
    fn weeks_months_and_years_begin_where_people_say() {
        let saturday = day("2026-01-31");
        assert_eq!(saturday.weekday(), 5);
        assert_eq!(saturday.week(), day("2026-01-26"));
        assert_eq!(day("2026-01-26").week(), day("2026-01-26"));
        assert_eq!(saturday.month(), day("2026-01-01"));
        assert_eq!(saturday.next_month(), day("2026-02-01"));
        assert_eq!(day("2026-02-28").next_month(), day("2026-03-01"));
        assert_eq!(day("2025-12-31").next_month(), day("2026-01-01"));
        assert_eq!((saturday.year(), saturday.next_year()), (day("2026-01-01"), day("2027-01-01")));
        assert_eq!(day("1970-02-10").month_number(), 1);
        assert_eq!(day("1969-12-10").month_number(), -1);
    }
}
