//! Queries that people keep under a name.

use plaza_core::{Permission, SavedViewId, Seen, UserId, limits, say};
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

    /// Gives a view another name: one's own, or a shared one with the permission to curate.
    ///
    /// # Errors
    /// Forbidden, no such view that the actor can see, a name that cannot be used, or somebody
    /// renamed it since it was seen.
    pub async fn rename_view(
        &self,
        actor: &Actor,
        view: impl Into<Seen<SavedViewId>>,
        name: &str,
    ) -> Result<SavedView, EngineError> {
        let seen = view.into();
        let before = self.view_to_change(actor, seen.id).await?;
        let name = entered::line::<{ limits::VIEW_NAME }>("name", name)?;
        let detail = json!({ "before": before.name, "name": name });
        let act = actor.act(Action::ViewRename, self.shared().now()).with(detail);
        Ok(self.shared().store.find().rename_saved_view(seen, &name, &act).await?.value)
    }

    /// Puts a view before the one that stands above it, among one's own or among the shared ones.
    /// The first one stays where it is.
    ///
    /// # Errors
    /// As [`Self::delete_view`].
    pub async fn move_view_up(&self, actor: &Actor, id: SavedViewId) -> Result<(), EngineError> {
        let view = self.view_to_change(actor, id).await?;
        let mut beside = self.views(actor).await?;
        beside.retain(|other| other.user_id == view.user_id);
        let mut ids: Vec<SavedViewId> = beside.into_iter().map(|view| view.id).collect();
        let Some(at) = ids.iter().position(|other| *other == id).filter(|at| *at > 0) else {
            return Ok(());
        };
        ids.swap(at, at - 1);
        let detail = json!({ "name": view.name });
        let act = actor.act(Action::ViewOrder, self.shared().now()).with(detail);
        self.shared().store.find().order_saved_views(&ids, &act).await?;
        Ok(())
    }

    /// Forgets a view: one's own, or a shared one with the permission to curate.
    ///
    /// # Errors
    /// Forbidden, or no such view that the actor can see.
    pub async fn delete_view(&self, actor: &Actor, id: SavedViewId) -> Result<(), EngineError> {
        let view = self.view_to_change(actor, id).await?;
        let detail = json!({ "name": view.name });
        let act = actor.act(Action::ViewDelete, self.shared().now()).with(detail);
        self.shared().store.find().delete_saved_view(id, &act).await?;
        Ok(())
    }

    /// A view that the actor may change.
    async fn view_to_change(
        &self,
        actor: &Actor,
        id: SavedViewId,
    ) -> Result<SavedView, EngineError> {
        let view = self.shared().store.find().saved_view(id).await?;
        let view = view.ok_or(EngineError::NotFound("view"))?;
        match view.user_id {
            None => actor.require(Permission::Curate)?,
            owner if owner == actor.user_id => {}
            // Other people's views do not exist for this one.
            Some(_) => return Err(EngineError::NotFound("view")),
        }
        Ok(view)
    }

    /// The views that an actor can see: their own, then the shared ones, in their order.
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
