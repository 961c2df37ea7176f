//! The first administrator: there is no default password, but a link that works once.

use plaza_core::Role;
use plaza_store::Action;
use subtle::ConstantTimeEq;

use super::session::FreshSession;
use super::users::NewAccount;
use super::{Access, SignedIn, secret};
use crate::{Actor, EngineError};

/// Where the set-up secret's hash is kept.
const META_KEY: &str = "setup_secret_hash";

impl Access {
    /// A new secret for the set-up link while there is no user, otherwise `None`. Only its hash
    /// is kept; a secret given out before no longer works.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn setup_link_token(&self) -> Result<Option<String>, EngineError> {
        if self.store.access().users_count().await? > 0 {
            return Ok(None);
        }
        let token = secret::new_secret()?;
        self.store.set_meta(META_KEY, &secret::hash(&token)).await?;
        Ok(Some(token))
    }

    /// Whether `token` is that of the set-up link, and nobody has used it yet.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn setup_is_open(&self, token: &str) -> Result<bool, EngineError> {
        if self.store.access().users_count().await? > 0 {
            return Ok(false);
        }
        let kept = self.store.meta(META_KEY).await?.unwrap_or_default();
        Ok(secret::hash(token).as_bytes().ct_eq(kept.as_bytes()).into())
    }

    /// Creates the administrator and signs them in; the link does not work again.
    ///
    /// # Errors
    /// A wrong or used token, or an account that cannot be made as with
    /// [`create_user`](Self::create_user).
    pub async fn create_first_admin(
        &self,
        token: &str,
        email: &str,
        name: &str,
        password: &str,
    ) -> Result<SignedIn, EngineError> {
        if !self.setup_is_open(token).await? {
            let message = "this link is wrong or has been used; the newest one is in the output \
                           of `plaza serve`";
            return Err(EngineError::invalid("token", message));
        }
        let account = NewAccount { email, name, role: Role::Admin, password };
        let new = self.prepare(&account).await?;
        let fresh = FreshSession::new()?;
        let actor = Actor { name: new.name.clone(), ..Actor::system() };
        let act = actor.act(Action::UserSetup, self.now());
        let session = fresh.session(act.at);
        let made = self.store.access().create_first_user(&new, META_KEY, &session, &act).await?;
        Ok(SignedIn { token: fresh.token, user: made.value })
    }
}
