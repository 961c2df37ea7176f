//! Queries that people keep under a name.

use plaza_core::{Millis, SavedViewId, UserId};
use serde::Serialize;
use sqlx::FromRow;

use super::Find;
use crate::db::{Durability, args};
use crate::stored::OptionalId;
use crate::{Act, Done, Result};

/// A kept query.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct SavedView {
    /// Id.
    #[sqlx(try_from = "i64")]
    pub id: SavedViewId,
    /// Whose it is; `None` is shared with everybody.
    #[sqlx(try_from = "OptionalId")]
    pub user_id: Option<UserId>,
    /// Its name.
    pub name: String,
    /// The query.
    pub query: String,
    /// When it was kept.
    pub created_at: Millis,
}

impl Find<'_> {
    /// A person's own views and the shared ones, by name.
    pub async fn saved_views(&self, user_id: UserId) -> Result<Vec<SavedView>> {
        self.db
            .all(
                "select id, user_id, name, query, created_at from saved_view
                 where user_id = $1 or user_id is null order by name, id",
                args![user_id],
            )
            .await
    }

    /// Keeps a query.
    pub async fn create_saved_view(
        &self,
        user_id: Option<UserId>,
        name: &str,
        query: &str,
        act: &Act<'_>,
    ) -> Result<Done<SavedView>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let view: SavedView = tx
            .only(
                "insert into saved_view (user_id, name, query, created_at)
                 values ($1, $2, $3, $4) returning id, user_id, name, query, created_at",
                args![user_id, name, query, act.at],
            )
            .await?;
        tx.done(act, &format!("view:{}", view.id), view).await
    }

    /// One view.
    pub async fn saved_view(&self, id: SavedViewId) -> Result<Option<SavedView>> {
        self.db
            .optional(
                "select id, user_id, name, query, created_at from saved_view where id = $1",
                args![id],
            )
            .await
    }

    /// Forgets a view.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`].
    pub async fn delete_saved_view(&self, id: SavedViewId, act: &Act<'_>) -> Result<Done<()>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.change("delete from saved_view where id = $1", args![id]).await?;
        tx.done(act, &format!("view:{id}"), ()).await
    }
}
