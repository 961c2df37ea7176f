//! What models and people say of mentions, after these have been stored.

use std::collections::HashSet;

use plaza_core::{Insight, MentionId, Millis, Seen, Sentiment, Task, ThemeId};
use serde::Serialize;
use sqlx::FromRow;

use super::Understand;
use super::correction::Correction;
use super::learning::write_judgements;
use super::theme_edits::{move_in, record_move};
use super::theme_members::keep_words;
use crate::customers::is_customers;
use crate::db::{Arg, Durability, Tx, args};
use crate::sql::{ListQuery, RowStatement};
use crate::stored::{OptionalId, to_json};
use crate::{Act, Done, MentionView, Result, Stale, StoreError};

/// An insight as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredInsight {
    /// The model and its version.
    pub model: String,
    /// What it says.
    pub insight: Insight,
    /// The theme it puts the mention in.
    pub theme_id: Option<ThemeId>,
}

/// A text that another model has read, or none.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StaleText {
    /// The mention's id.
    #[sqlx(try_from = "i64")]
    pub id: MentionId,
    /// Its last change.
    pub revision: i64,
    /// Its headline.
    pub title: String,
    /// Its text.
    pub text: String,
    /// Written by our own account.
    pub ours: bool,
    /// The theme that the model has put it in.
    #[sqlx(try_from = "OptionalId")]
    pub theme_id: Option<ThemeId>,
}

/// A text for the theme finder.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct ThemeText {
    /// The mention's id.
    #[sqlx(try_from = "i64")]
    pub id: MentionId,
    /// Its language; `None` while not analyzed.
    pub lang: Option<String>,
    /// Its headline.
    pub title: String,
    /// Its text.
    pub text: String,
    /// The theme that holds now.
    #[sqlx(try_from = "OptionalId")]
    pub theme_id: Option<ThemeId>,
    /// A person has put it there.
    pub moved: bool,
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
                "select m.id, m.revision, m.title, m.text, m.ours, i.theme_id from mention m
                 left join insight i on i.mention_id = m.id
                 where m.revision > $2 and (i.model is null or i.model <> $1)
                 and m.deleted_at is null order by m.revision limit $3",
                args![model, after, limit],
            )
            .await
    }

    /// Up to `limit` mentions above `after_id` for the theme finder, by id, without deleted ones
    /// and our own.
    pub async fn sample_texts(&self, after_id: MentionId, limit: i64) -> Result<Vec<ThemeText>> {
        self.db
            .all(
                concat!(
                    "select m.id, coalesce(c.lang, i.lang) as lang, m.title, m.text,
                     case when c.has_theme then c.theme_id else i.theme_id end as theme_id,
                     coalesce(c.has_theme, false) as moved
                     from mention m
                     left join insight i on i.mention_id = m.id
                     left join corrected_insight c on c.mention_id = m.id
                     where m.id > $1 and m.deleted_at is null and ",
                    is_customers!(),
                    " order by m.id limit $2"
                ),
                args![after_id, limit],
            )
            .await
    }

    /// Puts new insights in place of old ones; mentions that changed after the revision `read_at`,
    /// at which the model got their texts, are passed over. People's corrections stay. Returns the
    /// revision afterwards.
    pub async fn save_insights(
        &self,
        insights: &[(MentionId, StoredInsight)],
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
        let unchanged: HashSet<MentionId> = unchanged.into_iter().map(|(id,)| id.into()).collect();
        let rows: Vec<(MentionId, &StoredInsight)> = insights
            .iter()
            .filter(|(id, _)| unchanged.contains(id))
            .map(|(id, insight)| (*id, insight))
            .collect();
        let ids: Vec<MentionId> = rows.iter().map(|(id, _)| *id).collect();
        let revision = tx.touch_mentions(&ids).await?;
        write_insights(&mut tx, &rows).await?;
        tx.commit().await?;
        Ok(revision)
    }

    /// Records which themes the model puts mentions in; people's corrections stay. Mentions that
    /// are in that theme already, or not analyzed, do not change. Returns the revision afterwards.
    pub async fn set_themes(&self, themes: &[(MentionId, Option<ThemeId>)]) -> Result<i64> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        // Taken first: it keeps other writers of mentions out.
        tx.lock_revision().await?;
        let ids = super::refinement::assign(&mut tx, themes).await?;
        let revision = tx.touch_mentions(&ids).await?;
        tx.commit().await?;
        Ok(revision)
    }

    /// Puts a person's word above the model's, and keeps it as history, with what it says of the
    /// model's answers. Another theme is an edit of themes, which can be undone there. Returns the
    /// mention as it is now.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Invalid`] when the theme was merged;
    /// [`StoreError::Stale`] when something else is said of the mention than was seen
    /// ([`MentionView::insight_version`]).
    pub async fn correct_insight(
        &self,
        mention: impl Into<Seen<MentionId>>,
        correction: &Correction,
        act: &Act<'_>,
    ) -> Result<Done<MentionView>> {
        let seen = mention.into();
        let mention_id = seen.id;
        let mut tx = self.db.begin(Durability::Normal).await?;
        if let Some(version) = seen.version {
            require_insight(&mut tx, mention_id, version).await?;
        }
        let rest = Correction { theme_id: None, ..correction.clone() };
        let says_more = rest != Correction::default();
        if let Some(theme) = correction.theme_id {
            let moved = move_in(&mut tx, &[mention_id], theme, act).await?;
            record_move(&mut tx, 1, theme, act).await?;
            if moved && !says_more {
                keep_words(&mut tx, &[mention_id], theme, act).await?;
            }
        }
        if says_more {
            tx.touch_mentions(&[mention_id]).await?;
            keep_word(&mut tx, mention_id, correction, act).await?;
            write_word(&mut tx, mention_id, &rest).await?;
            write_judgements(&mut tx, mention_id, &correction.judgements, act).await?;
        }
        let mention = tx.mention(mention_id).await?;
        tx.done(act, &format!("mention:{mention_id}"), mention).await
    }
}

impl Understand<'_> {
    /// Takes people's word on the sentiment of a mention back: the model's holds again, and nothing
    /// of it counts in the model's accuracy. Returns the mention as it is now.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] when something else is said of the mention
    /// than was seen.
    pub async fn take_back_sentiment(
        &self,
        mention: impl Into<Seen<MentionId>>,
        act: &Act<'_>,
    ) -> Result<Done<MentionView>> {
        let seen = mention.into();
        let id = seen.id;
        let mut tx = self.db.begin(Durability::Normal).await?;
        if let Some(version) = seen.version {
            require_insight(&mut tx, id, version).await?;
        }
        tx.touch_mentions(&[id]).await?;
        tx.run("update corrected_insight set sentiment = null where mention_id = $1", args![id])
            .await?;
        tx.run(
            "delete from corrected_insight where mention_id = $1 and sentiment is null
             and intents is null and lang is null and not has_theme",
            args![id],
        )
        .await?;
        tx.run(
            "delete from judgement where mention_id = $1 and task = $2",
            args![id, Task::Sentiment.name()],
        )
        .await?;
        let mention = tx.mention(id).await?;
        tx.done(act, &format!("mention:{id}"), mention).await
    }
}

/// Refuses when something else is said of a mention than was seen.
async fn require_insight(tx: &mut Tx, mention_id: MentionId, seen: i64) -> Result<()> {
    // Keeps other writers of mentions out.
    tx.lock_revision().await?;
    let version = tx.mention(mention_id).await?.insight_version();
    if version == seen {
        return Ok(());
    }
    // Nobody has to have said something: a model may have read the mention again.
    let last: Option<(String, Millis)> = tx
        .optional(
            "select u.name, c.created_at from correction c
             join user_account u on u.id = c.user_id
             where c.mention_id = $1 order by c.id desc limit 1",
            args![mention_id],
        )
        .await?;
    let (by, at) = last.unzip();
    Err(StoreError::Stale(Box::new(Stale { version, by, at })))
}

/// Puts a person's word above the model's; their word on the theme is written with its move.
async fn write_word(tx: &mut Tx, mention_id: MentionId, word: &Correction) -> Result<()> {
    let intents = word
        .intents
        .as_ref()
        .map(|list| list.iter().map(|i| i.name()).collect::<Vec<_>>().join(","));
    tx.run(
        "insert into corrected_insight (mention_id, sentiment, intents, lang, has_theme, confirmed)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (mention_id) do update set
           sentiment = coalesce(excluded.sentiment, corrected_insight.sentiment),
           intents = coalesce(excluded.intents, corrected_insight.intents),
           lang = coalesce(excluded.lang, corrected_insight.lang),
           confirmed = excluded.confirmed and corrected_insight.confirmed",
        args![
            mention_id,
            word.sentiment.map(Sentiment::name),
            intents,
            &word.lang,
            false,
            word.confirms
        ],
    )
    .await?;
    Ok(())
}

/// Keeps a person's word as history, with the model that it is about.
async fn keep_word(
    tx: &mut Tx,
    mention_id: MentionId,
    word: &Correction,
    act: &Act<'_>,
) -> Result<()> {
    let model: Option<String> = tx
        .value(
            "select i.model from mention m left join insight i on i.mention_id = m.id
             where m.id = $1",
            args![mention_id],
        )
        .await?;
    tx.run(
        "insert into correction (mention_id, user_id, created_at, model, change)
         values ($1, $2, $3, $4, $5)",
        args![mention_id, act.user_id, act.at, model, to_json(word)?],
    )
    .await?;
    Ok(())
}

/// Writes insights whose mentions are there.
pub(crate) async fn write_insights(
    tx: &mut Tx,
    rows: &[(MentionId, &StoredInsight)],
) -> Result<()> {
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
pub(crate) async fn drop_insights(tx: &mut Tx, ids: &[MentionId]) -> Result<()> {
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
