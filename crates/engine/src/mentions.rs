//! What people say about the models' work.

use plaza_core::Permission;
use plaza_store::MentionView;
use plaza_store::understand::Correction;

use crate::learning::{judgements, not_analysed};
use crate::{Actor, Engine, EngineError};

impl Engine {
    /// A mention with all that is known of it.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn mention(&self, id: i64) -> Result<MentionView, EngineError> {
        self.0.store.mention(id).await?.ok_or(EngineError::NotFound("mention"))
    }

    /// Takes a person's word over the model's; it holds when the mention is analysed again, and
    /// counts in the model's accuracy.
    ///
    /// # Errors
    /// Forbidden, no such mention or theme, or a mention that has not been analysed yet.
    pub async fn correct(
        &self,
        actor: &Actor,
        mention_id: i64,
        mut correction: Correction,
    ) -> Result<MentionView, EngineError> {
        Self::check(actor, Permission::Curate)?;
        let mention = self.mention(mention_id).await?;
        let insight = mention.insight.as_ref().ok_or_else(not_analysed)?;
        correction.judgements = judgements(&mention, insight, &correction);
        let detail = serde_json::to_value(&correction).unwrap_or_default();
        // A move between themes is an edit of themes, which can be undone there.
        if let Some(theme) = correction.theme_id.take() {
            self.move_mentions(actor, &[mention_id], theme).await?;
        }
        if correction != Correction::default() {
            let now = self.now();
            self.0.store.understand().correct_insight(mention_id, &correction, actor.user_id, now).await?;
        }
        self.0.changed.notify_one();
        self.audit(actor, "mention.correct", format!("mention:{mention_id}"), detail).await?;
        self.mention(mention_id).await
    }
}
