//! Mentions that the house itself takes away: a source deleted with them, an import taken back.

use plaza_core::{MentionId, Millis};

use super::tombstones::wipe;
use crate::Result;
use crate::db::{Arg, Tx, args};
use crate::open::to_i64;
use crate::sql::{ListQuery, RowStatement};

/// Makes mentions tombstones without words. Their external ids are free then, so that the same
/// record is a new mention when it comes in again; only what somebody has answered keeps its place
/// in its thread, and with it its id, and so does what was deleted for good, which does not come back. Returns how many were not tombstones before.
pub(crate) async fn take_away(
    tx: &mut Tx,
    ids: &[MentionId],
    revision: &mut i64,
    now: Millis,
) -> Result<i64> {
    let count = bury(tx, ids, revision, now).await?;
    wipe(tx, ids).await?;
    free(tx, ids).await?;
    Ok(count)
}

/// Makes mentions tombstones; returns how many were not before.
pub(super) async fn bury(
    tx: &mut Tx,
    ids: &[MentionId],
    revision: &mut i64,
    now: Millis,
) -> Result<i64> {
    let query = ListQuery {
        parts: &["select id from mention where deleted_at is null and id in "],
        fixed: Vec::new(),
        tail: "",
    };
    let list: Vec<Arg<'_>> = ids.iter().map(|id| Arg::from(*id)).collect();
    let live: Vec<(i64,)> = tx.all_in(&query, &list).await?;
    let rows: Vec<(i64, i64)> = live.iter().map(|(id,)| *id).zip(*revision + 1..).collect();
    *revision += to_i64(rows.len());
    let bury = RowStatement {
        head: "with v (id, revision, deleted_at) as (values",
        columns: 3,
        tail: ") update mention set revision = v.revision, deleted_at = v.deleted_at from v
               where mention.id = v.id",
    };
    tx.run_rows(&bury, &rows, |(id, revision), args| {
        args.extend([Arg::from(*id), Arg::from(*revision), Arg::from(now)]);
        Ok(())
    })
    .await?;
    let count = to_i64(rows.len());
    if count > 0 {
        tx.run("update counter set value = value - $1 where name = 'live'", args![count]).await?;
    }
    Ok(count)
}

/// Frees what mentions are known by.
async fn free(tx: &mut Tx, ids: &[MentionId]) -> Result<()> {
    let statement = RowStatement {
        head: "with v (id, name) as (values",
        columns: 2,
        tail: ") update mention set external_id = v.name, parent_external_id = null,
               conversation = null, near_of = null, author_id = null from v
               where mention.id = v.id
               and not exists (select 1 from reply r where r.mention_id = mention.id)
               and not exists (select 1 from mention_removal d where d.mention_id = mention.id)",
    };
    tx.run_rows(&statement, ids, |id, args| {
        // No platform's id begins so: control characters are refused in them.
        args.extend([Arg::from(*id), Arg::from(format!("\u{1}taken:{id}"))]);
        Ok(())
    })
    .await?;
    let forget = |tail| RowStatement { head: "with v (id) as (values", columns: 1, tail };
    for statement in [
        forget(") delete from mention_seen where mention_id in (select id from v)"),
        forget(") delete from mention_reader where mention_id in (select id from v)"),
    ] {
        tx.run_rows(&statement, ids, |id, args| {
            args.push(Arg::from(*id));
            Ok(())
        })
        .await?;
    }
    Ok(())
}
