//! Queries kept under a name.

use plaza_core::SavedViewId;

use crate::Problem;
use crate::frame::board::{Answer, Board, back_to};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::parts::query_terms::mentions_href;

/// A saved view as a link.
pub(crate) struct ViewLink {
    pub(crate) id: SavedViewId,
    pub(crate) name: String,
    pub(crate) query: String,
    pub(crate) href: String,
    pub(crate) shared: bool,
    pub(crate) removable: bool,
}

/// The reader's own views and the shared ones.
pub(crate) async fn links(board: &Board) -> Result<Vec<ViewLink>, Problem> {
    let views = board.engine.find().views(board.actor()?).await?;
    let link = |view: plaza_store::find::SavedView| ViewLink {
        href: mentions_href(&view.query),
        shared: view.user_id.is_none(),
        removable: view.user_id.is_some() || board.page.can.curate,
        id: view.id,
        name: view.name,
        query: view.query,
    };
    Ok(views.into_iter().map(link).collect())
}

/// `POST /views`
pub(crate) async fn save(board: Board, fields: Fields) -> Answer {
    let query = fields.get("query");
    let shared = fields.is_true("shared");
    let saved =
        board.engine.find().save_view(board.actor()?, fields.get("name"), query, shared).await;
    Ok(board.after(saved, &mentions_href(query), "flash-view-saved"))
}

/// `POST /views/{id}/delete`
pub(crate) async fn delete(
    board: Board,
    PathIds(id): PathIds<SavedViewId>,
    fields: Fields,
) -> Answer {
    let deleted = board.engine.find().delete_view(board.actor()?, id).await;
    Ok(board.after(deleted, &back_to(fields.get("back"), "/mentions"), "flash-deleted"))
}
