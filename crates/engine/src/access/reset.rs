//! Links with which people who cannot come in choose a new password: no mail is needed, whoever
//! made the link hands it over.

use plaza_core::{DAY_MS, Millis, Permission, UserId, say, to_rfc3339};
use plaza_store::access::{PasswordLink, User};
use plaza_store::{Action, StoreError};
use serde_json::json;

use super::session::{FreshSession, actor_of};
use super::{Access, SignedIn, password, secret};
use crate::{Actor, EngineError};

/// How long a link works: two days.
const LINK_LIFE: Millis = 2 * DAY_MS;

/// A link for somebody who cannot come in.
#[derive(Clone, PartialEq, Eq)]
pub struct ResetLink {
    /// For whom.
    pub user: User,
    /// The secret of the link; shown once, not kept.
    pub secret: String,
    /// Until when it works, milliseconds UTC.
    pub expires_at: Millis,
}

impl Access {
    /// Makes a link for a person; an earlier one of theirs works no more. Their password and their
    /// sessions stay as they are until the link is used.
    ///
    /// # Errors
    /// Forbidden, no such user, or a closed account.
    pub async fn make_reset_link(
        &self,
        actor: &Actor,
        id: UserId,
    ) -> Result<ResetLink, EngineError> {
        actor.require(Permission::ManageUsers)?;
        let user = self.store.access().user(id).await?.filter(|user| user.removed_at.is_none());
        let user = user.ok_or(EngineError::NotFound("user"))?;
        let (secret, now) = (secret::new_secret()?, self.now());
        let expires_at = now + LINK_LIFE;
        let link = PasswordLink { secret_hash: &secret::hash(&secret), expires_at };
        let detail = json!({ "expires_at": to_rfc3339(expires_at) });
        let act = actor.act(Action::UserResetLink, now).with(detail);
        self.store.access().offer_password_link(id, &link, &act).await?;
        Ok(ResetLink { user, secret, expires_at })
    }

    /// Whose link that is, while it works.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn reset_link(&self, secret: &str) -> Result<Option<User>, EngineError> {
        Ok(self.store.access().password_link(&secret::hash(secret), self.now()).await?)
    }

    /// Sets the password of the person whose link it is and signs them in; their other sessions end
    /// and the link works no more.
    ///
    /// # Errors
    /// A link that was used or has ended, or a password that is refused.
    pub async fn use_reset_link(
        &self,
        secret: &str,
        new: &str,
        agent: &str,
    ) -> Result<SignedIn, EngineError> {
        // Before a hash is computed: only who has the link makes Plaza work.
        let user = self.reset_link(secret).await?.ok_or_else(no_such_link)?;
        password::check(new, &user.email)?;
        let password_hash = self.hasher.hash(new).await?;
        let fresh = FreshSession::new()?;
        let actor = actor_of(&user);
        let act = actor.act(Action::UserResetPassword, self.now());
        let hash = secret::hash(secret);
        let session = fresh.session(act.at, agent);
        let access = self.store.access();
        let used = access.use_password_link(user.id, &hash, &password_hash, &session, &act).await;
        match used {
            Ok(_) => {}
            Err(StoreError::NotFound) => return Err(no_such_link()),
            Err(error) => return Err(error.into()),
        }
        self.rights_have_changed();
        Ok(SignedIn { token: fresh.token, device: None, user })
    }
}

fn no_such_link() -> EngineError {
    let message = say!(
        "reset-link-used",
        "this link was used or has ended; ask an administrator for another one"
    );
    EngineError::invalid("token", message)
}
