//! The innovation backlog: ideas carried by exact quotes.

use plaza_core::{
    EvidenceId, IdeaId, IdeaStage, MentionId, Permission, Seen, limits, locate_quote, say, text,
};
use plaza_store::innovate::{Evidence, Idea, IdeaUpdate, NewEvidence, NewIdea};
use plaza_store::{Action, StoreError};
use serde_json::json;

use super::Innovate;
use crate::{Actor, EngineError, EventKind, entered};

/// Most ideas proposed as similar.
const SIMILAR: usize = 5;
/// Least similarity, 0 to 1, from which an idea is proposed.
const LEAST_SIMILARITY: f32 = 0.18;

impl Innovate<'_> {
    /// Makes an idea, with its first evidence where there is some.
    ///
    /// # Errors
    /// Forbidden, a title or quote that cannot be used; nothing is made then.
    pub async fn create_idea(
        &self,
        actor: &Actor,
        title: &str,
        description: &str,
        evidence: &[(MentionId, String)],
    ) -> Result<Idea, EngineError> {
        actor.require(Permission::EditIdeas)?;
        let title = check_title(title)?;
        let description = check_description(description)?;
        let mut quotes = Vec::with_capacity(evidence.len());
        for (mention_id, quote) in evidence {
            quotes.push(self.locate(*mention_id, quote).await?);
        }
        let new = NewIdea { title, description };
        let act = actor.act(Action::IdeaCreate, self.shared().now());
        let done = self.shared().store.innovate().create_idea(&new, &quotes, &act).await?;
        Ok(self.shared().told(EventKind::Ideas, done))
    }

    /// Changes an idea's words, owner or score.
    ///
    /// # Errors
    /// Forbidden, no such idea or owner, one that somebody changed since, values that cannot be used.
    pub async fn update_idea(
        &self,
        actor: &Actor,
        idea: impl Into<Seen<IdeaId>>,
        mut update: IdeaUpdate,
    ) -> Result<Idea, EngineError> {
        actor.require(Permission::EditIdeas)?;
        update.title = update.title.map(|title| check_title(&title)).transpose()?;
        update.description = update.description.map(|text| check_description(&text)).transpose()?;
        if let Some(Some(owner)) = update.owner_id {
            self.shared()
                .store
                .access()
                .user(owner)
                .await?
                .ok_or(EngineError::NotFound("owner"))?;
        }
        if let Some(rice) = &update.rice {
            check_rice(rice)?;
        }
        let detail = json!({ "title": update.title, "owner": update.owner_id,
            "rice": update.rice, "description": update.description.is_some() });
        let act = actor.act(Action::IdeaUpdate, self.shared().now()).with(detail);
        let done = self.shared().store.innovate().update_idea(idea, &update, &act).await;
        Ok(self.shared().told(EventKind::Ideas, done.map_err(no_idea())?))
    }

    /// Moves an idea to a stage, in front of another idea or to the end.
    ///
    /// # Errors
    /// Forbidden, no such idea, or one that somebody changed since.
    pub async fn move_idea(
        &self,
        actor: &Actor,
        idea: impl Into<Seen<IdeaId>>,
        stage: IdeaStage,
        before: Option<IdeaId>,
    ) -> Result<Idea, EngineError> {
        actor.require(Permission::EditIdeas)?;
        let act = actor.act(Action::IdeaMove, self.shared().now());
        let done = self.shared().store.innovate().move_idea(idea, stage, before, &act).await;
        Ok(self.shared().told(EventKind::Ideas, done.map_err(no_idea())?))
    }

    /// Attaches a quote to an idea. The same quote twice is one piece of evidence.
    ///
    /// # Errors
    /// Forbidden, no such idea or mention, or the mention does not say so.
    pub async fn add_evidence(
        &self,
        actor: &Actor,
        idea_id: IdeaId,
        mention_id: MentionId,
        quote: &str,
    ) -> Result<Evidence, EngineError> {
        actor.require(Permission::EditIdeas)?;
        let new = self.locate(mention_id, quote).await?;
        let detail = json!({ "mention": mention_id });
        let act = actor.act(Action::IdeaEvidence, self.shared().now()).with(detail);
        let done = self.shared().store.innovate().add_evidence(idea_id, &new, &act).await;
        Ok(self.shared().told(EventKind::Ideas, done.map_err(no_idea())?))
    }

    /// Takes a quote away from an idea.
    ///
    /// # Errors
    /// Forbidden, or there is no such evidence in this idea.
    pub async fn remove_evidence(
        &self,
        actor: &Actor,
        idea_id: IdeaId,
        evidence_id: EvidenceId,
    ) -> Result<Idea, EngineError> {
        actor.require(Permission::EditIdeas)?;
        let act = actor.act(Action::IdeaRemoveEvidence, self.shared().now());
        let done = self.shared().store.innovate().remove_evidence(idea_id, evidence_id, &act).await;
        let done = done.map_err(EngineError::without("evidence"))?;
        Ok(self.shared().told(EventKind::Ideas, done))
    }

    /// Counts `from` and its evidence as part of `into`.
    ///
    /// # Errors
    /// Forbidden, no such ideas, one that somebody changed since, the same idea twice, or one of
    /// them is merged already.
    pub async fn merge_ideas(
        &self,
        actor: &Actor,
        from: impl Into<Seen<IdeaId>>,
        into: IdeaId,
    ) -> Result<Idea, EngineError> {
        actor.require(Permission::EditIdeas)?;
        let from = from.into();
        if from.id == into {
            return Err(EngineError::invalid("into", say!("idea-itself", "is the idea itself")));
        }
        let detail = json!({ "into": into });
        let act = actor.act(Action::IdeaMerge, self.shared().now()).with(detail);
        let done = self.shared().store.innovate().merge_idea(from, into, &act).await;
        Ok(self.shared().told(EventKind::Ideas, done.map_err(no_idea())?))
    }

    /// Takes a merge back; nothing was lost by it.
    ///
    /// # Errors
    /// Forbidden, no such idea, one that somebody changed since, or it is not merged.
    pub async fn unmerge_idea(
        &self,
        actor: &Actor,
        idea: impl Into<Seen<IdeaId>>,
    ) -> Result<Idea, EngineError> {
        actor.require(Permission::EditIdeas)?;
        let act = actor.act(Action::IdeaUnmerge, self.shared().now());
        let done = self.shared().store.innovate().unmerge_idea(idea, &act).await;
        Ok(self.shared().told(EventKind::Ideas, done.map_err(no_idea())?))
    }

    /// The ideas whose words are most like `wording`, with their similarity from 0 to 1 (cosine of
    /// character trigram counts over folded words).
    pub async fn similar_ideas(&self, wording: &str) -> Result<Vec<(Idea, f32)>, EngineError> {
        let wanted = trigrams(text::truncate_chars(wording, limits::WORDING));
        let mut similar: Vec<(Idea, f32)> = Vec::new();
        for idea in self.shared().store.innovate().ideas(None).await? {
            let own = trigrams(&format!("{} {}", idea.title, idea.description));
            let similarity = cosine(&wanted, &own).max(cosine(&wanted, &trigrams(&idea.title)));
            if similarity >= LEAST_SIMILARITY && idea.merged_into.is_none() {
                similar.push((idea, similarity));
            }
        }
        similar.sort_by(|a, b| b.1.total_cmp(&a.1));
        similar.truncate(SIMILAR);
        Ok(similar)
    }

    /// The quote as the mention has it.
    async fn locate(&self, mention_id: MentionId, quote: &str) -> Result<NewEvidence, EngineError> {
        let mention = self.engine.mention(mention_id).await?;
        let quote = entered::text::<{ limits::QUOTE }>("quote", quote)?;
        // A mention may be all title, as a news item without a body is.
        let said = if mention.text.is_empty() { &mention.title } else { &mention.text };
        let span = locate_quote(said, &quote)
            .map_err(|error| EngineError::invalid("quote", error.message()))?;
        let quote = said.chars().skip(span.start).take(span.end - span.start).collect();
        let (start, end) = (offset(span.start), offset(span.end));
        Ok(NewEvidence { mention_id, quote, start, end })
    }
}

fn no_idea() -> impl Fn(StoreError) -> EngineError {
    EngineError::without("idea")
}

/// Texts are at most 100,000 characters long.
fn offset(chars: usize) -> i64 {
    i64::try_from(chars).unwrap_or(i64::MAX)
}

fn check_title(title: &str) -> Result<String, EngineError> {
    entered::line::<{ limits::IDEA_TITLE }>("title", title)
}

fn check_description(description: &str) -> Result<String, EngineError> {
    entered::text::<{ limits::IDEA_DESCRIPTION }>("description", description)
}

fn check_rice(rice: &plaza_core::RiceInputs) -> Result<(), EngineError> {
    let within = |value: Option<f64>, low: f64, high: f64| {
        value.is_none_or(|value| (low..=high).contains(&value))
    };
    let message = if !within(rice.reach, 0.0, 1e9) {
        say!("rice-takes-reach", "reach takes 0 to 1,000,000,000 people")
    } else if !within(rice.impact, 0.0, 10.0) {
        say!("rice-takes-impact", "impact takes 0 to 10")
    } else if !within(rice.confidence, 0.0, 1.0) {
        say!("rice-takes-confidence", "confidence takes 0 to 1")
    } else if !within(rice.effort, 0.01, 10_000.0) {
        say!("rice-takes-effort", "effort takes 0.01 to 10,000 person-months")
    } else {
        return Ok(());
    };
    Err(EngineError::invalid("rice", message))
}

type Trigrams = std::collections::HashMap<[char; 3], f32>;

fn trigrams(wording: &str) -> Trigrams {
    let mut counts = Trigrams::new();
    for token in text::tokens(wording) {
        let padded: Vec<char> = format!(" {} ", text::fold(token.text)).chars().collect();
        for window in padded.windows(3) {
            *counts.entry([window[0], window[1], window[2]]).or_default() += 1.0;
        }
    }
    counts
}

fn cosine(a: &Trigrams, b: &Trigrams) -> f32 {
    let dot: f32 = a.iter().filter_map(|(gram, n)| Some(n * b.get(gram)?)).sum();
    let length = |grams: &Trigrams| grams.values().map(|n| n * n).sum::<f32>().sqrt();
    let lengths = length(a) * length(b);
    if lengths == 0.0 { 0.0 } else { dot / lengths }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_words_are_similar_across_accents_and_endings() {
        let similarity = |a, b| cosine(&trigrams(a), &trigrams(b));
        assert!(similarity("Batería que dure más", "bateria mas duradera") > 0.4);
        assert!(similarity("Batería que dure más", "modo oscuro") < LEAST_SIMILARITY);
        assert!(similarity("", "modo oscuro").abs() < f32::EPSILON);
    }
}
