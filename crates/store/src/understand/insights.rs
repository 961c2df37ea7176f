//! What models and people say of mentions, after these have been stored.

use std::collections::HashSet;

use plaza_core::{Insight, Intent, Millis, Sentiment};
use serde::Serialize;
use sqlx::FromRow;

use super::Understand;
use super::learning::{Judgement, write_judgements};
use crate::Result;
use crate::db::{Arg, Durability, Tx, args};
use crate::sql::{ListQuery, RowStatement};
use crate::stored::to_json;

/// An insight as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredInsight {
    /// The model and its version.
    pub model: String,
    /// What it says.
    pub insight: Insight,
    /// The theme it puts the mention in.
    pub theme_id: Option<i64>,
}

/// A text that another model has read, or none.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StaleText {
    /// The mention's id.
    pub id: i64,
    /// Its last change.
    pub revision: i64,
    /// Its headline.
    pub title: String,
    /// Its text.
    pub text: String,
    /// The theme that the model has put it in.
    pub theme_id: Option<i64>,
}

/// A text for the theme finder.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct ThemeText {
    /// The mention's id.
    pub id: i64,
    /// Its language; `None` while not analyzed.
    pub lang: Option<String>,
    /// Its headline.
    pub title: String,
    /// Its text.
    pub text: String,
    /// The theme that holds now.
    pub theme_id: Option<i64>,
}

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
    pub theme_id: Option<Option<i64>>,
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

const UPSERT_INSIGHT: RowStatement = RowStatement {
    head: "insert into insight (mention_id, theme_id, negative, neutral, positive, sentiment, lang,
           model, intents, aspects) values",
    columns: 10,
    tail: " on conflict (mention_id) do update set theme_id = excluded.theme_id,
           negative = excluded.negative, neutral = excluded.neutral, positive = excluded.positive,
           sentiment = excluded.sentiment, lang = excluded.lang, model = excluded.model,
           intents = excluded.intents, aspects = excluded.aspects",
};

impl Understand<'_> {
    /// Up to `limit` mentions changed after the revision `after` that `model` has not read, oldest
    /// change first, without deleted ones.
    pub async fn stale_insights(
        &self,
        model: &str,
        after: i64,
        limit: i64,
    ) -> Result<Vec<StaleText>> {
        self.db
            .all(
                "select m.id, m.revision, m.title, m.text, i.theme_id from mention m
                 left join insight i on i.mention_id = m.id
                 where m.revision > $2 and (i.model is null or i.model <> $1)
                 and m.deleted_at is null order by m.revision limit $3",
                args![model, after, limit],
            )
            .await
    }

    /// Up to `limit` mentions above `after_id` for the theme finder, by id, without deleted ones.
    pub async fn sample_texts(&self, after_id: i64, limit: i64) -> Result<Vec<ThemeText>> {
        self.db
            .all(
                "select m.id, coalesce(c.lang, i.lang) as lang, m.title, m.text,
                 case when c.has_theme then c.theme_id else i.theme_id end as theme_id
                 from mention m
                 left join insight i on i.mention_id = m.id
                 left join corrected_insight c on c.mention_id = m.id
                 where m.id > $1 and m.deleted_at is null order by m.id limit $2",
                args![after_id, limit],
            )
            .await
    }

    /// Puts new insights in place of old ones; mentions that changed after the revision `read_at`,
    /// at which the model got their texts, are passed over. People's corrections stay. Returns the
    /// revision afterwards.
    pub async fn save_insights(
        &self,
        insights: &[(i64, StoredInsight)],
        read_at: i64,
    ) -> Result<i64> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        // Taken first: it keeps other writers of mentions out.
        tx.lock_revision().await?;
        let query = ListQuery {
            parts: &["select id from mention where revision <= ", " and id in "],
            fixed: vec![Arg::from(read_at)],
            tail: "",
        };
        let read: Vec<Arg<'_>> = insights.iter().map(|(id, _)| Arg::from(*id)).collect();
        let unchanged: Vec<(i64,)> = tx.all_in(&query, &read).await?;
        let unchanged: HashSet<i64> = unchanged.into_iter().map(|(id,)| id).collect();
        let rows: Vec<(i64, &StoredInsight)> = insights
            .iter()
            .filter(|(id, _)| unchanged.contains(id))
            .map(|(id, insight)| (*id, insight))
            .collect();
        let ids: Vec<i64> = rows.iter().map(|(id, _)| *id).collect();
        let revision = tx.touch_mentions(&ids).await?;
        write_insights(&mut tx, &rows).await?;
        tx.commit().await?;
        Ok(revision)
    }

    /// Records which themes the model puts mentions in; people's corrections stay. Mentions that
    /// are in that theme already, or not analyzed, do not change. Returns the revision afterwards.
    pub async fn set_themes(&self, themes: &[(i64, Option<i64>)]) -> Result<i64> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        // Taken first: it keeps other writers of mentions out.
        tx.lock_revision().await?;
        let ids = super::refinement::assign(&mut tx, themes).await?;
        let revision = tx.touch_mentions(&ids).await?;
        tx.commit().await?;
        Ok(revision)
    }

    /// Puts a person's word above the model's, and keeps it as history, with what it says of the
    /// model's answers. Returns the revision
    /// afterwards.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`].
    pub async fn correct_insight(
        &self,
        mention_id: i64,
        correction: &Correction,
        user_id: Option<i64>,
        now: Millis,
    ) -> Result<i64> {
        let intents = correction
            .intents
            .as_ref()
            .map(|list| list.iter().map(|i| i.name()).collect::<Vec<_>>().join(","));
        let theme = correction.theme_id.flatten();
        let mut tx = self.db.begin(Durability::Normal).await?;
        let revision = tx.touch_mentions(&[mention_id]).await?;
        let model: Option<String> = tx
            .value(
                "select i.model from mention m left join insight i on i.mention_id = m.id
                 where m.id = $1",
                args![mention_id],
            )
            .await?;
        tx.run(
            "insert into corrected_insight (mention_id, sentiment, intents, lang, has_theme,
             theme_id, confirmed) values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (mention_id) do update set
               sentiment = coalesce(excluded.sentiment, corrected_insight.sentiment),
               intents = coalesce(excluded.intents, corrected_insight.intents),
               lang = coalesce(excluded.lang, corrected_insight.lang),
               theme_id = case when excluded.has_theme then excluded.theme_id
                               else corrected_insight.theme_id end,
               has_theme = excluded.has_theme or corrected_insight.has_theme,
               confirmed = excluded.confirmed and corrected_insight.confirmed",
            args![
                mention_id,
                correction.sentiment.map(Sentiment::name),
                intents,
                &correction.lang,
                correction.theme_id.is_some(),
                theme,
                correction.confirms
            ],
        )
        .await?;
        tx.run(
            "insert into correction (mention_id, user_id, created_at, model, change)
             values ($1, $2, $3, $4, $5)",
            args![mention_id, user_id, now, model, to_json(correction)?],
        )
        .await?;
        write_judgements(&mut tx, mention_id, &correction.judgements, user_id, now).await?;
        tx.commit().await?;
        Ok(revision)
    }

    /// How many corrections people have made.
    pub async fn corrections_count(&self) -> Result<i64> {
        self.db.value("select count(*) from correction", args![]).await
    }
}

/// Writes insights whose mentions are there.
pub(crate) async fn write_insights(tx: &mut Tx, rows: &[(i64, &StoredInsight)]) -> Result<()> {
    tx.run_rows(&UPSERT_INSIGHT, rows, |(id, stored), args| {
        let insight = &stored.insight;
        args.extend([
            Arg::from(*id),
            stored.theme_id.into(),
            insight.sentiment.negative.into(),
            insight.sentiment.neutral.into(),
            insight.sentiment.positive.into(),
            insight.sentiment.label.name().into(),
            (&insight.lang).into(),
            (&stored.model).into(),
            json_or_empty(&insight.intents)?.into(),
            json_or_empty(&insight.aspects)?.into(),
        ]);
        Ok(())
    })
    .await?;
    Ok(())
}

/// Forgets the insights of texts that are not what the model read.
pub(crate) async fn drop_insights(tx: &mut Tx, ids: &[i64]) -> Result<()> {
    let query = ListQuery {
        parts: &["delete from insight where mention_id in "],
        fixed: Vec::new(),
        tail: " returning mention_id",
    };
    let list: Vec<Arg<'_>> = ids.iter().map(|id| Arg::from(*id)).collect();
    tx.all_in::<(i64,)>(&query, &list).await?;
    Ok(())
}

fn json_or_empty<T: Serialize>(list: &[T]) -> Result<String> {
    if list.is_empty() { Ok(String::new()) } else { to_json(list) }
}
