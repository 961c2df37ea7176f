//! Sessions, API tokens, sign-in attempts. Secrets come as hashes.

use plaza_core::{DAY_MS, Millis, Role, TokenId, UserId};
use serde::Serialize;
use sqlx::FromRow;

use super::Access;
use super::new_session::{NewSession, open_session};
use super::users::{User, target};
use crate::db::{Durability, args};
use crate::stored::{OptionalId, Stored};
use crate::{Act, Done, Result};

/// Attempts older than this are forgotten: a day.
const ATTEMPTS_KEPT: Millis = DAY_MS;

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

/// What a new API token needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NewToken<'a> {
    /// What it is for.
    pub name: &'a str,
    /// Hash of the token.
    pub token_hash: &'a str,
    /// What it may do.
    pub role: Role,
}

/// A key for programs.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct ApiToken {
    /// Id.
    #[sqlx(try_from = "i64")]
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    #[sqlx(try_from = "Stored")]
    pub role: Role,
    /// Who made it.
    #[sqlx(try_from = "OptionalId")]
    pub created_by: Option<UserId>,
    /// When it was made.
    pub created_at: Millis,
    /// When it was last used.
    pub last_used_at: Option<Millis>,
    /// When it was taken back.
    pub revoked_at: Option<Millis>,
}

impl Access<'_> {
    /// Opens a session for somebody who has shown who they are: `account` is the key under which
    /// their failed sign-ins were counted, which are forgotten.
    pub async fn sign_in(
        &self,
        user_id: UserId,
        account: &str,
        session: &NewSession<'_>,
        act: &Act<'_>,
    ) -> Result<Done<()>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.run("delete from sign_in_attempt where attempt_key = $1", args![account]).await?;
        open_session(&mut tx, user_id, session, act.at).await?;
        tx.done(act, &target(user_id), ()).await
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

    /// Adds an API token.
    pub async fn create_token(&self, new: &NewToken<'_>, act: &Act<'_>) -> Result<Done<ApiToken>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let token: ApiToken = tx
            .only(
                "insert into api_token (name, token_hash, role, created_by, created_at)
                 values ($1, $2, $3, $4, $5)
                 returning id, name, role, created_by, created_at, last_used_at, revoked_at",
                args![new.name, new.token_hash, new.role.name(), act.user_id, act.at],
            )
            .await?;
        tx.done(act, &format!("token:{}", token.id), token).await
    }

    /// One token, taken back or not.
    pub async fn token(&self, id: TokenId) -> Result<Option<ApiToken>> {
        self.db
            .optional(
                "select id, name, role, created_by, created_at, last_used_at, revoked_at
                 from api_token where id = $1",
                args![id],
            )
            .await
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
    /// [`crate::StoreError::NotFound`].
    pub async fn revoke_token(&self, id: TokenId, act: &Act<'_>) -> Result<Done<()>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.change(
            "update api_token set revoked_at = coalesce(revoked_at, $2) where id = $1",
            args![id, act.at],
        )
        .await?;
        tx.done(act, &format!("token:{id}"), ()).await
    }

    /// Records that a token is used.
    pub async fn touch_token(&self, id: TokenId, now: Millis) -> Result<()> {
        self.db.run("update api_token set last_used_at = $2 where id = $1", args![id, now]).await?;
        Ok(())
    }

    /// Records a failed sign-in under `keys`, such as an account and an address; `target` is whom
    /// it was for.
    pub async fn record_attempt(
        &self,
        keys: &[&str],
        target: &str,
        act: &Act<'_>,
    ) -> Result<Done<()>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let forgotten = act.at - ATTEMPTS_KEPT;
        tx.run("delete from sign_in_attempt where at < $1", args![forgotten]).await?;
        for key in keys {
            let args = args![*key, act.at];
            tx.run("insert into sign_in_attempt (attempt_key, at) values ($1, $2)", args).await?;
        }
        tx.done(act, target, ()).await
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
}
