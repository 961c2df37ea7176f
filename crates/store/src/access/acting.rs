//! Whether who acts may still do so, asked where the act is done.

use plaza_core::{Permission, say};

use crate::db::{Tx, args};
use crate::{Act, Result, StoreError};

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
