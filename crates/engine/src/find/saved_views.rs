//! Queries that people keep under a name.

use plaza_core::{Permission, SavedViewId, UserId, limits, say};
use plaza_search::QueryLimits;
use plaza_store::Action;
use plaza_store::find::SavedView;
use serde_json::json;

use super::Find;
use crate::{Actor, EngineError, entered};

impl Find<'_> {
    /// Keeps a query: for the person alone, or for everybody.
    ///
    /// # Errors
    /// Forbidden (sharing takes the permission to curate), a program that wants a view of its
    /// own, a name that cannot be used, a query that is not understood.
    pub async fn save_view(
        &self,
        actor: &Actor,
        name: &str,
        query: &str,
        shared: bool,
    ) -> Result<SavedView, EngineError> {
        let owner = Self::view_owner(actor, shared)?;
        let name = entered::line::<{ limits::VIEW_NAME }>("name", name)?;
        plaza_search::parse(query, &QueryLimits::typed())?;
        let detail = json!({ "name": name, "shared": shared });
        let act = actor.act(Action::ViewSave, self.shared().now()).with(detail);
        Ok(self.shared().store.find().create_saved_view(owner, &name, query, &act).await?.value)
    }

    /// Forgets a view: one's own, or a shared one with the permission to curate.
    ///
    /// # Errors
    /// Forbidden, or no such view that the actor can see.
    pub async fn delete_view(&self, actor: &Actor, id: SavedViewId) -> Result<(), EngineError> {
        let view = self
            .shared()
            .store
            .find()
            .saved_view(id)
            .await?
            .ok_or(EngineError::NotFound("view"))?;
        match view.user_id {
            None => actor.require(Permission::Curate)?,
            owner if owner == actor.user_id => {}
            // Other people's views do not exist for this one.
            Some(_) => return Err(EngineError::NotFound("view")),
        }
        let detail = json!({ "name": view.name });
        let act = actor.act(Action::ViewDelete, self.shared().now()).with(detail);
        self.shared().store.find().delete_saved_view(id, &act).await?;
        Ok(())
    }

    /// The views that an actor can see: their own and the shared ones, by name.
    pub async fn views(&self, actor: &Actor) -> Result<Vec<SavedView>, EngineError> {
        // Ids begin at 1, so that a program sees the shared ones only.
        Ok(self.shared().store.find().saved_views(actor.user_id.unwrap_or_default()).await?)
    }

    fn view_owner(actor: &Actor, shared: bool) -> Result<Option<UserId>, EngineError> {
        if shared {
            actor.require(Permission::Curate)?;
            return Ok(None);
        }
        actor.require(Permission::Read)?;
        match actor.user_id {
            Some(id) => Ok(Some(id)),
            None => Err(EngineError::invalid(
                "shared",
                say!("token-shared-views", "an API token can only keep shared views"),
            )),
        }
    }
}
