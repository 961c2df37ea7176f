//! What people say about the models' work.

use plaza_core::Permission;
use plaza_store::MentionView;
use plaza_store::understand::Correction;

use super::Understand;
use crate::understand::learning::{judgements, not_analyzed};
use crate::{Actor, EngineError};

impl Understand<'_> {
    /// Takes a person's word over the model's; it holds when the mention is analyzed again, and
    /// counts in the model's accuracy.
    ///
    /// # Errors
    /// Forbidden, no such mention or theme, or a mention that has not been analyzed yet.
    pub async fn correct(
        &self,
        actor: &Actor,
        mention_id: i64,
        mut correction: Correction,
    ) -> Result<MentionView, EngineError> {
        actor.require(Permission::Curate)?;
        let mention = self.engine.mention(mention_id).await?;
        let insight = mention.insight.as_ref().ok_or_else(not_analyzed)?;
        correction.judgements = judgements(&mention, insight, &correction);
        let detail = serde_json::to_value(&correction).unwrap_or_default();
        // A move between themes is an edit of themes, which can be undone there.
        if let Some(theme) = correction.theme_id.take() {
            self.move_mentions(actor, &[mention_id], theme).await?;
        }
        if correction != Correction::default() {
            let now = self.shared().now();
            self.shared()
                .store
                .understand()
                .correct_insight(mention_id, &correction, actor.user_id, now)
                .await?;
        }
        self.shared().wake_followers();
        self.shared()
            .audit(actor, "mention.correct", format!("mention:{mention_id}"), detail)
            .await?;
        self.engine.mention(mention_id).await
    }
}
