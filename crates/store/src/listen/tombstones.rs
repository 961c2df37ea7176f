//! What is deleted upstream: the row keeps its place, and its words go.

use plaza_core::{MentionId, Millis};
use serde_json::json;
use sqlx::FromRow;

use super::Listen;
use crate::Result;
use crate::db::{Arg, Durability, Tx, args};
use crate::sql::RowStatement;
use crate::stored::to_json;

/// The words of a tombstone that the house still keeps.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct KeptWords {
    /// The headline.
    pub title: String,
    /// The body.
    pub text: String,
    /// When the platform took it away.
    pub deleted_at: Millis,
}

/// Everything that holds words of a mention, its own row first. What people said of it stays, and
/// so do our answers.
const WIPES: [RowStatement; 6] = [
    of_mentions(
        ") update mention set wiped = true, title = '', text = '', extra = '', url = null,
           signature = null where id in (select id from v)",
    ),
    of_mentions(") delete from mention_version where mention_id in (select id from v)"),
    of_mentions(") delete from import_edit where mention_id in (select id from v)"),
    of_mentions(") delete from insight where mention_id in (select id from v)"),
    of_mentions(") delete from mention_vector where mention_id in (select id from v)"),
    of_mentions(") update evidence set quote = '' where mention_id in (select id from v)"),
];

/// Gives quotes their words back.
const RESTORE_QUOTES: RowStatement = of_mentions(
    ") update evidence set quote = (
         select substr(m.text, cast(evidence.quote_start + 1 as integer),
                       cast(evidence.quote_end - evidence.quote_start as integer))
         from mention m where m.id = evidence.mention_id)
       where quote = '' and mention_id in (select id from v)",
);

/// A statement on the mentions `v`.
const fn of_mentions(tail: &'static str) -> RowStatement {
    RowStatement { head: "with v (id) as (values", columns: 1, tail }
}

async fn run_on(tx: &mut Tx, statement: &RowStatement, ids: &[MentionId]) -> Result<()> {
    let bind = |id: &MentionId, args: &mut Vec<Arg<'_>>| {
        args.push(Arg::from(*id));
        Ok(())
    };
    tx.run_rows(statement, ids, bind).await.map(drop)
}

impl Listen<'_> {
    /// Takes the words of up to `limit` tombstones that were made until `until`; returns how many
    /// there were.
    pub async fn wipe_tombstones(&self, until: Millis, limit: i64) -> Result<usize> {
        let any: bool = self
            .db
            .value(
                "select exists (select 1 from mention where deleted_at is not null and not wiped
                 and deleted_at <= $1)",
                args![until],
            )
            .await?;
        // Nobody is held up where there is nothing to do.
        if !any {
            return Ok(0);
        }
        let mut tx = self.db.begin(Durability::Normal).await?;
        // Keeps other writers of mentions out: one that comes back now would lose its new words.
        tx.lock_revision().await?;
        let due: Vec<(i64,)> = tx
            .all(
                "select id from mention where deleted_at is not null and not wiped
                 and deleted_at <= $1 order by deleted_at, id limit $2",
                args![until, limit],
            )
            .await?;
        let ids: Vec<MentionId> = due.into_iter().map(|(id,)| id.into()).collect();
        wipe(&mut tx, &ids).await?;
        tx.commit().await?;
        Ok(ids.len())
    }

    /// The words of a tombstone that have not been taken yet.
    pub async fn kept_words(&self, id: MentionId) -> Result<Option<KeptWords>> {
        self.db
            .optional(
                "select title, text, deleted_at from mention
                 where id = $1 and deleted_at is not null and not wiped",
                args![id],
            )
            .await
    }
}

/// Takes the words of these mentions, wherever they stand.
pub(crate) async fn wipe(tx: &mut Tx, ids: &[MentionId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    for statement in &WIPES {
        run_on(tx, statement, ids).await?;
    }
    wipe_audit(tx, ids).await
}

/// The log keeps that a quote was taken from an idea, and of which mention. Few lines hold quotes.
async fn wipe_audit(tx: &mut Tx, ids: &[MentionId]) -> Result<()> {
    let lines: Vec<(i64, String)> = tx
        .all(
            "select id, detail from audit_log where action = 'idea.remove_evidence'
             and detail not like '%\"quote\":\"\"}'",
            args![],
        )
        .await?;
    for (line, detail) in lines {
        let detail: serde_json::Value = serde_json::from_str(&detail).unwrap_or_default();
        let Some(mention) = detail["mention"].as_i64().filter(|_| detail["quote"] != "") else {
            continue;
        };
        if ids.contains(&mention.into()) {
            let wiped = to_json(&json!({ "mention": mention, "quote": "" }))?;
            tx.run("update audit_log set detail = $2 where id = $1", args![line, wiped]).await?;
        }
    }
    Ok(())
}

/// Gives quotes their words back whose mentions came back just as they were.
pub(crate) async fn restore_quotes(tx: &mut Tx, ids: &[MentionId]) -> Result<()> {
    run_on(tx, &RESTORE_QUOTES, ids).await
}
