//! Taking imports back.

use plaza_core::{ImportId, Permission, Seen};
use plaza_store::Action;
use plaza_store::listen::UndoPreview;

use super::Listen;
use super::taking::TakeAway;
use crate::jobs::Job as _;
use crate::{Actor, EngineError, EventKind};

impl Listen<'_> {
    /// Takes an import back, in the background: what it brought new goes as if it had never come,
    /// what it changed is as it was before, unless somebody changed it since. Mentions with replies,
    /// evidence or corrections, or changed by a later import, stay unless `used` says otherwise.
    ///
    /// # Errors
    /// Forbidden, no such import, one that was taken back before, or that somebody changed since.
    pub async fn undo_import(
        &self,
        actor: &Actor,
        import: impl Into<Seen<ImportId>>,
        used: bool,
    ) -> Result<(), EngineError> {
        actor.require(Permission::Import)?;
        let now = self.shared().now();
        let detail = serde_json::json!({ "used": used });
        let act = actor.act(Action::ImportUndo, now).with(detail).then(TakeAway {}.request(now)?);
        let done = self.shared().store.listen().undo_import(import, used, &act).await;
        self.shared().told(EventKind::Sources, done.map_err(EngineError::without("import"))?);
        self.shared().jobs_due.notify_waiters();
        Ok(())
    }

    /// What taking an import back would do.
    ///
    /// # Errors
    /// No such import, or the store fails.
    pub async fn undo_preview(&self, id: ImportId) -> Result<UndoPreview, EngineError> {
        let store = self.shared().store.listen();
        store.import(id).await?.ok_or(EngineError::NotFound("import"))?;
        Ok(store.undo_preview(id).await?)
    }
}
