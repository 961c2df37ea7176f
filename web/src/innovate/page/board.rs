//! The board by stage, and moving on it.

use askama::Template;
use axum::response::IntoResponse;
use plaza_core::{IdeaId, IdeaStage, say};

use super::detail::now;
use super::{IdeaCard, stages};
use crate::Problem;
use crate::frame::api::seen::Tagged;
use crate::frame::board::{Answer, Board, back_to, show};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::overtaken::{self, Sent};
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

/// `POST /ideas/{id}/move`; `quiet` answers with the idea's new version alone, for the
/// board's script.
pub(crate) async fn move_idea(
    board: Board,
    PathIds(id): PathIds<IdeaId>,
    fields: Fields,
) -> Answer {
    let stage = IdeaStage::parse(fields.get("stage")).ok_or_else(|| {
        Problem::invalid("stage", say!("no-such-stage", "is not a stage of the board"))
    })?;
    let (seen, before) = (fields.seen(id)?, fields.id("before"));
    let done = board.engine.innovate().move_idea(board.actor()?, seen, stage, before).await;
    let back = back_to(fields.get("back"), "/ideas");
    if fields.is_true("quiet") {
        return Ok(match done {
            Ok(idea) => Tagged(idea.version, idea.version).into_response(),
            // The script loads the board again, which then says why.
            Err(error) => board.refused_quietly(&Problem::from(error)),
        });
    }
    let action = format!("/ideas/{id}/move");
    let sent = Sent { action: &action, back: &back, fields: &fields };
    let texts = async |board: &Board| now(board, id).await;
    overtaken::after(board, done, sent, texts, &back, "flash-idea-moved").await
}
