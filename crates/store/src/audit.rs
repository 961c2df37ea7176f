//! Who did what, when.

use plaza_core::Millis;
use serde::Serialize;
use sqlx::FromRow;

use crate::db::{Durability, Tx, args};
use crate::stored::{Stored, to_json};
use crate::{Result, Store};

/// A deed to record.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry<'a> {
    /// When.
    pub at: Millis,
    /// Name of the person, the token or `system`.
    pub actor: String,
    /// The user, where it was one.
    pub actor_id: Option<i64>,
    /// What was done, such as `source.create`.
    pub action: &'a str,
    /// To what, such as `source 12`.
    pub target: String,
    /// More, without secrets.
    pub detail: serde_json::Value,
}

/// A recorded deed.
#[derive(Debug, Clone, PartialEq, FromRow, Serialize)]
pub struct AuditRecord {
    /// Id, ascending in time.
    pub id: i64,
    /// When.
    pub at: Millis,
    /// Name of the person, the token or `system`.
    pub actor: String,
    /// The user, where it was one.
    pub actor_id: Option<i64>,
    /// What was done.
    pub action: String,
    /// To what.
    pub target: String,
    /// More.
    #[sqlx(try_from = "Stored")]
    pub detail: serde_json::Value,
}

impl Store {
    /// Records a deed.
    pub async fn audit(&self, entry: &AuditEntry<'_>) -> Result<()> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.add_audit(entry).await?;
        tx.commit().await
    }

    /// The log, newest first, from before `before_id` where given.
    pub async fn audit_log(&self, before_id: Option<i64>, limit: i64) -> Result<Vec<AuditRecord>> {
        self.db
            .all(
                "select id, at, actor, actor_id, action, target, detail from audit_log
                 where id < $1 order by id desc limit $2",
                args![before_id.unwrap_or(i64::MAX), limit],
            )
            .await
    }
}

impl Tx {
    /// Records a deed together with what it did.
    pub(crate) async fn add_audit(&mut self, entry: &AuditEntry<'_>) -> Result<()> {
        let detail = to_json(&entry.detail)?;
        self.run(
            "insert into audit_log (at, actor, actor_id, action, target, detail)
             values ($1, $2, $3, $4, $5, $6)",
            args![entry.at, &entry.actor, entry.actor_id, entry.action, &entry.target, detail],
        )
        .await?;
        Ok(())
    }
}
