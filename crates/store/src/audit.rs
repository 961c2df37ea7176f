//! Who did what, when: reading it. [`crate::act`] writes it.

use plaza_core::{AuditId, Millis, UserId};
use serde::Serialize;
use sqlx::FromRow;

use crate::db::args;
use crate::stored::{OptionalId, Stored};
use crate::{Result, Store};

/// A recorded deed.
#[derive(Debug, Clone, PartialEq, FromRow, Serialize)]
pub struct AuditRecord {
    /// Id, ascending in time.
    #[sqlx(try_from = "i64")]
    pub id: AuditId,
    /// When.
    pub at: Millis,
    /// Name of the person, the token or `plaza`.
    pub actor: String,
    /// The user, where it was one.
    #[sqlx(try_from = "OptionalId")]
    pub actor_id: Option<UserId>,
    /// What was done; another version of Plaza may have other names than [`crate::Action`].
    pub action: String,
    /// To what.
    pub target: String,
    /// More.
    #[sqlx(try_from = "Stored")]
    pub detail: serde_json::Value,
}

impl Store {
    /// The log, newest first, from before `before_id` where given.
    pub async fn audit_log(
        &self,
        before_id: Option<AuditId>,
        limit: i64,
    ) -> Result<Vec<AuditRecord>> {
        self.db
            .all(
                "select id, at, actor, actor_id, action, target, detail from audit_log
                 where id < $1 order by id desc limit $2",
                args![before_id.map_or(i64::MAX, AuditId::get), limit],
            )
            .await
    }
}
