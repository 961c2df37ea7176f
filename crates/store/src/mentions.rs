//! Reading mentions.

use plaza_core::text::stable_hash;
use plaza_core::{
    Answering, Aspect, AuthorId, AuthorIs, AuthorMark, Extra, Intent, IntentScore, MentionId,
    Millis, PlaceId, Sentiment, SentimentScores, SourceId, ThemeId, asks_for_answer,
};
use serde::Serialize;
use sqlx::FromRow;

use crate::db::{Arg, Tx, args};
use crate::find::answered::is_answered;
use crate::insight_row::{InsightRow, insight_columns};
use crate::sql::ListQuery;
use crate::stored::{OptionalId, Stored};
use crate::{Result, Store, StoreError};

/// A mention with everything that is known of it.
#[derive(Debug, Clone, PartialEq, FromRow, Serialize)]
pub struct MentionView {
    /// Id.
    #[sqlx(try_from = "i64")]
    pub id: MentionId,
    /// The source that brought it.
    #[sqlx(try_from = "i64")]
    pub source_id: SourceId,
    /// That source's name.
    pub source_name: String,
    /// That source's kind.
    pub source_kind: String,
    /// The place where it was said.
    pub place: String,
    /// The place's id.
    #[sqlx(try_from = "i64")]
    pub place_id: PlaceId,
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
    /// When the platform took it away; headline, body, address and what models said are empty then.
    pub deleted_at: Option<Millis>,
    /// Written by our own account.
    pub ours: bool,
    /// Hash of what came in last; a draft remembers it.
    #[serde(skip)]
    pub input_hash: i64,
    /// The first mention of its group of near-duplicates.
    #[sqlx(try_from = "OptionalId")]
    pub near_of: Option<MentionId>,
    /// The author's id: that of the account, where the author turned out to be one.
    #[sqlx(try_from = "OptionalId")]
    pub author_id: Option<AuthorId>,
    /// What the author is.
    #[sqlx(try_from = "Stored")]
    pub author_is: AuthorIs,
    /// The platform's id of the account, where it is known.
    pub account: Option<String>,
    /// What that id is unique in; `None` for the place.
    pub account_space: Option<String>,
    /// What somebody of the house says the author is.
    #[sqlx(try_from = "Stored")]
    pub author_mark: Option<AuthorMark>,
    /// The author's handle; the shown name where the platform tells no handle.
    pub author: Option<String>,
    /// The author's shown name.
    pub author_name: Option<String>,
    /// Whatever else the platform said.
    #[sqlx(try_from = "Stored")]
    pub extra: Extra,
    /// What the models say; `None` while not analyzed.
    #[sqlx(skip)]
    pub insight: Option<InsightView>,
    /// Replies of Plaza's to it that were sent.
    pub reply_count: i64,
    /// Somebody of ours has answered it, through Plaza or in the place itself.
    pub answered: bool,
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
    /// The intents that hold.
    pub effective_intents: Vec<Intent>,
    /// Whether one thing is spoken well of and another badly, or a person calls it mixed.
    pub mixed: bool,
    /// Whether the model is not sure of the sentiment, and no person has settled it.
    pub unsure: bool,
    /// What is spoken of.
    pub aspects: Vec<Aspect>,
    /// The theme that holds.
    pub theme_id: Option<ThemeId>,
    /// Its label.
    pub theme_label: Option<String>,
    /// True when a person corrected anything.
    pub corrected: bool,
    /// True when a person confirmed the model's answer and nobody corrected it.
    pub confirmed: bool,
    /// True when people have settled both the sentiment and the intents.
    pub judged: bool,
}

impl MentionView {
    /// Where it stands with us.
    #[must_use]
    pub fn answering(&self) -> Option<Answering> {
        let intents = self.insight.as_ref().map(|insight| insight.effective_intents.as_slice());
        let asks = asks_for_answer(intents.unwrap_or_default(), self.rating);
        Answering::of(self.ours || self.author_mark.is_some(), self.answered, asks)
    }

    /// Stands for what is said of the mention and for its text: another number where a page that
    /// shows both would read differently. Fits into a number of JavaScript; 0 while nothing is said.
    #[must_use]
    pub fn insight_version(&self) -> i64 {
        let Some(insight) = &self.insight else { return 0 };
        let mut said = format!(
            "{} {} {} {:?} {} {} {}",
            self.input_hash,
            insight.lang,
            insight.effective_sentiment.name(),
            insight.theme_id,
            insight.corrected,
            insight.confirmed,
            insight.judged
        );
        for intent in &insight.effective_intents {
            said.push(' ');
            said.push_str(intent.name());
        }
        stable_hash(&said) & ((1 << 52) - 1)
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

/// A mention without its insight, and what its insight is made of.
#[derive(FromRow)]
struct MentionRow {
    #[sqlx(flatten)]
    mention: MentionView,
    model: Option<String>,
    #[sqlx(flatten)]
    insight: InsightRow,
    #[sqlx(try_from = "OptionalId")]
    theme_id: Option<ThemeId>,
    theme_label: Option<String>,
    corrected: bool,
    confirmed: bool,
    judged: bool,
}

/// Columns of [`MentionRow`]; `m` is the mention.
const MENTION_COLUMNS: &str = concat!(
    "select m.id, m.source_id, s.name as source_name,
    p.kind as source_kind, p.place, m.place_id, m.external_id, m.parent_external_id,
    m.conversation, m.title, m.text, m.url, m.channel, m.country, m.rating, m.created_at,
    m.collected_at, m.edited_at, m.deleted_at, m.ours, m.input_hash, m.near_of, a.id as author_id,
    a.handle as author, a.name as author_name, coalesce(a.kind, 'account') as author_is,
    nullif(a.account, '') as account,
    case when a.account <> '' and a.space not like '#%' then a.space end as account_space,
    coalesce(a.mark, '') as author_mark, m.extra, i.model, ",
    insight_columns!(),
    ", t.id as theme_id, t.label as theme_label,
    c.mention_id is not null and not c.confirmed as corrected,
    c.mention_id is not null and c.confirmed as confirmed,
    c.sentiment is not null and c.intents is not null as judged,
    (select count(*) from reply r where r.mention_id = m.id and r.state = 'sent') as reply_count, ",
    is_answered!(),
    " as answered,
    (select count(distinct e.idea_id) from evidence e where e.mention_id = m.id) as idea_count
    from mention m
    join source s on s.id = m.source_id
    join place p on p.id = m.place_id
    left join author o on o.id = m.author_id
    left join author a on a.id = coalesce(o.same_as, o.id)
    left join insight i on i.mention_id = m.id
    left join corrected_insight c on c.mention_id = m.id
    left join theme t on t.id = case when c.has_theme then c.theme_id else i.theme_id end
    where m.id in "
);

impl Store {
    /// The highest id of a mention; 0 when there is none.
    pub async fn last_mention_id(&self) -> Result<MentionId> {
        let last: i64 = self.db.value("select coalesce(max(id), 0) from mention", args![]).await?;
        Ok(last.into())
    }

    /// One mention, deleted or not.
    pub async fn mention(&self, id: MentionId) -> Result<Option<MentionView>> {
        Ok(self.mentions(&[id]).await?.pop())
    }

    /// These mentions in this order; missing ones are left out.
    pub async fn mentions(&self, ids: &[MentionId]) -> Result<Vec<MentionView>> {
        let query = ListQuery { parts: &[MENTION_COLUMNS], fixed: Vec::new(), tail: "" };
        let list: Vec<Arg<'_>> = ids.iter().map(|id| Arg::from(*id)).collect();
        let rows: Vec<MentionRow> = self.db.all_in(&query, &list).await?;
        let mut found = std::collections::HashMap::with_capacity(rows.len());
        for row in rows {
            found.insert(row.mention.id, row.into_view()?);
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// Earlier texts of a mention, oldest first; a tombstone has none.
    pub async fn mention_versions(&self, id: MentionId) -> Result<Vec<MentionVersion>> {
        self.db
            .all(
                "select v.version, v.title, v.text, v.replaced_at from mention_version v
                 join mention m on m.id = v.mention_id
                 where v.mention_id = $1 and m.deleted_at is null order by v.version",
                args![id],
            )
            .await
    }

    /// The thread that a mention belongs to, itself included, oldest first.
    pub async fn conversation(
        &self,
        mention_id: MentionId,
        limit: i64,
    ) -> Result<Vec<MentionView>> {
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
    pub async fn near_duplicates(
        &self,
        mention_id: MentionId,
        limit: i64,
    ) -> Result<Vec<MentionView>> {
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

    pub(crate) async fn views_of(&self, rows: Vec<(i64, Millis)>) -> Result<Vec<MentionView>> {
        let ids: Vec<MentionId> = rows.into_iter().map(|(id, _)| id.into()).collect();
        self.mentions(&ids).await
    }
}

impl Tx {
    /// A mention as it is within the transaction.
    pub(crate) async fn mention(&mut self, id: MentionId) -> Result<MentionView> {
        let query = ListQuery { parts: &[MENTION_COLUMNS], fixed: Vec::new(), tail: "" };
        let mut rows: Vec<MentionRow> = self.all_in(&query, &[Arg::from(id)]).await?;
        rows.pop().ok_or(StoreError::NotFound)?.into_view()
    }
}

impl MentionRow {
    /// What everybody may see: of a tombstone that it was there, where, when and whose it was.
    fn into_view(self) -> Result<MentionView> {
        if self.mention.deleted_at.is_some() {
            let (title, text, extra) = Default::default();
            return Ok(MentionView { title, text, extra, url: None, ..self.mention });
        }
        let effective = self.insight.effective()?;
        let scores = self.insight.scores()?;
        let (Some(model), Some(lang), Some(sentiment)) = (self.model, self.insight.lang, scores)
        else {
            return Ok(self.mention);
        };
        let insight = InsightView {
            model,
            lang,
            sentiment,
            effective_sentiment: effective.sentiment.unwrap_or(sentiment.label),
            intents: self.insight.intents,
            effective_intents: effective.intents,
            mixed: effective.mixed,
            unsure: effective.unsure,
            aspects: self.insight.aspects,
            theme_id: self.theme_id,
            theme_label: self.theme_label,
            corrected: self.corrected,
            confirmed: self.confirmed,
            judged: self.judged,
        };
        Ok(MentionView { insight: Some(insight), ..self.mention })
    }
}
