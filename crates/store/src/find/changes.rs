//! Following the changes of mentions.

use plaza_core::{Aspect, IntentScore, MentionDoc, Millis, Sentiment, SentimentScores};
use sqlx::FromRow;

use super::Find;
use crate::Result;
use crate::db::args;
use crate::mentions::{read_intents, read_sentiment};
use crate::stored::Stored;

#[derive(FromRow)]
struct ChangeRow {
    id: i64,
    revision: i64,
    deleted: bool,
    title: String,
    text: String,
    author: Option<String>,
    author_name: Option<String>,
    author_id: Option<i64>,
    source_id: i64,
    lang: Option<String>,
    model_sentiment: Option<String>,
    corrected_sentiment: Option<String>,
    negative: Option<f32>,
    neutral: Option<f32>,
    positive: Option<f32>,
    #[sqlx(try_from = "Stored")]
    aspects: Vec<Aspect>,
    corrected_intents: Option<String>,
    #[sqlx(try_from = "Stored")]
    intents: Vec<IntentScore>,
    theme_id: Option<i64>,
    rating: Option<f64>,
    country: Option<String>,
    channel: Option<String>,
    created_at: Millis,
    ours: bool,
}

impl Find<'_> {
    /// Up to `limit` mentions that changed after `revision`, in the order of their changes,
    /// deleted ones too. Values are those that hold, with people's corrections.
    ///
    /// # Errors
    /// The database's; [`StoreError::Corrupt`].
    pub async fn changes_since(&self, revision: i64, limit: i64) -> Result<Vec<MentionDoc>> {
        let rows: Vec<ChangeRow> = self
            .db
            .all(
                "select m.id, m.revision, m.deleted_at is not null as deleted, m.title, m.text,
                 a.handle as author, a.name as author_name, m.author_id, m.source_id,
                 coalesce(c.lang, i.lang) as lang, i.sentiment as model_sentiment,
                 c.sentiment as corrected_sentiment, i.negative, i.neutral, i.positive,
                 coalesce(i.aspects, '') as aspects, c.intents as corrected_intents, coalesce(i.intents, '') as intents,
                 case when c.has_theme then c.theme_id else i.theme_id end as theme_id,
                 m.rating, m.country, m.channel, m.created_at, m.ours
                 from mention m
                 left join author a on a.id = m.author_id
                 left join insight i on i.mention_id = m.id
                 left join corrected_insight c on c.mention_id = m.id
                 where m.revision > $1 order by m.revision limit $2",
                args![revision, limit],
            )
            .await?;
        rows.into_iter().map(ChangeRow::into_doc).collect()
    }
}

impl ChangeRow {
    fn into_doc(self) -> Result<MentionDoc> {
        let intents = match &self.corrected_intents {
            Some(names) => read_intents(names)?,
            None => self.intents.iter().map(|intent| intent.label).collect(),
        };
        let corrected = self.corrected_sentiment.as_deref().map(read_sentiment).transpose()?;
        let told = self.model_sentiment.as_deref().map(read_sentiment).transpose()?;
        let mixed = match corrected {
            Some(sentiment) => sentiment == Sentiment::Mixed,
            None => Aspect::disagree(&self.aspects),
        };
        let scores = told.map(|label| SentimentScores {
            label,
            negative: self.negative.unwrap_or_default(),
            neutral: self.neutral.unwrap_or_default(),
            positive: self.positive.unwrap_or_default(),
        });
        let unsure = corrected.is_none() && scores.is_some_and(|scores| scores.is_unsure());
        Ok(MentionDoc {
            intents,
            sentiment: corrected.or(told),
            mixed,
            unsure,
            aspects: self.aspects,
            id: self.id,
            revision: self.revision,
            deleted: self.deleted,
            title: self.title,
            text: self.text,
            author: self.author,
            author_name: self.author_name,
            author_id: self.author_id,
            source_id: self.source_id,
            lang: self.lang,
            theme_id: self.theme_id,
            rating: self.rating,
            country: self.country,
            channel: self.channel,
            created_at: self.created_at,
            ours: self.ours,
        })
    }
}
