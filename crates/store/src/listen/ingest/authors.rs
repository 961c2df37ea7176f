//! Authors, one per place and handle.

use std::collections::{HashMap, HashSet};

use plaza_core::{AuthorId, NormalMention, PlaceId};
use sqlx::FromRow;

use super::batch::Batch;
use crate::Result;
use crate::db::{Arg, Tx};
use crate::sql::{ListQuery, RowStatement};

/// Ids by handle.
pub(super) type Authors = HashMap<String, AuthorId>;

#[derive(FromRow)]
struct AuthorRow {
    #[sqlx(try_from = "i64")]
    id: AuthorId,
    handle: String,
    name: Option<String>,
}

/// The author's handle; the shown name stands in where the platform tells no handle.
pub(super) fn handle(mention: &NormalMention) -> Option<&str> {
    mention.author.as_deref().or(mention.author_name.as_deref())
}

/// Finds or adds the authors of all mentions in the batch, and notes changed names.
pub(super) async fn resolve(tx: &mut Tx, batch: &Batch) -> Result<Authors> {
    let mentions =
        batch.new.iter().map(|r| &r.mention).chain(batch.edited.iter().map(|r| &r.mention));
    // The last name in the batch holds.
    let names: HashMap<&str, Option<&str>> = mentions
        .filter_map(|mention| Some((handle(mention)?, mention.author_name.as_deref())))
        .collect();
    let stored = look_up(tx, batch.place_id, &names).await?;
    let renamed: Vec<(AuthorId, &str)> = stored
        .iter()
        .filter_map(|row| {
            let name = names.get(row.handle.as_str()).copied().flatten()?;
            (row.name.as_deref() != Some(name)).then_some((row.id, name))
        })
        .collect();
    rename(tx, &renamed).await?;
    let known: HashSet<&str> = stored.iter().map(|row| row.handle.as_str()).collect();
    let missing: Vec<(&str, Option<&str>)> =
        names.iter().map(|(h, n)| (*h, *n)).filter(|(h, _)| !known.contains(h)).collect();
    let added = add(tx, batch, &missing).await?;
    Ok(stored.into_iter().chain(added).map(|row| (row.handle, row.id)).collect())
}

async fn look_up(
    tx: &mut Tx,
    place_id: PlaceId,
    names: &HashMap<&str, Option<&str>>,
) -> Result<Vec<AuthorRow>> {
    let query = ListQuery {
        parts: &["select id, handle, name from author where place_id = ", " and handle in "],
        fixed: vec![Arg::from(place_id)],
        tail: "",
    };
    let handles: Vec<Arg<'_>> = names.keys().map(|handle| Arg::from(*handle)).collect();
    tx.all_in(&query, &handles).await
}

async fn rename(tx: &mut Tx, renamed: &[(AuthorId, &str)]) -> Result<()> {
    let statement = RowStatement {
        head: "with v (id, name) as (values",
        columns: 2,
        tail: ") update author set name = v.name from v where author.id = v.id",
    };
    tx.run_rows(&statement, renamed, |(id, name), args| {
        args.extend([Arg::from(*id), Arg::from(*name)]);
        Ok(())
    })
    .await?;
    Ok(())
}

async fn add(
    tx: &mut Tx,
    batch: &Batch,
    missing: &[(&str, Option<&str>)],
) -> Result<Vec<AuthorRow>> {
    let statement = RowStatement {
        head: "insert into author (place_id, handle, name, first_seen_at) values",
        columns: 4,
        tail: " returning id, handle, name",
    };
    tx.fetch_rows(&statement, missing, |(handle, name), args| {
        args.extend([
            Arg::from(batch.place_id),
            Arg::from(*handle),
            Arg::from(*name),
            batch.now.into(),
        ]);
        Ok(())
    })
    .await
}
