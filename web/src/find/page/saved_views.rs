//! Queries kept under a name.

use askama::Template;
use plaza_core::SavedViewId;

use crate::Problem;
use crate::frame::board::{Answer, Board, back_to, show};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::page::Page;
use crate::parts::query_terms::mentions_href;

/// A saved view as a link.
pub(crate) struct ViewLink {
    pub(crate) id: SavedViewId,
    pub(crate) name: String,
    pub(crate) query: String,
    pub(crate) href: String,
    pub(crate) shared: bool,
    pub(crate) removable: bool,
    pub(crate) version: i64,
    /// Another one of its kind stands above it.
    pub(crate) can_rise: bool,
}

#[derive(Template)]
#[template(path = "find/saved_views.html")]
struct ViewsScreen {
    page: Page,
    views: Vec<ViewLink>,
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
        version: view.version,
        can_rise: false,
    };
    let mut views: Vec<ViewLink> = views.into_iter().map(link).collect();
    for at in 1..views.len() {
        views[at].can_rise = views[at].removable && views[at - 1].shared == views[at].shared;
    }
    Ok(views)
}

/// `GET /views`
pub(crate) async fn list(board: Board) -> Answer {
    let screen = ViewsScreen { views: links(&board).await?, page: board.page };
    show(&screen, &screen.page)
}

/// `POST /views/{id}`
pub(crate) async fn rename(
    board: Board,
    PathIds(id): PathIds<SavedViewId>,
    fields: Fields,
) -> Answer {
    let seen = fields.seen(id)?;
    let renamed = board.engine.find().rename_view(board.actor()?, seen, fields.get("name")).await;
    Ok(board.after(renamed, "/views", "flash-saved"))
}

/// `POST /views/{id}/up`
pub(crate) async fn rise(board: Board, PathIds(id): PathIds<SavedViewId>) -> Answer {
    let moved = board.engine.find().move_view_up(board.actor()?, id).await;
    Ok(board.after(moved, "/views", "flash-saved"))
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
