//! What a correction or a confirmation says of the model's answer.

use plaza_core::text::stable_hash;
use plaza_core::{Aspect, MentionId, Permission, Seen, Sentiment, Task, say};
use plaza_store::understand::{Correction, Judgement};
use plaza_store::{Action, InsightView, MentionView};

use super::trial::intent_names;
use crate::understand::Understand;
use crate::understand::text::analyzed_text;
use crate::{Actor, EngineError};

impl Understand<'_> {
    /// Says that what is shown of a mention is right: sentiment and intents hold from now on, and
    /// count in the model's accuracy.
    ///
    /// # Errors
    /// Forbidden, no such mention, one that has not been analyzed yet, or of which something else
    /// is said than was seen.
    pub async fn confirm(
        &self,
        actor: &Actor,
        mention: impl Into<Seen<MentionId>>,
    ) -> Result<MentionView, EngineError> {
        actor.require(Permission::Curate)?;
        let seen = mention.into();
        let mention = self.engine.mention(seen.id).await?;
        let insight = mention.insight.as_ref().ok_or_else(not_analyzed)?;
        let mut correction = Correction {
            sentiment: Some(insight.effective_sentiment),
            intents: Some(insight.effective_intents.clone()),
            confirms: true,
            ..Correction::default()
        };
        correction.judgements = judgements(&mention, insight, &correction);
        Ok(self.say(actor, Action::MentionConfirm, seen, &correction).await?.value)
    }
}

pub(crate) fn not_analyzed() -> EngineError {
    EngineError::Conflict(say!(
        "not-analysed-yet",
        "this mention has not been analysed yet; try again in a moment"
    ))
}

/// The judgements that a correction holds: one for each task that it speaks of.
pub(crate) fn judgements(
    mention: &MentionView,
    insight: &InsightView,
    correction: &Correction,
) -> Vec<Judgement> {
    let text_hash = stable_hash(&analyzed_text(&mention.title, &mention.text));
    let judgement = |task, said: String, truth: String, agreed| Judgement {
        task,
        model: insight.model.clone(),
        said,
        truth,
        agreed,
        text_hash,
    };
    let sentiment = correction.sentiment.map(|truth| {
        let said = insight.sentiment.label;
        // The models have no class for it, but they mark what is mixed.
        let marked = truth == Sentiment::Mixed && Aspect::disagree(&insight.aspects);
        let agreed = truth == said || marked;
        judgement(Task::Sentiment, said.name().to_owned(), truth.name().to_owned(), agreed)
    });
    let intents = correction.intents.as_ref().map(|truth| {
        let said = intent_names(|intent| insight.intents.iter().any(|i| i.label == intent));
        let truth = intent_names(|intent| truth.contains(&intent));
        let agreed = said == truth;
        judgement(Task::Intents, said, truth, agreed)
    });
    sentiment.into_iter().chain(intents).collect()
}
