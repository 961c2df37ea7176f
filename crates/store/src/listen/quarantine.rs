//! Items that could not be read, kept with the reason until somebody looks.

use plaza_core::{Millis, QuarantineId, Rejected, SourceId, text::truncate_chars};
use serde::Serialize;
use sqlx::FromRow;
use xxhash_rust::xxh3::Xxh3;

use super::Listen;
use crate::db::{Arg, Tx, args};
use crate::sql::RowStatement;
use crate::{Result, StoreError};

/// Longest raw item that is kept, in bytes.
const MAX_RAW_BYTES: usize = 16 * 1024;
/// Longest origin and reason that are kept, in characters.
const MAX_NOTE_CHARS: usize = 1_000;

/// An item that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct Quarantined {
    /// Id.
    #[sqlx(try_from = "i64")]
    pub id: QuarantineId,
    /// The source that brought it.
    #[sqlx(try_from = "i64")]
    pub source_id: SourceId,
    /// That source's name.
    pub source_name: String,
    /// File and line, or an address.
    pub origin: String,
    /// Why it could not be read.
    pub reason: String,
    /// The item, cut to 16 kB.
    pub raw: String,
    /// When it came.
    pub created_at: Millis,
    /// When somebody dealt with it.
    pub resolved_at: Option<Millis>,
}

macro_rules! select_quarantined {
    ($tail:literal) => {
        concat!(
            "select q.id, q.source_id, s.name as source_name, q.origin, q.reason, q.raw,
             q.created_at, q.resolved_at
             from quarantine q join source s on s.id = q.source_id ",
            $tail
        )
    };
}

impl Listen<'_> {
    /// Items nobody has dealt with, newest first; of one source and from before `before_id` where
    /// given.
    pub async fn quarantine(
        &self,
        source_id: Option<SourceId>,
        before_id: Option<QuarantineId>,
        limit: i64,
    ) -> Result<Vec<Quarantined>> {
        self.db
            .all(
                select_quarantined!(
                    "where q.resolved_at is null and q.source_id = coalesce($1, q.source_id)
                     and q.id < $2 order by q.id desc limit $3"
                ),
                args![source_id, before_id.map_or(i64::MAX, QuarantineId::get), limit],
            )
            .await
    }

    /// Records that an item has been dealt with.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn resolve_quarantine(&self, id: QuarantineId, now: Millis) -> Result<()> {
        let changed = self
            .db
            .run(
                "update quarantine set resolved_at = coalesce(resolved_at, $2) where id = $1",
                args![id, now],
            )
            .await?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// How many items nobody has dealt with, for each source that has some.
    pub async fn quarantine_counts(&self) -> Result<Vec<(SourceId, i64)>> {
        let counts: Vec<(i64, i64)> = self
            .db
            .all(
                "select source_id, count(*) from quarantine where resolved_at is null
                 group by source_id",
                args![],
            )
            .await?;
        Ok(counts.into_iter().map(|(source, count)| (source.into(), count)).collect())
    }

    /// How many items of a source nobody has dealt with.
    pub async fn quarantine_count(&self, source_id: SourceId) -> Result<i64> {
        self.db
            .value(
                "select count(*) from quarantine where source_id = $1 and resolved_at is null",
                args![source_id],
            )
            .await
    }
}

/// Adds items; one that is there and not dealt with is not added again. Returns how many were.
pub(crate) async fn add(
    tx: &mut Tx,
    source_id: SourceId,
    rejected: &[Rejected],
    now: Millis,
) -> Result<i64> {
    let statement = RowStatement {
        head: "insert into quarantine (source_id, item_hash, origin, reason, raw, created_at)
               values",
        columns: 6,
        tail: " on conflict (source_id, item_hash) where resolved_at is null do nothing",
    };
    let added = tx
        .run_rows(&statement, rejected, |item, args| {
            args.extend([
                Arg::from(source_id),
                item_hash(item).into(),
                storable(truncate_chars(&item.origin, MAX_NOTE_CHARS)).into(),
                storable(truncate_chars(&item.reason, MAX_NOTE_CHARS)).into(),
                storable(cut(&item.raw)).into(),
                now.into(),
            ]);
            Ok(())
        })
        .await?;
    Ok(i64::try_from(added).unwrap_or(i64::MAX))
}

fn item_hash(item: &Rejected) -> i64 {
    let mut hash = Xxh3::new();
    for part in [&item.origin, &item.reason, &item.raw] {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.digest().cast_signed()
}

/// PostgreSQL cannot store NUL, and an unreadable item may well hold some.
fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn cut(raw: &str) -> &str {
    &raw[..raw.floor_char_boundary(MAX_RAW_BYTES)]
}
