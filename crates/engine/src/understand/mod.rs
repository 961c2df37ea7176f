//! What models and people say of mentions: tags, why, corrections, learning, themes.

mod analysis;
mod authors;
mod correct;
mod learning;
mod read;
mod reanalyze;
mod text;
mod themes;
mod why;

use plaza_core::{Analyzer, SharedEmbedder};

use crate::EngineError;
use crate::jobs::{Lane, Runner};
use crate::rooms::room;
use analysis::Analysis;
use learning::{HeadCache, Retrain};
use themes::AssignerCache;

pub use learning::{
    FEWEST_JUDGEMENTS, ModelsOverview, Outcome, TaskAccuracy, TaskTrial, ToJudge, Trial,
};
pub(crate) use read::Text;
pub use themes::{
    ClusterSettings, Clusters, Direction, Example, ExampleRule, GoneTheme, Lexicon, Outlook,
    Rebuilt, RenamedTheme, ThemeDetail, ThemeStep, ThemeSummary, ThemeWork, cluster,
};
pub use why::{TagReason, Why};

room! {
    /// What models and people say of mentions, and themes.
    Understand, understand
}

/// What is done to themes, and what is done to models.
pub(crate) const LANES: [Lane; 2] =
    [themes::JOBS, Lane { name: "learning from people", runners: &[Runner::of::<Retrain>()] }];

/// What this room keeps.
pub(crate) struct Parts {
    analysis: Analysis,
    embedder: SharedEmbedder,
    assigner: AssignerCache,
    heads: HeadCache,
}

impl Parts {
    /// Starts the analyzer's thread.
    pub(crate) fn start(
        analyzer: Box<dyn Analyzer>,
        embedder: SharedEmbedder,
    ) -> Result<Self, EngineError> {
        Ok(Self {
            analysis: Analysis::start(analyzer)?,
            embedder,
            assigner: AssignerCache::default(),
            heads: HeadCache::default(),
        })
    }
}

impl Understand<'_> {
    /// Starts what runs beside the callers.
    pub(crate) fn start(&self) {
        self.start_reanalyzing();
        self.start_theming();
        LANES.into_iter().for_each(|lane| self.engine.start_lane(lane));
    }

    /// Name and version of the model that tags mentions, without what was learnt here; see
    /// [`Self::model_in_use`].
    #[must_use]
    pub fn model(&self) -> &str {
        self.parts().analysis.model()
    }

    /// Whether the analyzer's thread is alive.
    #[must_use]
    pub fn analyser_alive(&self) -> bool {
        self.parts().analysis.is_alive()
    }

    /// Whether mentions are analyzed before they are stored.
    pub(crate) fn reads_inline(&self) -> bool {
        self.parts().analysis.is_inline()
    }
}
