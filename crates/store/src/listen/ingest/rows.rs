//! New mentions.

use plaza_core::{AuthorId, Extra, MentionId, Signature};

use super::authors::Authors;
use super::batch::{Batch, NewRow};
use super::threads;
use crate::Result;
use crate::db::{Arg, Tx};
use crate::open::to_i64;
use crate::sql::RowStatement;
use crate::stored::to_json;
use crate::understand::StoredInsight;
use crate::understand::insights::write_insights;

const INSERT: RowStatement = RowStatement {
    head: "insert into mention (id, revision, place_id, source_id, author_id, near_of, created_at,
           collected_at, input_hash, read_by, ours, rating, signature, external_id,
           parent_external_id, conversation, channel, country, claimed_lang, url, title, extra, text)
           values",
    columns: 23,
    tail: "",
};

/// A new mention with what was found out about it.
struct Row<'b> {
    new: &'b NewRow,
    conversation: Option<&'b str>,
    author_id: Option<AuthorId>,
    revision: i64,
}

/// Adds the batch's new mentions and their insights; returns how many.
pub(super) async fn insert(
    tx: &mut Tx,
    batch: &Batch,
    authors: &Authors<'_>,
    revision: &mut i64,
) -> Result<i64> {
    if batch.new.is_empty() {
        return Ok(0);
    }
    let keys = threads::keys(tx, batch).await?;
    let rows: Vec<Row<'_>> = batch
        .new
        .iter()
        .zip(&keys)
        .zip(*revision + 1..)
        .map(|((new, key), revision)| Row {
            new,
            conversation: key.as_deref(),
            author_id: authors.of(&new.mention),
            revision,
        })
        .collect();
    *revision += to_i64(rows.len());
    tx.run_rows(&INSERT, &rows, |row, args| bind(row, batch, args)).await?;
    threads::gather(tx, batch, &keys).await?;
    let insights: Vec<(MentionId, &StoredInsight)> =
        batch.new.iter().filter_map(|row| Some((row.id, row.insight.as_ref()?))).collect();
    write_insights(tx, &insights).await?;
    Ok(to_i64(rows.len()))
}

fn bind<'a>(row: &'a Row<'_>, batch: &Batch, args: &mut Vec<Arg<'a>>) -> Result<()> {
    let mention = &row.new.mention;
    args.extend([
        Arg::from(row.new.id),
        row.revision.into(),
        batch.place_id.into(),
        batch.source_id.into(),
        row.author_id.into(),
        row.new.near_of.into(),
        mention.created_at.into(),
        batch.now.into(),
        mention.input_hash.into(),
        batch.source_id.into(),
        mention.ours.into(),
        mention.rating.into(),
        signature(mention.signature).into(),
        (&mention.external_id).into(),
        (&mention.parent_id).into(),
        row.conversation.into(),
        (&mention.channel).into(),
        (&mention.country).into(),
        (&mention.lang).into(),
        (&mention.url).into(),
        (&mention.title).into(),
        extra(&mention.extra)?.into(),
        (&mention.text).into(),
    ]);
    Ok(())
}

pub(super) fn signature(signature: Option<Signature>) -> Option<Vec<u8>> {
    signature.map(|signature| signature.to_bytes().to_vec())
}

pub(super) fn extra(extra: &Extra) -> Result<String> {
    if extra.is_empty() { Ok(String::new()) } else { to_json(extra) }
}
