//! What queries ask of the store before they run: mentions of an import, or of our answers' states.

use plaza_core::{MentionId, UserId};

use super::Find;
use crate::Result;
use crate::db::args;

/// Most mentions that somebody's own answers are looked for among, the newest answers first.
const MOST: i64 = 50_000;

impl Find<'_> {
    /// What an import brought or changed, as first and last ids in order; `None` when there is no
    /// such import.
    pub async fn import_spans(&self, id: i64) -> Result<Option<Vec<(MentionId, MentionId)>>> {
        let known = "select exists (select 1 from import_batch where id = $1)";
        if !self.db.value::<bool>(known, args![id]).await? {
            return Ok(None);
        }
        let rows: Vec<(i64, i64)> = self
            .db
            .all(
                "select first_id, last_id from import_range where import_id = $1
                 union select mention_id, mention_id from import_edit where import_id = $1
                 order by 1",
                args![id],
            )
            .await?;
        Ok(Some(rows.into_iter().map(|(first, last)| (first.into(), last.into())).collect()))
    }

    /// Mentions to which an answer was begun that has not gone out: a draft, one that waits for
    /// approval, or one that failed.
    pub async fn drafted(&self) -> Result<Vec<MentionId>> {
        let rows: Vec<(i64,)> = self
            .db
            .all(
                "select distinct mention_id from reply
                 where state in ('draft', 'submitted', 'failed')",
                args![],
            )
            .await?;
        Ok(rows.into_iter().map(|(id,)| id.into()).collect())
    }

    /// Mentions to which this person wrote an answer or a draft, whatever became of it, without
    /// retracted ones.
    pub async fn answered_as(&self, user_id: UserId) -> Result<Vec<MentionId>> {
        let rows: Vec<(i64,)> = self
            .db
            .all(
                "select mention_id from reply where author_user_id = $1 and state <> 'retracted'
                 group by mention_id order by max(id) desc limit $2",
                args![user_id, MOST],
            )
            .await?;
        Ok(rows.into_iter().map(|(id,)| id.into()).collect())
    }
}
