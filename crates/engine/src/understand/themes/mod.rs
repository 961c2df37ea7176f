//! Themes: what mentions are about, as people would name it.
//!
//! Mentions are compared by vectors; groups of alike ones are themes, at two levels. A theme keeps
//! its id for ever: refinement looks which group is which theme, and what people did to a theme
//! (name, keywords, merges, splits, moves, archiving) holds. A theme whose keywords people chose is
//! sorted by these in place of vectors.

mod aside;
mod assign;
mod cluster;
mod edits;
mod examples;
mod labels;
mod learn;
mod matcher;
mod outlook;
mod plan;
mod space;
mod stats;
mod trend;
mod upkeep;

pub(super) use assign::{AssignerCache, into_bytes};
pub use cluster::{ClusterSettings, Clusters, cluster};
pub use examples::{Example, ExampleRule};
pub use outlook::{GoneTheme, Outlook, Rebuilt, RenamedTheme, ThemeStep, ThemeWork};
pub use space::Lexicon;
pub use stats::{ThemeDetail, ThemeSummary};
pub use trend::Direction;

use plaza_core::{ThemeId, limits, say};
use plaza_store::Done;
use plaza_store::understand::Theme;

use crate::jobs::{Lane, Runner};
use crate::understand::Understand;
use crate::{EngineError, EventKind, entered};

/// What is done to themes is done one after the other.
pub(super) const JOBS: Lane = Lane {
    name: "themes",
    runners: &[
        Runner::of::<upkeep::Discover>(),
        Runner::of::<outlook::Look>(),
        Runner::of::<upkeep::Group>(),
    ],
};

impl Understand<'_> {
    /// A theme by its id.
    pub(crate) async fn theme(&self, id: ThemeId) -> Result<Theme, EngineError> {
        self.shared().store.understand().theme(id).await?.ok_or(EngineError::NotFound("theme"))
    }

    /// Tells of a theme that was changed, and wakes those who do the job that follows from it.
    fn theme_changed(&self, done: Done<Theme>) -> Theme {
        self.shared().jobs_due.notify_waiters();
        self.shared().told(EventKind::Themes, done)
    }
}

fn check_label(label: &str) -> Result<String, EngineError> {
    entered::line::<{ limits::THEME_LABEL }>("label", label)
}

fn check_keywords(keywords: &[String]) -> Result<Vec<String>, EngineError> {
    let mut checked: Vec<String> = Vec::new();
    for keyword in keywords.iter().filter(|keyword| !keyword.trim().is_empty()) {
        let keyword = entered::line::<{ limits::THEME_KEYWORD }>("keywords", keyword)?;
        if matcher::stems(&keyword).is_empty() {
            let message = say!("keyword-no-word", "`{keyword}` holds no word", keyword);
            return Err(EngineError::invalid("keywords", message));
        }
        if !checked.contains(&keyword) {
            checked.push(keyword);
        }
    }
    if checked.len() > limits::THEME_KEYWORDS {
        let message =
            say!("takes-keywords", "takes at most {max} keywords", max = limits::THEME_KEYWORDS);
        return Err(EngineError::invalid("keywords", message));
    }
    Ok(checked)
}
