//! What is gone upstream, and what goes with it.

use std::collections::{BTreeMap, HashMap, HashSet};

use plaza_core::{MentionId, Takes};

use super::batch::Batch;
use crate::Result;
use crate::db::{Arg, Tx};
use crate::listen::tombstones::wipe;
use crate::open::to_i64;
use crate::sql::{ListQuery, RowStatement};

/// Turns the batch's deletions into tombstones, whose words go at once unless the house keeps them
/// for a while; returns how many were not tombstones before.
pub(super) async fn bury(tx: &mut Tx, batch: &Batch, revision: &mut i64) -> Result<i64> {
    let when: HashMap<&str, i64> = batch
        .deletions
        .iter()
        .filter(|deletion| !deletion.external_id.contains('\0'))
        .map(|d| (d.external_id.as_str(), d.deleted_at.unwrap_or(batch.now).min(batch.now)))
        .collect();
    let query = ListQuery {
        parts: &[
            "select id, external_id from mention where deleted_at is null and place_id = ",
            " and external_id in ",
        ],
        fixed: vec![Arg::from(batch.place_id)],
        tail: "",
    };
    let list: Vec<Arg<'_>> = when.keys().map(|id| Arg::from(*id)).collect();
    let found: Vec<(i64, String)> = tx.all_in(&query, &list).await?;
    let along = along(tx, batch, &when).await?;
    let mut buried: BTreeMap<i64, i64> = along.into_iter().collect();
    for (id, external_id) in found {
        buried.insert(id, when.get(external_id.as_str()).copied().unwrap_or(batch.now));
    }
    let rows: Vec<(i64, i64, i64)> = buried
        .into_iter()
        .zip(*revision + 1..)
        .map(|((id, deleted_at), revision)| (id, revision, deleted_at))
        .collect();
    *revision += to_i64(rows.len());
    let statement = RowStatement {
        head: "with v (id, revision, deleted_at) as (values",
        columns: 3,
        tail: ") update mention set revision = v.revision, deleted_at = v.deleted_at from v
               where mention.id = v.id",
    };
    tx.run_rows(&statement, &rows, |(id, revision, at), args| {
        args.extend([Arg::from(*id), Arg::from(*revision), Arg::from(*at)]);
        Ok(())
    })
    .await?;
    if !batch.keep_deleted {
        let buried: Vec<MentionId> = rows.iter().map(|(id, ..)| (*id).into()).collect();
        wipe(tx, &buried).await?;
    }
    Ok(to_i64(rows.len()))
}

/// A mention of a thread: its id, its external id, its parent's, the thread's key, and whether it
/// is a tombstone.
type Member = (i64, String, Option<String>, String, bool);

/// What the deletions take along that is not deleted yet, and since when it is gone.
async fn along(tx: &mut Tx, batch: &Batch, when: &HashMap<&str, i64>) -> Result<Vec<(i64, i64)>> {
    let taking: HashMap<&str, Takes> = batch
        .deletions
        .iter()
        .filter(|deletion| deletion.takes != Takes::Itself)
        .map(|deletion| (deletion.external_id.as_str(), deletion.takes))
        .filter(|(id, _)| when.contains_key(id))
        .collect();
    if taking.is_empty() {
        return Ok(Vec::new());
    }
    let query = ListQuery {
        parts: &[
            "select external_id, coalesce(conversation, external_id) from mention
             where place_id = ",
            " and external_id in ",
        ],
        fixed: vec![Arg::from(batch.place_id)],
        tail: "",
    };
    let list: Vec<Arg<'_>> = taking.keys().map(|id| Arg::from(*id)).collect();
    let threads: Vec<(String, String)> = tx.all_in(&query, &list).await?;
    let members = members(tx, batch, &threads).await?;
    let mut gone = Vec::new();
    for (begun_by, thread) in &threads {
        let takes = taking.get(begun_by.as_str()).copied().unwrap_or_default();
        let at = when.get(begun_by.as_str()).copied().unwrap_or(batch.now);
        let of_thread: Vec<&Member> = members.iter().filter(|member| member.3 == *thread).collect();
        let taken = match takes {
            Takes::Itself => Vec::new(),
            Takes::Thread => of_thread,
            Takes::Answers => below(begun_by, &of_thread),
        };
        gone.extend(taken.iter().filter(|member| !member.4).map(|member| (member.0, at)));
    }
    Ok(gone)
}

/// All mentions of some threads.
async fn members(tx: &mut Tx, batch: &Batch, threads: &[(String, String)]) -> Result<Vec<Member>> {
    let query = ListQuery {
        parts: &[
            "select id, external_id, parent_external_id, conversation, deleted_at is not null
             from mention where place_id = ",
            " and conversation in ",
        ],
        fixed: vec![Arg::from(batch.place_id)],
        tail: "",
    };
    let keys: HashSet<&str> = threads.iter().map(|(_, thread)| thread.as_str()).collect();
    let list: Vec<Arg<'_>> = keys.into_iter().map(Arg::from).collect();
    tx.all_in(&query, &list).await
}

/// The answers below a mention, and those below them.
fn below<'a>(begun_by: &str, members: &[&'a Member]) -> Vec<&'a Member> {
    let mut answers: HashMap<&str, Vec<&'a Member>> = HashMap::new();
    for member in members {
        if let Some(parent) = &member.2 {
            answers.entry(parent.as_str()).or_default().push(member);
        }
    }
    let mut found: Vec<&'a Member> = Vec::new();
    let mut open = answers.remove(begun_by).unwrap_or_default();
    // Each parent is looked at once: some answer each other in a circle.
    while let Some(member) = open.pop() {
        found.push(member);
        open.extend(answers.remove(member.1.as_str()).unwrap_or_default());
    }
    found
}
