//! The innovation backlog.

pub(super) mod board;
pub(super) mod create;
pub(super) mod detail;
pub(super) mod evidence;

use plaza_core::IdeaStage;
use plaza_store::Idea;

use crate::i18n::Translator;

/// An idea as lists show it.
pub(super) struct IdeaCard {
    pub(super) id: i64,
    pub(super) title: String,
    pub(super) stage: &'static str,
    pub(super) people: i64,
    pub(super) evidence: i64,
    /// RICE, or empty while an input is missing.
    pub(super) score: String,
    pub(super) owner: String,
}

impl IdeaCard {
    fn new(t: &Translator, idea: &Idea) -> Self {
        Self {
            id: idea.id,
            title: idea.title.clone(),
            stage: idea.stage.name(),
            people: idea.people,
            evidence: idea.evidence_count,
            score: idea.rice.score().map(|score| t.decimal(score)).unwrap_or_default(),
            owner: idea.owner_name.clone().unwrap_or_default(),
        }
    }
}

/// Names of all stages, in board order.
fn stages() -> Vec<&'static str> {
    IdeaStage::ALL.map(IdeaStage::name).to_vec()
}
