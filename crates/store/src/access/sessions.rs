//! Sessions. Secrets come as hashes.

use plaza_core::{Millis, UserId};
use sqlx::FromRow;

use super::Access;
use super::acting::still_administers;
use super::attempts::{forget, remember_device};
use super::new_session::{NewSession, open_session};
use super::users::{User, target};
use crate::db::{Durability, args};
use crate::{Act, Done, Result, StoreError};

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct SessionRow {
    /// Hash of the cookie's token.
    pub token_hash: String,
    /// Who.
    #[sqlx(try_from = "i64")]
    pub user_id: UserId,
    /// Token that forms carry.
    pub csrf: String,
    /// When it began.
    pub created_at: Millis,
    /// When it was last used, give or take a minute.
    pub last_seen_at: Millis,
    /// When it ends.
    pub expires_at: Millis,
    /// What the browser calls itself; empty where it said nothing.
    pub device: String,
}

/// Which sessions of a person end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichSessions<'a> {
    /// The one with this hash.
    One(&'a str),
    /// All but the one with this hash; all of them where it is empty.
    AllBut(&'a str),
}

/// Who comes in, and how. They have shown who they are.
#[derive(Clone, Copy)]
pub struct Arrival<'a> {
    /// The person, as they were when their password was looked at.
    pub user: &'a User,
    /// The try that was right; see [`NewTry`](super::NewTry).
    pub try_id: &'a str,
    /// Keys whose failed tries are forgotten.
    pub forgiven: &'a [String],
    /// Hash of the browser's own secret, by which it is known from now on.
    pub device_hash: &'a str,
    /// The session that begins.
    pub session: NewSession<'a>,
}

impl Access<'_> {
    /// Opens a session for somebody who has shown who they are.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the password was changed or the account closed meanwhile.
    pub async fn sign_in(&self, arrival: &Arrival<'_>, act: &Act<'_>) -> Result<Done<()>> {
        let Arrival { user, try_id, forgiven, device_hash, session } = arrival;
        let mut tx = self.db.begin(Durability::Normal).await?;
        // First of all: who closes the account or changes the password ends the sessions that
        // there are, and waits for this one, or this one for them.
        let same = tx
            .run(
                "update user_account set last_seen_at = $2
                 where id = $1 and not disabled and password_hash = $3",
                args![user.id, act.at, &user.password_hash],
            )
            .await?;
        if same == 0 {
            return Err(StoreError::Conflict);
        }
        forget(&mut tx, try_id, forgiven).await?;
        remember_device(&mut tx, user.id, device_hash, act.at).await?;
        open_session(&mut tx, user.id, session, act.at).await?;
        tx.done(act, &target(user.id), ()).await
    }

    /// Ends a session for the person whose it is.
    pub async fn sign_out(
        &self,
        user_id: UserId,
        token_hash: &str,
        act: &Act<'_>,
    ) -> Result<Done<()>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.run("delete from session where token_hash = $1", args![token_hash]).await?;
        tx.done(act, &target(user_id), ()).await
    }

    /// The session with that hash and its user; `None` when it ended or the user is locked out.
    pub async fn session(
        &self,
        token_hash: &str,
        now: Millis,
    ) -> Result<Option<(SessionRow, User)>> {
        let session: Option<SessionRow> = self
            .db
            .optional(
                "select token_hash, user_id, csrf, created_at, last_seen_at, expires_at, device
                 from session where token_hash = $1 and expires_at > $2",
                args![token_hash, now],
            )
            .await?;
        let Some(session) = session else { return Ok(None) };
        let user = self.user(session.user_id).await?.filter(|user| !user.disabled);
        Ok(user.map(|user| (session, user)))
    }

    /// The sessions of a person that have not ended, the last used one first.
    pub async fn sessions_of(&self, user_id: UserId, now: Millis) -> Result<Vec<SessionRow>> {
        self.db
            .all(
                "select token_hash, user_id, csrf, created_at, last_seen_at, expires_at, device
                 from session where user_id = $1 and expires_at > $2
                 order by last_seen_at desc, token_hash",
                args![user_id, now],
            )
            .await
    }

    /// Whose session that was or is, and whose browser else; for those who come back.
    pub async fn whose(&self, token_hash: &str, device_hash: &str) -> Result<Option<UserId>> {
        let found: Option<(i64,)> = self
            .db
            .optional(
                "select coalesce((select user_id from session where token_hash = $1),
                   (select user_id from known_device where device_hash = $2)) as user_id
                 from house where exists (select 1 from session where token_hash = $1)
                 or exists (select 1 from known_device where device_hash = $2)",
                args![token_hash, device_hash],
            )
            .await?;
        Ok(found.map(|(id,)| id.into()))
    }

    /// Ends sessions of a person: one by its hash, or all but one (an empty hash is none of them).
    /// Returns how many ended.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such session; [`StoreError::Invalid`] when who acts
    /// on somebody else's has lost their rights meanwhile.
    pub async fn end_sessions(
        &self,
        user_id: UserId,
        which: WhichSessions<'_>,
        act: &Act<'_>,
    ) -> Result<Done<i64>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        if act.user_id != Some(user_id) {
            still_administers(&mut tx, act).await?;
        }
        let ended = match which {
            WhichSessions::One(hash) => {
                let statement = "delete from session where user_id = $1 and token_hash = $2";
                tx.change(statement, args![user_id, hash]).await?;
                1
            }
            WhichSessions::AllBut(hash) => {
                let statement = "delete from session where user_id = $1 and token_hash <> $2";
                i64::try_from(tx.run(statement, args![user_id, hash]).await?).unwrap_or(i64::MAX)
            }
        };
        tx.done(act, &target(user_id), ended).await
    }

    /// Records that a session, and with it its user, is active.
    pub async fn touch_session(&self, token_hash: &str, now: Millis) -> Result<()> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.run(
            "update session set last_seen_at = $2 where token_hash = $1",
            args![token_hash, now],
        )
        .await?;
        tx.run(
            "update user_account set last_seen_at = $2
             where id = (select user_id from session where token_hash = $1)",
            args![token_hash, now],
        )
        .await?;
        tx.commit().await
    }
}
