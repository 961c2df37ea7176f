//! Mentions that somebody of the house deletes for good.

use plaza_core::{MentionId, Permission, limits, say};
use plaza_store::Action;
use plaza_store::listen::{Deleted, DeletionPreview};
use serde_json::json;

use super::Listen;
use crate::{Actor, EngineError, EventKind, entered};

/// Mentions in one transaction.
const AT_ONCE: usize = 200;

impl Listen<'_> {
    /// What hangs on these mentions, for somebody who is about to delete them.
    ///
    /// # Errors
    /// Forbidden, or more of them than [`limits::DELETED_MENTIONS`].
    pub async fn deletion_preview(
        &self,
        actor: &Actor,
        ids: &[MentionId],
    ) -> Result<DeletionPreview, EngineError> {
        actor.require(Permission::DeleteMentions)?;
        check_count(ids)?;
        Ok(self.shared().store.listen().deletion_preview(ids).await?)
    }

    /// Deletes mentions for good and returns how many were there: their words and what models said
    /// of them go wherever they stand, and nothing of them is taken in again. Our answers stay where
    /// they were said, and so does what people judged.
    ///
    /// # Errors
    /// Forbidden, no reason, or more of them than [`limits::DELETED_MENTIONS`]. What was deleted
    /// before a failure stays deleted.
    pub async fn delete_mentions(
        &self,
        actor: &Actor,
        ids: &[MentionId],
        reason: &str,
    ) -> Result<i64, EngineError> {
        actor.require(Permission::DeleteMentions)?;
        check_count(ids)?;
        let reason = entered::line::<{ limits::REASON }>("reason", reason)?;
        let shared = self.shared();
        let mut deleted = 0;
        for part in ids.chunks(AT_ONCE) {
            let detail = json!({ "reason": reason, "count": part.len() });
            let act = actor.act(Action::MentionDelete, shared.now()).with(detail);
            let done = shared.store.listen().delete_mentions(part, &reason, &act).await?;
            if let Some(done) = done {
                deleted += shared.told(EventKind::Mentions, done);
            }
        }
        if deleted > 0 {
            // What was deleted is no first of its kind any more.
            *self.parts().duplicates.lock().await = None;
            shared.wake_followers();
        }
        Ok(deleted)
    }

    /// Who deleted a mention for good; nobody where it was the platform.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn deleted_by(&self, id: MentionId) -> Result<Option<Deleted>, EngineError> {
        Ok(self.shared().store.listen().deleted_by(id).await?)
    }
}

fn check_count(ids: &[MentionId]) -> Result<(), EngineError> {
    if ids.len() <= limits::DELETED_MENTIONS {
        return Ok(());
    }
    let message = say!(
        "deleted-many",
        "takes at most {max} mentions at once; these are {count}",
        max = limits::DELETED_MENTIONS,
        count = ids.len()
    );
    Err(EngineError::invalid("mentions", message))
}
