//! Items that could not be read, kept with the reason until somebody looks.

use plaza_core::{
    ImportId, Message, Millis, QuarantineId, Rejected, SourceId, text::truncate_chars,
};
use serde::Serialize;
use sqlx::FromRow;
use xxhash_rust::xxh3::Xxh3;

use super::Listen;
use crate::db::{Arg, Durability, Tx, args};
use crate::sql::RowStatement;
use crate::stored::{OptionalId, Told};
use crate::{Act, Done, Result};

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
    #[sqlx(try_from = "Told")]
    pub reason: Message,
    /// The item, cut to 16 kB.
    pub raw: String,
    /// When it came.
    pub created_at: Millis,
    /// When somebody dealt with it.
    pub resolved_at: Option<Millis>,
    /// The import that brought it.
    #[sqlx(try_from = "OptionalId")]
    pub import_id: Option<ImportId>,
}

macro_rules! select_quarantined {
    ($tail:literal) => {
        concat!(
            "select q.id, q.source_id, s.name as source_name, q.origin, q.reason, q.raw,
             q.created_at, q.resolved_at, q.import_id
             from quarantine q join source s on s.id = q.source_id ",
            $tail
        )
    };
}

/// How an item was dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// It was mended and taken in.
    Taken,
    /// Somebody said that it is not worth taking in.
    Dismissed,
}

impl Resolution {
    /// The name used in the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Dismissed => "dismissed",
        }
    }
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

    /// One item, dealt with or not.
    pub async fn quarantined(&self, id: QuarantineId) -> Result<Option<Quarantined>> {
        self.db.optional(select_quarantined!("where q.id = $1"), args![id]).await
    }

    /// Items of an import that nobody has dealt with, oldest first, above `after`.
    pub async fn quarantine_of_import(
        &self,
        import_id: ImportId,
        after: Option<QuarantineId>,
        limit: i64,
    ) -> Result<Vec<Quarantined>> {
        self.db
            .all(
                select_quarantined!(
                    "where q.resolved_at is null and q.import_id = $1 and q.id > $2
                     order by q.id limit $3"
                ),
                args![import_id, after.map_or(0, QuarantineId::get), limit],
            )
            .await
    }

    /// How many items of an import nobody has dealt with.
    pub async fn quarantine_of_import_count(&self, import_id: ImportId) -> Result<i64> {
        self.db
            .value(
                "select count(*) from quarantine where import_id = $1 and resolved_at is null",
                args![import_id],
            )
            .await
    }

    /// Lets items come in again while they are still listed: what is read another way and refused for
    /// the same reason is a new item, and the old one can be settled when that has been stored.
    pub async fn let_quarantined_in_again(&self, ids: &[QuarantineId]) -> Result<()> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let statement = RowStatement {
            head: "with v (id) as (values",
            columns: 1,
            tail: ") update quarantine set item_hash = id where id in (select id from v)
                   and resolved_at is null",
        };
        tx.run_rows(&statement, ids, |id, args| {
            args.push(Arg::from(*id));
            Ok(())
        })
        .await?;
        tx.commit().await
    }

    /// Records how items were dealt with; those that somebody has dealt with already are passed
    /// over. Returns how many were left.
    pub async fn settle_quarantine(
        &self,
        source_id: SourceId,
        ids: &[QuarantineId],
        how: Resolution,
        note: &str,
        act: &Act<'_>,
    ) -> Result<Done<i64>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let statement = RowStatement {
            head: "with v (id, at, how, who, note) as (values",
            columns: 5,
            tail: ") update quarantine set resolved_at = v.at, resolution = v.how,
                   resolved_by = v.who, note = v.note from v
                   where quarantine.id = v.id and quarantine.resolved_at is null",
        };
        let settled = tx
            .run_rows(&statement, ids, |id, args| {
                args.extend([
                    Arg::from(*id),
                    Arg::from(act.at),
                    Arg::from(how.name()),
                    Arg::from(act.by.to_owned()),
                    Arg::from(note.to_owned()),
                ]);
                Ok(())
            })
            .await?;
        let settled = i64::try_from(settled).unwrap_or(i64::MAX);
        tx.done(act, &format!("source:{source_id}"), settled).await
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
    (source_id, import_id): (SourceId, Option<ImportId>),
    rejected: &[Rejected],
    now: Millis,
) -> Result<i64> {
    let statement = RowStatement {
        head: "insert into quarantine (source_id, item_hash, origin, reason, raw, created_at,
               import_id) values",
        columns: 7,
        tail: " on conflict (source_id, item_hash) where resolved_at is null do nothing",
    };
    let added = tx
        .run_rows(&statement, rejected, |item, args| {
            args.extend([
                Arg::from(source_id),
                item_hash(item).into(),
                storable(truncate_chars(&item.origin, MAX_NOTE_CHARS)).into(),
                kept(&item.reason).into(),
                storable(cut(&item.raw)).into(),
                now.into(),
                import_id.into(),
            ]);
            Ok(())
        })
        .await?;
    Ok(i64::try_from(added).unwrap_or(i64::MAX))
}

/// A reason as it is kept: none of its texts is longer than a person reads.
fn kept(reason: &Message) -> String {
    let cut = |text: String| storable(truncate_chars(&text, MAX_NOTE_CHARS));
    reason.clone().map_texts(&cut).stored()
}

fn item_hash(item: &Rejected) -> i64 {
    let mut hash = Xxh3::new();
    for part in [item.origin.as_str(), item.reason.text(), item.raw.as_str()] {
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
