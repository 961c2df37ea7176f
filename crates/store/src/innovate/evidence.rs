//! The exact quotes that carry ideas.

use plaza_core::Millis;
use serde::Serialize;
use sqlx::FromRow;

use super::Innovate;
use super::ideas::Idea;
use crate::db::{Durability, args};
use crate::{Result, StoreError};

/// A quote under an idea.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct Evidence {
    /// Id.
    pub id: i64,
    /// The idea it was put under; one that was merged keeps its own.
    pub idea_id: i64,
    /// The mention it stands in.
    pub mention_id: i64,
    /// The words.
    pub quote: String,
    /// First character in the mention's text.
    #[sqlx(rename = "quote_start")]
    pub start: i64,
    /// Behind the last character.
    #[sqlx(rename = "quote_end")]
    pub end: i64,
    /// Who put it there.
    pub added_by: Option<i64>,
    /// That person's name.
    pub added_by_name: Option<String>,
    /// When.
    pub created_at: Millis,
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

/// Columns of [`Evidence`]; `e` is the evidence.
macro_rules! select_evidence {
    ($with:literal, $tail:literal) => {
        concat!(
            $with,
            "select e.id, e.idea_id, e.mention_id, e.quote, e.quote_start, e.quote_end, e.added_by,
             u.name as added_by_name, e.created_at, a.handle as author, a.name as author_name,
             s.name as source_name, m.created_at as mention_created_at,
             m.deleted_at is not null as mention_deleted
             from evidence e
             join mention m on m.id = e.mention_id
             join source s on s.id = m.source_id
             left join author a on a.id = m.author_id
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
    #[expect(clippy::too_many_arguments, reason = "a quote has this many parts")]
    pub async fn add_evidence(
        &self,
        idea_id: i64,
        mention_id: i64,
        quote: &str,
        start: i64,
        end: i64,
        user_id: Option<i64>,
        now: Millis,
    ) -> Result<Evidence> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let inserted = tx
            .run(
                "insert into evidence (idea_id, mention_id, quote, quote_start, quote_end,
                 added_by, created_at) values ($1, $2, $3, $4, $5, $6, $7)
                 on conflict (idea_id, mention_id, quote_start, quote_end) do nothing",
                args![idea_id, mention_id, quote, start, end, user_id, now],
            )
            .await;
        match inserted {
            Err(StoreError::Database(e)) if e.is_missing_parent() => {
                return Err(StoreError::NotFound);
            }
            other => other?,
        };
        tx.run("update idea set updated_at = $2 where id = $1", args![idea_id, now]).await?;
        let evidence = tx
            .optional(
                select_evidence!(
                    "",
                    "where e.idea_id = $1 and e.mention_id = $2 and e.quote_start = $3
                     and e.quote_end = $4"
                ),
                args![idea_id, mention_id, start, end],
            )
            .await?;
        tx.commit().await?;
        evidence.ok_or(StoreError::NotFound)
    }

    /// Takes a quote away.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn remove_evidence(&self, id: i64) -> Result<()> {
        match self.db.run("delete from evidence where id = $1", args![id]).await? {
            0 => Err(StoreError::NotFound),
            _ => Ok(()),
        }
    }

    /// One quote.
    pub async fn evidence_item(&self, id: i64) -> Result<Option<Evidence>> {
        self.db.optional(select_evidence!("", "where e.id = $1"), args![id]).await
    }

    /// The quotes under an idea and those merged into it, oldest first.
    pub async fn evidence(&self, idea_id: i64) -> Result<Vec<Evidence>> {
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

    /// The ideas that quote a mention; a merged one stands for itself.
    pub async fn ideas_of_mention(&self, mention_id: i64) -> Result<Vec<Idea>> {
        let ids: Vec<(i64,)> = self
            .db
            .all(
                "select distinct idea_id from evidence where mention_id = $1 order by idea_id",
                args![mention_id],
            )
            .await?;
        let mut ideas = Vec::with_capacity(ids.len());
        for (id,) in ids {
            ideas.extend(self.idea(id).await?);
        }
        Ok(ideas)
    }
}
