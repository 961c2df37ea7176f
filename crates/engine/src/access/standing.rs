//! Whether those who came in, or approved something, may still do so.

use plaza_core::{DAY_MS, Millis, Permission, Role, TokenId, UserId};
use plaza_store::access::SessionRow;
use tokio::sync::watch;

use super::Access;
use crate::EngineError;

/// A session ends when nothing was asked for this long: 3 days, a long weekend.
const IDLE_LIFE: Millis = 3 * DAY_MS;

/// What somebody came in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pass {
    /// A session, by the hash under which it is stored.
    Session(String),
    /// An API token.
    Token(TokenId),
}

/// What of somebody's right to have done something is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    /// The person's.
    Person,
    /// The token's, or that of whoever made it.
    Token,
}

impl Access {
    /// What may be done with `pass` right now; `None` when it opens nothing any more. Asking is no
    /// use of it: an idle session stays idle.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn role_now(&self, pass: &Pass) -> Result<Option<Role>, EngineError> {
        let now = self.now();
        Ok(match pass {
            Pass::Session(token_hash) => {
                let found = self.store.access().session(token_hash, now).await?;
                found.filter(|(row, _)| !is_idle(row, now)).map(|(_, user)| user.role)
            }
            Pass::Token(id) => {
                self.store.access().token(*id, now).await?.and_then(|token| token.may)
            }
        })
    }

    /// Whether the person and the token that let something happen may still do so; Plaza itself
    /// always may.
    pub(crate) async fn lost(
        &self,
        user: Option<UserId>,
        token: Option<TokenId>,
        permission: Permission,
    ) -> Result<Option<Lost>, EngineError> {
        if let Some(id) = user {
            let user = self.store.access().user(id).await?;
            if !user.is_some_and(|user| !user.disabled && user.role.may(permission)) {
                return Ok(Some(Lost::Person));
            }
        }
        if let Some(id) = token {
            let role = self.role_now(&Pass::Token(id)).await?;
            if !role.is_some_and(|role| role.may(permission)) {
                return Ok(Some(Lost::Token));
            }
        }
        Ok(None)
    }

    /// Tells when rights have changed here. Other processes' changes and what ends by itself are
    /// not told: whoever keeps something open asks again now and then.
    #[must_use]
    pub fn rights_changed(&self) -> watch::Receiver<()> {
        self.rights.subscribe()
    }

    /// Wakes those who keep something open.
    pub(super) fn rights_have_changed(&self) {
        self.rights.send_replace(());
    }
}

/// Whether nothing was asked with a session for too long.
pub(super) fn is_idle(row: &SessionRow, now: Millis) -> bool {
    now - row.last_seen_at > IDLE_LIFE
}
