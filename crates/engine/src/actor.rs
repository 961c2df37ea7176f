//! Who does something.

use plaza_core::{Permission, Role};

use crate::EngineError;

/// The person, token or loop on whose behalf a use case runs; the audit log names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The signed-in user; `None` for tokens, commands and background loops.
    pub user_id: Option<i64>,
    /// Shown in the audit log.
    pub name: String,
    /// Decides what is permitted.
    pub role: Role,
}

impl Actor {
    /// Plaza itself, or the operator on the command line: everything is permitted.
    #[must_use]
    pub fn system() -> Self {
        Self { user_id: None, name: "plaza".to_owned(), role: Role::Admin }
    }

    /// Refuses when the actor's role lacks `permission`.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`].
    pub fn require(&self, permission: Permission) -> Result<(), EngineError> {
        if self.role.may(permission) { Ok(()) } else { Err(EngineError::Forbidden(permission)) }
    }
}
