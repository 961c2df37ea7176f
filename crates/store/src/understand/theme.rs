//! A theme, and what adding or changing one needs.

use plaza_core::{Millis, ThemeAction, ThemeId, ThemeState};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::FromRow;

use crate::db::{Tx, args};
use crate::stored::{OptionalId, Stored, to_json};
use crate::{Act, Action, Done, Result};

/// A theme.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, Deserialize)]
pub struct Theme {
    /// Id; stable.
    #[sqlx(try_from = "i64")]
    pub id: ThemeId,
    /// Counts changes of its words, its state and what it is part of; which mentions it holds is
    /// none of them.
    #[serde(default)]
    pub version: i64,
    /// Its name.
    pub label: String,
    /// Words that mark it, strongest first.
    #[sqlx(try_from = "Stored")]
    pub keywords: Vec<String>,
    /// What it is about.
    pub description: String,
    /// Whether it is in use.
    #[sqlx(try_from = "Stored")]
    pub state: ThemeState,
    /// Kept on top.
    pub pinned: bool,
    /// True when mentions belong to it that hold its keywords; otherwise those that are alike.
    /// Both, when it also has a centroid, as after a merge.
    pub by_keywords: bool,
    /// True when people have shaped it: refinement leaves it and its mentions alone.
    pub held: bool,
    /// The theme that it is part of.
    #[sqlx(try_from = "OptionalId")]
    pub parent_id: Option<ThemeId>,
    /// The theme that took it in.
    #[sqlx(try_from = "OptionalId")]
    pub merged_into: Option<ThemeId>,
    /// When it was found.
    pub created_at: Millis,
    /// When somebody last changed it.
    pub updated_at: Millis,
}

/// What a new theme needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewTheme {
    /// Its name.
    pub label: String,
    /// Words that mark it.
    pub keywords: Vec<String>,
    /// What it is about.
    pub description: String,
    /// Mentions belong to it that hold its keywords.
    pub by_keywords: bool,
}

/// Changes of a theme; `None` leaves a value as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ThemeUpdate {
    /// New name.
    pub label: Option<String>,
    /// New words; from then on they sort mentions in.
    pub keywords: Option<Vec<String>>,
    /// New description.
    pub description: Option<String>,
    /// Archive it, or take it back.
    pub state: Option<ThemeState>,
    /// Pin or unpin.
    pub pinned: Option<bool>,
}

/// The centroid of a theme, that arriving mentions are compared with.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct Centroid {
    /// The theme's id.
    #[sqlx(try_from = "i64")]
    pub theme_id: ThemeId,
    /// A byte per number (two's complement), of the length that the model gives.
    pub centroid: Vec<u8>,
    /// Least cosine of a mention that joins, 0 to 1.
    pub reach: f64,
}

impl Centroid {
    pub(super) async fn write(&self, tx: &mut Tx, model: &str) -> Result<()> {
        tx.run(
            "update theme set centroid = $2, centroid_model = $3, reach = $4 where id = $1",
            args![self.theme_id, Some(self.centroid.clone()), model, self.reach],
        )
        .await?;
        Ok(())
    }
}

macro_rules! theme_columns {
    () => {
        "id, version, label, keywords, description, state, pinned, by_keywords, held, parent_id,
         merged_into, created_at, updated_at"
    };
}
pub(crate) use theme_columns;

impl ThemeUpdate {
    /// What the edit is called in the theme's history.
    pub(super) fn action(&self) -> ThemeAction {
        match self {
            Self { state: Some(ThemeState::Archived), .. } => ThemeAction::Archive,
            Self { state: Some(ThemeState::Active), .. } => ThemeAction::Restore,
            Self {
                label: None, keywords: None, description: None, pinned: Some(pinned), ..
            } => {
                if *pinned {
                    ThemeAction::Pin
                } else {
                    ThemeAction::Unpin
                }
            }
            _ => ThemeAction::Update,
        }
    }
}

/// Adds a theme.
pub(super) async fn insert(
    tx: &mut Tx,
    new: &NewTheme,
    parent_id: Option<ThemeId>,
    held: bool,
    now: Millis,
) -> Result<Theme> {
    tx.only(
        concat!(
            "insert into theme (label, keywords, description, by_keywords, held, parent_id,
             created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $7) returning ",
            theme_columns!()
        ),
        args![
            &new.label,
            to_json(&new.keywords)?,
            &new.description,
            new.by_keywords,
            held,
            parent_id,
            now
        ],
    )
    .await
}

/// What the audit log calls a theme.
pub(super) fn target(id: ThemeId) -> String {
    format!("theme:{id}")
}

/// Ends an act on a theme with a line that says what the theme is now; returns the theme.
pub(super) async fn done(
    mut tx: Tx,
    id: ThemeId,
    action: Action,
    act: &Act<'_>,
) -> Result<Done<Theme>> {
    let theme: Theme = tx
        .only(concat!("select ", theme_columns!(), " from theme where id = $1"), args![id])
        .await?;
    let detail = json!({ "label": theme.label, "state": theme.state });
    tx.record(&act.part(action, detail), &target(id)).await?;
    tx.recorded(act, theme).await
}
