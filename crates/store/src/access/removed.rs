//! Links with which people who cannot come in choose a new password, and people who leave.

use plaza_core::{Millis, Seen, UserId, say};

use super::Access;
use super::acting::still_administers;
use super::attempts::forget_devices;
use super::new_session::{NewSession, open_session};
use super::users::{User, end_sessions, keep_an_admin, target};
use crate::db::{Durability, args};
use crate::version::Versioned;
use crate::{Act, Done, Result, StoreError};

/// A link that works once, until it ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PasswordLink<'a> {
    /// Hash of the secret.
    pub secret_hash: &'a str,
    /// When it ends, milliseconds UTC.
    pub expires_at: Millis,
}

impl Access<'_> {
    /// Keeps a link for a person; an earlier one of theirs works no more.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Invalid`] when the account is closed, or who acts has
    /// lost their rights meanwhile.
    pub async fn offer_password_link(
        &self,
        id: UserId,
        link: &PasswordLink<'_>,
        act: &Act<'_>,
    ) -> Result<Done<()>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        still_administers(&mut tx, act).await?;
        let found: Option<(bool,)> =
            tx.optional("select disabled from user_account where id = $1", args![id]).await?;
        let (closed,) = found.ok_or(StoreError::NotFound)?;
        if closed {
            let message = say!("account-closed", "this account is closed; open it first");
            return Err(StoreError::Invalid(message));
        }
        tx.run(
            "insert into password_link (user_id, secret_hash, created_at, expires_at)
             values ($1, $2, $3, $4)
             on conflict (user_id) do update set secret_hash = excluded.secret_hash,
               created_at = excluded.created_at, expires_at = excluded.expires_at",
            args![id, link.secret_hash, act.at, link.expires_at],
        )
        .await?;
        tx.done(act, &target(id), ()).await
    }

    /// Whose link that is, while it works.
    pub async fn password_link(&self, secret_hash: &str, now: Millis) -> Result<Option<User>> {
        let found: Option<(i64,)> = self
            .db
            .optional(
                "select user_id from password_link where secret_hash = $1 and expires_at > $2",
                args![secret_hash, now],
            )
            .await?;
        let Some((id,)) = found else { return Ok(None) };
        Ok(self.user(id.into()).await?.filter(|user| !user.disabled))
    }

    /// Sets the password of the person whose link it is, ends their sessions and opens one; the
    /// link works no more.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the link was used, has ended, or the account is closed.
    pub async fn use_password_link(
        &self,
        user: UserId,
        secret_hash: &str,
        password_hash: &str,
        session: &NewSession<'_>,
        act: &Act<'_>,
    ) -> Result<Done<()>> {
        let mut tx = self.db.begin(Durability::Full).await?;
        tx.change(
            "delete from password_link where user_id = $1 and secret_hash = $2 and expires_at > $3",
            args![user, secret_hash, act.at],
        )
        .await?;
        tx.change(
            "update user_account set password_hash = $2 where id = $1 and not disabled",
            args![user, password_hash],
        )
        .await?;
        end_sessions(&mut tx, user, "").await?;
        forget_devices(&mut tx, user).await?;
        open_session(&mut tx, user, session, act.at).await?;
        tx.done(act, &target(user), ()).await
    }

    /// Takes a person out of the house for good: they cannot come in, their tokens work no more and
    /// their address is free. What they did stays under their name.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when they are gone already; [`StoreError::Stale`];
    /// [`StoreError::Invalid`] when nobody would be left to administer, or who acts has lost their
    /// rights meanwhile.
    pub async fn remove_user(
        &self,
        user: impl Into<Seen<UserId>>,
        act: &Act<'_>,
    ) -> Result<Done<()>> {
        let seen = user.into();
        let id = seen.id;
        let mut tx = self.db.begin(Durability::Normal).await?;
        still_administers(&mut tx, act).await?;
        keep_an_admin(&mut tx, id).await?;
        tx.next_version(Versioned::User, seen, act).await?;
        // Every real address has an @: nobody has this one, and nobody signs in with it.
        tx.change(
            "update user_account set removed_at = $2, disabled = $3, password_hash = '',
             email = 'former:' || id where id = $1 and removed_at is null",
            args![id, act.at, true],
        )
        .await?;
        tx.run(
            "update api_token set revoked_at = coalesce(revoked_at, $2) where created_by = $1",
            args![id, act.at],
        )
        .await?;
        tx.run("delete from password_link where user_id = $1", args![id]).await?;
        end_sessions(&mut tx, id, "").await?;
        forget_devices(&mut tx, id).await?;
        tx.done(act, &target(id), ()).await
    }
}
