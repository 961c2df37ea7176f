//! Edited mentions.

use std::collections::HashMap;

use plaza_core::MentionId;
use sqlx::FromRow;

use super::authors::Authors;
use super::batch::{Batch, EditedRow};
use super::rows::{author_id, extra, signature};
use crate::Result;
use crate::db::{Arg, Tx};
use crate::listen::tombstones::restore_quotes;
use crate::open::to_i64;
use crate::sql::{ListQuery, RowStatement};
use crate::understand::StoredInsight;
use crate::understand::insights::{drop_insights, write_insights};

/// What applying edits did.
pub(super) struct Edits {
    /// Mentions changed.
    pub(super) changed: i64,
    /// Of these, mentions that had been deleted.
    pub(super) revived: i64,
}

#[derive(FromRow)]
struct Stored {
    #[sqlx(try_from = "i64")]
    id: MentionId,
    input_hash: i64,
    deleted: bool,
    wiped: bool,
    title: String,
    text: String,
}

/// An edit that changes something.
struct Edit<'b> {
    row: &'b EditedRow,
    old: Stored,
    text_changed: bool,
    revision: i64,
}

impl Edit<'_> {
    /// Whether its words are other ones than before. Of a tombstone without words only the hash of
    /// what came in is left to tell.
    fn is_edited(&self) -> bool {
        if self.old.wiped {
            return self.old.input_hash != self.row.mention.input_hash;
        }
        self.text_changed
    }
}

const UPDATE: RowStatement = RowStatement {
    head: "with v (id, revision, author_id, created_at, edited_at, input_hash, ours, rating,
           signature, channel, country, claimed_lang, url, title, extra, text) as (values",
    columns: 16,
    tail: ") update mention set revision = v.revision, author_id = v.author_id,
           created_at = v.created_at, edited_at = coalesce(v.edited_at, mention.edited_at),
           deleted_at = null, wiped = false, input_hash = v.input_hash, ours = v.ours, rating = v.rating,
           signature = v.signature, channel = v.channel, country = v.country,
           claimed_lang = v.claimed_lang, url = v.url, title = v.title, extra = v.extra,
           text = v.text from v where mention.id = v.id",
};

/// Applies the batch's edits; those that change nothing are passed over.
pub(super) async fn apply(
    tx: &mut Tx,
    batch: &Batch,
    authors: &Authors,
    revision: &mut i64,
) -> Result<Edits> {
    let edits = effective(tx, batch, revision).await?;
    if edits.is_empty() {
        return Ok(Edits { changed: 0, revived: 0 });
    }
    keep_versions(tx, &edits, batch).await?;
    tx.run_rows(&UPDATE, &edits, |edit, args| {
        let mention = &edit.row.mention;
        args.extend([
            Arg::from(edit.row.id),
            edit.revision.into(),
            author_id(mention, authors).into(),
            mention.created_at.into(),
            edit.is_edited().then_some(batch.now).into(),
            mention.input_hash.into(),
            mention.ours.into(),
            mention.rating.into(),
            signature(mention).into(),
            (&mention.channel).into(),
            (&mention.country).into(),
            (&mention.lang).into(),
            (&mention.url).into(),
            (&mention.title).into(),
            extra(mention)?.into(),
            (&mention.text).into(),
        ]);
        Ok(())
    })
    .await?;
    let outdated: Vec<MentionId> = edits
        .iter()
        .filter(|edit| edit.text_changed && edit.row.insight.is_none())
        .map(|edit| edit.row.id)
        .collect();
    drop_insights(tx, &outdated).await?;
    let insights: Vec<(MentionId, &StoredInsight)> =
        edits.iter().filter_map(|edit| Some((edit.row.id, edit.row.insight.as_ref()?))).collect();
    write_insights(tx, &insights).await?;
    let as_they_were: Vec<MentionId> =
        edits.iter().filter(|edit| edit.old.wiped && !edit.is_edited()).map(|e| e.row.id).collect();
    restore_quotes(tx, &as_they_were).await?;
    Ok(Edits {
        changed: to_i64(edits.len()),
        revived: to_i64(edits.iter().filter(|edit| edit.old.deleted).count()),
    })
}

/// The edits that change something, each with a revision of its own.
async fn effective<'b>(tx: &mut Tx, batch: &'b Batch, revision: &mut i64) -> Result<Vec<Edit<'b>>> {
    let query = ListQuery {
        parts: &[
            "select id, input_hash, deleted_at is not null as deleted, wiped, title, text
             from mention where place_id = ",
            " and id in ",
        ],
        fixed: vec![Arg::from(batch.place_id)],
        tail: "",
    };
    let ids: Vec<Arg<'_>> = batch.edited.iter().map(|row| Arg::from(row.id)).collect();
    let rows: Vec<Stored> = tx.all_in(&query, &ids).await?;
    let mut stored: HashMap<MentionId, Stored> =
        rows.into_iter().map(|row| (row.id, row)).collect();
    let mut edits = Vec::with_capacity(stored.len());
    // From the end, so that of two edits of one mention the later one holds.
    for row in batch.edited.iter().rev() {
        let Some(old) = stored.remove(&row.id) else { continue };
        let text_changed = old.title != row.mention.title || old.text != row.mention.text;
        if !old.deleted && old.input_hash == row.mention.input_hash {
            continue;
        }
        *revision += 1;
        edits.push(Edit { row, old, text_changed, revision: *revision });
    }
    Ok(edits)
}

/// Keeps the earlier texts as history; those that were taken from a tombstone are none.
async fn keep_versions(tx: &mut Tx, edits: &[Edit<'_>], batch: &Batch) -> Result<()> {
    let changed: Vec<&Edit<'_>> =
        edits.iter().filter(|edit| edit.text_changed && !edit.old.wiped).collect();
    let query = ListQuery {
        parts: &["select mention_id, max(version) from mention_version where mention_id in "],
        fixed: Vec::new(),
        tail: " group by mention_id",
    };
    let ids: Vec<Arg<'_>> = changed.iter().map(|edit| Arg::from(edit.row.id)).collect();
    let latest: Vec<(i64, i64)> = tx.all_in(&query, &ids).await?;
    let latest: HashMap<MentionId, i64> =
        latest.into_iter().map(|(id, version)| (id.into(), version)).collect();
    let statement = RowStatement {
        head: "insert into mention_version (mention_id, version, title, text, replaced_at) values",
        columns: 5,
        tail: "",
    };
    tx.run_rows(&statement, &changed, |edit, args| {
        let version = latest.get(&edit.row.id).copied().unwrap_or(0) + 1;
        args.extend([
            Arg::from(edit.row.id),
            version.into(),
            (&edit.old.title).into(),
            (&edit.old.text).into(),
            batch.now.into(),
        ]);
        Ok(())
    })
    .await?;
    Ok(())
}
