//! Opening a session.

use plaza_core::{DAY_MS, Millis, UserId};

use crate::Result;
use crate::db::{Tx, args};

/// What a new session needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NewSession<'a> {
    /// Hash of the cookie's token.
    pub token_hash: &'a str,
    /// Token that forms carry.
    pub csrf: &'a str,
    /// What the browser calls itself; empty where it says nothing.
    pub device: &'a str,
    /// When it ends.
    pub expires_at: Millis,
}

/// Opens a session; those that ended long ago are swept out.
pub(super) async fn open_session(
    tx: &mut Tx,
    user_id: UserId,
    session: &NewSession<'_>,
    now: Millis,
) -> Result<()> {
    // Ended ones stay for a day, so that a form that comes late is known to be theirs.
    tx.run("delete from session where expires_at <= $1", args![now - DAY_MS]).await?;
    tx.run(
        "insert into session (token_hash, user_id, csrf, created_at, last_seen_at, expires_at, device)
         values ($1, $2, $3, $4, $4, $5, $6)",
        args![session.token_hash, user_id, session.csrf, now, session.expires_at, session.device],
    )
    .await?;
    tx.run("update user_account set last_seen_at = $2 where id = $1", args![user_id, now]).await?;
    Ok(())
}
