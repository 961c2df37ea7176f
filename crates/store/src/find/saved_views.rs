//! Queries that people keep under a name.

use plaza_core::{Millis, SavedViewId, Seen, UserId};
use serde::Serialize;
use sqlx::FromRow;

use super::Find;
use crate::db::{Durability, args};
use crate::stored::OptionalId;
use crate::version::Versioned;
use crate::{Act, Done, Result};

/// A kept query.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct SavedView {
    /// Id.
    #[sqlx(try_from = "i64")]
    pub id: SavedViewId,
    /// Counts what people have changed of it.
    pub version: i64,
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
    /// A person's own views, then the shared ones, each in their order.
    pub async fn saved_views(&self, user_id: UserId) -> Result<Vec<SavedView>> {
        self.db
            .all(
                "select id, version, user_id, name, query, created_at from saved_view
                 where user_id = $1 or user_id is null
                 order by user_id is null, position, name, id",
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
                 values ($1, $2, $3, $4) returning id, version, user_id, name, query, created_at",
                args![user_id, name, query, act.at],
            )
            .await?;
        tx.done(act, &format!("view:{}", view.id), view).await
    }

    /// One view.
    pub async fn saved_view(&self, id: SavedViewId) -> Result<Option<SavedView>> {
        self.db
            .optional(
                "select id, version, user_id, name, query, created_at from saved_view where id = $1",
                args![id],
            )
            .await
    }

    /// Gives a view another name.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`]; [`crate::StoreError::Stale`].
    pub async fn rename_saved_view(
        &self,
        view: impl Into<Seen<SavedViewId>>,
        name: &str,
        act: &Act<'_>,
    ) -> Result<Done<SavedView>> {
        let seen = view.into();
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.next_version(Versioned::View, seen, act).await?;
        let view: SavedView = tx
            .only(
                "update saved_view set name = $2 where id = $1
                 returning id, version, user_id, name, query, created_at",
                args![seen.id, name],
            )
            .await?;
        tx.done(act, &format!("view:{}", seen.id), view).await
    }

    /// Puts views into this order, before those that are not named.
    pub async fn order_saved_views(&self, ids: &[SavedViewId], act: &Act<'_>) -> Result<Done<()>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let last = i64::try_from(ids.len()).unwrap_or(i64::MAX);
        for (position, id) in (-last..).zip(ids) {
            tx.run("update saved_view set position = $2 where id = $1", args![*id, position])
                .await?;
        }
        let list: Vec<String> = ids.iter().map(ToString::to_string).collect();
        tx.done(act, &format!("views:{}", list.join(",")), ()).await
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
