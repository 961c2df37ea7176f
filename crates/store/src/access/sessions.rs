//! Sessions. Secrets come as hashes.

use plaza_core::{Millis, UserId};
use sqlx::FromRow;

use super::Access;
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
                "select token_hash, user_id, csrf, created_at, last_seen_at, expires_at
                 from session where token_hash = $1 and expires_at > $2",
                args![token_hash, now],
            )
            .await?;
        let Some(session) = session else { return Ok(None) };
        let user = self.user(session.user_id).await?.filter(|user| !user.disabled);
        Ok(user.map(|user| (session, user)))
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

    /// Ends a session that was not used for too long.
    pub async fn delete_session(&self, token_hash: &str) -> Result<()> {
        self.db.run("delete from session where token_hash = $1", args![token_hash]).await?;
        Ok(())
    }
}
