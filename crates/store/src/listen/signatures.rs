//! Signatures of what was stored last, for finding near-duplicates.

use plaza_core::{MentionId, Signature};
use sqlx::FromRow;

use super::Listen;
use crate::db::args;
use crate::stored::OptionalId;
use crate::{Result, StoreError};

#[derive(FromRow)]
struct SignatureRow {
    #[sqlx(try_from = "i64")]
    id: MentionId,
    #[sqlx(try_from = "OptionalId")]
    near_of: Option<MentionId>,
    signature: Vec<u8>,
}

impl Listen<'_> {
    /// The latest `limit` mentions that can be compared, in ascending order: id, group, signature.
    ///
    /// # Errors
    /// The database's; [`StoreError::Corrupt`].
    pub async fn recent_signatures(
        &self,
        limit: i64,
    ) -> Result<Vec<(MentionId, Option<MentionId>, Signature)>> {
        let rows = self
            .db
            .all(
                "select id, near_of, signature from mention where signature is not null
                 order by id desc limit $1",
                args![limit],
            )
            .await?;
        rows.into_iter().rev().map(SignatureRow::read).collect()
    }

    /// Mentions above `id` that can be compared, in ascending order: id, group, signature.
    ///
    /// # Errors
    /// The database's; [`StoreError::Corrupt`].
    pub async fn signatures_after(
        &self,
        id: MentionId,
        limit: i64,
    ) -> Result<Vec<(MentionId, Option<MentionId>, Signature)>> {
        let rows = self
            .db
            .all(
                "select id, near_of, signature from mention
                 where id > $1 and signature is not null order by id limit $2",
                args![id, limit],
            )
            .await?;
        rows.into_iter().map(SignatureRow::read).collect()
    }
}

impl SignatureRow {
    fn read(self) -> Result<(MentionId, Option<MentionId>, Signature)> {
        let signature = Signature::from_bytes(&self.signature)
            .ok_or_else(|| StoreError::Corrupt(format!("signature of mention {}", self.id)))?;
        Ok((self.id, self.near_of, signature))
    }
}
