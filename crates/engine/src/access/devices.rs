//! The browsers in which people are signed in.

use plaza_core::{Millis, Permission, UserId};
use plaza_store::Action;
use plaza_store::access::{SessionRow, WhichSessions};

use super::session::Session;
use super::standing::is_idle;
use super::{Access, secret};
use crate::{Actor, EngineError};

/// Letters of a session's name: enough to tell the sessions of one person apart.
const NAME_LETTERS: usize = 16;

/// A session that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    /// Tells it from the person's others; nobody comes in with it.
    pub name: String,
    /// What the browser calls itself; empty where it said nothing.
    pub device: String,
    /// When it began.
    pub created_at: Millis,
    /// When it was last used, give or take a minute.
    pub last_seen_at: Millis,
    /// When it ends at the latest.
    pub expires_at: Millis,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

impl Access {
    /// The open sessions of a person, the last used one first: one's own, or anybody's for who
    /// manages users.
    ///
    /// # Errors
    /// Forbidden, or the store fails.
    pub async fn sessions_of(
        &self,
        actor: &Actor,
        user: UserId,
        asking: Option<&Session>,
    ) -> Result<Vec<OpenSession>, EngineError> {
        may_see(actor, user)?;
        let rows = self.open_rows(user).await?;
        let this = asking.map(|session| session.token_hash.as_str());
        Ok(rows
            .into_iter()
            .map(|row| OpenSession {
                name: name_of(&row),
                is_this: this == Some(row.token_hash.as_str()),
                device: row.device,
                created_at: row.created_at,
                last_seen_at: row.last_seen_at,
                expires_at: row.expires_at,
            })
            .collect())
    }

    /// Ends one session of a person, by its name.
    ///
    /// # Errors
    /// Forbidden, or no such session.
    pub async fn end_session(
        &self,
        actor: &Actor,
        user: UserId,
        name: &str,
    ) -> Result<(), EngineError> {
        may_see(actor, user)?;
        let rows = self.open_rows(user).await?;
        let row = rows.iter().find(|row| name_of(row) == name);
        let row = row.ok_or(EngineError::NotFound("session"))?;
        self.end(actor, user, WhichSessions::One(&row.token_hash)).await.map(drop)
    }

    /// Ends the sessions of a person, all but the one that asks; returns how many.
    ///
    /// # Errors
    /// Forbidden, or the store fails.
    pub async fn end_sessions(
        &self,
        actor: &Actor,
        user: UserId,
        asking: Option<&Session>,
    ) -> Result<i64, EngineError> {
        may_see(actor, user)?;
        let known = self.store.access().user(user).await?;
        known.ok_or(EngineError::NotFound("user"))?;
        let but = asking.map_or("", |session| session.token_hash.as_str());
        self.end(actor, user, WhichSessions::AllBut(but)).await
    }

    async fn end(
        &self,
        actor: &Actor,
        user: UserId,
        which: WhichSessions<'_>,
    ) -> Result<i64, EngineError> {
        let act = actor.act(Action::SessionEnd, self.now());
        let ended = self.store.access().end_sessions(user, which, &act).await;
        let ended = ended.map_err(EngineError::without("session"))?;
        self.rights_have_changed();
        Ok(ended.value)
    }

    async fn open_rows(&self, user: UserId) -> Result<Vec<SessionRow>, EngineError> {
        let now = self.now();
        let mut rows = self.store.access().sessions_of(user, now).await?;
        rows.retain(|row| !is_idle(row, now));
        Ok(rows)
    }
}

/// One's own, or anybody's for who manages users.
fn may_see(actor: &Actor, user: UserId) -> Result<(), EngineError> {
    if actor.user_id == Some(user) { Ok(()) } else { actor.require(Permission::ManageUsers) }
}

fn name_of(row: &SessionRow) -> String {
    let mut name = secret::hash(&row.token_hash);
    name.truncate(NAME_LETTERS);
    name
}
