//! A move that can be taken back at once.

use plaza_core::{IdeaId, IdeaStage};
use plaza_store::innovate::Idea;

use crate::frame::board::Board;
use crate::frame::fields::Fields;
use crate::frame::i18n::Translator;

/// The notice after a move, with the form that takes it back.
pub(super) struct Undo {
    pub(super) id: IdeaId,
    /// The version that the move made.
    pub(super) version: i64,
    /// The stage that the idea came from.
    pub(super) stage: &'static str,
    /// The idea that it stood in front of there.
    pub(super) before: Option<IdeaId>,
    /// Where the move was made.
    pub(super) back: String,
    /// What was done.
    pub(super) words: String,
}

impl Undo {
    /// What the address says was moved just now, while the idea is still where it was moved to.
    pub(super) async fn read(board: &Board, fields: &Fields, back: &str) -> Option<Self> {
        let id: IdeaId = fields.id("moved")?;
        let stage = IdeaStage::parse(fields.get("from"))?;
        let version: i64 = fields.id("version")?;
        let idea = board.engine.store().innovate().idea(id).await.ok().flatten()?;
        let before = fields.id("before");
        (idea.version == version && idea.stage != stage && board.page.can.ideas).then(|| Self {
            words: words(&board.page, &idea),
            id,
            version,
            stage: stage.name(),
            before,
            back: back.to_owned(),
        })
    }

    /// Where a move of `idea` from `from` leads, so that it can be taken back there.
    pub(super) fn address(
        back: &str,
        idea: &Idea,
        from: IdeaStage,
        next: Option<IdeaId>,
    ) -> String {
        let join = if back.contains('?') { '&' } else { '?' };
        let before = next.map(|next| format!("&before={next}")).unwrap_or_default();
        let (id, version, from) = (idea.id, idea.version, from.name());
        format!("{back}{join}moved={id}&from={from}&version={version}{before}")
    }
}

fn words(t: &Translator, idea: &Idea) -> String {
    let stage = t.label("stage", idea.stage.name());
    t.with2("idea-moved", ("title", &idea.title), ("stage", &stage))
}
