//! What is stored of mentions that come in again, and who has told of them.

use std::collections::{HashMap, HashSet};

use plaza_core::{AuthorId, Extra, Facts, Look, MentionId, Millis, NormalMention, SourceId};
use sqlx::FromRow;

use super::authors::Before;
use super::batch::{Batch, EditedRow};
use crate::Result;
use crate::db::{Arg, Tx, args};
use crate::sql::{ListQuery, RowStatement};
use crate::stored::{OptionalId, Stored};

/// A stored mention, as far as readers may change it, and what the batch's source told of it.
#[derive(FromRow)]
struct Row {
    #[sqlx(try_from = "i64")]
    id: MentionId,
    input_hash: i64,
    #[sqlx(try_from = "OptionalId")]
    read_by: Option<SourceId>,
    deleted: bool,
    wiped: bool,
    title: String,
    text: String,
    created_at: Millis,
    rating: Option<f64>,
    claimed_lang: Option<String>,
    channel: Option<String>,
    country: Option<String>,
    url: Option<String>,
    #[sqlx(try_from = "Stored")]
    extra: Extra,
    ours: bool,
    #[sqlx(try_from = "OptionalId")]
    author_id: Option<AuthorId>,
    author_by_id: bool,
    author_by_handle: bool,
    told_hash: Option<i64>,
    told_ours: Option<bool>,
}

/// A look at a stored mention.
pub(super) struct Seen<'b> {
    pub(super) row: &'b EditedRow,
    pub(super) look: Look,
    pub(super) facts: Facts,
    pub(super) input_hash: i64,
    pub(super) deleted: bool,
    pub(super) wiped: bool,
    /// The author, or the account that it turned out to be.
    pub(super) author_id: Option<AuthorId>,
    author_by_id: bool,
    author_by_handle: bool,
    /// Whether what this source told last is kept apart.
    has_word: bool,
    /// The only other reader so far, whose words stand in the mention's own row.
    other: Option<SourceId>,
    /// Whether another reader says that it is ours.
    others_say_ours: bool,
}

impl Seen<'_> {
    /// What holds now.
    pub(super) fn merged(&self) -> Facts {
        let told = &self.row.mention;
        // What had no words left has nothing to keep.
        let look = if self.wiped { Look::Only } else { self.look };
        self.facts.merged(told, look, self.others_say_ours)
    }

    /// The author that holds now. `told` is who this source says it is.
    pub(super) fn author(&self, told: Option<AuthorId>) -> Option<AuthorId> {
        let has_id = self.row.mention.account.is_some();
        match self.look {
            Look::Only => told,
            _ if has_id => told,
            _ if self.author_by_id => self.author_id,
            Look::First => self.author_id.or(told),
            Look::Again => told.or(self.author_id),
        }
    }
}

/// The authors of mentions that come in again.
pub(super) fn authors(looks: &[Seen<'_>]) -> HashMap<MentionId, Before> {
    looks
        .iter()
        .filter_map(|seen| {
            let before = Before { id: seen.author_id?, by_handle: seen.author_by_handle };
            Some((seen.row.id, before))
        })
        .collect()
}

/// What is stored of the batch's edited mentions; of two looks at one mention the later one.
pub(super) async fn looks<'b>(tx: &mut Tx, batch: &'b Batch) -> Result<Vec<Seen<'b>>> {
    if batch.edited.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = rows(tx, batch).await?;
    let has_others = has_others(tx, batch).await?;
    let claims = claims(tx, batch).await?;
    // From the end, so that the later one is met first.
    let seen = batch.edited.iter().rev().filter_map(|edited| {
        let row = rows.remove(&edited.id)?;
        Some(seen(edited, row, batch.source_id, has_others, claims.get(&edited.id)))
    });
    Ok(seen.collect())
}

async fn rows(tx: &mut Tx, batch: &Batch) -> Result<HashMap<MentionId, Row>> {
    let query = ListQuery {
        parts: &[
            "select m.id, m.input_hash, m.read_by, m.deleted_at is not null as deleted, m.wiped,
             m.title, m.text, m.created_at, m.rating, m.claimed_lang, m.channel, m.country, m.url,
             m.extra, m.ours, coalesce(a.same_as, m.author_id) as author_id,
             coalesce(a.account <> '' or a.same_as is not null, false) as author_by_id,
             coalesce(a.account = '' and a.kind = 'account' and a.same_as is null, false)
                 as author_by_handle,
             r.input_hash as told_hash, r.ours as told_ours
             from mention m
             left join author a on a.id = m.author_id
             left join mention_reader r on r.mention_id = m.id and r.source_id = ",
            " where not exists (select 1 from mention_removal d where d.mention_id = m.id)
              and m.place_id = ",
            " and m.id in ",
        ],
        fixed: vec![Arg::from(batch.source_id), Arg::from(batch.place_id)],
        tail: "",
    };
    let ids: Vec<Arg<'_>> = batch.edited.iter().map(|row| Arg::from(row.id)).collect();
    let rows: Vec<Row> = tx.all_in(&query, &ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Whether other sources read the place.
async fn has_others(tx: &mut Tx, batch: &Batch) -> Result<bool> {
    tx.value(
        "select exists (select 1 from source where place_id = $1 and id <> $2
         and deleted_at is null)",
        args![batch.place_id, batch.source_id],
    )
    .await
}

/// What other sources say of whether mentions are ours, where it is kept.
async fn claims(tx: &mut Tx, batch: &Batch) -> Result<HashMap<MentionId, bool>> {
    let query = ListQuery {
        parts: &[
            "select mention_id, ours from mention_reader where source_id <> ",
            " and mention_id in ",
        ],
        fixed: vec![Arg::from(batch.source_id)],
        tail: "",
    };
    let ids: Vec<Arg<'_>> = batch.edited.iter().map(|row| Arg::from(row.id)).collect();
    let mut claims: HashMap<MentionId, bool> = HashMap::new();
    for (id, ours) in tx.all_in::<(i64, bool)>(&query, &ids).await? {
        *claims.entry(id.into()).or_default() |= ours;
    }
    Ok(claims)
}

fn seen<'b>(
    edited: &'b EditedRow,
    row: Row,
    reader: SourceId,
    has_others: bool,
    claims: Option<&bool>,
) -> Seen<'b> {
    let told_before = row.told_hash.is_some() || row.read_by == Some(reader);
    let has_told_alone = claims.is_none() && row.read_by == Some(reader);
    let look = match told_before {
        _ if !has_others || has_told_alone => Look::Only,
        true => Look::Again,
        false => Look::First,
    };
    // What was kept before readers were told apart may be anybody's word.
    let is_own_word = row.read_by.map_or(!has_others, |by| by == reader);
    let said = row.told_ours.unwrap_or(is_own_word && row.ours);
    let is_unclaimed = row.ours && !said && (claims.is_none() || row.read_by.is_none());
    let others_say_ours = is_unclaimed || claims.is_some_and(|ours| *ours);
    let facts = Facts {
        title: row.title,
        text: row.text,
        created_at: row.created_at,
        rating: row.rating,
        lang: row.claimed_lang,
        channel: row.channel,
        country: row.country,
        url: row.url,
        extra: row.extra,
        ours: row.ours,
    };
    Seen {
        row: edited,
        look,
        facts,
        input_hash: row.input_hash,
        deleted: row.deleted,
        wiped: row.wiped,
        author_id: row.author_id,
        author_by_id: row.author_by_id,
        author_by_handle: row.author_by_handle,
        has_word: row.told_hash.is_some(),
        other: row.read_by.filter(|by| claims.is_none() && *by != reader),
        others_say_ours,
    }
}

/// What a source told of a mention.
struct Word {
    mention_id: MentionId,
    source_id: SourceId,
    input_hash: i64,
    ours: bool,
}

/// Remembers what the batch's source told. `changed`: mentions whose own row says it already.
pub(super) async fn remember(
    tx: &mut Tx,
    batch: &Batch,
    looks: &[&Seen<'_>],
    changed: &HashSet<MentionId>,
) -> Result<()> {
    let alone: Vec<(MentionId, i64)> = looks
        .iter()
        .filter(|seen| seen.look == Look::Only && !changed.contains(&seen.row.id))
        .filter(|seen| seen.input_hash != seen.row.mention.input_hash)
        .map(|seen| (seen.row.id, seen.row.mention.input_hash))
        .collect();
    let statement = RowStatement {
        head: "with v (id, input_hash, read_by) as (values",
        columns: 3,
        tail: ") update mention set input_hash = v.input_hash, read_by = v.read_by from v
               where mention.id = v.id",
    };
    tx.run_rows(&statement, &alone, |(id, hash), args| {
        args.extend([Arg::from(*id), Arg::from(*hash), Arg::from(batch.source_id)]);
        Ok(())
    })
    .await?;
    keep_words(tx, &words(batch, looks)).await
}

fn words(batch: &Batch, looks: &[&Seen<'_>]) -> Vec<Word> {
    let told = |seen: &Seen<'_>, mention: &NormalMention| Word {
        mention_id: seen.row.id,
        source_id: batch.source_id,
        input_hash: mention.input_hash,
        ours: mention.ours,
    };
    let mut words = Vec::new();
    for seen in looks.iter().filter(|seen| seen.look != Look::Only || seen.has_word) {
        words.push(told(seen, &seen.row.mention));
        words.extend(seen.other.map(|other| Word {
            mention_id: seen.row.id,
            source_id: other,
            input_hash: seen.input_hash,
            ours: seen.facts.ours,
        }));
    }
    words
}

async fn keep_words(tx: &mut Tx, words: &[Word]) -> Result<()> {
    let statement = RowStatement {
        head: "insert into mention_reader (mention_id, source_id, input_hash, ours) values",
        columns: 4,
        tail: " on conflict (mention_id, source_id) do update set
               input_hash = excluded.input_hash, ours = excluded.ours",
    };
    tx.run_rows(&statement, words, |word, args| {
        args.extend([
            Arg::from(word.mention_id),
            Arg::from(word.source_id),
            Arg::from(word.input_hash),
            Arg::from(word.ours),
        ]);
        Ok(())
    })
    .await?;
    Ok(())
}
