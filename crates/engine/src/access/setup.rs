//! The first administrator: there is no default password, but a link that works once.

use plaza_core::{Role, say};
use plaza_store::access::SetupLink;
use plaza_store::{Action, StoreError};
use subtle::ConstantTimeEq;

use super::session::FreshSession;
use super::users::NewAccount;
use super::{Access, SignedIn, secret};
use crate::{Actor, EngineError};

/// Where the hashes of the set-up link's secrets are kept.
const META_KEY: &str = "setup_secret_hash";

impl Access {
    /// A new secret for the set-up link while there is no user, otherwise `None`. Only its hash
    /// is kept. Those that other processes gave out work too, until one of them is used.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn setup_link_token(&self) -> Result<Option<String>, EngineError> {
        let token = secret::new_secret()?;
        let link = SetupLink { kept_as: META_KEY, secret_hash: &secret::hash(&token) };
        Ok(self.store.access().offer_setup(&link).await?.then_some(token))
    }

    /// Whether `token` is that of a set-up link, and nobody has used one yet.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn setup_is_open(&self, token: &str) -> Result<bool, EngineError> {
        if self.store.access().users_count().await? > 0 {
            return Ok(false);
        }
        let kept = self.store.meta(META_KEY).await?.unwrap_or_default();
        let asked = secret::hash(token);
        Ok(kept.split_whitespace().any(|hash| asked.as_bytes().ct_eq(hash.as_bytes()).into()))
    }

    /// Creates the administrator and signs them in; no link works again.
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
        agent: &str,
    ) -> Result<SignedIn, EngineError> {
        // Before a hash is computed: only who has the link makes Plaza work.
        if !self.setup_is_open(token).await? {
            return Err(no_such_link());
        }
        let account = NewAccount { email, name, role: Role::Admin, password };
        let new = self.prepare(&account).await?;
        let fresh = FreshSession::new()?;
        let actor = Actor { name: new.name.clone(), ..Actor::system() };
        let act = actor.act(Action::UserSetup, self.now());
        let session = fresh.session(act.at, agent);
        let link = SetupLink { kept_as: META_KEY, secret_hash: &secret::hash(token) };
        let made = self.store.access().create_first_user(&new, &link, &session, &act).await;
        let user = match made {
            Ok(made) => made.value,
            Err(StoreError::Conflict | StoreError::NotFound) => return Err(no_such_link()),
            Err(error) => return Err(error.into()),
        };
        Ok(SignedIn { token: fresh.token, device: None, user })
    }
}

fn no_such_link() -> EngineError {
    let message = say!(
        "setup-link-used",
        "this link is wrong or has been used; the newest one is in the output of `plaza serve`"
    );
    EngineError::invalid("token", message)
}
