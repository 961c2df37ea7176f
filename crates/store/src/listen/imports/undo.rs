//! Taking an import back, a few mentions at a time: what it brought new goes, what it changed is as
//! it was before.

use plaza_core::{ImportId, MentionId, Seen, say};
use sqlx::FromRow;

use super::restore::restore;
use crate::db::{Durability, Tx, args};
use crate::listen::Listen;
use crate::listen::taken::take_away;
use crate::open::to_i64;
use crate::version::Versioned;
use crate::{Act, Done, Result, StoreError};

/// What taking an import back would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct UndoPreview {
    /// Mentions that would go, used ones included.
    pub new: i64,
    /// Of these, mentions with replies, evidence or corrections, or changed by a later import: they
    /// stay unless somebody says otherwise.
    pub used: i64,
    /// Mentions that would be put back to what they were.
    pub edited: i64,
}

/// What one step of taking an import back did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UndoStep {
    /// Mentions were worked on; there may be more.
    Went,
    /// Somebody else took the step, or there is none.
    Overtaken,
    /// All is done.
    Ended {
        /// Mentions taken away.
        removed: i64,
        /// Mentions as they were before.
        restored: i64,
        /// Mentions that stayed.
        kept: i64,
    },
}

#[derive(FromRow)]
struct Undo {
    #[sqlx(try_from = "i64")]
    undone_to: MentionId,
    undo_used: bool,
    edits_left: i64,
    removed: i64,
    restored: i64,
    kept: i64,
}

const SELECT: &str = "select undone_to, undo_used, removed, restored, kept,
     (select count(*) from import_edit e where e.import_id = b.id) as edits_left
     from import_batch b where id = $1 and state = 'undoing'";

/// A mention that an import brought, and whether somebody has worked with it since.
#[derive(FromRow)]
struct Brought {
    #[sqlx(try_from = "i64")]
    id: MentionId,
    used: bool,
}

const BROUGHT: &str = "select m.id, exists (select 1 from reply r where r.mention_id = m.id)
       or exists (select 1 from evidence e where e.mention_id = m.id)
       or exists (select 1 from correction c where c.mention_id = m.id)
       or exists (select 1 from import_edit l join import_batch b on b.id = l.import_id
                  where l.mention_id = m.id and l.import_id <> $1 and b.state <> 'undone') as used
     from import_range g join mention m on m.id between g.first_id and g.last_id
     where g.import_id = $1 and m.id > $2 and m.deleted_at is null order by m.id limit $3";

impl Listen<'_> {
    /// What taking an import back would do.
    pub async fn undo_preview(&self, id: ImportId) -> Result<UndoPreview> {
        self.db
            .optional(
                "select (select count(*) from import_range g
                   join mention m on m.id between g.first_id and g.last_id
                   where g.import_id = $1 and m.deleted_at is null) as new,
                 (select count(*) from (
                   select mention_id from reply union select mention_id from evidence
                   union select mention_id from correction
                   union select l.mention_id from import_edit l
                   join import_batch b on b.id = l.import_id
                   where l.import_id <> $1 and b.state <> 'undone') u
                   join mention m on m.id = u.mention_id
                   where m.deleted_at is null and exists (select 1 from import_range g
                     where g.import_id = $1
                     and u.mention_id between g.first_id and g.last_id)) as used,
                 (select count(*) from import_edit e join mention m on m.id = e.mention_id
                   where e.import_id = $1 and m.input_hash = e.hash_after
                   and m.deleted_at is null and not exists (select 1 from import_range g
                     where g.import_id = $1 and m.id between g.first_id and g.last_id)) as edited",
                args![id],
            )
            .await?
            .ok_or(StoreError::NotFound)
    }

    /// Begins to take an import back; [`Self::undo_step`] goes on with it. One that still runs takes
    /// in nothing more. `used`: mentions that somebody has worked with go too.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`]; [`StoreError::Invalid`] when it was taken
    /// back before.
    pub async fn undo_import(
        &self,
        import: impl Into<Seen<ImportId>>,
        used: bool,
        act: &Act<'_>,
    ) -> Result<Done<()>> {
        let seen = import.into();
        let mut tx = self.db.begin(Durability::Normal).await?;
        // Keeps out the part of it that is being stored.
        tx.lock_revision().await?;
        tx.next_version(Versioned::Import, seen, act).await?;
        let begun = tx
            .run(
                "update import_batch set state = 'undoing', undo_used = $2, undone_by = $3,
                 undone_to = 0 where id = $1 and state not in ('undoing', 'undone')",
                args![seen.id, used, act.by],
            )
            .await?;
        if begun == 0 {
            return Err(StoreError::Invalid(say!(
                "import-undone-before",
                "the import was taken back before"
            )));
        }
        tx.done(act, &target(seen.id), ()).await
    }

    /// An import that waits for its undoing to go on.
    pub async fn undo_due(&self) -> Result<Option<ImportId>> {
        let due: Option<(i64,)> = self
            .db
            .optional(
                "select id from import_batch where state = 'undoing' order by id limit 1",
                args![],
            )
            .await?;
        Ok(due.map(|(id,)| id.into()))
    }

    /// Takes the next `limit` mentions of an import back. `act` is written into the audit log when
    /// the last one is done.
    pub async fn undo_step(&self, id: ImportId, limit: i64, act: &Act<'_>) -> Result<UndoStep> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let mut revision = tx.lock_revision().await?;
        let Some(undo) = tx.optional::<Undo>(SELECT, args![id]).await? else {
            return Ok(UndoStep::Overtaken);
        };
        if undo.edits_left > 0 {
            let (restored, kept) = restore(&mut tx, id, limit, &mut revision).await?;
            note(&mut tx, id, (0, restored, kept), undo.undone_to).await?;
        } else {
            let brought: Vec<Brought> = tx.all(BROUGHT, args![id, undo.undone_to, limit]).await?;
            let Some(last) = brought.last().map(|one| one.id) else {
                return end(tx, id, &undo, act).await;
            };
            let goes = |one: &&Brought| undo.undo_used || !one.used;
            let going: Vec<MentionId> = brought.iter().filter(goes).map(|one| one.id).collect();
            let removed = take_away(&mut tx, &going, &mut revision, act.at).await?;
            let kept = to_i64(brought.len() - going.len());
            note(&mut tx, id, (removed, 0, kept), last).await?;
        }
        tx.set_revision(revision).await?;
        tx.commit().await?;
        Ok(UndoStep::Went)
    }
}

/// Counts what a step did.
async fn note(
    tx: &mut Tx,
    id: ImportId,
    (removed, restored, kept): (i64, i64, i64),
    undone_to: MentionId,
) -> Result<()> {
    tx.run(
        "update import_batch set removed = removed + $2, restored = restored + $3,
         kept = kept + $4, undone_to = $5 where id = $1",
        args![id, removed, restored, kept, undone_to],
    )
    .await?;
    Ok(())
}

/// Its refused rows go too, and it counts as taken back.
async fn end(mut tx: Tx, id: ImportId, undo: &Undo, act: &Act<'_>) -> Result<UndoStep> {
    tx.run("delete from quarantine where import_id = $1 and resolved_at is null", args![id])
        .await?;
    tx.run(
        "update import_batch set state = 'undone', undone_at = $2 where id = $1",
        args![id, act.at],
    )
    .await?;
    let Undo { removed, restored, kept, .. } = *undo;
    let detail = serde_json::json!({ "removed": removed, "restored": restored, "kept": kept });
    tx.done(&act.with(detail), &target(id), ()).await?;
    Ok(UndoStep::Ended { removed, restored, kept })
}

/// What the audit log calls an import.
fn target(id: ImportId) -> String {
    format!("import:{id}")
}
