//! Sources that are deleted with their mentions, a few at a time, so that others write in between
//! and a crash loses nothing.

use std::collections::HashMap;

use plaza_core::{MentionId, PlaceId, Seen, SourceId};
use sqlx::FromRow;

use super::target;
use crate::db::{Arg, Durability, Tx, args};
use crate::listen::Listen;
use crate::listen::taken::take_away;
use crate::open::to_i64;
use crate::sql::{ListQuery, RowStatement};
use crate::stored::OptionalId;
use crate::version::Versioned;
use crate::{Act, Done, Result};

/// What one step of a removal did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemovalStep {
    /// Mentions were worked on; there may be more.
    Went,
    /// Somebody else took the step.
    Overtaken,
    /// All is done: so many were taken away, and so many given to other sources.
    Ended {
        /// Mentions whose words are gone.
        taken: i64,
        /// Mentions that another source of the place has.
        passed_on: i64,
    },
}

/// Where a removal stands.
#[derive(FromRow)]
struct Removal {
    #[sqlx(try_from = "i64")]
    id: SourceId,
    #[sqlx(try_from = "i64")]
    place_id: PlaceId,
    is_join: bool,
    #[sqlx(try_from = "i64")]
    removed_to: MentionId,
    taken_away: i64,
    passed_on: i64,
}

const SELECT: &str =
    "select id, place_id, removing = 'join' as is_join, removed_to, taken_away, passed_on
     from source where id = $1 and removing is not null";

/// The source that has a mention from now on.
#[derive(FromRow)]
struct Heir {
    #[sqlx(try_from = "i64")]
    id: MentionId,
    #[sqlx(try_from = "OptionalId")]
    source_id: Option<SourceId>,
}

impl Listen<'_> {
    /// Begins to delete a source, archived or not, with its mentions; [`Self::removal_step`] goes on
    /// with it. What another source of its place has brought too becomes that one's.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`] when it is being removed already or not there;
    /// [`crate::StoreError::Stale`].
    pub async fn remove_source(
        &self,
        source: impl Into<Seen<SourceId>>,
        act: &Act<'_>,
    ) -> Result<Done<()>> {
        let seen = source.into();
        let id = seen.id;
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.next_version(Versioned::Source, seen, act).await?;
        tx.change(
            "update source set deleted_at = coalesce(deleted_at, $2), removing = 'mentions',
             removed_to = 0, config = '', allowed_host = null, cursor = null, asked = $3
             where id = $1 and removing is null and removed_at is null",
            args![id, act.at, false],
        )
        .await?;
        tx.done(act, &target(id), ()).await
    }

    /// A source that waits for its removal to go on.
    pub async fn removal_due(&self) -> Result<Option<SourceId>> {
        let due: Option<(i64,)> = self
            .db
            .optional(
                "select id from source where removing is not null and removed_at is null
                 order by id limit 1",
                args![],
            )
            .await?;
        Ok(due.map(|(id,)| id.into()))
    }

    /// Works on the next `limit` mentions of a source that is being removed. `act` is written into
    /// the audit log when the last one is done.
    pub async fn removal_step(
        &self,
        id: SourceId,
        limit: i64,
        act: &Act<'_>,
    ) -> Result<RemovalStep> {
        let Some(seen) = self.db.optional::<Removal>(SELECT, args![id]).await? else {
            return Ok(RemovalStep::Overtaken);
        };
        // Looked for before anybody is held up: a long way may lie between two of them.
        let next = "select id from mention where id > $2 and source_id = $1 order by id limit $3";
        let found: Vec<(i64,)> = self.db.all(next, args![id, seen.removed_to, limit]).await?;
        let mut tx = self.db.begin(Durability::Normal).await?;
        let revision = tx.lock_revision().await?;
        let now = tx.optional::<Removal>(SELECT, args![id]).await?;
        let Some(removal) = now.filter(|now| now.removed_to == seen.removed_to) else {
            return Ok(RemovalStep::Overtaken);
        };
        if removal.is_join && joined(&mut tx, id).await?.is_none() {
            // Whom it was to join has gone as well: it stays archived under its own name.
            tx.run("update source set removing = null where id = $1", args![id]).await?;
            tx.commit().await?;
            return Ok(RemovalStep::Overtaken);
        }
        let ids: Vec<MentionId> = if found.is_empty() {
            // What came in while it was looked.
            let late: Vec<(i64,)> = tx.all(next, args![id, seen.removed_to, limit]).await?;
            late.into_iter().map(|(id,)| id.into()).collect()
        } else {
            found.into_iter().map(|(id,)| id.into()).collect()
        };
        let Some(last) = ids.last().copied() else {
            return end(tx, &removal, act).await;
        };
        let (taken, passed_on) = divide(&mut tx, &removal, &ids, revision, act).await?;
        tx.run(
            "update source set removed_to = $2, taken_away = taken_away + $3,
             passed_on = passed_on + $4 where id = $1",
            args![id, last, taken, passed_on],
        )
        .await?;
        tx.commit().await?;
        Ok(RemovalStep::Went)
    }
}

/// Gives these mentions to those that have them too, and takes the others away; how many of each.
async fn divide(
    tx: &mut Tx,
    removal: &Removal,
    ids: &[MentionId],
    mut revision: i64,
    act: &Act<'_>,
) -> Result<(i64, i64)> {
    let heirs = if removal.is_join {
        let heir = joined(tx, removal.id).await?;
        ids.iter().filter_map(|id| Some((*id, heir?))).collect()
    } else {
        heirs(tx, removal, ids).await?
    };
    let passed: Vec<(MentionId, SourceId, i64)> = ids
        .iter()
        .filter_map(|id| Some((*id, *heirs.get(id)?)))
        .zip(revision + 1..)
        .map(|((id, heir), revision)| (id, heir, revision))
        .collect();
    revision += to_i64(passed.len());
    pass_on(tx, &passed).await?;
    let alone: Vec<MentionId> =
        ids.iter().copied().filter(|id| !removal.is_join && !heirs.contains_key(id)).collect();
    let taken = take_away(tx, &alone, &mut revision, act.at).await?;
    tx.set_revision(revision).await?;
    Ok((taken, to_i64(passed.len())))
}

/// The living source that took the name and the place of this one.
async fn joined(tx: &mut Tx, id: SourceId) -> Result<Option<SourceId>> {
    let heir: Option<(i64,)> = tx
        .optional(
            "select l.id from source s join source l on l.place_id = s.place_id
             where s.id = $1 and l.deleted_at is null
             and substr(s.name, 1, length(l.name) + 11) = l.name || ' (archived '
             order by l.id limit 1",
            args![id],
        )
        .await?;
    Ok(heir.map(|(id,)| id.into()))
}

/// Who has these mentions too. Of those that came before anybody noted it, each other source of the
/// place may have brought any, so they are kept for it.
async fn heirs(
    tx: &mut Tx,
    removal: &Removal,
    ids: &[MentionId],
) -> Result<HashMap<MentionId, SourceId>> {
    let query = ListQuery {
        parts: &[
            "select m.id, coalesce(
               (select min(n.source_id) from mention_seen n join source s on s.id = n.source_id
                where n.mention_id = m.id and s.id <> m.source_id
                and s.removing is null and s.removed_at is null),
               (select min(s.id) from source s where s.place_id = m.place_id and s.id <> m.source_id
                and s.removing is null and s.removed_at is null and m.id <=
                (select cast(t.value as bigint) from meta t where t.meta_key = 'seen_since')))
             as source_id
             from mention m where m.place_id = ",
            " and m.id in ",
        ],
        fixed: vec![Arg::from(removal.place_id)],
        tail: "",
    };
    let list: Vec<Arg<'_>> = ids.iter().map(|id| Arg::from(*id)).collect();
    let rows: Vec<Heir> = tx.all_in(&query, &list).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.id, row.source_id?))).collect())
}

async fn pass_on(tx: &mut Tx, passed: &[(MentionId, SourceId, i64)]) -> Result<()> {
    let give = RowStatement {
        head: "with v (id, source_id, revision) as (values",
        columns: 3,
        tail: ") update mention set source_id = v.source_id, revision = v.revision,
               read_by = case when read_by = mention.source_id then v.source_id else read_by end
               from v
               where mention.id = v.id",
    };
    let forget = RowStatement {
        head: "with v (id, source_id, revision) as (values",
        columns: 3,
        tail: ") delete from mention_seen where exists (select 1 from v
               where v.id = mention_seen.mention_id and v.source_id = mention_seen.source_id)",
    };
    for statement in [give, forget] {
        tx.run_rows(&statement, passed, |(id, source, revision), args| {
            args.extend([Arg::from(*id), Arg::from(*source), Arg::from(*revision)]);
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// What else is kept of a source goes, and its name is free.
async fn end(mut tx: Tx, removal: &Removal, act: &Act<'_>) -> Result<RemovalStep> {
    let id = removal.id;
    tx.run("delete from quarantine where source_id = $1", args![id]).await?;
    tx.run(
        "delete from import_edit where import_id in
         (select id from import_batch where source_id = $1)",
        args![id],
    )
    .await?;
    tx.run(
        "delete from import_range where import_id in
         (select id from import_batch where source_id = $1)",
        args![id],
    )
    .await?;
    tx.run("delete from import_batch where source_id = $1", args![id]).await?;
    tx.run("delete from import_layout where source_id = $1", args![id]).await?;
    tx.run("delete from mention_seen where source_id = $1", args![id]).await?;
    tx.run("delete from coverage_gap where source_id = $1", args![id]).await?;
    tx.run("delete from coverage_day where source_id = $1", args![id]).await?;
    tx.run("delete from backfill where source_id = $1", args![id]).await?;
    tx.run("delete from hook_delivery where source_id = $1", args![id]).await?;
    tx.run("update source set removed_at = $2, removing = null where id = $1", args![id, act.at])
        .await?;
    let (taken, passed_on) = (removal.taken_away, removal.passed_on);
    let detail = serde_json::json!({ "taken": taken, "passed_on": passed_on });
    tx.done(&act.with(detail), &target(id), ()).await?;
    Ok(RemovalStep::Ended { taken, passed_on })
}
