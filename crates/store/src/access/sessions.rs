//! Sessions, API tokens, sign-in attempts. Secrets come as hashes.

use plaza_core::{DAY_MS, Millis, Role};
use serde::Serialize;
use sqlx::FromRow;

use super::Access;
use crate::access::users::User;
use crate::db::{Durability, args};
use crate::stored::Stored;
use crate::{Result, StoreError};

/// Attempts older than this are forgotten: a day.
const ATTEMPTS_KEPT: Millis = DAY_MS;

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct SessionRow {
    /// Hash of the cookie's token.
    pub token_hash: String,
    /// Who.
    pub user_id: i64,
    /// Token that forms carry.
    pub csrf: String,
    /// When it began.
    pub created_at: Millis,
    /// When it was last used, give or take a minute.
    pub last_seen_at: Millis,
    /// When it ends.
    pub expires_at: Millis,
}

/// A key for programs.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct ApiToken {
    /// Id.
    pub id: i64,
    /// What it is for.
    pub name: String,
    /// What it may do.
    #[sqlx(try_from = "Stored")]
    pub role: Role,
    /// Who made it.
    pub created_by: Option<i64>,
    /// When it was made.
    pub created_at: Millis,
    /// When it was last used.
    pub last_used_at: Option<Millis>,
    /// When it was taken back.
    pub revoked_at: Option<Millis>,
}

impl Access<'_> {
    /// Opens a session; ended ones are swept out.
    pub async fn create_session(
        &self,
        token_hash: &str,
        user_id: i64,
        csrf: &str,
        now: Millis,
        expires_at: Millis,
    ) -> Result<()> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.run("delete from session where expires_at <= $1", args![now]).await?;
        tx.run(
            "insert into session (token_hash, user_id, csrf, created_at, last_seen_at, expires_at)
             values ($1, $2, $3, $4, $4, $5)",
            args![token_hash, user_id, csrf, now, expires_at],
        )
        .await?;
        tx.run("update user_account set last_seen_at = $2 where id = $1", args![user_id, now])
            .await?;
        tx.commit().await
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

    /// Ends a session.
    pub async fn delete_session(&self, token_hash: &str) -> Result<()> {
        self.db.run("delete from session where token_hash = $1", args![token_hash]).await?;
        Ok(())
    }

    /// Ends all sessions of a person, but for one.
    pub async fn delete_sessions_of(&self, user_id: i64, except: Option<&str>) -> Result<()> {
        self.db
            .run(
                "delete from session where user_id = $1 and token_hash <> $2",
                args![user_id, except.unwrap_or_default()],
            )
            .await?;
        Ok(())
    }

    /// Adds an API token.
    pub async fn create_token(
        &self,
        name: &str,
        token_hash: &str,
        role: Role,
        created_by: Option<i64>,
        now: Millis,
    ) -> Result<ApiToken> {
        self.db
            .write(
                "insert into api_token (name, token_hash, role, created_by, created_at)
                 values ($1, $2, $3, $4, $5)
                 returning id, name, role, created_by, created_at, last_used_at, revoked_at",
                args![name, token_hash, role.name(), created_by, now],
            )
            .await?
            .ok_or(StoreError::NotFound)
    }

    /// The token with that hash, unless it was taken back.
    pub async fn token_by_hash(&self, token_hash: &str) -> Result<Option<ApiToken>> {
        self.db
            .optional(
                "select id, name, role, created_by, created_at, last_used_at, revoked_at
                 from api_token where token_hash = $1 and revoked_at is null",
                args![token_hash],
            )
            .await
    }

    /// All tokens, those taken back included, newest first.
    pub async fn tokens(&self) -> Result<Vec<ApiToken>> {
        self.db
            .all(
                "select id, name, role, created_by, created_at, last_used_at, revoked_at
                 from api_token order by id desc",
                args![],
            )
            .await
    }

    /// Takes a token back for good.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn revoke_token(&self, id: i64, now: Millis) -> Result<()> {
        let changed = self
            .db
            .run(
                "update api_token set revoked_at = coalesce(revoked_at, $2) where id = $1",
                args![id, now],
            )
            .await?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// Records that a token is used.
    pub async fn touch_token(&self, id: i64, now: Millis) -> Result<()> {
        self.db.run("update api_token set last_used_at = $2 where id = $1", args![id, now]).await?;
        Ok(())
    }

    /// Records a failed sign-in under `key`: an account or an address.
    pub async fn record_attempt(&self, key: &str, now: Millis) -> Result<()> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.run("delete from sign_in_attempt where at < $1", args![now - ATTEMPTS_KEPT]).await?;
        tx.run("insert into sign_in_attempt (attempt_key, at) values ($1, $2)", args![key, now])
            .await?;
        tx.commit().await
    }

    /// Failed sign-ins under `key` since `since`; those of the last day are kept.
    pub async fn attempts_since(&self, key: &str, since: Millis) -> Result<i64> {
        self.db
            .value(
                "select count(*) from sign_in_attempt where attempt_key = $1 and at >= $2",
                args![key, since],
            )
            .await
    }

    /// Forgets the attempts under `key`: somebody signed in.
    pub async fn clear_attempts(&self, key: &str) -> Result<()> {
        self.db.run("delete from sign_in_attempt where attempt_key = $1", args![key]).await?;
        Ok(())
    }
}
