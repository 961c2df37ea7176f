//! A person's word above the model's.

use plaza_core::{Intent, Sentiment, ThemeId};
use serde::Serialize;

use super::learning::Judgement;

/// What a person says instead of the model; `None` leaves the value as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// The sentiment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentiment: Option<Sentiment>,
    /// All intents that hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intents: Option<Vec<Intent>>,
    /// The theme; `Some(None)` says that it belongs to none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme_id: Option<Option<ThemeId>>,
    /// The language, ISO 639-1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// True where the values are the model's own: the person agrees with it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub confirms: bool,
    /// What this says of the model's answers.
    #[serde(skip)]
    pub judgements: Vec<Judgement>,
}
