//! Edited mentions.

use std::collections::{HashMap, HashSet};

use plaza_core::{AuthorId, Change, Facts, MentionId};

use super::authors::Authors;
use super::batch::Batch;
use super::readers::{self, Seen};
use super::rows::{extra, signature};
use crate::Result;
use crate::db::{Arg, Tx};
use crate::listen::tombstones::restore_quotes;
use crate::open::to_i64;
use crate::sql::{ListQuery, RowStatement};
use crate::understand::StoredInsight;
use crate::understand::insights::{drop_insights, write_insights};

/// What applying edits did.
#[derive(Debug, Default)]
pub(super) struct Edits {
    /// Mentions that somebody edited, or that came back.
    pub(super) edited: i64,
    /// Mentions of which something else became known.
    pub(super) noted: i64,
    /// Of these, mentions that had been deleted.
    pub(super) revived: i64,
}

/// A look that changes something.
struct Edit<'b> {
    seen: Seen<'b>,
    now: Facts,
    change: Change,
    author_id: Option<AuthorId>,
    revision: i64,
}

impl Edit<'_> {
    fn id(&self) -> MentionId {
        self.seen.row.id
    }

    /// Whether its words are other ones than before. Of a tombstone without words only the hash of
    /// what came in is left to tell.
    fn has_new_words(&self) -> bool {
        if self.seen.wiped {
            return self.seen.input_hash != self.seen.row.mention.input_hash;
        }
        self.change.words && self.change.edited
    }

    /// What the model says of the words that hold now, where it has read them.
    fn insight(&self) -> Option<&StoredInsight> {
        let told = &self.seen.row.mention;
        let are_read = self.now.title == told.title && self.now.text == told.text;
        self.seen.row.insight.as_ref().filter(|_| are_read)
    }

    fn signature(&self) -> Option<Vec<u8>> {
        let told = &self.seen.row.mention;
        let are_told = self.now.title == told.title && self.now.text == told.text;
        signature(if are_told { told.signature } else { self.now.signature() })
    }

    fn is_edit(&self) -> bool {
        self.change.edited || self.seen.deleted
    }
}

const UPDATE: RowStatement = RowStatement {
    head:
        "with v (id, revision, author_id, created_at, edited_at, input_hash, read_by, ours, rating,
           signature, channel, country, claimed_lang, url, title, extra, text) as (values",
    columns: 17,
    tail: ") update mention set revision = v.revision, author_id = v.author_id,
           created_at = v.created_at, edited_at = coalesce(v.edited_at, mention.edited_at),
           deleted_at = null, wiped = false, input_hash = v.input_hash, read_by = v.read_by,
           ours = v.ours, rating = v.rating,
           signature = v.signature, channel = v.channel, country = v.country,
           claimed_lang = v.claimed_lang, url = v.url, title = v.title, extra = v.extra,
           text = v.text from v where mention.id = v.id",
};

/// Applies what the batch's looks change, and remembers what its source told.
pub(super) async fn apply(
    tx: &mut Tx,
    batch: &Batch,
    looks: Vec<Seen<'_>>,
    authors: &Authors<'_>,
    revision: &mut i64,
) -> Result<Edits> {
    let (edits, alike) = effective(looks, authors, revision);
    let changed: HashSet<MentionId> = edits.iter().map(Edit::id).collect();
    let all = edits.iter().map(|edit| &edit.seen).chain(&alike);
    readers::remember(tx, batch, &all.collect::<Vec<_>>(), &changed).await?;
    if edits.is_empty() {
        return Ok(Edits::default());
    }
    keep_versions(tx, &edits, batch).await?;
    tx.run_rows(&UPDATE, &edits, |edit, args| bind(edit, batch, args)).await?;
    renew_insights(tx, &edits).await?;
    let as_they_were: Vec<MentionId> =
        edits.iter().filter(|e| e.seen.wiped && !e.has_new_words()).map(Edit::id).collect();
    restore_quotes(tx, &as_they_were).await?;
    let edited = edits.iter().filter(|edit| edit.is_edit()).count();
    Ok(Edits {
        edited: to_i64(edited),
        noted: to_i64(edits.len() - edited),
        revived: to_i64(edits.iter().filter(|edit| edit.seen.deleted).count()),
    })
}

fn bind<'a>(edit: &'a Edit<'_>, batch: &Batch, args: &mut Vec<Arg<'a>>) -> Result<()> {
    let (told, now) = (&edit.seen.row.mention, &edit.now);
    args.extend([
        Arg::from(edit.id()),
        edit.revision.into(),
        edit.author_id.into(),
        now.created_at.into(),
        edit.has_new_words().then_some(batch.now).into(),
        told.input_hash.into(),
        batch.source_id.into(),
        now.ours.into(),
        now.rating.into(),
        edit.signature().into(),
        (&now.channel).into(),
        (&now.country).into(),
        (&now.lang).into(),
        (&now.url).into(),
        (&now.title).into(),
        extra(&now.extra)?.into(),
        (&now.text).into(),
    ]);
    Ok(())
}

/// What the model said of other words goes; what it says of these is kept.
async fn renew_insights(tx: &mut Tx, edits: &[Edit<'_>]) -> Result<()> {
    let outdated: Vec<MentionId> = edits
        .iter()
        .filter(|edit| edit.change.words && edit.insight().is_none())
        .map(Edit::id)
        .collect();
    drop_insights(tx, &outdated).await?;
    let insights: Vec<(MentionId, &StoredInsight)> =
        edits.iter().filter_map(|edit| Some((edit.id(), edit.insight()?))).collect();
    write_insights(tx, &insights).await
}

/// The looks that change something, each with a revision of its own, and those that do not.
fn effective<'b>(
    looks: Vec<Seen<'b>>,
    authors: &Authors<'_>,
    revision: &mut i64,
) -> (Vec<Edit<'b>>, Vec<Seen<'b>>) {
    let mut edits = Vec::with_capacity(looks.len());
    let mut alike = Vec::new();
    for seen in looks {
        let now = seen.merged();
        let change = now.change(&seen.facts, seen.look);
        let author_id = seen.author(authors.of(&seen.row.mention));
        if !seen.deleted && !change.any && author_id == seen.author_id {
            alike.push(seen);
            continue;
        }
        *revision += 1;
        edits.push(Edit { seen, now, change, author_id, revision: *revision });
    }
    (edits, alike)
}

/// Keeps the earlier texts as history; those that were taken from a tombstone are none.
async fn keep_versions(tx: &mut Tx, edits: &[Edit<'_>], batch: &Batch) -> Result<()> {
    let changed: Vec<&Edit<'_>> =
        edits.iter().filter(|e| e.change.words && e.change.edited && !e.seen.wiped).collect();
    let query = ListQuery {
        parts: &["select mention_id, max(version) from mention_version where mention_id in "],
        fixed: Vec::new(),
        tail: " group by mention_id",
    };
    let ids: Vec<Arg<'_>> = changed.iter().map(|edit| Arg::from(edit.id())).collect();
    let latest: Vec<(i64, i64)> = tx.all_in(&query, &ids).await?;
    let latest: HashMap<MentionId, i64> =
        latest.into_iter().map(|(id, version)| (id.into(), version)).collect();
    let statement = RowStatement {
        head: "insert into mention_version (mention_id, version, title, text, replaced_at) values",
        columns: 5,
        tail: "",
    };
    tx.run_rows(&statement, &changed, |edit, args| {
        let version = latest.get(&edit.id()).copied().unwrap_or(0) + 1;
        args.extend([
            Arg::from(edit.id()),
            version.into(),
            (&edit.seen.facts.title).into(),
            (&edit.seen.facts.text).into(),
            batch.now.into(),
        ]);
        Ok(())
    })
    .await?;
    Ok(())
}
