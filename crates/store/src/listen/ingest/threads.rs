//! Which conversation a mention belongs to, in whatever order its mentions arrive.
//!
//! A thread's key is the conversation id or, without one, the external id of the mention that
//! began it. An answer takes its parent's key. While the parent is not there, it takes the thread
//! id that the platform names, else the parent's external id; when the parent arrives, everything
//! under that provisional key moves to the parent's.

use std::collections::{HashMap, HashSet};

use super::batch::{Batch, NewRow};
use crate::Result;
use crate::db::{Arg, Tx, args};
use crate::sql::ListQuery;

/// The conversation of each new mention, in the batch's order.
pub(super) type Keys = Vec<Option<String>>;

/// Decides the conversations of all new mentions.
pub(super) async fn keys(tx: &mut Tx, batch: &Batch) -> Result<Keys> {
    if batch.new.iter().all(|row| row.mention.parent_id.is_none()) {
        return Ok(batch.new.iter().map(|row| row.mention.conversation_id.clone()).collect());
    }
    let here: HashMap<&str, usize> = batch
        .new
        .iter()
        .enumerate()
        .map(|(at, row)| (row.mention.external_id.as_str(), at))
        .collect();
    let stored = stored_parents(tx, batch, &here).await?;
    let mut keys: Keys = vec![None; batch.new.len()];
    let mut decided = vec![false; batch.new.len()];
    for start in 0..batch.new.len() {
        decide(start, &batch.new, &here, &stored, &mut keys, &mut decided);
    }
    Ok(keys)
}

/// Decides one mention and its undecided ancestors, oldest ancestor first.
fn decide(
    start: usize,
    rows: &[NewRow],
    here: &HashMap<&str, usize>,
    stored: &HashMap<String, String>,
    keys: &mut Keys,
    decided: &mut [bool],
) {
    let parent_of = |at: usize| rows[at].mention.parent_id.as_deref();
    let mut path = vec![start];
    let mut on_path = HashSet::from([start]);
    while let Some(&at) = path.last()
        && !decided[at]
        && let Some(&parent) = parent_of(at).and_then(|id| here.get(id))
        // Mentions that answer each other in a circle have no beginning: one is as good as another.
        && on_path.insert(parent)
    {
        path.push(parent);
    }
    while let Some(at) = path.pop() {
        if decided[at] {
            continue;
        }
        let mention = &rows[at].mention;
        keys[at] = match parent_of(at) {
            None => mention.conversation_id.clone(),
            Some(parent) => Some(match here.get(parent) {
                Some(&p) if decided[p] => keys[p].clone().unwrap_or_else(|| parent.to_owned()),
                _ => stored
                    .get(parent)
                    .or(mention.conversation_id.as_ref())
                    .cloned()
                    .unwrap_or_else(|| parent.to_owned()),
            }),
        };
        decided[at] = true;
    }
}

/// The threads of parents that are stored already, by the parent's external id.
async fn stored_parents(
    tx: &mut Tx,
    batch: &Batch,
    here: &HashMap<&str, usize>,
) -> Result<HashMap<String, String>> {
    let parents: HashSet<&str> = batch
        .new
        .iter()
        .filter_map(|row| row.mention.parent_id.as_deref())
        .filter(|parent| !here.contains_key(parent))
        .collect();
    let query = ListQuery {
        parts: &[
            "select external_id, coalesce(conversation, external_id) from mention
             where place_id = ",
            " and external_id in ",
        ],
        fixed: vec![Arg::from(batch.place_id)],
        tail: "",
    };
    let list: Vec<Arg<'_>> = parents.into_iter().map(Arg::from).collect();
    let rows: Vec<(String, String)> = tx.all_in(&query, &list).await?;
    Ok(rows.into_iter().collect())
}

/// Moves mentions that waited under a provisional key to the thread that has now been found.
pub(super) async fn gather(tx: &mut Tx, batch: &Batch, keys: &Keys) -> Result<()> {
    let mut moves: HashMap<&str, &str> = HashMap::new();
    for (row, key) in batch.new.iter().zip(keys) {
        let Some(key) = key.as_deref() else { continue };
        let mention = &row.mention;
        let named = mention.conversation_id.as_deref();
        for provisional in [Some(mention.external_id.as_str()), named].into_iter().flatten() {
            if provisional != key {
                moves.insert(provisional, key);
            }
        }
    }
    let query = ListQuery {
        parts: &[
            "select distinct conversation from mention where place_id = ",
            " and conversation in ",
        ],
        fixed: vec![Arg::from(batch.place_id)],
        tail: "",
    };
    let list: Vec<Arg<'_>> = moves.keys().map(|key| Arg::from(*key)).collect();
    let waiting: Vec<(String,)> = tx.all_in(&query, &list).await?;
    for (provisional,) in waiting {
        if let Some(key) = moves.get(provisional.as_str()) {
            tx.run(
                "update mention set conversation = $3 where place_id = $1 and conversation = $2",
                args![batch.place_id, &provisional, *key],
            )
            .await?;
        }
    }
    Ok(())
}
