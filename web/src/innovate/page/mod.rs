//! The innovation backlog.

pub(crate) mod board;
pub(crate) mod create;
pub(crate) mod detail;
pub(crate) mod evidence;
mod persons;
mod undo;

use plaza_core::{IdeaId, IdeaStage, People};
use plaza_store::innovate::{FirstQuote, Idea};

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
    /// The first words under it; empty where there are none.
    pub(crate) quote: String,
    /// For their `lang` attribute.
    pub(crate) lang: String,
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
            quote: String::new(),
            lang: String::new(),
        }
    }

    /// With the words that stand for it in a list.
    fn saying(self, first: Option<&FirstQuote>) -> Self {
        let Some(first) = first else { return self };
        let lang = spoken(first.lang.as_deref()).to_owned();
        Self { quote: first.quote.clone(), lang, ..self }
    }
}

/// A language for a `lang` attribute; empty where it is not known.
fn spoken(lang: Option<&str>) -> &str {
    lang.filter(|lang| *lang != "other").unwrap_or_default()
}

/// Names of all stages, in board order.
fn stages() -> Vec<&'static str> {
    IdeaStage::ALL.map(IdeaStage::name).to_vec()
}
