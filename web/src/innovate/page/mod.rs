//! The innovation backlog.

pub(crate) mod board;
pub(crate) mod create;
pub(crate) mod detail;
pub(crate) mod evidence;

use plaza_core::{IdeaId, IdeaStage, People};
use plaza_store::innovate::Idea;

use crate::frame::i18n::Translator;

/// An idea as lists show it.
pub(crate) struct IdeaCard {
    pub(crate) id: IdeaId,
    pub(crate) version: i64,
    pub(crate) title: String,
    pub(crate) stage: &'static str,
    pub(crate) people: People,
    pub(crate) evidence: i64,
    /// RICE, or empty while an input is missing.
    pub(crate) score: String,
    pub(crate) owner: String,
}

impl IdeaCard {
    fn new(t: &Translator, idea: &Idea) -> Self {
        Self {
            id: idea.id,
            version: idea.version,
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
