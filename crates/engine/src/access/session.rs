//! Signing in and out.

use std::net::IpAddr;

use plaza_core::{DAY_MS, Millis, limits};
use plaza_store::Action;
use plaza_store::access::{EndedSessions, NewSession, User, UserUpdate};
use thiserror::Error;

use super::attempts::{account_key, address_key};
use super::email::normal_email;
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
    Actor { user_id: Some(user.id), token_id: None, name: user.name.clone(), role: user.role }
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
            // A refusal changes nothing; its line is all there is to write.
            let act = actor.act(Action::UserSignInDisabled, self.now());
            self.store.record(&act, &target(&user)).await.map_err(EngineError::from)?;
            return Err(SignInError::Disabled);
        }
        let fresh = FreshSession::new()?;
        let act = actor.act(Action::UserSignIn, self.now());
        let session = fresh.session(act.at);
        let opened = self.store.access().sign_in(user.id, &account, &session, &act).await;
        opened.map_err(EngineError::from)?;
        Ok(SignedIn { token: fresh.token, user })
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
                let target = user.as_ref().map_or_else(|| "user:unknown".to_owned(), target);
                let nobody = Actor { name: "nobody".to_owned(), ..Actor::system() };
                let act = nobody.act(Action::UserSignInFailed, self.now());
                let counted = self.store.access().record_attempt(keys, &target, &act).await;
                counted.map_err(EngineError::from)?;
                Err(SignInError::Wrong)
            }
        }
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
        let actor = session.actor();
        let act = actor.act(Action::UserSignOut, self.now());
        self.store.access().sign_out(session.user.id, &session.token_hash, &act).await?;
        Ok(())
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
            ends: EndedSessions::AllBut(session.token_hash.clone()),
            ..UserUpdate::default()
        };
        let actor = session.actor();
        let act = actor.act(Action::UserChangePassword, self.now());
        let changed = self.store.access().update_user(user.id, &update, &act).await;
        changed.map_err(EngineError::from)?;
        Ok(())
    }
}

/// The secrets of a session that begins.
pub(super) struct FreshSession {
    pub(super) token: String,
    token_hash: String,
    csrf: String,
}

impl FreshSession {
    pub(super) fn new() -> Result<Self, EngineError> {
        let (token, csrf) = (secret::new_secret()?, secret::new_secret()?);
        Ok(Self { token_hash: secret::hash(&token), token, csrf })
    }

    /// What the store keeps of it.
    pub(super) fn session(&self, now: Millis) -> NewSession<'_> {
        let expires_at = now + ABSOLUTE_LIFE;
        NewSession { token_hash: &self.token_hash, csrf: &self.csrf, expires_at }
    }
}

pub(super) fn target(user: &User) -> String {
    format!("user:{}", user.id)
}
