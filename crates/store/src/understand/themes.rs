//! Themes: stable, named groups of mentions.

use plaza_core::{Seen, ThemeId, ThemeState};

use super::Understand;
use super::theme::{Centroid, NewTheme, Theme, ThemeUpdate, done, insert, theme_columns};
use super::theme_log::{Recorded, record};
use crate::db::{Durability, args};
use crate::stored::to_json;
use crate::version::Versioned;
use crate::{Act, Done, Result};

impl Understand<'_> {
    /// Themes that were not merged into others: pinned ones first, then by name.
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
    pub async fn theme(&self, id: ThemeId) -> Result<Option<Theme>> {
        self.db
            .optional(concat!("select ", theme_columns!(), " from theme where id = $1"), args![id])
            .await
    }

    /// Adds a theme made by a person.
    pub async fn create_theme(&self, new: &NewTheme, act: &Act<'_>) -> Result<Done<Theme>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let theme = insert(&mut tx, new, None, true, act.at).await?;
        done(tx, theme.id, act.action, act).await
    }

    /// Changes a theme for a person; the edit can be undone, and refinement respects it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::StoreError::NotFound);
    /// [`StoreError::Stale`](crate::StoreError::Stale).
    pub async fn update_theme(
        &self,
        theme: impl Into<Seen<ThemeId>>,
        update: &ThemeUpdate,
        act: &Act<'_>,
    ) -> Result<Done<Theme>> {
        let keywords = update.keywords.as_ref().map(to_json).transpose()?;
        let seen = theme.into();
        let id = seen.id;
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.next_version(Versioned::Theme, seen, act).await?;
        let before: Theme = tx
            .only(concat!("select ", theme_columns!(), " from theme where id = $1"), args![id])
            .await?;
        let edit =
            Recorded { theme_id: id, other_id: None, action: update.action(), before: &[before] };
        record(&mut tx, &edit, act).await?;
        tx.run(
            "update theme set label = coalesce($2, label),
             by_keywords = case when $3 is null or $3 = keywords then by_keywords else $8 end,
             centroid = case when $3 is null or $3 = keywords then centroid end,
             keywords = coalesce($3, keywords), description = coalesce($4, description),
             state = coalesce($5, state), pinned = coalesce($6, pinned), held = $8,
             updated_at = $7 where id = $1",
            args![
                id,
                &update.label,
                keywords,
                &update.description,
                update.state.map(ThemeState::name),
                update.pinned,
                act.at,
                true
            ],
        )
        .await?;
        done(tx, id, act.action, act).await
    }

    /// The centroids of all themes that were found by `model`, archived ones too, without merged ones.
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

    /// Moves the centroid of a theme.
    pub async fn set_centroid(&self, model: &str, centroid: &Centroid) -> Result<()> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        centroid.write(&mut tx, model).await?;
        tx.commit().await
    }
}
