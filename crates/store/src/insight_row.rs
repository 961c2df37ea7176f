//! What models and people say of a mention, as the columns hold it.

use plaza_core::{
    Aspect, Effective, Intent, IntentScore, ModelWord, PersonWord, Sentiment, SentimentScores,
};
use sqlx::FromRow;

use crate::stored::Stored;
use crate::{Result, StoreError};

/// Columns of [`InsightRow`], from `insight i` and `corrected_insight c`.
macro_rules! insight_columns {
    () => {
        "coalesce(c.lang, i.lang) as lang, i.sentiment, i.negative, i.neutral, i.positive,
         coalesce(i.intents, '') as intents, coalesce(i.aspects, '') as aspects,
         c.sentiment as corrected_sentiment, c.intents as corrected_intents"
    };
}
pub(crate) use insight_columns;

/// The model's word, and people's.
#[derive(FromRow)]
pub(crate) struct InsightRow {
    /// Language, corrected where somebody did.
    pub(crate) lang: Option<String>,
    sentiment: Option<String>,
    negative: Option<f32>,
    neutral: Option<f32>,
    positive: Option<f32>,
    /// The model's intents.
    #[sqlx(try_from = "Stored")]
    pub(crate) intents: Vec<IntentScore>,
    /// What is spoken of.
    #[sqlx(try_from = "Stored")]
    pub(crate) aspects: Vec<Aspect>,
    corrected_sentiment: Option<String>,
    corrected_intents: Option<String>,
}

impl InsightRow {
    /// The model's sentiment; `None` while it has not read the mention.
    pub(crate) fn scores(&self) -> Result<Option<SentimentScores>> {
        let label = self.sentiment.as_deref().map(read_sentiment).transpose()?;
        Ok(label.map(|label| SentimentScores {
            label,
            negative: self.negative.unwrap_or_default(),
            neutral: self.neutral.unwrap_or_default(),
            positive: self.positive.unwrap_or_default(),
        }))
    }

    /// What holds.
    pub(crate) fn effective(&self) -> Result<Effective> {
        let model =
            ModelWord { sentiment: self.scores()?, intents: &self.intents, aspects: &self.aspects };
        let person = PersonWord {
            sentiment: self.corrected_sentiment.as_deref().map(read_sentiment).transpose()?,
            intents: self.corrected_intents.as_deref().map(read_intents).transpose()?,
        };
        Ok(Effective::of(model, person))
    }
}

fn read_sentiment(name: &str) -> Result<Sentiment> {
    Sentiment::parse(name).ok_or_else(|| StoreError::Corrupt(format!("`{name}` is no sentiment")))
}

/// Stored names of intents with commas between.
fn read_intents(names: &str) -> Result<Vec<Intent>> {
    names
        .split(',')
        .filter(|name| !name.is_empty())
        .map(|name| {
            Intent::parse(name).ok_or_else(|| StoreError::Corrupt(format!("`{name}` is no intent")))
        })
        .collect()
}
