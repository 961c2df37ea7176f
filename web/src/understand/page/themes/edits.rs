//! What people do to themes.

use plaza_core::{MentionId, ThemeId, ThemeState, say};
use plaza_engine::EngineError;
use plaza_store::understand::{Theme, ThemeUpdate};

use super::detail::{ThemeForm, show_with};
use crate::Problem;
use crate::frame::board::{Answer, Board};
use crate::frame::errors::in_words;
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::overtaken::{self, BothTexts, Field, Sent};

/// `POST /themes/{id}`
pub(crate) async fn update(board: Board, PathIds(id): PathIds<ThemeId>, fields: Fields) -> Answer {
    let seen = fields.seen(id)?;
    let words = fields.get("keywords").split(',').map(str::trim).filter(|word| !word.is_empty());
    let update = ThemeUpdate {
        label: Some(fields.get("label").to_owned()),
        keywords: Some(words.map(str::to_owned).collect()),
        description: Some(fields.text("description")),
        ..ThemeUpdate::default()
    };
    match board.engine.understand().update_theme(board.actor()?, seen, update).await {
        Err(error @ (EngineError::Invalid { .. } | EngineError::Conflict(_))) => {
            let problem = in_words(&board.page, &Problem::from(error));
            let form = ThemeForm {
                version: seen.version.unwrap_or_default(),
                label: fields.get("label").to_owned(),
                keywords: fields.get("keywords").to_owned(),
                description: fields.text("description"),
            };
            show_with(board, id, true, Some((form, problem))).await
        }
        done => {
            let back = address(id);
            let sent = Sent { action: &back, back: &back, fields: &fields };
            let texts = async |board: &Board| words_of(board, id, &fields).await;
            overtaken::after(board, done, sent, texts, &back, "flash-saved").await
        }
    }
}

fn address(id: ThemeId) -> String {
    format!("/themes/{id}")
}

async fn find(board: &Board, id: ThemeId) -> Result<Theme, Problem> {
    let theme = board.engine.store().understand().theme(id).await?;
    theme.ok_or_else(|| Problem::not_found("theme"))
}

/// What somebody wrote of a theme, beside what is there now.
async fn words_of(board: &Board, id: ThemeId, fields: &Fields) -> Result<Vec<BothTexts>, Problem> {
    let (page, theme) = (&board.page, find(board, id).await?);
    let (label, description) = (fields.get("label"), fields.text("description"));
    let (name, words) = (page.get("field-name"), page.get("theme-keywords"));
    let now = theme.keywords.join(", ");
    Ok(vec![
        BothTexts::of(Field::Line, "label", name, label, theme.label),
        BothTexts::of(Field::Line, "keywords", words, fields.get("keywords"), now),
        BothTexts::of(
            Field::Text,
            "description",
            page.get("field-description"),
            &description,
            theme.description,
        ),
    ])
}

/// A theme as it is now, for somebody who pressed a button.
async fn now(board: &Board, id: ThemeId) -> Result<Vec<BothTexts>, Problem> {
    let (page, theme) = (&board.page, find(board, id).await?);
    let mut now = vec![
        BothTexts::now(page.get("field-name"), theme.label),
        BothTexts::now(page.get("theme-keywords"), theme.keywords.join(", ")),
    ];
    let last = board.engine.understand().theme_edits(id).await?;
    if let Some(edit) = last.into_iter().find(|edit| edit.undone_at.is_none()) {
        let what = page.label("theme-edit", edit.action.name());
        now.push(BothTexts::now(page.get("theme-history"), format!("{what} · {}", edit.actor)));
    }
    Ok(now)
}

/// Ends a step that a button of the theme `id` asked for.
async fn after(
    board: Board,
    id: ThemeId,
    step: &str,
    fields: &Fields,
    done: Result<ThemeId, EngineError>,
    key: &str,
) -> Answer {
    let to = address(*done.as_ref().unwrap_or(&id));
    let (action, back) = (format!("/themes/{id}/{step}"), address(id));
    let sent = Sent { action: &action, back: &back, fields };
    overtaken::after(board, done, sent, async |board| now(board, id).await, &to, key).await
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
    let seen = fields.seen(id)?;
    let done = board.engine.understand().update_theme(board.actor()?, seen, update).await;
    after(board, id, "state", &fields, done.map(|theme| theme.id), "flash-saved").await
}

/// `POST /themes/{id}/merge`
pub(crate) async fn merge(board: Board, PathIds(id): PathIds<ThemeId>, fields: Fields) -> Answer {
    let into = fields
        .id("into")
        .ok_or_else(|| Problem::invalid("into", say!("choose-theme", "choose a theme")))?;
    let seen = fields.seen(id)?;
    let done = board.engine.understand().merge_themes(board.actor()?, seen, into).await;
    after(board, id, "merge", &fields, done.map(|theme| theme.id), "flash-merged").await
}

/// `POST /themes/{id}/split`: the chosen mentions, or without any one of two halves.
pub(crate) async fn split(board: Board, PathIds(id): PathIds<ThemeId>, fields: Fields) -> Answer {
    let (seen, mentions) = (fields.seen(id)?, chosen(&fields));
    let label = fields.filled("label");
    let done = board.engine.understand().split_theme(board.actor()?, seen, label, &mentions).await;
    after(board, id, "split", &fields, done.map(|theme| theme.id), "flash-theme-split").await
}

/// `POST /themes/{id}/move`: the chosen mentions go to another theme, to a new one, or to none.
pub(crate) async fn move_mentions(
    board: Board,
    PathIds(id): PathIds<ThemeId>,
    fields: Fields,
) -> Answer {
    let mentions = chosen(&fields);
    if mentions.is_empty() {
        return Err(Problem::invalid(
            "mention",
            say!("choose-mention", "choose at least one mention"),
        ));
    }
    if fields.get("into") == "new" {
        return split(board, PathIds(id), fields).await;
    }
    let done =
        board.engine.understand().move_mentions(board.actor()?, &mentions, fields.id("into")).await;
    Ok(board.after(done, &address(id), "flash-theme-moved"))
}

fn chosen(fields: &Fields) -> Vec<MentionId> {
    fields.all("mention").filter_map(|id| id.parse().ok()).collect()
}

/// `POST /themes/{id}/undo`
pub(crate) async fn undo(board: Board, PathIds(id): PathIds<ThemeId>, fields: Fields) -> Answer {
    let edit = fields.id("edit").ok_or_else(Problem::edit_required)?;
    let done = board.engine.understand().undo_theme_edit(board.actor()?, id, Some(edit)).await;
    let to = address(done.as_ref().map_or(id, |theme| theme.id));
    // Where another edit followed, the page that comes shows it, with a button of its own.
    Ok(board.after(done, &to, "flash-theme-undone"))
}
