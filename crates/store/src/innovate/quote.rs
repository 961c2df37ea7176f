//! Putting a quote under an idea.

use plaza_core::{IdeaId, MentionId};

use crate::db::{Tx, args};
use crate::{Act, Result, StoreError};

/// A quote to put under an idea.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvidence {
    /// The mention it stands in.
    pub mention_id: MentionId,
    /// The words.
    pub quote: String,
    /// First character in the mention's text.
    pub start: i64,
    /// Behind the last character.
    pub end: i64,
}

/// Puts a quote under an idea; one that is there stays as it is.
pub(super) async fn attach(
    tx: &mut Tx,
    idea_id: IdeaId,
    new: &NewEvidence,
    act: &Act<'_>,
) -> Result<()> {
    // A mention that is being buried keeps no words, here neither.
    tx.lock_revision().await?;
    tx.only::<(i64,)>(
        "select id from mention where id = $1 and deleted_at is null",
        args![new.mention_id],
    )
    .await?;
    let inserted = tx
        .run(
            "insert into evidence (idea_id, mention_id, quote, quote_start, quote_end,
             added_by, created_at) values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (idea_id, mention_id, quote_start, quote_end) do nothing",
            args![idea_id, new.mention_id, &new.quote, new.start, new.end, act.user_id, act.at],
        )
        .await;
    match inserted {
        Err(StoreError::Database(e)) if e.is_missing_parent() => Err(StoreError::NotFound),
        other => other.map(drop),
    }
}
