//! Reading the many ways in which the outside world writes a time.

use thiserror::Error;
use time::format_description::well_known::{Iso8601, Rfc2822, Rfc3339};
use time::macros::format_description;
use time::{Date, OffsetDateTime, PrimitiveDateTime};

use crate::{Message, Millis, say};

/// Earliest time accepted: 1970-01-01. Nobody posted before.
const EARLIEST: Millis = 0;
/// Latest time accepted: 9999-12-31, the end of what RFC 3339 can write.
const LATEST: Millis = 253_402_300_799_999;

/// Why a time was not understood.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TimestampError {
    /// No known format fits.
    #[error("`{0}` is not a date that Plaza understands; write it as 2026-01-31T10:00:00Z")]
    Unreadable(String),
    /// A date outside 1970 to 9999.
    #[error("`{0}` is out of range; dates from 1970 to 9999 are accepted")]
    OutOfRange(String),
}

impl TimestampError {
    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Unreadable(value) => say!(
                "date-unreadable",
                "`{value}` is not a date that Plaza understands; write it as 2026-01-31T10:00:00Z",
                value
            ),
            Self::OutOfRange(value) => say!(
                "date-out-of-range",
                "`{value}` is out of range; dates from 1970 to 9999 are accepted",
                value
            ),
        }
    }
}

/// Reads RFC 3339, RFC 2822, ISO 8601, `YYYY-MM-DD`, `YYYY-MM-DD HH:MM[:SS]`, and Unix times in
/// seconds or milliseconds. A time without a zone is taken as UTC.
///
/// # Errors
/// [`TimestampError`] names the input and what would be accepted.
pub fn parse_timestamp(input: &str) -> Result<Millis, TimestampError> {
    let trimmed = input.trim();
    let shown = || crate::text::truncate_chars(trimmed, 60).to_owned();
    let millis = parse_known(trimmed).ok_or_else(|| TimestampError::Unreadable(shown()))?;
    if (EARLIEST..=LATEST).contains(&millis) {
        Ok(millis)
    } else {
        Err(TimestampError::OutOfRange(shown()))
    }
}

fn parse_known(input: &str) -> Option<Millis> {
    if let Ok(time) = OffsetDateTime::parse(input, &Rfc3339) {
        return Some(millis_of(time));
    }
    if let Some(millis) = parse_unix(input) {
        return Some(millis);
    }
    if let Some(millis) = parse_unix_with_fraction(input) {
        return Some(millis);
    }
    OffsetDateTime::parse(input, &Rfc2822)
        .or_else(|_| OffsetDateTime::parse(input, &Iso8601::PARSING))
        .map(millis_of)
        .ok()
        .or_else(|| parse_without_zone(input))
}

/// Ten digits or fewer are seconds, more are milliseconds.
fn parse_unix(input: &str) -> Option<Millis> {
    let number: i64 = input.parse().ok()?;
    let digits = input.trim_start_matches('-').len();
    // A bare year or a compact date is not a Unix time.
    if digits < 9 {
        return None;
    }
    if digits <= 10 { number.checked_mul(1000) } else { Some(number) }
}

/// Seconds or milliseconds with a fraction, as `1769853600.25`; the digits count as in
/// [`parse_unix`], and what is below a millisecond is left out.
fn parse_unix_with_fraction(input: &str) -> Option<Millis> {
    let (whole, fraction) = input.split_once('.')?;
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let millis = parse_unix(whole)?;
    if whole.trim_start_matches('-').len() > 10 {
        return Some(millis);
    }
    let digits: String = fraction.chars().chain("00".chars()).take(3).collect();
    let part: Millis = digits.parse().ok()?;
    Some(if whole.starts_with('-') { millis - part } else { millis + part })
}

fn parse_without_zone(input: &str) -> Option<Millis> {
    // Some write a comma before the fraction, as ISO 8601 allows.
    let input = &input.replace(',', ".");
    let formats: [&[_]; 6] = [
        format_description!("[year]-[month]-[day] [hour]:[minute]:[second].[subsecond]"),
        format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond]"),
        format_description!("[year]-[month]-[day] [hour]:[minute]:[second]"),
        format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]"),
        format_description!("[year]-[month]-[day] [hour]:[minute]"),
        format_description!("[year]-[month]-[day]T[hour]:[minute]"),
    ];
    formats
        .iter()
        .find_map(|format| PrimitiveDateTime::parse(input, format).ok())
        .or_else(|| {
            let date = Date::parse(input, format_description!("[year]-[month]-[day]")).ok()?;
            Some(date.midnight())
        })
        .map(|time| millis_of(time.assume_utc()))
}

fn millis_of(time: OffsetDateTime) -> Millis {
    time.unix_timestamp() * 1000 + i64::from(time.millisecond())
}

/// Writes a time as RFC 3339 UTC with whole seconds, or milliseconds where there are some.
#[must_use]
pub fn to_rfc3339(millis: Millis) -> String {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
        .ok()
        .and_then(|time| time.format(&Rfc3339).ok())
        .unwrap_or_else(|| format!("{millis} ms"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_platforms_write() {
        let ten = 1_769_853_600_000;
        for input in [
            "2026-01-31T10:00:00Z",
            "2026-01-31T11:00:00+01:00",
            "Sat, 31 Jan 2026 10:00:00 GMT",
            "2026-01-31 10:00:00",
            "2026-01-31T10:00:00",
            "2026-01-31 10:00",
            "2026-01-31T10:00",
            "1769853600",
            "1769853600000",
            "  2026-01-31T10:00:00.000Z ",
        ] {
            assert_eq!(parse_timestamp(input), Ok(ten), "{input}");
        }
        assert_eq!(parse_timestamp("2026-01-31"), Ok(ten - 36_000_000));
        for (input, millis) in [
            ("1769853600.25", 250),
            ("1769853600.5", 500),
            ("1769853600.123999", 123),
            ("1769853600250.7", 250),
            ("2026-01-31T10:00:00.2Z", 200),
            ("2026-01-31T10:00:00.25+00:00", 250),
            ("2026-01-31T10:00:00.123456789Z", 123),
            ("2026-01-31T10:00:00.123456", 123),
            ("2026-01-31 10:00:00.5", 500),
            ("2026-01-31T10:00:00,25", 250),
        ] {
            assert_eq!(parse_timestamp(input), Ok(ten + millis), "{input}");
        }
        for input in ["1769853600.", "1769853600.x", "12.5", ".5"] {
            assert!(parse_timestamp(input).is_err(), "{input}");
        }
        assert_eq!(to_rfc3339(ten), "2026-01-31T10:00:00Z");
    }

    #[test]
    fn refuses_nonsense_with_the_input_named() {
        for input in ["", "yesterday", "2026-13-01", "20260131", "2026"] {
            assert_eq!(parse_timestamp(input), Err(TimestampError::Unreadable(input.into())));
        }
        for input in ["1815-06-18T00:00:00Z", "99999999999999999"] {
            assert_eq!(parse_timestamp(input), Err(TimestampError::OutOfRange(input.into())));
        }
    }
}
