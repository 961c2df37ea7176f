//! Themes: stable, named groups of mentions.

use plaza_core::Millis;
use serde::Serialize;
use sqlx::FromRow;

use crate::db::{Durability, args};
use crate::stored::{Stored, to_json};
use crate::{Result, Store, StoreError};

/// A theme.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct Theme {
    /// Id; stable.
    pub id: i64,
    /// Its name.
    pub label: String,
    /// Words that mark it, strongest first.
    #[sqlx(try_from = "Stored")]
    pub keywords: Vec<String>,
    /// What it is about.
    pub description: String,
    /// `active` or `archived`.
    pub state: String,
    /// Kept on top.
    pub pinned: bool,
    /// The theme that it is part of.
    pub parent_id: Option<i64>,
    /// The theme that took it in.
    pub merged_into: Option<i64>,
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
}

/// Changes of a theme; `None` leaves a value as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ThemeUpdate {
    /// New name.
    pub label: Option<String>,
    /// New words.
    pub keywords: Option<Vec<String>>,
    /// New description.
    pub description: Option<String>,
    /// `active` or `archived`.
    pub state: Option<String>,
    /// Pin or unpin.
    pub pinned: Option<bool>,
}

macro_rules! theme_columns {
    () => {
        "id, label, keywords, description, state, pinned, parent_id, merged_into, created_at,
         updated_at"
    };
}

impl Store {
    /// Themes that were not merged into others: pinned ones first, then by name.
    ///
    /// # Errors
    /// The database's.
    pub async fn themes(&self, include_archived: bool) -> Result<Vec<Theme>> {
        self.db
            .all(
                concat!(
                    "select ",
                    theme_columns!(),
                    " from theme where merged_into is null and (state = 'active' or $1)
                      order by pinned desc, label, id"
                ),
                args![include_archived],
            )
            .await
    }

    /// One theme, merged or not.
    ///
    /// # Errors
    /// The database's.
    pub async fn theme(&self, id: i64) -> Result<Option<Theme>> {
        self.db
            .optional(concat!("select ", theme_columns!(), " from theme where id = $1"), args![id])
            .await
    }

    /// Adds a theme.
    ///
    /// # Errors
    /// The database's.
    pub async fn create_theme(&self, new: &NewTheme, now: Millis) -> Result<Theme> {
        self.db
            .write(
                concat!(
                    "insert into theme (label, keywords, description, created_at, updated_at)
                     values ($1, $2, $3, $4, $4) returning ",
                    theme_columns!()
                ),
                args![&new.label, to_json(&new.keywords)?, &new.description, now],
            )
            .await?
            .ok_or(StoreError::NotFound)
    }

    /// Changes a theme.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Invalid`] for an unknown state.
    pub async fn update_theme(&self, id: i64, update: &ThemeUpdate, now: Millis) -> Result<Theme> {
        if let Some(state) = &update.state
            && !matches!(state.as_str(), "active" | "archived")
        {
            return Err(StoreError::Invalid("a theme is `active` or `archived`".to_owned()));
        }
        let keywords = update.keywords.as_ref().map(to_json).transpose()?;
        self.db
            .write(
                concat!(
                    "update theme set label = coalesce($2, label),
                     keywords = coalesce($3, keywords), description = coalesce($4, description),
                     state = coalesce($5, state), pinned = coalesce($6, pinned), updated_at = $7
                     where id = $1 returning ",
                    theme_columns!()
                ),
                args![
                    id,
                    &update.label,
                    keywords,
                    &update.description,
                    &update.state,
                    update.pinned,
                    now
                ],
            )
            .await?
            .ok_or(StoreError::NotFound)
    }

    /// Moves all mentions of theme `from` to theme `into` and archives `from`. Returns the
    /// revision afterwards.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Invalid`] when both are one, or `into` was itself
    /// merged.
    pub async fn merge_theme(&self, from: i64, into: i64, now: Millis) -> Result<i64> {
        if from == into {
            return Err(StoreError::Invalid("a theme cannot be merged into itself".to_owned()));
        }
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.lock_revision().await?;
        let target: Option<i64> =
            tx.value("select merged_into from theme where id = $1", args![into]).await?;
        if target.is_some() {
            return Err(StoreError::Invalid(
                "the other theme was itself merged; choose the one it became".to_owned(),
            ));
        }
        let merged = tx
            .run(
                "update theme set merged_into = $2, state = 'archived', updated_at = $3
                 where id = $1 or merged_into = $1",
                args![from, into, now],
            )
            .await?;
        if merged == 0 {
            return Err(StoreError::NotFound);
        }
        let mut moved: Vec<(i64,)> = tx
            .all(
                "update insight set theme_id = $2 where theme_id = $1 returning mention_id",
                args![from, into],
            )
            .await?;
        moved.extend(
            tx.all::<(i64,)>(
                "update corrected_insight set theme_id = $2 where theme_id = $1
                 returning mention_id",
                args![from, into],
            )
            .await?,
        );
        let mut ids: Vec<i64> = moved.into_iter().map(|(id,)| id).collect();
        ids.sort_unstable();
        ids.dedup();
        let revision = tx.touch_mentions(&ids).await?;
        tx.commit().await?;
        Ok(revision)
    }
}
