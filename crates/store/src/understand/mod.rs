//! What models and people say of mentions, and the themes.

mod correction;
pub(crate) mod insights;
mod learning;
mod lexicon;
pub(crate) mod refinement;
mod theme;
mod theme_edits;
mod theme_log;
mod theme_members;
mod themes;
pub(crate) mod vectors;

use crate::db::Db;

pub use correction::Correction;
pub use insights::{StaleText, StoredInsight, ThemeText};
pub use learning::{
    Agreement, HeadState, JudgedText, Judgement, ModelHead, NewHead, TrialRecord, model_name,
};
pub use lexicon::{LexiconName, StoredLexicon};
pub use refinement::{Refined, RefinedTheme, Refinement};
pub use theme::{Centroid, NewTheme, Theme, ThemeUpdate};
pub use theme_edits::{ThemeEdit, Undone};
pub use vectors::{BatchVectors, MemberFeeling, VectorRow};

/// The room of insights, judgements and themes; [`Store::understand`](crate::Store::understand) opens it.
#[derive(Debug, Clone, Copy)]
pub struct Understand<'a> {
    pub(crate) db: &'a Db,
}
