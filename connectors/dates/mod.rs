//! Dates as people and programs write them: the reader of feeds and pages.
//!
//! [`read`] knows what [`plaza_core::parse_timestamp`] knows, and beside it RFC 822 in its old and
//! sloppy forms, `asctime`, RFC 850, months by name in Spanish, English, Portuguese, French,
//! German, Italian and Catalan, named zones, and dates in figures. It never makes a date up: a word
//! that it does not know makes it give up.

mod parts;
mod signs;
mod words;

use plaza_core::{Extra, Millis, parse_timestamp, text::truncate_chars};
use time::{Date, Month, OffsetDateTime, Time};

pub(crate) use signs::Signs;

use parts::Parts;

/// How far ahead of our clock a date may be before it counts as broken.
const MAX_AHEAD: Millis = 24 * 3_600_000;
/// Longest text that is looked at, in characters.
const MAX_CHARS: usize = 100;
/// What is kept of a date that was not understood.
const UNREADABLE: &str = "unreadable_date";
/// What is kept of a date whose zone can mean several.
const UNCLEAR_ZONE: &str = "unclear_zone";

/// Which number comes first where a date is written in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Order {
    /// `31/01/2026`, as nearly everybody writes.
    #[default]
    DayFirst,
    /// `01/31/2026`, as in the United States.
    MonthFirst,
    /// `26/01/31`, from a year of two digits down.
    FromYear,
}

/// A date that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dated {
    /// Milliseconds UTC.
    pub(crate) at: Millis,
    /// The name of its zone where that has several meanings (`IST`) or none; the time was read as
    /// UTC.
    pub(crate) unclear_zone: Option<String>,
}

impl Order {
    /// The order that the dates of one feed, page or column have: what those show that are only
    /// possible in one way, otherwise what the language suggests.
    pub(crate) fn of<'a>(dates: impl IntoIterator<Item = &'a str>, lang: Option<&str>) -> Self {
        let (mut day_first, mut month_first) = (0_usize, 0_usize);
        for date in dates {
            match parts::leading_figures(date) {
                Some((first, second)) if first > 12 && second <= 12 => day_first += 1,
                Some((first, second)) if second > 12 && first <= 12 => month_first += 1,
                _ => {}
            }
        }
        let lang = lang.map(|lang| lang.trim().to_lowercase().replace('_', "-"));
        let american = matches!(lang.as_deref(), Some("en" | "en-us" | "en-ph"));
        let month_first = match day_first.cmp(&month_first) {
            std::cmp::Ordering::Greater => false,
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Equal => american,
        };
        if month_first { Self::MonthFirst } else { Self::DayFirst }
    }
}

/// Reads a date. One without a zone is taken as UTC; one in figures by `order`, where both are
/// possible.
///
/// Returns `None` for what it does not understand wholly, and for what lies outside 1970 to 9999.
pub(crate) fn read(text: &str, order: Order) -> Option<Dated> {
    let text = truncate_chars(text.trim(), MAX_CHARS);
    if let Ok(at) = parse_timestamp(text) {
        return Some(Dated { at, unclear_zone: None });
    }
    let parts = Parts::of(text, order)?;
    let at = parts.at()?;
    // The same range as everywhere.
    parse_timestamp(&plaza_core::to_rfc3339(at)).ok()?;
    Some(Dated { at, unclear_zone: parts.unclear_zone })
}

/// The date of a mention, as a connector needs it. What is unreadable, or impossible at `now`, is
/// kept in `extra`, and the time of collection stands in for it; a zone with several meanings is
/// kept beside the date.
pub(crate) fn of_mention(
    written: &str,
    order: Order,
    now: Millis,
    extra: &mut Extra,
) -> Option<Millis> {
    let written = written.trim();
    if written.is_empty() {
        return None;
    }
    let Some(dated) = read(written, order).filter(|dated| dated.at <= now + MAX_AHEAD) else {
        extra.insert(UNREADABLE.to_owned(), truncate_chars(written, MAX_CHARS).into());
        return None;
    };
    if dated.unclear_zone.is_some() {
        extra.insert(UNCLEAR_ZONE.to_owned(), truncate_chars(written, MAX_CHARS).into());
    }
    Some(dated.at)
}

impl Parts {
    /// The moment that the parts name.
    fn at(&self) -> Option<Millis> {
        let month = Month::try_from(self.month?).ok()?;
        let date = Date::from_calendar_date(self.year?, month, self.day?).ok()?;
        // 24:00 is the end of the day, and the 60th second a leap second.
        let (hour, next_day) = if self.hour == 24 { (0, 1) } else { (self.hour, 0) };
        let time = Time::from_hms(hour, self.minute, self.second.min(59)).ok()?;
        let local = OffsetDateTime::new_utc(date, time).unix_timestamp();
        Some((local + next_day * 86_400 - i64::from(self.offset_minutes) * 60) * 1_000)
    }
}

#[cfg(test)]
mod tests;
