//! What an import brings, noted in the transactions that store it.

use plaza_core::{ImportId, MentionId, say};

use crate::db::{Arg, Tx, args};
use crate::sql::RowStatement;
use crate::{Result, StoreError};

/// The mentions that a batch changes, as they are before it.
const KEEP: RowStatement = RowStatement {
    head: "with v (import_id, id, hash) as (values",
    columns: 3,
    tail: ") insert into import_edit (import_id, mention_id, hash_after, author_id, created_at,
           edited_at, deleted_at, wiped, input_hash, rating, signature, channel, country,
           claimed_lang, url, title, extra, text)
           select v.import_id, m.id, v.hash, m.author_id, m.created_at, m.edited_at, m.deleted_at,
           m.wiped, m.input_hash, m.rating, m.signature, m.channel, m.country, m.claimed_lang,
           m.url, m.title, m.extra, m.text
           from v join mention m on m.id = v.id
           where m.deleted_at is not null or m.input_hash <> v.hash
           on conflict (import_id, mention_id) do update set hash_after = excluded.hash_after",
};

/// Notes what a part of an import is about to add and to change, the latter with the hash of what
/// came in; before anything of it is stored.
///
/// # Errors
/// [`StoreError::Invalid`] when the import was taken back meanwhile.
pub(in crate::listen) async fn note(
    tx: &mut Tx,
    id: ImportId,
    new: impl Iterator<Item = MentionId>,
    edited: &[(MentionId, i64)],
) -> Result<()> {
    let running: Option<(i64,)> = tx
        .optional("select id from import_batch where id = $1 and state = 'running'", args![id])
        .await?;
    if running.is_none() {
        return Err(StoreError::Invalid(say!(
            "import-undone-running",
            "the import was taken back while it ran; nothing more is taken in"
        )));
    }
    for (first, last) in runs(new) {
        add_range(tx, id, first, last).await?;
    }
    tx.run_rows(&KEEP, edited, |(mention, hash), args| {
        args.extend([Arg::from(id), Arg::from(*mention), Arg::from(*hash)]);
        Ok(())
    })
    .await?;
    Ok(())
}

async fn add_range(tx: &mut Tx, id: ImportId, first: MentionId, last: MentionId) -> Result<()> {
    let longer = tx
        .run(
            "update import_range set last_id = $3 where import_id = $1 and last_id = $2 - 1",
            args![id, first, last],
        )
        .await?;
    if longer == 0 {
        tx.run(
            "insert into import_range (import_id, first_id, last_id) values ($1, $2, $3)",
            args![id, first, last],
        )
        .await?;
    }
    Ok(())
}

/// Counts what a part of an import did: new, edited and quarantined.
pub(in crate::listen) async fn count(tx: &mut Tx, id: ImportId, did: [i64; 3]) -> Result<()> {
    let [new, edited, quarantined] = did;
    tx.run(
        "update import_batch set added = added + $2, edited = edited + $3,
         quarantined = quarantined + $4 where id = $1",
        args![id, new, edited, quarantined],
    )
    .await?;
    Ok(())
}

/// Ids that follow each other, as first and last.
fn runs(ids: impl Iterator<Item = MentionId>) -> Vec<(MentionId, MentionId)> {
    let mut runs: Vec<(MentionId, MentionId)> = Vec::new();
    for id in ids {
        match runs.last_mut() {
            Some((_, last)) if last.get() + 1 == id.get() => *last = id,
            _ => runs.push((id, id)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_follow_each_other_are_one_run() {
        for (ids, expected) in [
            (vec![], vec![]),
            (vec![4], vec![(4, 4)]),
            (vec![4, 5, 6, 9, 10, 12], vec![(4, 6), (9, 10), (12, 12)]),
        ] {
            let found = runs(ids.into_iter().map(MentionId::from));
            let found: Vec<(i64, i64)> = found.iter().map(|(a, b)| (a.get(), b.get())).collect();
            assert_eq!(found, expected);
        }
    }
}
