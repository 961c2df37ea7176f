//! The board by stage, and moving on it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use plaza_core::{IdeaId, IdeaStage};

use super::{IdeaCard, stages};
use crate::Problem;
use crate::frame::board::{Answer, Board, back_to, show};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::page::Page;

#[derive(Template)]
#[template(path = "innovate/ideas.html")]
struct IdeasScreen {
    page: Page,
    as_list: bool,
    empty: bool,
    lanes: Vec<Lane>,
    stages: Vec<&'static str>,
}

/// The ideas of one stage.
struct Lane {
    stage: &'static str,
    ideas: Vec<IdeaCard>,
}

/// `GET /ideas?view=list`
pub(crate) async fn show_board(board: Board, fields: Fields) -> Answer {
    let ideas = board.engine.store().innovate().ideas(None).await?;
    let page = board.page;
    let mut lanes: Vec<Lane> =
        stages().into_iter().map(|stage| Lane { stage, ideas: Vec::new() }).collect();
    for idea in &ideas {
        let lane = lanes.iter_mut().find(|lane| lane.stage == idea.stage.name());
        if let Some(lane) = lane {
            lane.ideas.push(IdeaCard::new(&page, idea));
        }
    }
    let screen = IdeasScreen {
        as_list: fields.get("view") == "list",
        empty: lanes.iter().all(|lane| lane.ideas.is_empty()),
        lanes,
        stages: stages(),
        page,
    };
    show(&screen, &screen.page)
}

/// `POST /ideas/{id}/move`; `quiet` answers without a page, for the board's script.
pub(crate) async fn move_idea(
    board: Board,
    PathIds(id): PathIds<IdeaId>,
    fields: Fields,
) -> Answer {
    let stage = IdeaStage::parse(fields.get("stage"))
        .ok_or_else(|| Problem::invalid("stage", "is not a stage of the board"))?;
    let done =
        board.engine.innovate().move_idea(board.actor()?, id, stage, fields.id("before")).await;
    if fields.is_true("quiet") {
        done?;
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(board.after(done, &back_to(fields.get("back"), "/ideas"), "flash-idea-moved"))
}
