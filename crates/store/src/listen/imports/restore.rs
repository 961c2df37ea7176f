//! Putting mentions back to what they were before an import changed them.

use plaza_core::{ImportId, MentionId};
use sqlx::FromRow;

use crate::Result;
use crate::db::{Arg, Tx, args};
use crate::open::to_i64;
use crate::sql::RowStatement;
use crate::understand::insights::drop_insights;

/// A mention that an import changed.
#[derive(FromRow)]
struct Changed {
    #[sqlx(try_from = "i64")]
    id: MentionId,
    /// Nobody has changed it since, and it is no mention of the import's own.
    is_same: bool,
    is_own: bool,
    /// Its words were others before.
    has_other_words: bool,
    /// It was a tombstone before.
    was_deleted: bool,
}

const CHANGED: &str =
    "select m.id, m.input_hash = e.hash_after and m.deleted_at is null as is_same,
     exists (select 1 from import_range g where g.import_id = e.import_id
             and m.id between g.first_id and g.last_id) as is_own,
     m.title <> e.title or m.text <> e.text as has_other_words,
     e.deleted_at is not null as was_deleted
     from import_edit e join mention m on m.id = e.mention_id
     where e.import_id = $1 order by e.mention_id limit $2";

const PUT_BACK: RowStatement = RowStatement {
    head: "with v (import_id, id, revision) as (values",
    columns: 3,
    tail: ") update mention set revision = v.revision, author_id = e.author_id,
           created_at = e.created_at, edited_at = e.edited_at, deleted_at = e.deleted_at,
           wiped = e.wiped, input_hash = e.input_hash, rating = e.rating, signature = e.signature,
           channel = e.channel, country = e.country, claimed_lang = e.claimed_lang, url = e.url,
           title = e.title, extra = e.extra, text = e.text
           from v join import_edit e on e.import_id = v.import_id and e.mention_id = v.id
           where mention.id = v.id",
};

/// The history's last entry is what the mention says again.
const FORGET_VERSION: RowStatement = RowStatement {
    head: "with v (id) as (values",
    columns: 1,
    tail: ") delete from mention_version where mention_id in (select id from v)
           and version = (select max(l.version) from mention_version l
                          where l.mention_id = mention_version.mention_id)
           and exists (select 1 from mention m where m.id = mention_version.mention_id
                       and m.title = mention_version.title and m.text = mention_version.text)",
};

/// What the import told does not count as told any more.
const FORGET_READER: RowStatement = RowStatement {
    head: "with v (import_id, id) as (values",
    columns: 2,
    tail: ") delete from mention_reader where exists (
             select 1 from v join import_batch b on b.id = v.import_id
             where v.id = mention_reader.mention_id and b.source_id = mention_reader.source_id)",
};

const FORGET_VECTOR: RowStatement = RowStatement {
    head: "with v (id) as (values",
    columns: 1,
    tail: ") delete from mention_vector where mention_id in (select id from v)",
};

/// Puts the next `limit` changed mentions back; how many, and how many stayed as they are because
/// somebody has changed them since.
pub(super) async fn restore(
    tx: &mut Tx,
    id: ImportId,
    limit: i64,
    revision: &mut i64,
) -> Result<(i64, i64)> {
    let changed: Vec<Changed> = tx.all(CHANGED, args![id, limit]).await?;
    let back: Vec<(&Changed, i64)> =
        changed.iter().filter(|one| one.is_same && !one.is_own).zip(*revision + 1..).collect();
    *revision += to_i64(back.len());
    tx.run_rows(&PUT_BACK, &back, |(one, revision), args| {
        args.extend([Arg::from(id), Arg::from(one.id), Arg::from(*revision)]);
        Ok(())
    })
    .await?;
    tx.run_rows(&FORGET_READER, &back, |(one, _), args| {
        args.extend([Arg::from(id), Arg::from(one.id)]);
        Ok(())
    })
    .await?;
    let with_words: Vec<MentionId> =
        back.iter().filter(|(one, _)| one.has_other_words).map(|(one, _)| one.id).collect();
    for statement in [FORGET_VERSION, FORGET_VECTOR] {
        tx.run_rows(&statement, &with_words, |id, args| {
            args.push(Arg::from(*id));
            Ok(())
        })
        .await?;
    }
    // They are read again in the background.
    drop_insights(tx, &with_words).await?;
    let gone = to_i64(back.iter().filter(|(one, _)| one.was_deleted).count());
    if gone > 0 {
        tx.run("update counter set value = value - $1 where name = 'live'", args![gone]).await?;
    }
    let forget = RowStatement {
        head: "with v (import_id, id) as (values",
        columns: 2,
        tail: ") delete from import_edit where exists (select 1 from v
               where v.import_id = import_edit.import_id and v.id = import_edit.mention_id)",
    };
    tx.run_rows(&forget, &changed, |one, args| {
        args.extend([Arg::from(id), Arg::from(one.id)]);
        Ok(())
    })
    .await?;
    let kept = changed.iter().filter(|one| !one.is_same && !one.is_own).count();
    Ok((to_i64(back.len()), to_i64(kept)))
}
