//! What people say about the models' work.

use plaza_core::{MentionId, Permission, Seen};
use plaza_store::understand::Correction;
use plaza_store::{Action, Done, MentionView};

use super::Understand;
use crate::understand::learning::{judgements, not_analyzed};
use crate::{Actor, EngineError, EventKind};

impl Understand<'_> {
    /// Takes a person's word over the model's; it holds when the mention is analyzed again, and
    /// counts in the model's accuracy.
    ///
    /// # Errors
    /// Forbidden, no such mention or theme, a mention that has not been analyzed yet, or one of which
    /// something else is said than was seen.
    pub async fn correct(
        &self,
        actor: &Actor,
        mention: impl Into<Seen<MentionId>>,
        mut correction: Correction,
    ) -> Result<MentionView, EngineError> {
        actor.require(Permission::Curate)?;
        let seen = mention.into();
        let mention = self.engine.mention(seen.id).await?;
        let insight = mention.insight.as_ref().ok_or_else(not_analyzed)?;
        correction.judgements = judgements(&mention, insight, &correction);
        if let Some(Some(theme)) = correction.theme_id {
            self.theme(theme).await?;
        }
        let done = self.say(actor, Action::MentionCorrect, seen, &correction).await?;
        match correction.theme_id {
            Some(_) => Ok(self.shared().told(EventKind::Themes, done)),
            None => Ok(done.value),
        }
    }

    /// Keeps a person's word on a mention.
    pub(in crate::understand) async fn say(
        &self,
        actor: &Actor,
        action: Action,
        mention: Seen<MentionId>,
        word: &Correction,
    ) -> Result<Done<MentionView>, EngineError> {
        let detail = serde_json::to_value(word).unwrap_or_default();
        let act = actor.act(action, self.shared().now()).with(detail);
        let store = self.shared().store.understand();
        let done = store.correct_insight(mention, word, &act).await?;
        self.shared().wake_followers();
        Ok(done)
    }
}
