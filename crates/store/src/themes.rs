//! Themes: stable, named groups of mentions.

use plaza_core::Millis;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::db::{Durability, Tx, args};
use crate::stored::{Stored, to_json};
use crate::theme_edits::{EditAuthor, Recorded, record};
use crate::{Result, Store, StoreError};

/// A theme.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, Deserialize)]
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
    /// True when mentions belong to it that hold its keywords; otherwise those that are alike.
    /// Both, when it also has a middle, as after a merge.
    pub by_keywords: bool,
    /// True when people have shaped it: refinement leaves it and its mentions alone.
    pub held: bool,
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
    /// `active` or `archived`.
    pub state: Option<String>,
    /// Pin or unpin.
    pub pinned: Option<bool>,
}

/// The middle of a theme, that arriving mentions are compared with.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct Centroid {
    /// The theme's id.
    pub theme_id: i64,
    /// A byte per number (two's complement), of the length that the model gives.
    pub centroid: Vec<u8>,
    /// Least cosine of a mention that joins, 0 to 1.
    pub reach: f64,
}

macro_rules! theme_columns {
    () => {
        "id, label, keywords, description, state, pinned, by_keywords, held, parent_id,
         merged_into, created_at, updated_at"
    };
}
pub(crate) use theme_columns;

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

    /// Adds a theme made by a person.
    ///
    /// # Errors
    /// The database's.
    pub async fn create_theme(&self, new: &NewTheme, now: Millis) -> Result<Theme> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let theme = insert(&mut tx, new, None, true, now).await?;
        tx.commit().await?;
        Ok(theme)
    }

    /// Changes a theme for a person; the edit can be undone, and refinement respects it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Invalid`] for an unknown state.
    pub async fn update_theme(
        &self,
        id: i64,
        update: &ThemeUpdate,
        by: &EditAuthor<'_>,
    ) -> Result<Theme> {
        if let Some(state) = &update.state
            && !matches!(state.as_str(), "active" | "archived")
        {
            return Err(StoreError::Invalid("a theme is `active` or `archived`".to_owned()));
        }
        let keywords = update.keywords.as_ref().map(to_json).transpose()?;
        let mut tx = self.db.begin(Durability::Normal).await?;
        let before: Theme = tx
            .optional(concat!("select ", theme_columns!(), " from theme where id = $1"), args![id])
            .await?
            .ok_or(StoreError::NotFound)?;
        let edit =
            Recorded { theme_id: id, other_id: None, action: update.action(), before: &[before] };
        record(&mut tx, &edit, by).await?;
        let theme = tx
            .optional(
                concat!(
                    "update theme set label = coalesce($2, label),
                     by_keywords = case when $3 is null or $3 = keywords then by_keywords
                                        else $8 end,
                     centroid = case when $3 is null or $3 = keywords then centroid end,
                     keywords = coalesce($3, keywords), description = coalesce($4, description),
                     state = coalesce($5, state), pinned = coalesce($6, pinned), held = $8,
                     updated_at = $7
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
                    by.at,
                    true
                ],
            )
            .await?
            .ok_or(StoreError::NotFound)?;
        tx.commit().await?;
        Ok(theme)
    }

    /// The middles of all themes that were found by `model`, archived ones too, without merged ones.
    ///
    /// # Errors
    /// The database's.
    pub async fn centroids(&self, model: &str) -> Result<Vec<Centroid>> {
        self.db
            .all(
                "select id as theme_id, centroid, reach from theme
                 where centroid is not null and centroid_model = $1 and merged_into is null
                 order by id",
                args![model],
            )
            .await
    }

    /// Moves the middle of a theme.
    ///
    /// # Errors
    /// The database's.
    pub async fn set_centroid(&self, model: &str, centroid: &Centroid) -> Result<()> {
        self.db
            .run(
                "update theme set centroid = $2, centroid_model = $3, reach = $4 where id = $1",
                args![centroid.theme_id, Some(centroid.centroid.clone()), model, centroid.reach],
            )
            .await?;
        Ok(())
    }
}

impl ThemeUpdate {
    /// What the edit is called in the theme's history.
    fn action(&self) -> &'static str {
        match self {
            Self { state: Some(state), .. } if state == "archived" => "archive",
            Self { state: Some(_), .. } => "restore",
            Self { label: None, keywords: None, description: None, pinned: Some(true), .. } => {
                "pin"
            }
            Self {
                label: None, keywords: None, description: None, pinned: Some(false), ..
            } => "unpin",
            _ => "update",
        }
    }
}

/// Adds a theme.
pub(crate) async fn insert(
    tx: &mut Tx,
    new: &NewTheme,
    parent_id: Option<i64>,
    held: bool,
    now: Millis,
) -> Result<Theme> {
    tx.optional(
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
    .await?
    .ok_or(StoreError::NotFound)
}
