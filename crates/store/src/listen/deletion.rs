//! Mentions that somebody of the house deletes for good: their words go wherever they stand, and
//! what comes in again of them changes nothing.

use plaza_core::{MentionId, Millis};
use sqlx::FromRow;

use super::Listen;
use super::taken::bury;
use super::tombstones::wipe;
use crate::db::{Arg, Durability, Tx, args};
use crate::sql::{ListQuery, RowStatement};
use crate::{Act, Done, Result};

/// What hangs on mentions that are to be deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromRow)]
pub struct DeletionPreview {
    /// Mentions that are there.
    pub mentions: i64,
    /// Our answers that people can read: they stay where they were said.
    pub sent: i64,
    /// Our answers that have not gone out: they never will.
    pub waiting: i64,
    /// Quotes in ideas: they lose their words.
    pub quotes: i64,
    /// What people judged of them: it stays, without the words.
    pub judgements: i64,
}

/// Who deleted a mention, why and when.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Deleted {
    /// The person.
    pub removed_by: String,
    /// Their reason.
    pub reason: String,
    /// When.
    pub removed_at: Millis,
}

impl Listen<'_> {
    /// What hangs on these mentions.
    pub async fn deletion_preview(&self, ids: &[MentionId]) -> Result<DeletionPreview> {
        let query = ListQuery {
            parts: &["select count(*) as mentions,
                 cast(coalesce(sum((select count(*) from reply r where r.mention_id = m.id
                   and r.state in ('sent', 'held', 'uncertain', 'sending'))), 0) as bigint) as sent,
                 cast(coalesce(sum((select count(*) from reply r where r.mention_id = m.id
                   and r.state in ('draft', 'submitted', 'queued', 'failed'))), 0) as bigint)
                   as waiting,
                 cast(coalesce(sum((select count(*) from evidence e
                   where e.mention_id = m.id)), 0) as bigint) as quotes,
                 cast(coalesce(sum((select count(*) from correction c
                   where c.mention_id = m.id)), 0) as bigint) as judgements
                 from mention m where m.deleted_at is null and m.id in "],
            fixed: Vec::new(),
            tail: "",
        };
        let list: Vec<Arg<'_>> = ids.iter().map(|id| Arg::from(*id)).collect();
        // A long list is asked for in parts.
        let parts: Vec<DeletionPreview> = self.db.all_in(&query, &list).await?;
        Ok(parts.into_iter().fold(DeletionPreview::default(), DeletionPreview::plus))
    }

    /// Deletes mentions for good; those that are gone already are passed over. Gives nothing where
    /// none of them was there.
    pub async fn delete_mentions(
        &self,
        ids: &[MentionId],
        reason: &str,
        act: &Act<'_>,
    ) -> Result<Option<Done<i64>>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let mut revision = tx.lock_revision().await?;
        let live = live(&mut tx, ids).await?;
        if live.is_empty() {
            return Ok(None);
        }
        let count = bury(&mut tx, &live, &mut revision, act.at).await?;
        wipe(&mut tx, &live).await?;
        remember(&mut tx, &live, reason, act).await?;
        tx.set_revision(revision).await?;
        let target = match live.as_slice() {
            [one] => format!("mention:{one}"),
            _ => "mentions".to_owned(),
        };
        tx.done(act, &target, count).await.map(Some)
    }

    /// Who deleted a mention of ours for good; nobody where it was the platform.
    pub async fn deleted_by(&self, id: MentionId) -> Result<Option<Deleted>> {
        let query = "select removed_by, reason, removed_at from mention_removal
             where mention_id = $1";
        self.db.optional(query, args![id]).await
    }
}

impl DeletionPreview {
    fn plus(self, other: Self) -> Self {
        Self {
            mentions: self.mentions + other.mentions,
            sent: self.sent + other.sent,
            waiting: self.waiting + other.waiting,
            quotes: self.quotes + other.quotes,
            judgements: self.judgements + other.judgements,
        }
    }
}

/// Those that are there.
async fn live(tx: &mut Tx, ids: &[MentionId]) -> Result<Vec<MentionId>> {
    let query = ListQuery {
        parts: &["select id from mention where deleted_at is null and id in "],
        fixed: Vec::new(),
        tail: "",
    };
    let list: Vec<Arg<'_>> = ids.iter().map(|id| Arg::from(*id)).collect();
    let found: Vec<(i64,)> = tx.all_in(&query, &list).await?;
    Ok(found.into_iter().map(|(id,)| id.into()).collect())
}

/// Notes who deleted them; their authors are nobody's business any more.
async fn remember(tx: &mut Tx, ids: &[MentionId], reason: &str, act: &Act<'_>) -> Result<()> {
    let note = RowStatement {
        head: "insert into mention_removal (mention_id, reason, removed_by, removed_at) values",
        columns: 4,
        tail: "",
    };
    tx.run_rows(&note, ids, |id, args| {
        let (why, by) = (reason.to_owned(), act.by.to_owned());
        args.extend([Arg::from(*id), why.into(), by.into(), act.at.into()]);
        Ok(())
    })
    .await?;
    let forget = RowStatement {
        head: "with v (id) as (values",
        columns: 1,
        tail: ") update mention set author_id = null where id in (select id from v)",
    };
    tx.run_rows(&forget, ids, |id, args| {
        args.push(Arg::from(*id));
        Ok(())
    })
    .await?;
    Ok(())
}

/// What was prepared of mentions before they were deleted goes again.
pub(super) async fn keep_deleted(tx: &mut Tx, ids: impl Iterator<Item = MentionId>) -> Result<()> {
    let ids: Vec<MentionId> = ids.collect();
    let forget = |tail| RowStatement { head: "with v (id) as (values", columns: 1, tail };
    for statement in [
        forget(
            ") delete from mention_vector where mention_id in
               (select d.mention_id from mention_removal d join v on v.id = d.mention_id)",
        ),
        forget(
            ") delete from import_edit where mention_id in
               (select d.mention_id from mention_removal d join v on v.id = d.mention_id)",
        ),
    ] {
        tx.run_rows(&statement, &ids, |id, args| {
            args.push(Arg::from(*id));
            Ok(())
        })
        .await?;
    }
    Ok(())
}
