//! Themes: what mentions are about, as people would name it.
//!
//! Mentions are compared by vectors; groups of alike ones are themes, at two levels. A theme keeps
//! its id for ever: refinement looks which group is which theme, and what people did to a theme
//! (name, keywords, merges, splits, moves, archiving) holds. A theme whose keywords people chose is
//! sorted by these in place of vectors.

mod assign;
mod cluster;
mod edits;
mod labels;
mod matcher;
mod plan;
mod stats;
mod trend;
mod upkeep;

pub(super) use assign::{AssignerCache, into_bytes};
pub use cluster::{ClusterSettings, Clusters, cluster};
pub use stats::{ThemeDetail, ThemeSummary};
pub use trend::Direction;
pub(crate) use upkeep::THEME_JOBS;

use plaza_store::Done;
use plaza_store::understand::Theme;

use crate::understand::Understand;
use crate::{EngineError, EventKind};

/// Longest label or keyword, in characters.
const MAX_LABEL: usize = 80;
/// Most keywords of a theme.
const MAX_KEYWORDS: usize = 50;

impl Understand<'_> {
    /// A theme by its id.
    pub(crate) async fn theme(&self, id: i64) -> Result<Theme, EngineError> {
        self.shared().store.understand().theme(id).await?.ok_or(EngineError::NotFound("theme"))
    }

    /// Tells of a theme that was changed, and wakes those who do the job that follows from it.
    fn theme_changed(&self, done: Done<Theme>) -> Theme {
        self.shared().jobs_due.notify_waiters();
        self.shared().told(EventKind::Themes, done)
    }
}

fn check_label(field: &'static str, label: &str) -> Result<String, EngineError> {
    let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
    if label.is_empty() || label.chars().count() > MAX_LABEL || label.chars().any(char::is_control)
    {
        return Err(EngineError::invalid(field, format!("takes 1 to {MAX_LABEL} characters")));
    }
    Ok(label)
}

fn check_keywords(keywords: &[String]) -> Result<Vec<String>, EngineError> {
    let mut checked: Vec<String> = Vec::new();
    for keyword in keywords.iter().filter(|keyword| !keyword.trim().is_empty()) {
        let keyword = check_label("keywords", keyword)?;
        if matcher::stems(&keyword).is_empty() {
            let message = format!("`{keyword}` holds no word");
            return Err(EngineError::invalid("keywords", message));
        }
        if !checked.contains(&keyword) {
            checked.push(keyword);
        }
    }
    if checked.len() > MAX_KEYWORDS {
        return Err(EngineError::invalid("keywords", format!("at most {MAX_KEYWORDS}")));
    }
    Ok(checked)
}
