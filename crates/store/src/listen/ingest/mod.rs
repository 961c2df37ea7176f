//! Saving a page of mentions: one transaction for mentions, authors, insights, quarantine, the
//! day's counters, the cursor and the revision.

mod authors;
mod batch;
mod burial;
mod edits;
mod readers;
mod rows;
mod threads;

use std::collections::{HashMap, HashSet};

use plaza_core::{MentionId, Millis, PlaceId, SourceId, say};
use sqlx::FromRow;

use crate::db::{Arg, Durability, Tx, args};
use crate::listen::{Listen, deletion, imports, quarantine, seen};
use crate::sql::ListQuery;
use crate::understand::vectors;
use crate::{Result, StoreError};

pub use batch::{Batch, EditedRow, NewRow, Saved};

/// What the store remembers of a mention that comes in again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: MentionId,
    /// The source that brought it first.
    pub source_id: SourceId,
    /// Hash of what the source told of it last; `None` where others told of it.
    pub input_hash: Option<i64>,
    /// The platform had taken it away.
    pub deleted: bool,
    /// Somebody of the house deleted it for good: nothing of it is taken in.
    pub removed: bool,
}

#[derive(FromRow)]
struct KnownRow {
    external_id: String,
    #[sqlx(try_from = "i64")]
    id: MentionId,
    #[sqlx(try_from = "i64")]
    source_id: SourceId,
    input_hash: Option<i64>,
    deleted: bool,
    removed: bool,
}

impl Listen<'_> {
    /// Which of these mentions of a place are stored, by external id, as the source knows them.
    pub async fn known(
        &self,
        place_id: PlaceId,
        source_id: SourceId,
        external_ids: &[&str],
    ) -> Result<HashMap<String, Known>> {
        let query = ListQuery {
            parts: &[
                "select m.external_id, m.id, m.source_id, m.deleted_at is not null as deleted,
                 exists (select 1 from mention_removal d where d.mention_id = m.id) as removed,
                 coalesce(r.input_hash, case when coalesce(m.read_by, ",
                ") = ",
                " then m.input_hash end) as input_hash
                 from mention m
                 left join mention_reader r on r.mention_id = m.id and r.source_id = ",
                " where m.place_id = ",
                " and m.external_id in ",
            ],
            fixed: [source_id; 3].map(Arg::from).into_iter().chain([place_id.into()]).collect(),
            tail: "",
        };
        // An id with NUL was never stored, and PostgreSQL would refuse the question.
        let list: Vec<Arg<'_>> =
            external_ids.iter().filter(|id| !id.contains('\0')).map(|id| Arg::from(*id)).collect();
        let rows: Vec<KnownRow> = self.db.all_in(&query, &list).await?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let KnownRow { id, source_id, input_hash, deleted, removed, .. } = row;
                let known = Known { id, source_id, input_hash, deleted, removed };
                (row.external_id, known)
            })
            .collect())
    }

    /// Saves a batch: all of it or nothing. The same content again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another writer added one of the new mentions meanwhile: look
    /// them up again and retry. [`StoreError::Invalid`] when the batch holds a new mention twice.
    /// Invalid too when its source was deleted, or its import taken back, meanwhile.
    pub async fn save_batch(&self, batch: &Batch) -> Result<Saved> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        // Locked before anything is read: it keeps other writers of mentions out.
        let mut revision = tx.lock_revision().await?;
        seen::require_source(&mut tx, batch.source_id).await?;
        note_import(&mut tx, batch).await?;
        let looks = readers::looks(&mut tx, batch).await?;
        let authors = authors::resolve(&mut tx, batch, &readers::authors(&looks)).await?;
        let new = rows::insert(&mut tx, batch, &authors, &mut revision)
            .await
            .map_err(|error| conflict_or_twice(error, batch))?;
        let edits = edits::apply(&mut tx, batch, looks, &authors, &mut revision).await?;
        let new_ids = batch.new.iter().map(|row| row.id);
        let edited_ids = batch.edited.iter().map(|row| row.id);
        vectors::write_batch(&mut tx, batch.vectors.as_ref(), new_ids, edited_ids).await?;
        deletion::keep_deleted(&mut tx, batch.edited.iter().map(|row| row.id)).await?;
        seen::note(&mut tx, batch.source_id, &batch.seen).await?;
        let deleted = burial::bury(&mut tx, batch, &mut revision).await?;
        tx.set_revision(revision).await?;
        let from = (batch.source_id, batch.import_id);
        let quarantined = quarantine::add(&mut tx, from, &batch.rejected, batch.now).await?;
        let (edited, noted) = (edits.edited, edits.noted);
        let saved = Saved { new, edited, noted, deleted, quarantined, revision };
        if let Some(import) = batch.import_id {
            let did = [saved.new, saved.edited, saved.quarantined];
            imports::count(&mut tx, import, did).await?;
        }
        finish(&mut tx, batch, &saved, new + edits.revived - deleted).await?;
        tx.commit().await?;
        Ok(saved)
    }
}

/// What an import must know of its part before that is stored.
async fn note_import(tx: &mut Tx, batch: &Batch) -> Result<()> {
    let Some(import) = batch.import_id else { return Ok(()) };
    let edited: Vec<(MentionId, i64)> =
        batch.edited.iter().map(|row| (row.id, row.mention.input_hash)).collect();
    imports::note(tx, import, batch.new.iter().map(|row| row.id), &edited).await
}

/// The counters of the house and of the day, and the cursor.
async fn finish(tx: &mut Tx, batch: &Batch, saved: &Saved, live: i64) -> Result<()> {
    if live != 0 {
        tx.run("update counter set value = value + $1 where name = 'live'", args![live]).await?;
    }
    if saved.new + saved.edited + saved.deleted + saved.quarantined > 0 {
        let day = batch.zone.day_of(batch.now).to_string();
        tx.run(
            "insert into coverage_day (source_id, day, collected, edited, deleted, quarantined)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (source_id, day) do update set
               collected = coverage_day.collected + excluded.collected,
               edited = coverage_day.edited + excluded.edited,
               deleted = coverage_day.deleted + excluded.deleted,
               quarantined = coverage_day.quarantined + excluded.quarantined",
            args![batch.source_id, day, saved.new, saved.edited, saved.deleted, saved.quarantined],
        )
        .await?;
    }
    if let Some(step) = &batch.backfill {
        tx.step_backfill(batch.source_id, step, saved.new, batch.now).await?;
    }
    let newest = newest(batch);
    if batch.cursor.is_some() || newest.is_some() {
        tx.run(
            "update source set cursor = coalesce($2, cursor), newest_at =
             case when newest_at is null or newest_at < $3 then coalesce($3, newest_at)
                  else newest_at end where id = $1",
            args![batch.source_id, &batch.cursor, newest],
        )
        .await?;
    }
    Ok(())
}

/// When the newest of a batch's mentions was said; dates in the future are not believed.
fn newest(batch: &Batch) -> Option<Millis> {
    let new = batch.new.iter().map(|row| row.mention.created_at);
    let edited = batch.edited.iter().map(|row| row.mention.created_at);
    new.chain(edited).filter(|at| *at <= batch.now).max()
}

/// A unique key that was taken is another writer's doing, unless the batch repeats itself.
fn conflict_or_twice(error: StoreError, batch: &Batch) -> StoreError {
    let StoreError::Database(cause) = &error else { return error };
    if !cause.is_unique_violation() {
        return error;
    }
    let mut seen = HashSet::with_capacity(batch.new.len());
    match batch.new.iter().find(|row| !seen.insert(&row.mention.external_id)) {
        Some(row) => StoreError::Invalid(say!(
            "batch-twice",
            "the batch holds the mention `{id}` twice",
            id = row.mention.external_id
        )),
        None => StoreError::Conflict,
    }
}
