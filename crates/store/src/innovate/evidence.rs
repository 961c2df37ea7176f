//! The exact quotes that carry ideas.

use std::collections::HashMap;

use plaza_core::{AuthorId, EvidenceId, IdeaId, MentionId, Millis, UserId};
use serde::Serialize;
use serde_json::json;
use sqlx::FromRow;

use super::Innovate;
use super::ideas::{self, Idea};
use super::quote::{NewEvidence, attach};
use crate::db::{Durability, args};
use crate::stored::OptionalId;
use crate::{Act, Done, Result};

/// A quote under an idea.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct Evidence {
    /// Id.
    #[sqlx(try_from = "i64")]
    pub id: EvidenceId,
    /// The idea it was put under; one that was merged keeps its own.
    #[sqlx(try_from = "i64")]
    pub idea_id: IdeaId,
    /// The mention it stands in.
    #[sqlx(try_from = "i64")]
    pub mention_id: MentionId,
    /// The words; empty when the platform has taken the mention away.
    pub quote: String,
    /// First character in the mention's text.
    #[sqlx(rename = "quote_start")]
    pub start: i64,
    /// Behind the last character.
    #[sqlx(rename = "quote_end")]
    pub end: i64,
    /// Who put it there.
    #[sqlx(try_from = "OptionalId")]
    pub added_by: Option<UserId>,
    /// That person's name.
    pub added_by_name: Option<String>,
    /// When.
    pub created_at: Millis,
    /// The account, name or label that it is counted under.
    #[sqlx(try_from = "OptionalId")]
    pub author_id: Option<AuthorId>,
    /// Language of the mention, ISO 639-1; `None` while it is not analyzed.
    pub lang: Option<String>,
    /// Handle of who said it.
    pub author: Option<String>,
    /// Shown name of who said it.
    pub author_name: Option<String>,
    /// Where it was said.
    pub source_name: String,
    /// When it was said.
    pub mention_created_at: Millis,
    /// The platform has taken the mention away.
    pub mention_deleted: bool,
}

/// The words that stand for an idea in a list.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct FirstQuote {
    /// The idea, or the one that took it in.
    #[sqlx(try_from = "i64")]
    pub idea_id: IdeaId,
    /// The words.
    pub quote: String,
    /// Their language, ISO 639-1; `None` while the mention is not analyzed.
    pub lang: Option<String>,
}

/// Columns of [`Evidence`]; `e` is the evidence.
macro_rules! select_evidence {
    ($with:literal, $tail:literal) => {
        concat!(
            $with,
            "select e.id, e.idea_id, e.mention_id,
             case when m.deleted_at is null then e.quote else '' end as quote, e.quote_start, e.quote_end, e.added_by,
             u.name as added_by_name, e.created_at, a.id as author_id,
             coalesce(c.lang, i.lang) as lang, a.handle as author, a.name as author_name,
             s.name as source_name, m.created_at as mention_created_at,
             m.deleted_at is not null as mention_deleted
             from evidence e
             join mention m on m.id = e.mention_id
             join source s on s.id = m.source_id
             left join author o on o.id = m.author_id
             left join author a on a.id = coalesce(o.same_as, o.id)
             left join insight i on i.mention_id = m.id
             left join corrected_insight c on c.mention_id = m.id
             left join user_account u on u.id = e.added_by ",
            $tail
        )
    };
}

impl Innovate<'_> {
    /// Puts a quote under an idea. The same quote twice is one row.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the idea or the mention is not there.
    pub async fn add_evidence(
        &self,
        idea_id: IdeaId,
        new: &NewEvidence,
        act: &Act<'_>,
    ) -> Result<Done<Evidence>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        attach(&mut tx, idea_id, new, act).await?;
        tx.run("update idea set updated_at = $2 where id = $1", args![idea_id, act.at]).await?;
        let evidence: Evidence = tx
            .only(
                select_evidence!(
                    "",
                    "where e.idea_id = $1 and e.mention_id = $2 and e.quote_start = $3
                     and e.quote_end = $4"
                ),
                args![idea_id, new.mention_id, new.start, new.end],
            )
            .await?;
        tx.done(act, &ideas::target(idea_id), evidence).await
    }

    /// Takes a quote away from an idea or from one merged into it; returns the idea.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn remove_evidence(
        &self,
        idea_id: IdeaId,
        id: EvidenceId,
        act: &Act<'_>,
    ) -> Result<Done<Idea>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let (mention, quote): (i64, String) = tx
            .only(
                "with recursive family (id) as (
                   select id from idea where id = $1
                   union select i.id from family f join idea i on i.merged_into = f.id)
                 delete from evidence where id = $2 and idea_id in (select id from family)
                 returning mention_id, case when exists (
                   select 1 from mention m where m.id = mention_id and m.deleted_at is null)
                 then quote else '' end",
                args![idea_id, id],
            )
            .await?;
        let detail = json!({ "mention": mention, "quote": quote });
        ideas::done(tx, idea_id, &act.with(detail)).await
    }

    /// The quotes under an idea and those merged into it, oldest first.
    pub async fn evidence(&self, idea_id: IdeaId) -> Result<Vec<Evidence>> {
        self.db
            .all(
                select_evidence!(
                    "with recursive family (id) as (
                       select id from idea where id = $1
                       union select i.id from family f join idea i on i.merged_into = f.id) ",
                    "where e.idea_id in (select id from family) order by e.created_at, e.id"
                ),
                args![idea_id],
            )
            .await
    }

    /// The first quote of every idea that was not merged and has one whose words are still there.
    pub async fn first_quotes(&self) -> Result<HashMap<IdeaId, FirstQuote>> {
        let quotes: Vec<FirstQuote> = self
            .db
            .all(
                "with recursive family (root, id) as (
                   select id, id from idea where merged_into is null
                   union select f.root, i.id from family f join idea i on i.merged_into = f.id)
                 select q.idea_id, q.quote, q.lang from (
                   select f.root as idea_id, e.quote, coalesce(c.lang, i.lang) as lang,
                   row_number() over (partition by f.root order by e.id) as place
                   from family f
                   join evidence e on e.idea_id = f.id
                   join mention m on m.id = e.mention_id
                   left join insight i on i.mention_id = m.id
                   left join corrected_insight c on c.mention_id = m.id
                   where m.deleted_at is null and e.quote <> '') q
                 where q.place = 1",
                args![],
            )
            .await?;
        Ok(quotes.into_iter().map(|quote| (quote.idea_id, quote)).collect())
    }

    /// The ideas that quote a mention; a merged one stands for itself.
    pub async fn ideas_of_mention(&self, mention_id: MentionId) -> Result<Vec<Idea>> {
        let ids: Vec<(i64,)> = self
            .db
            .all(
                "select distinct idea_id from evidence where mention_id = $1 order by idea_id",
                args![mention_id],
            )
            .await?;
        let mut ideas = Vec::with_capacity(ids.len());
        for (id,) in ids {
            ideas.extend(self.idea(id.into()).await?);
        }
        Ok(ideas)
    }
}
