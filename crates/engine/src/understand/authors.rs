//! What people say about those who write mentions.

use plaza_core::{AuthorId, AuthorMark, Permission, Seen};
use plaza_store::{Action, Author};

use super::Understand;
use crate::{Actor, EngineError, EventKind};

impl Understand<'_> {
    /// Who writes mentions; who turned out to be an account leads to it.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], or the store fails.
    pub async fn author(&self, id: AuthorId) -> Result<Author, EngineError> {
        self.shared().store.author(id).await?.ok_or(EngineError::NotFound("author"))
    }

    /// Marks an account as staff or as a bot, or takes the mark back. Marked ones count as nobody
    /// from the next count on.
    ///
    /// # Errors
    /// Forbidden, no such author, no account, or somebody else marked it since it was seen.
    pub async fn mark_author(
        &self,
        actor: &Actor,
        author: impl Into<Seen<AuthorId>>,
        mark: Option<AuthorMark>,
    ) -> Result<Author, EngineError> {
        actor.require(Permission::Curate)?;
        let act = actor.act(Action::AuthorMark, self.shared().now());
        let done = self.shared().store.mark_author(author, mark, &act).await?;
        self.shared().tell(EventKind::Ideas, done.revision);
        Ok(self.shared().told(EventKind::Themes, done))
    }
}
