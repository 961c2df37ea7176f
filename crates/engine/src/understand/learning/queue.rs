//! Texts for people to judge, one at a time and without choosing, so that the figures say how often
//! the models are right and not how often they are right on what strikes people.

use plaza_core::text::stable_hash;
use plaza_core::{MentionId, Permission, Seen, Sentiment, Task};
use plaza_store::understand::Correction;
use plaza_store::{Action, MentionView};
use serde_json::json;

use super::accuracy::FEWEST_JUDGEMENTS;
use super::judge::{judgements, not_analyzed};
use crate::understand::Understand;
use crate::{Actor, EngineError};

/// What is to be judged next, and how far it is.
#[derive(Debug, Clone)]
pub struct ToJudge {
    /// The text; `None` when nobody has left one.
    pub mention: Option<MentionView>,
    /// Sentiments of the model in use that people have judged.
    pub judged: u64,
    /// How many are needed until a share can be told.
    pub needed: u64,
}

impl Understand<'_> {
    /// A text whose sentiment nobody has judged, by chance: the same one until it is judged, another
    /// one for each `skip`.
    ///
    /// # Errors
    /// The store fails.
    pub async fn next_to_judge(&self, skip: u64) -> Result<ToJudge, EngineError> {
        let store = &self.shared().store;
        let model = self.model_in_use().await?;
        let agreements = store.understand().agreements().await?;
        let counted = agreements.iter().find(|a| a.task == Task::Sentiment && a.model == model);
        let judged = counted.and_then(|a| u64::try_from(a.judged).ok()).unwrap_or(0);
        let last = store.last_mention_id().await?.get().max(1);
        let place = stable_hash(&format!("{judged}:{skip}")).rem_euclid(last) + 1;
        let mut next = store.understand().unjudged(&model, place.into()).await?;
        if next.is_none() {
            next = store.understand().unjudged(&model, MentionId::default()).await?;
        }
        let mention = match next {
            Some(id) => Some(self.engine.mention(id).await?),
            None => None,
        };
        Ok(ToJudge { mention, judged, needed: FEWEST_JUDGEMENTS })
    }

    /// Says what the sentiment of a mention is: the model was right or is corrected.
    ///
    /// # Errors
    /// Forbidden, no such mention, one that has not been analyzed yet, or of which something else
    /// is said than was seen.
    pub async fn judge_sentiment(
        &self,
        actor: &Actor,
        mention: impl Into<Seen<MentionId>>,
        sentiment: Sentiment,
    ) -> Result<MentionView, EngineError> {
        actor.require(Permission::Curate)?;
        let seen = mention.into();
        let mention = self.engine.mention(seen.id).await?;
        let insight = mention.insight.as_ref().ok_or_else(not_analyzed)?;
        let confirms = sentiment == insight.effective_sentiment;
        let mut word = Correction { sentiment: Some(sentiment), confirms, ..Correction::default() };
        word.judgements = judgements(&mention, insight, &word);
        let action = if confirms { Action::MentionConfirm } else { Action::MentionCorrect };
        Ok(self.say(actor, action, seen, &word).await?.value)
    }

    /// Takes people's word on the sentiment of a mention back.
    ///
    /// # Errors
    /// Forbidden, no such mention, or something else is said of it than was seen.
    pub async fn take_back_sentiment(
        &self,
        actor: &Actor,
        mention: impl Into<Seen<MentionId>>,
    ) -> Result<MentionView, EngineError> {
        actor.require(Permission::Curate)?;
        let detail = json!({ "taken_back": "sentiment" });
        let act = actor.act(Action::MentionCorrect, self.shared().now()).with(detail);
        let done = self.shared().store.understand().take_back_sentiment(mention, &act).await?;
        self.shared().wake_followers();
        Ok(done.value)
    }
}
