//! Who does something.

use plaza_core::{Millis, Permission, Role, TokenId, UserId};
use plaza_store::{Act, Action};

use crate::EngineError;

/// The person, token or loop on whose behalf a use case runs; the audit log names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The signed-in user; `None` for tokens, commands and background loops.
    pub user_id: Option<UserId>,
    /// The API token that a program came with.
    pub token_id: Option<TokenId>,
    /// Shown in the audit log.
    pub name: String,
    /// Decides what is permitted.
    pub role: Role,
}

impl Actor {
    /// Plaza itself, or the operator on the command line: everything is permitted.
    #[must_use]
    pub fn system() -> Self {
        Self { user_id: None, token_id: None, name: "plaza".to_owned(), role: Role::Admin }
    }

    /// What this actor does, for the store, which records it with what it changes.
    pub(crate) fn act(&self, action: Action, at: Millis) -> Act<'_> {
        let (by, user_id) = (self.name.as_str(), self.user_id);
        Act { by, user_id, action, detail: serde_json::Value::Null, at, job: None }
    }

    /// Refuses when the actor's role lacks `permission`.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`].
    pub fn require(&self, permission: Permission) -> Result<(), EngineError> {
        if self.role.may(permission) { Ok(()) } else { Err(EngineError::Forbidden(permission)) }
    }
}
