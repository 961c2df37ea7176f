//! Signing in and out.

use std::net::IpAddr;

use plaza_core::{DAY_MS, Millis, limits};
use plaza_store::access::{User, UserUpdate};
use serde_json::json;
use thiserror::Error;

use super::attempts::{account_key, address_key};
use super::users::normal_email;
use super::{Access, password, secret};
use crate::{Actor, EngineError};

/// A session ends after this time, however busy: 30 days.
const ABSOLUTE_LIFE: Millis = 30 * DAY_MS;
/// A session ends when nothing was asked for this long: 3 days, a long weekend.
const IDLE_LIFE: Millis = 3 * DAY_MS;
/// How often a session's last use is written down.
const TOUCH_EVERY: Millis = 60_000;

/// A person who has just come in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The cookie's value; not stored anywhere else.
    pub token: String,
    /// The person.
    pub user: User,
}

/// A valid session.
#[derive(Debug, Clone)]
pub struct Session {
    /// The person.
    pub user: User,
    /// The secret that this session's forms prove to know.
    pub csrf: String,
    /// Under which the session is stored.
    pub token_hash: String,
}

impl Session {
    /// The person as the engine's use cases know them.
    #[must_use]
    pub fn actor(&self) -> Actor {
        actor_of(&self.user)
    }
}

pub(super) fn actor_of(user: &User) -> Actor {
    Actor { user_id: Some(user.id), name: user.name.clone(), role: user.role }
}

/// Why somebody did not come in.
#[derive(Debug, Error)]
pub enum SignInError {
    /// E-mail or password is wrong; which of them is not said.
    #[error("e-mail or password is wrong")]
    Wrong,
    /// The account or the address has used up its tries.
    #[error("too many failed tries; wait and try again")]
    TooManyTries {
        /// From when on to try again, milliseconds UTC.
        retry_at: Millis,
    },
    /// The password is right, but an administrator has closed the account.
    #[error("this account is disabled; ask an administrator")]
    Disabled,
    /// It could not be checked.
    #[error(transparent)]
    Failed(#[from] EngineError),
}

impl Access {
    /// Checks a password and begins a session with a fresh token.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        address: IpAddr,
    ) -> Result<SignedIn, SignInError> {
        let Ok(_waiting) = self.waiting.try_acquire() else {
            return Err(SignInError::TooManyTries { retry_at: self.now() + 5_000 });
        };
        let email = normal_email(email);
        let (account, address) = (account_key(&email), address_key(address));
        let user = {
            let _one_try = self.one_try.lock().await;
            self.check_password(&email, password, &[&account, &address]).await?
        };
        let actor = actor_of(&user);
        if user.disabled {
            self.audit(&actor, "user.sign_in_disabled", target(&user), json!(null)).await?;
            return Err(SignInError::Disabled);
        }
        self.store.access().clear_attempts(&account).await.map_err(EngineError::from)?;
        let signed_in = self.begin_session(user).await?;
        self.audit(&actor, "user.sign_in", target(&signed_in.user), json!(null)).await?;
        Ok(signed_in)
    }

    /// The user with that password; a wrong one is counted under all `keys`.
    async fn check_password(
        &self,
        email: &str,
        password: &str,
        keys: &[&str],
    ) -> Result<User, SignInError> {
        if let Some(retry_at) = self.refused_until(keys).await? {
            return Err(SignInError::TooManyTries { retry_at });
        }
        let user = self.store.access().user_by_email(email).await.map_err(EngineError::from)?;
        let stored = user.as_ref().map(|user| user.password_hash.as_str());
        // Longer ones were never set; hashing them would only cost time.
        let fits = password.chars().count() <= limits::PASSWORD;
        let tried = if fits { password } else { "" };
        let matches = self.hasher.verify(tried, stored).await?;
        match user {
            Some(user) if matches && fits => Ok(user),
            user => {
                self.count_failure(keys).await?;
                let target = user.as_ref().map_or_else(|| "user:unknown".to_owned(), target);
                let nobody = Actor { name: "nobody".to_owned(), ..Actor::system() };
                self.audit(&nobody, "user.sign_in_failed", target, json!(null)).await?;
                Err(SignInError::Wrong)
            }
        }
    }

    /// A session for somebody whose identity has been checked.
    pub(super) async fn begin_session(&self, user: User) -> Result<SignedIn, EngineError> {
        let (token, csrf) = (secret::new_secret()?, secret::new_secret()?);
        let now = self.now();
        let hash = secret::hash(&token);
        self.store.access().create_session(&hash, user.id, &csrf, now, now + ABSOLUTE_LIFE).await?;
        Ok(SignedIn { token, user })
    }

    /// The session that a cookie's token names, if it is still valid.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session(&self, token: &str) -> Result<Option<Session>, EngineError> {
        let token_hash = secret::hash(token);
        let now = self.now();
        let Some((row, user)) = self.store.access().session(&token_hash, now).await? else {
            return Ok(None);
        };
        if now - row.last_seen_at > IDLE_LIFE {
            self.store.access().delete_session(&token_hash).await?;
            return Ok(None);
        }
        if now - row.last_seen_at > TOUCH_EVERY {
            self.store.access().touch_session(&token_hash, now).await?;
        }
        Ok(Some(Session { user, csrf: row.csrf, token_hash }))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_out(&self, session: &Session) -> Result<(), EngineError> {
        self.store.access().delete_session(&session.token_hash).await?;
        self.audit(&session.actor(), "user.sign_out", target(&session.user), json!(null)).await
    }

    /// Sets a new password for the person of this session and ends their other sessions.
    ///
    /// # Errors
    /// [`SignInError::Wrong`] for a wrong old password, which counts as a failed try; otherwise
    /// a new password that is refused, or the store fails.
    pub async fn change_password(
        &self,
        session: &Session,
        old: &str,
        new: &str,
    ) -> Result<(), SignInError> {
        let user = &session.user;
        password::check(new, &user.email)?;
        {
            let _one_try = self.one_try.lock().await;
            self.check_password(&user.email, old, &[&account_key(&user.email)]).await?;
        }
        let update = UserUpdate {
            password_hash: Some(self.hasher.hash(new).await?),
            ..UserUpdate::default()
        };
        self.store.access().update_user(user.id, &update).await.map_err(EngineError::from)?;
        let store = self.store.access();
        let others = store.delete_sessions_of(user.id, Some(&session.token_hash));
        others.await.map_err(EngineError::from)?;
        self.audit(&session.actor(), "user.change_password", target(user), json!(null)).await?;
        Ok(())
    }
}

pub(super) fn target(user: &User) -> String {
    format!("user:{}", user.id)
}
