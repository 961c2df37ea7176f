//! Which sources brought a mention, beside the one that brought it first.

use plaza_core::{MentionId, SourceId, say};

use crate::db::{Arg, Tx, args};
use crate::sql::RowStatement;
use crate::{Result, StoreError};

/// Notes that a source has these mentions too.
pub(super) async fn note(tx: &mut Tx, source_id: SourceId, mentions: &[MentionId]) -> Result<()> {
    let statement = RowStatement {
        head: "insert into mention_seen (mention_id, source_id) values",
        columns: 2,
        tail: " on conflict (mention_id, source_id) do nothing",
    };
    tx.run_rows(&statement, mentions, |id, args| {
        args.extend([Arg::from(*id), Arg::from(source_id)]);
        Ok(())
    })
    .await?;
    Ok(())
}

/// Refuses what comes for a source that was deleted while it was on its way.
pub(super) async fn require_source(tx: &mut Tx, id: SourceId) -> Result<()> {
    let living: Option<(i64,)> = tx
        .optional("select id from source where id = $1 and deleted_at is null", args![id])
        .await?;
    living.map(drop).ok_or_else(|| {
        StoreError::Invalid(say!(
            "source-deleted-meanwhile",
            "its source was deleted meanwhile; nothing more is taken in for it"
        ))
    })
}
