//! The board by stage, and moving on it.

use askama::Template;
use axum::response::{IntoResponse, Redirect};
use plaza_core::{IdeaId, IdeaStage, say};
use plaza_engine::EngineError;

use super::detail::now;
use super::undo::Undo;
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
    undo: Option<Undo>,
    /// What the script says after a move, with places for the idea and the stage.
    moved: String,
}

/// The ideas of one stage.
struct Lane {
    stage: &'static str,
    ideas: Vec<IdeaCard>,
}

/// `GET /ideas?view=list`
pub(crate) async fn show_board(board: Board, fields: Fields) -> Answer {
    let store = board.engine.store().innovate();
    let (ideas, first) = (store.ideas(None).await?, store.first_quotes().await?);
    let as_list = fields.get("view") == "list";
    let undo =
        Undo::read(&board, &fields, if as_list { "/ideas?view=list" } else { "/ideas" }).await;
    let page = board.page;
    let mut lanes: Vec<Lane> =
        stages().into_iter().map(|stage| Lane { stage, ideas: Vec::new() }).collect();
    for idea in &ideas {
        let lane = lanes.iter_mut().find(|lane| lane.stage == idea.stage.name());
        if let Some(lane) = lane {
            lane.ideas.push(IdeaCard::new(&page, idea).saying(first.get(&idea.id)));
        }
    }
    let screen = IdeasScreen {
        as_list,
        empty: lanes.iter().all(|lane| lane.ideas.is_empty()),
        lanes,
        stages: stages(),
        undo,
        moved: page.with2("idea-moved", ("title", "{title}"), ("stage", "{stage}")),
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
    let was = place(&board, id).await?;
    let done = board.engine.innovate().move_idea(board.actor()?, seen, stage, before).await;
    let back = back_to(fields.get("back"), "/ideas");
    if fields.is_true("quiet") {
        return Ok(match done {
            Ok(idea) => Tagged(idea.version, idea.version).into_response(),
            // The script loads the board again, which then says why.
            Err(error) => board.refused_quietly(&Problem::from(error)),
        });
    }
    if let (Ok(idea), Some((from, next))) = (&done, was)
        && idea.stage != from
        && !fields.is_true("undo")
    {
        return Ok(Redirect::to(&Undo::address(&back, idea, from, next)).into_response());
    }
    let action = format!("/ideas/{id}/move");
    let sent = Sent { action: &action, back: &back, fields: &fields };
    let texts = async |board: &Board| now(board, id).await;
    overtaken::after(board, done, sent, texts, &back, "flash-idea-moved").await
}

/// The stage of an idea, and the idea that it stands in front of.
async fn place(
    board: &Board,
    id: IdeaId,
) -> Result<Option<(IdeaStage, Option<IdeaId>)>, EngineError> {
    let store = board.engine.store().innovate();
    let Some(idea) = store.idea(id).await? else { return Ok(None) };
    let lane = store.ideas(Some(idea.stage)).await?;
    let next = lane.iter().skip_while(|other| other.id != id).nth(1);
    Ok(Some((idea.stage, next.map(|next| next.id))))
}
