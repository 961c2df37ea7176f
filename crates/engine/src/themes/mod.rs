//! Themes: what mentions are about, as people would name it.
//!
//! A theme has keywords; a mention belongs to the theme whose keywords it holds. Themes are
//! discovered from the words that come up together again and again, keep their id for ever, and
//! what people change about them (name, keywords, merges, archiving) holds.

mod discover;
mod matcher;
mod stats;
mod upkeep;

pub(crate) use matcher::ThemeMatcher;
pub use stats::{ThemeDetail, ThemeSummary};

use plaza_core::Permission;
use plaza_store::{NewTheme, Theme, ThemeUpdate};

use crate::{Actor, Engine, EngineError, EventKind};

/// Longest label or keyword, in characters.
const MAX_LABEL: usize = 80;
/// Most keywords of a theme.
const MAX_KEYWORDS: usize = 50;

impl Engine {
    /// Makes a theme by hand; mentions that hold its keywords join it in the background.
    ///
    /// # Errors
    /// Forbidden, or a label or keywords that cannot be used.
    pub async fn create_theme(
        &self,
        actor: &Actor,
        label: &str,
        keywords: &[String],
    ) -> Result<Theme, EngineError> {
        Self::check(actor, Permission::Curate)?;
        let label = check_label("label", label)?;
        let mut keywords = check_keywords(keywords)?;
        if keywords.is_empty() {
            keywords.push(label.clone());
        }
        let new = NewTheme { label, keywords, description: String::new() };
        let theme = self.0.store.create_theme(&new, self.now()).await?;
        self.theme_changed(actor, "theme.create", theme.id, true).await
    }

    /// Renames a theme, changes its keywords, archives or pins it.
    ///
    /// # Errors
    /// Forbidden, no such theme, or values that cannot be used.
    pub async fn update_theme(
        &self,
        actor: &Actor,
        id: i64,
        mut update: ThemeUpdate,
    ) -> Result<Theme, EngineError> {
        Self::check(actor, Permission::Curate)?;
        let before = self.theme(id).await?;
        update.label = update.label.map(|label| check_label("label", &label)).transpose()?;
        update.keywords = update.keywords.map(|words| check_keywords(&words)).transpose()?;
        if update.keywords.as_ref().is_some_and(Vec::is_empty) {
            return Err(EngineError::invalid("keywords", "at least one is needed"));
        }
        if update.description.as_ref().is_some_and(|text| text.chars().count() > 2_000) {
            return Err(EngineError::invalid("description", "takes at most 2,000 characters"));
        }
        if update.state.as_deref().is_some_and(|state| !matches!(state, "active" | "archived")) {
            return Err(EngineError::invalid("state", "takes active or archived"));
        }
        let regroup = update.keywords.as_ref().is_some_and(|words| *words != before.keywords)
            || update.state.as_ref().is_some_and(|state| *state != before.state);
        self.0.store.update_theme(id, &update, self.now()).await?;
        self.theme_changed(actor, "theme.update", id, regroup).await
    }

    /// Joins two themes: `into` gets the keywords and the mentions of `from`, whose id leads there.
    ///
    /// # Errors
    /// Forbidden, no such themes, the same theme twice, or one of them is merged already.
    pub async fn merge_themes(
        &self,
        actor: &Actor,
        from: i64,
        into: i64,
    ) -> Result<Theme, EngineError> {
        Self::check(actor, Permission::Curate)?;
        let (gone, kept) = (self.theme(from).await?, self.theme(into).await?);
        if from == into {
            return Err(EngineError::invalid("into", "is the theme itself"));
        }
        if gone.merged_into.or(kept.merged_into).is_some() {
            return Err(EngineError::Conflict("a merged theme cannot be merged again".to_owned()));
        }
        let mut keywords = kept.keywords;
        keywords.extend(gone.keywords);
        let update =
            ThemeUpdate { keywords: Some(check_keywords(&keywords)?), ..ThemeUpdate::default() };
        self.0.store.update_theme(into, &update, self.now()).await?;
        self.0.store.merge_theme(from, into, self.now()).await?;
        self.audit(
            actor,
            "theme.merge",
            format!("theme:{from}"),
            serde_json::json!({ "into": into }),
        )
        .await?;
        self.theme_changed(actor, "theme.update", into, true).await
    }

    /// A theme by its id.
    pub(crate) async fn theme(&self, id: i64) -> Result<Theme, EngineError> {
        self.0.store.theme(id).await?.ok_or(EngineError::NotFound("theme"))
    }

    async fn theme_changed(
        &self,
        actor: &Actor,
        action: &str,
        id: i64,
        regroup: bool,
    ) -> Result<Theme, EngineError> {
        self.0.names.forget();
        let theme = self.theme(id).await?;
        let detail = serde_json::json!({ "label": theme.label, "state": theme.state });
        self.audit(actor, action, format!("theme:{id}"), detail).await?;
        if regroup {
            self.request_grouping().await?;
        }
        self.tell(EventKind::Themes, self.0.store.revision().await?);
        Ok(theme)
    }

    /// Sorts mentions into the themes as they are now.
    pub(crate) async fn theme_matcher(&self) -> Result<ThemeMatcher, EngineError> {
        let themes = self.0.store.themes(false).await?;
        let active = themes.iter().filter(|t| t.state == "active" && t.merged_into.is_none());
        Ok(ThemeMatcher::new(active.map(|theme| (theme.id, theme.keywords.as_slice()))))
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
