//! What people do to themes.

use plaza_core::{MentionId, ThemeId, ThemeState};
use plaza_engine::EngineError;
use plaza_store::understand::ThemeUpdate;

use super::detail::{ThemeForm, show_with};
use crate::Problem;
use crate::frame::board::{Answer, Board};
use crate::frame::errors::in_words;
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;

/// `POST /themes/{id}`
pub(crate) async fn update(board: Board, PathIds(id): PathIds<ThemeId>, fields: Fields) -> Answer {
    let words = fields.get("keywords").split(',').map(str::trim).filter(|word| !word.is_empty());
    let update = ThemeUpdate {
        label: Some(fields.get("label").to_owned()),
        keywords: Some(words.map(str::to_owned).collect()),
        description: Some(fields.text("description")),
        ..ThemeUpdate::default()
    };
    match board.engine.understand().update_theme(board.actor()?, id, update).await {
        Err(error @ (EngineError::Invalid { .. } | EngineError::Conflict(_))) => {
            let problem = in_words(&board.page, &Problem::from(error));
            let form = ThemeForm {
                label: fields.get("label").to_owned(),
                keywords: fields.get("keywords").to_owned(),
                description: fields.text("description"),
            };
            show_with(board, id, Some((form, problem))).await
        }
        done => Ok(board.after(done, &format!("/themes/{id}"), "flash-saved")),
    }
}

/// `POST /themes/{id}/state`: pins, archives, and takes both back.
pub(crate) async fn change_state(
    board: Board,
    PathIds(id): PathIds<ThemeId>,
    fields: Fields,
) -> Answer {
    let state = fields.filled("archived").map(|archived| match archived {
        "true" => ThemeState::Archived,
        _ => ThemeState::Active,
    });
    let pinned = fields.filled("pinned").map(|pinned| pinned == "true");
    let update = ThemeUpdate { state, pinned, ..ThemeUpdate::default() };
    let done = board.engine.understand().update_theme(board.actor()?, id, update).await;
    Ok(board.after(done, &format!("/themes/{id}"), "flash-saved"))
}

/// `POST /themes/{id}/merge`
pub(crate) async fn merge(board: Board, PathIds(id): PathIds<ThemeId>, fields: Fields) -> Answer {
    let into = fields.id("into").ok_or_else(|| Problem::invalid("into", "choose a theme"))?;
    let done = board.engine.understand().merge_themes(board.actor()?, id, into).await;
    let to = if done.is_ok() { into } else { id };
    Ok(board.after(done, &format!("/themes/{to}"), "flash-merged"))
}

/// `POST /themes/{id}/split`: the chosen mentions, or without any one of two halves.
pub(crate) async fn split(board: Board, PathIds(id): PathIds<ThemeId>, fields: Fields) -> Answer {
    let mentions = chosen(&fields);
    let label = fields.filled("label");
    let done = board.engine.understand().split_theme(board.actor()?, id, label, &mentions).await;
    let to = done.as_ref().map_or(id, |theme| theme.id);
    Ok(board.after(done, &format!("/themes/{to}"), "flash-theme-split"))
}

/// `POST /themes/{id}/move`: the chosen mentions go to another theme, to a new one, or to none.
pub(crate) async fn move_mentions(
    board: Board,
    PathIds(id): PathIds<ThemeId>,
    fields: Fields,
) -> Answer {
    let mentions = chosen(&fields);
    if mentions.is_empty() {
        return Err(Problem::invalid("mention", "choose at least one mention"));
    }
    if fields.get("into") == "new" {
        return split(board, PathIds(id), fields).await;
    }
    let done =
        board.engine.understand().move_mentions(board.actor()?, &mentions, fields.id("into")).await;
    Ok(board.after(done, &format!("/themes/{id}"), "flash-theme-moved"))
}

fn chosen(fields: &Fields) -> Vec<MentionId> {
    fields.all("mention").filter_map(|id| id.parse().ok()).collect()
}

/// `POST /themes/{id}/undo`
pub(crate) async fn undo(board: Board, PathIds(id): PathIds<ThemeId>) -> Answer {
    let done = board.engine.understand().undo_theme_edit(board.actor()?, id).await;
    Ok(board.after(done, &format!("/themes/{id}"), "flash-theme-undone"))
}

/// `POST /themes/rebuild`
pub(crate) async fn rebuild(board: Board) -> Answer {
    let done = board.engine.understand().rebuild_themes(board.actor()?).await;
    Ok(board.after(done, "/themes", "flash-themes-rebuilt"))
}
