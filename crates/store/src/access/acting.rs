//! Whether who acts may still do so, asked where the act is done.

use plaza_core::{Permission, TokenId, UserId, say};

use crate::db::{Tx, args};
use crate::{Act, Result, StoreError};

/// Refuses an act on a token that is neither one's own nor an administrator's to do.
pub(super) async fn may_manage_token(tx: &mut Tx, id: TokenId, act: &Act<'_>) -> Result<()> {
    let maker: Option<(Option<i64>,)> =
        tx.optional("select created_by from api_token where id = $1", args![id]).await?;
    let (maker,) = maker.ok_or(StoreError::NotFound)?;
    let is_own = maker.is_some() && maker == act.user_id.map(UserId::get);
    if is_own { still_here(tx, act).await } else { still_administers(tx, act).await }
}

/// Refuses the act of somebody whose account was closed.
pub(super) async fn still_here(tx: &mut Tx, act: &Act<'_>) -> Result<()> {
    tx.queue_for_claim().await?;
    let Some(id) = act.user_id else { return Ok(()) };
    let open: Option<(bool,)> =
        tx.optional("select not disabled from user_account where id = $1", args![id]).await?;
    if open == Some((true,)) {
        return Ok(());
    }
    let message = say!("own-account-closed", "your account is closed; ask an administrator");
    Err(StoreError::Invalid(message))
}

/// Refuses the act of an administrator who is none any more. Whoever takes rights away and whoever
/// uses them wait for each other here, so that two who act at once see what the other did.
pub(super) async fn still_administers(tx: &mut Tx, act: &Act<'_>) -> Result<()> {
    tx.queue_for_claim().await?;
    let Some(id) = act.user_id else { return Ok(()) };
    let who: Option<(String, bool)> =
        tx.optional("select role, disabled from user_account where id = $1", args![id]).await?;
    let may = who.is_some_and(|(role, disabled)| {
        let role = plaza_core::Role::parse(&role);
        !disabled && role.is_some_and(|role| role.may(Permission::ManageUsers))
    });
    if may {
        return Ok(());
    }
    Err(StoreError::Invalid(say!(
        "no-administrator-now",
        "you are no administrator any more; ask one to do this"
    )))
}
