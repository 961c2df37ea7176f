//! Signing in and out.

use plaza_core::text::truncate_chars;
use plaza_core::{DAY_MS, Message, Millis, limits, say};
use plaza_store::access::{Arrival, EndedSessions, NewSession, User, UserUpdate};
use plaza_store::{Action, StoreError};
use thiserror::Error;

use super::attempts::{Door, Place, Visitor, address_key};
use super::email::normal_email;
use super::standing::is_idle;
use super::{Access, password, secret};
use crate::{Actor, EngineError};

/// A session ends after this time, however busy: 30 days.
const ABSOLUTE_LIFE: Millis = 30 * DAY_MS;
/// How often a session's last use is written down.
const TOUCH_EVERY: Millis = 60_000;
/// What is kept of a browser's name for itself, in characters.
const AGENT_CHARS: usize = 300;
/// When to come back to a door that is crowded.
const CROWDED: Millis = 2_000;

/// A person who has just come in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The cookie's value; not stored anywhere else.
    pub token: String,
    /// What their browser keeps, so that it is known the next time: strangers' tries do not lock
    /// the owner of an account out there. `None` leaves what it has.
    pub device: Option<String>,
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
    /// Many are signing in, or several from this address.
    #[error("many are signing in right now")]
    Crowded {
        /// From when on to try again, milliseconds UTC.
        retry_at: Millis,
    },
    /// The address, for this account or for all, or the browser has used up its tries.
    #[error("too many failed tries")]
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

impl SignInError {
    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Wrong => say!("sign-in-is-wrong", "e-mail or password is wrong"),
            Self::Crowded { .. } => say!("sign-in-many", "many are signing in right now"),
            Self::TooManyTries { .. } => say!("sign-in-tries", "too many failed tries"),
            Self::Disabled => {
                say!("account-disabled", "this account is disabled; ask an administrator")
            }
            Self::Failed(error) => error.message(),
        }
    }
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
        visitor: &Visitor<'_>,
    ) -> Result<SignedIn, SignInError> {
        let email = normal_email(email);
        let known = self.known_device(visitor, &email).await?;
        let (door, _place) = self.at_the_door(visitor, &email, known)?;
        let Checked { user, try_id } = self.check_password(&email, password, &door).await?;
        let actor = actor_of(&user);
        if user.disabled {
            // A refusal changes nothing; its line is all there is to write.
            let act = actor.act(Action::UserSignInDisabled, self.now());
            self.store.record(&act, &target(&user)).await.map_err(EngineError::from)?;
            return Err(SignInError::Disabled);
        }
        let fresh = FreshSession::new()?;
        let device = match known {
            Some(device) => device.to_owned(),
            None => secret::new_secret()?,
        };
        let act = actor.act(Action::UserSignIn, self.now());
        let arrival = Arrival {
            user: &user,
            try_id: &try_id,
            forgiven: &door.forgiven(),
            device_hash: &secret::hash(&device),
            session: fresh.session(act.at, visitor.agent),
        };
        match self.store.access().sign_in(&arrival, &act).await {
            Ok(_) => Ok(SignedIn { token: fresh.token, device: Some(device), user }),
            // The password was another one, or the account was closed, before the door opened.
            Err(StoreError::Conflict) => Err(SignInError::Wrong),
            Err(error) => Err(EngineError::from(error).into()),
        }
    }

    /// What the visitor's browser keeps, where it is known for that account.
    async fn known_device<'a>(
        &self,
        visitor: &Visitor<'a>,
        email: &str,
    ) -> Result<Option<&'a str>, EngineError> {
        let Some(device) = visitor.device else { return Ok(None) };
        let hash = secret::hash(device);
        let known = self.store.access().knows_device(&hash, email, self.now()).await?;
        Ok(known.then_some(device))
    }

    /// What the visitor's try is counted under, and a place to make it in.
    fn at_the_door(
        &self,
        visitor: &Visitor<'_>,
        email: &str,
        known: Option<&str>,
    ) -> Result<(Door, Place), SignInError> {
        let (door, who) = match known.map(secret::hash) {
            Some(hash) => (Door::known(&hash, email), hash),
            None => {
                let address = address_key(visitor.address);
                (Door::unknown(email, address.clone()), address)
            }
        };
        let place = self.places.take(who, known.is_some());
        let crowded = || SignInError::Crowded { retry_at: self.now() + CROWDED };
        place.map(|place| (door, place)).ok_or_else(crowded)
    }

    /// The user with that password. The try is counted before the password is looked at, so that
    /// parallel ones see each other; it stays counted when it was wrong.
    async fn check_password(
        &self,
        email: &str,
        password: &str,
        door: &Door,
    ) -> Result<Checked, SignInError> {
        let try_id = match self.begin_try(door).await? {
            Ok(try_id) => try_id,
            Err(retry_at) => return Err(SignInError::TooManyTries { retry_at }),
        };
        let user = self.store.access().user_by_email(email).await.map_err(EngineError::from)?;
        let stored = user.as_ref().map(|user| user.password_hash.as_str());
        // Longer ones were never set; hashing them would only cost time.
        let fits = password.chars().count() <= limits::PASSWORD;
        let tried = if fits { password } else { "" };
        let matches = self.hasher.verify(tried, stored).await?;
        match user {
            Some(user) if matches && fits => Ok(Checked { user, try_id }),
            user => {
                let target = user.as_ref().map_or_else(|| "user:unknown".to_owned(), target);
                let nobody = Actor { name: "nobody".to_owned(), ..Actor::system() };
                let act = nobody.act(Action::UserSignInFailed, self.now());
                self.store.record(&act, &target).await.map_err(EngineError::from)?;
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
        if is_idle(&row, now) {
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
        self.rights_have_changed();
        Ok(())
    }

    /// Sets a new password for the person of this session and ends their other sessions.
    ///
    /// # Errors
    /// [`SignInError::Wrong`] for a wrong old password, which counts as a failed try, or when
    /// another one was set at the same moment; otherwise
    /// a new password that is refused, or the store fails.
    pub async fn change_password(
        &self,
        session: &Session,
        old: &str,
        new: &str,
    ) -> Result<(), SignInError> {
        let user = &session.user;
        password::check(new, &user.email)?;
        let crowded = || SignInError::Crowded { retry_at: self.now() + CROWDED };
        let _place = self.places.take(target(user), true).ok_or_else(crowded)?;
        let checked = self.check_password(&user.email, old, &Door::own(user.id)).await?;
        let update = UserUpdate {
            password_hash: Some(self.hasher.hash(new).await?),
            if_password: Some(checked.user.password_hash),
            ends: EndedSessions::AllBut(session.token_hash.clone()),
            ..UserUpdate::default()
        };
        let actor = session.actor();
        let act = actor.act(Action::UserChangePassword, self.now());
        match self.store.access().update_user(user.id, &update, &act).await {
            Ok(_) => {}
            // Somebody else set another one meanwhile: the old one is wrong by now.
            Err(StoreError::Conflict) => return Err(SignInError::Wrong),
            Err(error) => return Err(EngineError::from(error).into()),
        }
        self.rights_have_changed();
        let forgotten = self.store.access().forget_try(&checked.try_id).await;
        forgotten.map_err(EngineError::from)?;
        Ok(())
    }
}

/// Somebody who has shown their password, and the try that was right.
struct Checked {
    user: User,
    try_id: String,
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
    pub(super) fn session<'a>(&'a self, now: Millis, agent: &'a str) -> NewSession<'a> {
        let expires_at = now + ABSOLUTE_LIFE;
        let device = truncate_chars(agent, AGENT_CHARS);
        NewSession { token_hash: &self.token_hash, csrf: &self.csrf, device, expires_at }
    }
}

pub(super) fn target(user: &User) -> String {
    format!("user:{}", user.id)
}
