//! Tries at signing in, and browsers that somebody has signed in with before.

use plaza_core::{DAY_MS, Millis, UserId};
use sqlx::FromRow;

use super::Access;
use crate::db::{Durability, Tx, args};
use crate::{Result, StoreError};

/// Tries older than this are forgotten: an hour, longer than any of them counts.
const TRIES_KEPT: Millis = DAY_MS / 24;
/// A browser is forgotten when nobody has signed in with it for this long: half a year.
const DEVICE_LIFE: Millis = 180 * DAY_MS;
/// Browsers remembered of one person; the one that was used least recently is forgotten first.
const DEVICES_KEPT: i64 = 20;

/// A try that is about to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewTry<'a> {
    /// Tells it from others.
    pub id: &'a str,
    /// What it is counted under, such as an account and an address.
    pub keys: &'a [String],
    /// Tries until then count no more.
    pub since: Millis,
    /// When it is made.
    pub at: Millis,
}

/// The tries under a key after a moment.
const COUNT: &str = "select count(*) as count, min(at) as first_at from sign_in_attempt
    where attempt_key = $1 and at > $2";

/// The tries under one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Tries {
    /// How many.
    pub count: i64,
    /// When the first of them was made.
    pub first_at: Option<Millis>,
}

impl Access<'_> {
    /// The tries under each of `keys` after `since`, in their order: those who have too many are
    /// sent away without a write.
    pub async fn tries(&self, keys: &[String], since: Millis) -> Result<Vec<Tries>> {
        let mut tries = Vec::with_capacity(keys.len());
        for key in keys {
            let counted = self.db.optional(COUNT, args![key, since]).await?;
            tries.push(counted.ok_or(StoreError::NotFound)?);
        }
        Ok(tries)
    }

    /// Counts a try before it is made, unless `refuse` says until when it is refused; it is told
    /// of the tries under each key, in their order. Tries at once are counted one after the other,
    /// those of other processes too.
    pub async fn begin_try(
        &self,
        new: &NewTry<'_>,
        refuse: impl FnOnce(&[Tries]) -> Option<Millis> + Send,
    ) -> Result<Option<Millis>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.queue_for_claim().await?;
        let mut tries = Vec::with_capacity(new.keys.len());
        for key in new.keys {
            tries.push(tx.only(COUNT, args![key, new.since]).await?);
        }
        if let Some(until) = refuse(&tries) {
            return Ok(Some(until));
        }
        tx.run("delete from sign_in_attempt where at < $1", args![new.at - TRIES_KEPT]).await?;
        for key in new.keys {
            tx.run(
                "insert into sign_in_attempt (attempt_key, at, try_id) values ($1, $2, $3)",
                args![key, new.at, new.id],
            )
            .await?;
        }
        tx.commit().await?;
        Ok(None)
    }

    /// Takes back a try that was right.
    pub async fn forget_try(&self, id: &str) -> Result<()> {
        self.db.run(FORGET_TRY, args![id]).await?;
        Ok(())
    }

    /// Whether somebody has signed in to that account with the browser of this hash.
    pub async fn knows_device(&self, device_hash: &str, email: &str, now: Millis) -> Result<bool> {
        let found: Option<(i64,)> = self
            .db
            .optional(
                "select d.user_id from known_device d join user_account u on u.id = d.user_id
                 where d.device_hash = $1 and u.email = $2 and d.last_used_at > $3",
                args![device_hash, email, now - DEVICE_LIFE],
            )
            .await?;
        Ok(found.is_some())
    }
}

/// Asks for a filled id so that the index of those that are is used.
const FORGET_TRY: &str = "delete from sign_in_attempt where try_id = $1 and try_id <> ''";

/// Forgets the try that was right, and the wrong ones under `keys`.
pub(super) async fn forget(tx: &mut Tx, id: &str, keys: &[String]) -> Result<()> {
    tx.run(FORGET_TRY, args![id]).await?;
    for key in keys {
        tx.run("delete from sign_in_attempt where attempt_key = $1", args![key]).await?;
    }
    Ok(())
}

/// Remembers that a person has signed in with a browser.
pub(super) async fn remember_device(
    tx: &mut Tx,
    user_id: UserId,
    device_hash: &str,
    now: Millis,
) -> Result<()> {
    tx.run(
        "insert into known_device (device_hash, user_id, created_at, last_used_at)
         values ($1, $2, $3, $3)
         on conflict (device_hash) do update set last_used_at = excluded.last_used_at
         where known_device.user_id = excluded.user_id",
        args![device_hash, user_id, now],
    )
    .await?;
    tx.run(
        "delete from known_device where last_used_at <= $2 or user_id = $1 and device_hash not in (
           select device_hash from known_device where user_id = $1
           order by last_used_at desc, device_hash limit $3)",
        args![user_id, now - DEVICE_LIFE, DEVICES_KEPT],
    )
    .await?;
    Ok(())
}

/// Forgets the browsers of a person: their next sign-in makes them known again.
pub(super) async fn forget_devices(tx: &mut Tx, user_id: UserId) -> Result<()> {
    tx.run("delete from known_device where user_id = $1", args![user_id]).await?;
    Ok(())
}
