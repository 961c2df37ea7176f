//! Why a mention is not accepted.

use thiserror::Error;

use crate::{Message, say};

/// Why a mention was not accepted, in words for the person who sees the quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RejectReason {
    /// A field that cannot be empty.
    #[error("`{0}` is missing or empty")]
    Missing(&'static str),
    /// Neither text nor title.
    #[error("there is neither `text` nor `title`")]
    NoText,
    /// Over a limit.
    #[error("`{field}` is {length} {unit} long; the limit is {max}")]
    TooLong {
        /// Which field.
        field: &'static str,
        /// Its length.
        length: usize,
        /// The limit.
        max: usize,
        /// What was counted.
        unit: &'static str,
    },
    /// Not an address for a browser.
    #[error("`url` must begin with http:// or https://, not `{0}`")]
    BadUrl(String),
    /// Stars outside the scale.
    #[error("`rating` must be between 0 and 5, not {0}")]
    BadRating(String),
    /// Not two letters.
    #[error("`country` must be a two-letter code such as ES, not `{0}`")]
    BadCountry(String),
    /// A date that cannot be.
    #[error("`created_at` is {0}; dates from 1970 up to two days ahead are accepted")]
    BadDate(String),
    /// It answers itself.
    #[error("`parent_id` is the mention's own id")]
    OwnParent,
}

impl RejectReason {
    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Missing(field) => {
                say!("record-missing", "`{field}` is missing or empty", field)
            }
            Self::NoText => say!("record-no-text", "there is neither `text` nor `title`"),
            Self::TooLong { field, length, max, unit } => say!(
                "record-too-long",
                "`{field}` is {length} {unit} long; the limit is {max}",
                field,
                length,
                unit,
                max
            ),
            Self::BadUrl(value) => say!(
                "record-bad-url",
                "`url` must begin with http:// or https://, not `{value}`",
                value
            ),
            Self::BadRating(value) => {
                say!("record-bad-rating", "`rating` must be between 0 and 5, not {value}", value)
            }
            Self::BadCountry(value) => say!(
                "record-bad-country",
                "`country` must be a two-letter code such as ES, not `{value}`",
                value
            ),
            Self::BadDate(value) => say!(
                "record-bad-date",
                "`created_at` is {value}; dates from 1970 up to two days ahead are accepted",
                value
            ),
            Self::OwnParent => say!("record-own-parent", "`parent_id` is the mention's own id"),
        }
    }
}
