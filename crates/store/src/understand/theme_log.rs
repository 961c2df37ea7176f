//! Every edit of a theme with what was before, so that it can be undone.

use plaza_core::{ThemeAction, ThemeEditId, ThemeId};

use super::theme::Theme;
use crate::db::{Tx, args};
use crate::stored::to_json;
use crate::{Act, Result};

/// An edit about to be made.
pub(crate) struct Recorded<'a> {
    pub(crate) theme_id: ThemeId,
    pub(crate) other_id: Option<ThemeId>,
    pub(crate) action: ThemeAction,
    pub(crate) before: &'a [Theme],
}

/// Writes an edit down; returns its id.
pub(crate) async fn record(tx: &mut Tx, edit: &Recorded<'_>, act: &Act<'_>) -> Result<ThemeEditId> {
    let id: i64 = tx
        .value(
            "insert into theme_edit (theme_id, other_id, action, at, user_id, actor, before)
         values ($1, $2, $3, $4, $5, $6, $7) returning id",
            args![
                edit.theme_id,
                edit.other_id,
                edit.action.name(),
                act.at,
                act.user_id,
                act.by,
                to_json(edit.before)?
            ],
        )
        .await?;
    Ok(id.into())
}
