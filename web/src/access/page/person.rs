//! One person of the house: name and role, sessions, a link for a new password, and leaving.

use askama::Template;
use plaza_core::{Millis, Role, UserId};
use plaza_engine::access::UserChange;
use plaza_store::access::User;

use super::devices::{DeviceRow, device_rows};
use super::users::{Secret, role_of};
use crate::Problem;
use crate::frame::board::{Answer, Board, show};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::overtaken::{self, BothTexts, Sent};
use crate::frame::page::Page;

#[derive(Template)]
#[template(path = "access/person.html")]
struct PersonScreen {
    page: Page,
    user: User,
    role: &'static str,
    roles: Vec<&'static str>,
    sessions: Vec<DeviceRow>,
    /// Where one of the sessions is ended.
    sessions_at: String,
    secret: Option<Secret>,
    /// Until when the link works.
    link_until: Option<Millis>,
    is_self: bool,
}

/// `GET /users/{id}`
pub(crate) async fn show_person(board: Board, PathIds(id): PathIds<UserId>) -> Answer {
    show_with(board, id, None).await
}

async fn show_with(board: Board, id: UserId, link: Option<(Secret, Millis)>) -> Answer {
    let user = board.engine.store().access().user(id).await?;
    let user = user.filter(|user| user.removed_at.is_none());
    let user = user.ok_or_else(|| Problem::not_found("user"))?;
    let open = board.engine.access().sessions_of(board.actor()?, id, None).await?;
    let (secret, link_until) = link.unzip();
    let screen = PersonScreen {
        role: user.role.name(),
        roles: Role::ALL.map(Role::name).to_vec(),
        sessions: device_rows(&board.page, open),
        sessions_at: format!("/users/{id}/sessions"),
        secret,
        link_until,
        is_self: board.actor()?.user_id == Some(id),
        user,
        page: board.page,
    };
    show(&screen, &screen.page)
}

/// `POST /users/{id}`: name and role, or locking out and letting in.
pub(crate) async fn update(board: Board, PathIds(id): PathIds<UserId>, fields: Fields) -> Answer {
    let change = match fields.filled("disabled") {
        Some(disabled) => {
            UserChange { disabled: Some(disabled == "true"), ..UserChange::default() }
        }
        None => UserChange {
            name: fields.filled("name").map(str::to_owned),
            role: Some(role_of(&fields)?),
            ..UserChange::default()
        },
    };
    let seen = fields.seen(id)?;
    let done = board.engine.access().update_user(board.actor()?, seen, change).await;
    let action = format!("/users/{id}");
    let sent = Sent { action: &action, back: &action, fields: &fields };
    let texts = async |board: &Board| now(board, id).await;
    overtaken::after(board, done, sent, texts, &action, "flash-saved").await
}

/// A person as they are now, for somebody who wants to change them.
async fn now(board: &Board, id: UserId) -> Result<Vec<BothTexts>, Problem> {
    let page = &board.page;
    let user = board.engine.store().access().user(id).await?;
    let user = user.ok_or_else(|| Problem::not_found("user"))?;
    let mut role = page.label("role", user.role.name());
    if user.disabled {
        role = format!("{role} · {}", page.get("user-disabled"));
    }
    let (name, field) = (page.get("field-name"), page.get("field-role"));
    Ok(vec![BothTexts::now(name, user.name), BothTexts::now(field, role)])
}

/// `POST /users/{id}/reset-link`: the answer shows the link, so it is not a redirect.
pub(crate) async fn reset_link(board: Board, PathIds(id): PathIds<UserId>) -> Answer {
    let link = match board.engine.access().make_reset_link(board.actor()?, id).await {
        Ok(link) => link,
        Err(error) => {
            return Ok(board.refused(&Problem::from(error), &format!("/users/{id}")));
        }
    };
    let path = format!("/reset?token={}", link.secret);
    let address = board.public_url().and_then(|url| url.join(&path).ok());
    let title = board.page.with("secret-link", "name", &link.user.name);
    let value = address.map_or(path, |url| url.to_string());
    show_with(board, id, Some((Secret { title, value }, link.expires_at))).await
}

/// `POST /users/{id}/sessions`: ends one of them, or all.
pub(crate) async fn end_sessions(
    board: Board,
    PathIds(id): PathIds<UserId>,
    fields: Fields,
) -> Answer {
    let (auth, actor) = (board.engine.access(), board.actor()?);
    let done = match fields.filled("session") {
        Some(name) => auth.end_session(actor, id, name).await,
        None => auth.end_sessions(actor, id, None).await.map(drop),
    };
    Ok(board.after(done, &format!("/users/{id}"), "flash-sessions-ended"))
}

/// `POST /users/{id}/remove`
pub(crate) async fn remove(board: Board, PathIds(id): PathIds<UserId>, fields: Fields) -> Answer {
    let here = format!("/users/{id}");
    if !fields.is_true("sure") {
        return Ok(board.warned(&here, &board.page.get("user-remove-unsure")));
    }
    let seen = fields.seen(id)?;
    let done = board.engine.access().remove_user(board.actor()?, seen).await;
    let action = format!("{here}/remove");
    let sent = Sent { action: &action, back: &here, fields: &fields };
    let texts = async |board: &Board| now(board, id).await;
    let to = if done.is_ok() { "/users" } else { &here };
    overtaken::after(board, done, sent, texts, to, "flash-user-removed").await
}
