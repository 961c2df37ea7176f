//! Reading mentions.

use plaza_core::{Aspect, Extra, Intent, IntentScore, Millis, Sentiment, SentimentScores};
use serde::Serialize;
use sqlx::FromRow;

use crate::db::{Arg, Tx, args};
use crate::sql::ListQuery;
use crate::stored::Stored;
use crate::{Result, Store, StoreError};

/// A mention with everything that is known of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MentionView {
    /// Id.
    pub id: i64,
    /// The source that brought it.
    pub source_id: i64,
    /// That source's name.
    pub source_name: String,
    /// That source's kind.
    pub source_kind: String,
    /// The place where it was said.
    pub place: String,
    /// The place's id.
    pub place_id: i64,
    /// The platform's own id.
    pub external_id: String,
    /// External id of the mention that this one answers.
    pub parent_external_id: Option<String>,
    /// The thread's key; `None` for a mention that begins a thread of its own.
    pub conversation: Option<String>,
    /// Headline, may be empty.
    pub title: String,
    /// Body.
    pub text: String,
    /// Where a person can read it.
    pub url: Option<String>,
    /// Kind of place.
    pub channel: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Stars, 0 to 5.
    pub rating: Option<f64>,
    /// When it was said.
    pub created_at: Millis,
    /// When it first came in.
    pub collected_at: Millis,
    /// When its text last changed, as far as we saw.
    pub edited_at: Option<Millis>,
    /// When the platform took it away.
    pub deleted_at: Option<Millis>,
    /// Written by our own account.
    pub ours: bool,
    /// Hash of what came in last; a draft remembers it.
    #[serde(skip)]
    pub input_hash: i64,
    /// The first mention of its group of near-duplicates.
    pub near_of: Option<i64>,
    /// The author's id.
    pub author_id: Option<i64>,
    /// The author's handle; the shown name where the platform tells no handle.
    pub author: Option<String>,
    /// The author's shown name.
    pub author_name: Option<String>,
    /// Whatever else the platform said.
    pub extra: Extra,
    /// What the models say; `None` while not analyzed.
    pub insight: Option<InsightView>,
    /// Our replies to it, whatever their state, without retracted ones.
    pub reply_count: i64,
    /// Ideas that quote it.
    pub idea_count: i64,
}

/// What the models say, and what people say instead.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InsightView {
    /// The model and its version.
    pub model: String,
    /// Language, corrected where somebody did.
    pub lang: String,
    /// The model's sentiment.
    pub sentiment: SentimentScores,
    /// The sentiment that holds.
    pub effective_sentiment: Sentiment,
    /// The model's intents.
    pub intents: Vec<IntentScore>,
    /// True when a person corrected or confirmed the sentiment.
    pub sentiment_settled: bool,
    /// The intents that hold.
    pub effective_intents: Vec<Intent>,
    /// What is spoken of.
    pub aspects: Vec<Aspect>,
    /// The theme that holds.
    pub theme_id: Option<i64>,
    /// Its label.
    pub theme_label: Option<String>,
    /// True when a person corrected anything.
    pub corrected: bool,
    /// True when a person confirmed the model's answer and nobody corrected it.
    pub confirmed: bool,
    /// True when people have settled both the sentiment and the intents.
    pub judged: bool,
}

impl InsightView {
    /// Whether one thing is spoken well of and another badly, or a person calls it mixed.
    #[must_use]
    pub fn is_mixed(&self) -> bool {
        if self.sentiment_settled {
            return self.effective_sentiment == Sentiment::Mixed;
        }
        Aspect::disagree(&self.aspects)
    }

    /// Whether the model is not sure of the sentiment, and no person has settled it.
    #[must_use]
    pub fn is_unsure(&self) -> bool {
        !self.sentiment_settled && self.sentiment.is_unsure()
    }
}

/// An earlier text of a mention.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct MentionVersion {
    /// 1 is the first.
    pub version: i64,
    /// The headline then.
    pub title: String,
    /// The text then.
    pub text: String,
    /// When we saw the next one.
    pub replaced_at: Millis,
}

/// An account on a platform.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct Author {
    /// Id.
    pub id: i64,
    /// Handle; the shown name where the platform tells no handle.
    pub handle: String,
    /// Shown name.
    pub name: Option<String>,
    /// Kind of the place.
    pub kind: String,
    /// The place.
    pub place: String,
    /// When we first saw it.
    pub first_seen_at: Millis,
    /// Mentions that are not deleted.
    pub mention_count: i64,
}

#[derive(FromRow)]
struct MentionRow {
    id: i64,
    source_id: i64,
    source_name: String,
    source_kind: String,
    place: String,
    place_id: i64,
    external_id: String,
    parent_external_id: Option<String>,
    conversation: Option<String>,
    title: String,
    text: String,
    url: Option<String>,
    channel: Option<String>,
    country: Option<String>,
    rating: Option<f64>,
    created_at: Millis,
    collected_at: Millis,
    edited_at: Option<Millis>,
    deleted_at: Option<Millis>,
    ours: bool,
    input_hash: i64,
    near_of: Option<i64>,
    author_id: Option<i64>,
    author: Option<String>,
    author_name: Option<String>,
    #[sqlx(try_from = "Stored")]
    extra: Extra,
    model: Option<String>,
    lang: Option<String>,
    sentiment: Option<String>,
    negative: Option<f32>,
    neutral: Option<f32>,
    positive: Option<f32>,
    #[sqlx(try_from = "Stored")]
    intents: Vec<IntentScore>,
    #[sqlx(try_from = "Stored")]
    aspects: Vec<Aspect>,
    corrected_sentiment: Option<String>,
    corrected_intents: Option<String>,
    theme_id: Option<i64>,
    theme_label: Option<String>,
    corrected: bool,
    confirmed: bool,
    judged: bool,
    reply_count: i64,
    idea_count: i64,
}

/// Columns of [`MentionRow`]; `m` is the mention.
const MENTION_COLUMNS: &str = "select m.id, m.source_id, s.name as source_name,
    p.kind as source_kind, p.place, m.place_id, m.external_id, m.parent_external_id,
    m.conversation, m.title, m.text, m.url, m.channel, m.country, m.rating, m.created_at,
    m.collected_at, m.edited_at, m.deleted_at, m.ours, m.input_hash, m.near_of, m.author_id,
    a.handle as author, a.name as author_name, m.extra, i.model,
    coalesce(c.lang, i.lang) as lang, i.sentiment, i.negative, i.neutral, i.positive,
    coalesce(i.intents, '') as intents, coalesce(i.aspects, '') as aspects,
    c.sentiment as corrected_sentiment, c.intents as corrected_intents,
    t.id as theme_id, t.label as theme_label,
    c.mention_id is not null and not c.confirmed as corrected,
    c.mention_id is not null and c.confirmed as confirmed,
    c.sentiment is not null and c.intents is not null as judged,
    (select count(*) from reply r where r.mention_id = m.id and r.state <> 'retracted')
        as reply_count,
    (select count(distinct e.idea_id) from evidence e where e.mention_id = m.id) as idea_count
    from mention m
    join source s on s.id = m.source_id
    join place p on p.id = m.place_id
    left join author a on a.id = m.author_id
    left join insight i on i.mention_id = m.id
    left join corrected_insight c on c.mention_id = m.id
    left join theme t on t.id = case when c.has_theme then c.theme_id else i.theme_id end
    where m.id in ";

impl Store {
    /// The highest id of a mention; 0 when there is none.
    pub async fn last_mention_id(&self) -> Result<i64> {
        self.db.value("select coalesce(max(id), 0) from mention", args![]).await
    }

    /// One mention, deleted or not.
    pub async fn mention(&self, id: i64) -> Result<Option<MentionView>> {
        Ok(self.mentions(&[id]).await?.pop())
    }

    /// These mentions in this order; missing ones are left out.
    pub async fn mentions(&self, ids: &[i64]) -> Result<Vec<MentionView>> {
        let query = ListQuery { parts: &[MENTION_COLUMNS], fixed: Vec::new(), tail: "" };
        let list: Vec<Arg<'_>> = ids.iter().map(|id| Arg::from(*id)).collect();
        let rows: Vec<MentionRow> = self.db.all_in(&query, &list).await?;
        let mut found = std::collections::HashMap::with_capacity(rows.len());
        for row in rows {
            found.insert(row.id, row.into_view()?);
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// Earlier texts of a mention, oldest first.
    pub async fn mention_versions(&self, id: i64) -> Result<Vec<MentionVersion>> {
        self.db
            .all(
                "select version, title, text, replaced_at from mention_version
                 where mention_id = $1 order by version",
                args![id],
            )
            .await
    }

    /// The thread that a mention belongs to, itself included, oldest first.
    pub async fn conversation(&self, mention_id: i64, limit: i64) -> Result<Vec<MentionView>> {
        let thread: Option<(i64, String)> = self
            .db
            .optional(
                "select place_id, coalesce(conversation, external_id) from mention where id = $1",
                args![mention_id],
            )
            .await?;
        let Some((place_id, key)) = thread else { return Ok(Vec::new()) };
        let ids = self
            .db
            .all(
                "select id, created_at from mention where place_id = $1 and conversation = $2
                 union
                 select id, created_at from mention where place_id = $1 and external_id = $2
                 order by created_at, id limit $3",
                args![place_id, key, limit],
            )
            .await?;
        self.views_of(ids).await
    }

    /// Other mentions that say nearly the same, newest first, without deleted ones.
    pub async fn near_duplicates(&self, mention_id: i64, limit: i64) -> Result<Vec<MentionView>> {
        let group: Option<(i64,)> = self
            .db
            .optional("select coalesce(near_of, id) from mention where id = $1", args![mention_id])
            .await?;
        let Some((group,)) = group else { return Ok(Vec::new()) };
        let ids = self
            .db
            .all(
                "select id, created_at from mention
                 where near_of = $1 and id <> $2 and deleted_at is null
                 union
                 select id, created_at from mention
                 where id = $1 and id <> $2 and deleted_at is null
                 order by created_at desc, id desc limit $3",
                args![group, mention_id, limit],
            )
            .await?;
        self.views_of(ids).await
    }

    /// What an author said, newest first, without deleted mentions.
    pub async fn author_mentions(&self, author_id: i64, limit: i64) -> Result<Vec<MentionView>> {
        let ids = self
            .db
            .all(
                "select id, created_at from mention where author_id = $1 and deleted_at is null
                 order by created_at desc, id desc limit $2",
                args![author_id, limit],
            )
            .await?;
        self.views_of(ids).await
    }

    /// An author.
    pub async fn author(&self, id: i64) -> Result<Option<Author>> {
        self.db
            .optional(
                "select a.id, a.handle, a.name, p.kind, p.place, a.first_seen_at,
                 (select count(*) from mention m
                  where m.author_id = a.id and m.deleted_at is null) as mention_count
                 from author a join place p on p.id = a.place_id where a.id = $1",
                args![id],
            )
            .await
    }

    async fn views_of(&self, rows: Vec<(i64, Millis)>) -> Result<Vec<MentionView>> {
        let ids: Vec<i64> = rows.into_iter().map(|(id, _)| id).collect();
        self.mentions(&ids).await
    }
}

impl Tx {
    /// A mention as it is within the transaction.
    pub(crate) async fn mention(&mut self, id: i64) -> Result<MentionView> {
        let query = ListQuery { parts: &[MENTION_COLUMNS], fixed: Vec::new(), tail: "" };
        let mut rows: Vec<MentionRow> = self.all_in(&query, &[Arg::from(id)]).await?;
        rows.pop().ok_or(StoreError::NotFound)?.into_view()
    }
}

impl MentionRow {
    fn into_view(self) -> Result<MentionView> {
        let insight = self.insight()?;
        Ok(MentionView {
            insight,
            id: self.id,
            source_id: self.source_id,
            source_name: self.source_name,
            source_kind: self.source_kind,
            place: self.place,
            place_id: self.place_id,
            external_id: self.external_id,
            parent_external_id: self.parent_external_id,
            conversation: self.conversation,
            title: self.title,
            text: self.text,
            url: self.url,
            channel: self.channel,
            country: self.country,
            rating: self.rating,
            created_at: self.created_at,
            collected_at: self.collected_at,
            edited_at: self.edited_at,
            deleted_at: self.deleted_at,
            ours: self.ours,
            input_hash: self.input_hash,
            near_of: self.near_of,
            author_id: self.author_id,
            author: self.author,
            author_name: self.author_name,
            extra: self.extra,
            reply_count: self.reply_count,
            idea_count: self.idea_count,
        })
    }

    fn insight(&self) -> Result<Option<InsightView>> {
        let (Some(model), Some(lang), Some(label)) = (&self.model, &self.lang, &self.sentiment)
        else {
            return Ok(None);
        };
        let label = read_sentiment(label)?;
        let sentiment = SentimentScores {
            label,
            negative: self.negative.unwrap_or_default(),
            neutral: self.neutral.unwrap_or_default(),
            positive: self.positive.unwrap_or_default(),
        };
        let effective_sentiment =
            self.corrected_sentiment.as_deref().map(read_sentiment).transpose()?.unwrap_or(label);
        let effective_intents = match &self.corrected_intents {
            Some(names) => read_intents(names)?,
            None => self.intents.iter().map(|intent| intent.label).collect(),
        };
        Ok(Some(InsightView {
            model: model.clone(),
            lang: lang.clone(),
            sentiment,
            effective_sentiment,
            intents: self.intents.clone(),
            effective_intents,
            aspects: self.aspects.clone(),
            theme_id: self.theme_id,
            theme_label: self.theme_label.clone(),
            sentiment_settled: self.corrected_sentiment.is_some(),
            corrected: self.corrected,
            confirmed: self.confirmed,
            judged: self.judged,
        }))
    }
}

/// A stored sentiment.
pub(crate) fn read_sentiment(name: &str) -> Result<Sentiment> {
    Sentiment::parse(name).ok_or_else(|| StoreError::Corrupt(format!("`{name}` is no sentiment")))
}

/// Stored names of intents with commas between.
pub(crate) fn read_intents(names: &str) -> Result<Vec<Intent>> {
    names
        .split(',')
        .filter(|name| !name.is_empty())
        .map(|name| {
            Intent::parse(name).ok_or_else(|| StoreError::Corrupt(format!("`{name}` is no intent")))
        })
        .collect()
}
