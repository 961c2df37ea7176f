//! Conditions on what is known of a mention beside its words.

use std::fmt;

use plaza_core::{Intent, Sentiment};

use super::date::DateSpan;
use super::errors::{self, Problem};
use super::field::FieldName;
use super::place::At;
use super::standing::Is;
use crate::schema::{CONFIDENCES, NONE, pack_lang, unpack_lang};

/// A field and the values of which one must hold.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Filter {
    pub(crate) field: FieldName,
    pub(crate) values: Vec<FilterValue>,
}

/// One value of a filter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FilterValue {
    pub(crate) kind: ValueKind,
    pub(crate) at: At,
}

/// What a value says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ValueKind {
    /// The mention has no value.
    None,
    /// This text; of a source or a theme, its name.
    Text(String),
    /// The id of a source, a theme, an author or an import.
    Id(i64),
    /// A value of `is:`.
    Is(Is),
    /// An author's name or an aspect with `*` or `?`.
    Wildcard(String),
    /// Ratings in hundredths, both ends included.
    Rating(u32, u32),
    /// A stretch of time.
    Date(DateSpan),
}

impl ValueKind {
    /// Reads one value of `field`.
    pub(crate) fn parse(field: FieldName, value: &str, quoted: bool) -> Result<Self, Problem> {
        let is_none = !quoted && value.eq_ignore_ascii_case(NONE);
        let lower = value.to_lowercase();
        match field {
            FieldName::Author | FieldName::Aspect(_) if !quoted && value.contains(['*', '?']) => {
                Ok(Self::Wildcard(value.to_owned()))
            }
            FieldName::Is => Is::parse(&lower)
                .map(Self::Is)
                .ok_or_else(|| errors::bad_value(field, value, &Is::list())),
            FieldName::Import => lower
                .trim_start_matches('#')
                .parse()
                .map(Self::Id)
                .map_err(|_| errors::bad_value(field, value, "1, 2 …")),
            FieldName::Date => {
                DateSpan::parse(&lower).map(Self::Date).ok_or_else(|| errors::bad_date(value))
            }
            FieldName::Source | FieldName::Theme | FieldName::Author
                if !quoted && value.starts_with('#') =>
            {
                value[1..]
                    .parse()
                    .map(Self::Id)
                    .map_err(|_| errors::bad_value(field, value, "#1, #2 …"))
            }
            FieldName::Author | FieldName::Source => Ok(Self::Text(value.to_owned())),
            _ if is_none => Ok(Self::None),
            FieldName::Theme | FieldName::Aspect(_) => Ok(Self::Text(value.to_owned())),
            FieldName::Confidence if CONFIDENCES.contains(&lower.as_str()) => Ok(Self::Text(lower)),
            FieldName::Confidence => {
                let known = CONFIDENCES.join(", ");
                Err(errors::bad_value(field, value, &format!("{known}, {NONE}")))
            }
            FieldName::Rating => rating(&lower),
            FieldName::Sentiment if Sentiment::parse(&lower).is_some() => Ok(Self::Text(lower)),
            FieldName::Sentiment => {
                let known = Sentiment::ALL.map(Sentiment::name).join(", ");
                Err(errors::bad_value(field, value, &format!("{known}, {NONE}")))
            }
            FieldName::Intent if Intent::parse(&lower).is_some() => Ok(Self::Text(lower)),
            FieldName::Intent => {
                let known = Intent::ALL.map(Intent::name).join(", ");
                Err(errors::bad_value(field, value, &format!("{known}, {NONE}")))
            }
            FieldName::Lang if unpack_lang(pack_lang(Some(&lower))) == lower => {
                Ok(Self::Text(lower))
            }
            FieldName::Lang => Err(errors::bad_value(field, value, "es, en, other, none …")),
            FieldName::Country
                if value.len() == 2 && value.bytes().all(|b| b.is_ascii_alphabetic()) =>
            {
                Ok(Self::Text(value.to_ascii_uppercase()))
            }
            FieldName::Country => Err(errors::bad_value(field, value, "ES, MX, none …")),
            FieldName::Channel => Ok(Self::Text(lower)),
        }
    }
}

const LOWEST: u32 = 0;
const HIGHEST: u32 = 500;

/// `4`, `4.5`, `>=4`, `>4`, `<=2`, `<2`, `1..2`.
fn rating(value: &str) -> Result<ValueKind, Problem> {
    let range = if let Some((low, high)) = value.split_once("..") {
        let low = if low.is_empty() { Some(LOWEST) } else { hundredths(low) };
        let high = if high.is_empty() { Some(HIGHEST) } else { hundredths(high) };
        low.zip(high).filter(|(low, high)| low <= high && value.len() > 2)
    } else if let Some(low) = value.strip_prefix(">=") {
        hundredths(low).map(|low| (low, HIGHEST))
    } else if let Some(high) = value.strip_prefix("<=") {
        hundredths(high).map(|high| (LOWEST, high))
    } else if let Some(low) = value.strip_prefix('>') {
        hundredths(low).filter(|low| *low < HIGHEST).map(|low| (low + 1, HIGHEST))
    } else if let Some(high) = value.strip_prefix('<') {
        hundredths(high).filter(|high| *high > LOWEST).map(|high| (LOWEST, high - 1))
    } else {
        hundredths(value).map(|exactly| (exactly, exactly))
    };
    range
        .map(|(low, high)| ValueKind::Rating(low, high))
        .ok_or_else(|| errors::bad_value(FieldName::Rating, value, "4, 4.5, >=4, <3, 1..2, none"))
}

/// `4`, `4.5` or `4.55` in hundredths, from 0 to 500.
fn hundredths(value: &str) -> Option<u32> {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, "0"));
    let digits = |part: &str, max: usize| {
        (1..=max).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    if !digits(whole, 1) || !digits(fraction, 2) {
        return None;
    }
    let fraction: u32 = format!("{fraction:0<2}").parse().ok()?;
    let total = whole.parse::<u32>().ok()? * 100 + fraction;
    (total <= HIGHEST).then_some(total)
}

fn write_rating(f: &mut fmt::Formatter<'_>, hundredths: u32) -> fmt::Result {
    write!(f, "{}.{:02}", hundredths / 100, hundredths % 100)
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.field.name())?;
        for (at, value) in self.values.iter().enumerate() {
            f.write_str(if at == 0 { "" } else { "," })?;
            match &value.kind {
                ValueKind::None => f.write_str(NONE)?,
                ValueKind::Is(is) => f.write_str(is.name())?,
                ValueKind::Text(text) => write!(f, "\"{text}\"")?,
                ValueKind::Id(id) => write!(f, "#{id}")?,
                ValueKind::Wildcard(pattern) => f.write_str(pattern)?,
                ValueKind::Rating(low, high) => {
                    write_rating(f, *low)?;
                    f.write_str("..")?;
                    write_rating(f, *high)?;
                }
                ValueKind::Date(span) => write!(f, "{span}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_are_read_exactly() {
        for (value, expected) in [
            ("4", (400, 400)),
            ("4.5", (450, 450)),
            ("4.05", (405, 405)),
            (">=4", (400, 500)),
            (">4", (401, 500)),
            ("<=2", (0, 200)),
            ("<2", (0, 199)),
            ("1..2", (100, 200)),
            ("..2", (0, 200)),
            ("3..", (300, 500)),
        ] {
            let (low, high) = expected;
            assert_eq!(rating(value), Ok(ValueKind::Rating(low, high)), "{value}");
        }
        for value in ["", "..", "6", "5.01", "-1", "2..1", ">5", "<0", "4.555", "4,5", "x", "44"] {
            assert!(rating(value).is_err(), "{value}");
        }
    }
}
