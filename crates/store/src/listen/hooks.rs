//! Deliveries of webhooks that were accepted, so that none is taken twice.

use plaza_core::{Millis, SourceId};

use super::Listen;
use crate::Result;
use crate::db::{Durability, args};

impl Listen<'_> {
    /// Whether this delivery was accepted before.
    pub async fn knows_delivery(&self, source_id: SourceId, key: &str) -> Result<bool> {
        let known: Option<(i64,)> = self
            .db
            .optional(
                "select source_id from hook_delivery where source_id = $1 and key = $2",
                args![source_id, key],
            )
            .await?;
        Ok(known.is_some())
    }

    /// Remembers an accepted delivery until `forget_at`, and forgets those whose time has come;
    /// false when somebody else was faster.
    pub async fn remember_delivery(
        &self,
        source_id: SourceId,
        key: &str,
        now: Millis,
        forget_at: Millis,
    ) -> Result<bool> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.run("delete from hook_delivery where forget_at < $1", args![now]).await?;
        let added = tx
            .run(
                "insert into hook_delivery (source_id, key, forget_at) values ($1, $2, $3)
                 on conflict (source_id, key) do nothing",
                args![source_id, key, forget_at],
            )
            .await?;
        tx.commit().await?;
        Ok(added > 0)
    }
}
