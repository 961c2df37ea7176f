//! The board: server-rendered pages that work without JavaScript.
//!
//! A GET shows, a POST does one thing through the engine's use cases and redirects (303) with a
//! message. Forms that cannot be accepted are shown again with what was typed.

mod assets;
mod audit;
mod board;
#[cfg(test)]
mod contrast_test;
mod conversation;
mod entry;
mod errors;
mod fields;
mod home;
mod ideas;
mod insight;
mod mention_new;
mod mentions;
mod models;
mod page;
mod profile;
mod query_terms;
mod replies;
mod saved_views;
mod sources;
#[cfg(test)]
mod texts_test;
mod themes;
mod users;
mod view;
mod why;

use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use plaza_core::Permission;

use crate::{Access, AppState, Routes};

pub(crate) use errors::problem_page;

/// Largest file that may be uploaded for import, in bytes.
const UPLOAD_LIMIT: usize = 256 << 20;
/// Longest time that an upload and its import may take.
const UPLOAD_TIME: Duration = Duration::from_secs(600);

/// All pages and the board's actions.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::Needs(Permission::Read);
    Routes::new()
        .get("/assets/{version}/{file}", Access::Public, assets::serve)
        .get("/favicon.ico", Access::Public, assets::favicon)
        .get("/events", read, events)
        .get("/", read, home::show_home)
        .merge(entry_routes())
        .merge(mention_routes())
        .merge(reply_routes())
        .merge(theme_routes())
        .merge(idea_routes())
        .merge(source_routes())
        .merge(admin_routes())
}

async fn events(State(state): State<AppState>) -> impl IntoResponse {
    crate::events::stream(&state)
}

fn entry_routes() -> Routes {
    Routes::new()
        .get("/sign-in", Access::Public, entry::sign_in_form)
        .post("/sign-in", Access::Public, entry::sign_in)
        .post("/sign-out", Access::SignedIn, entry::sign_out)
        .get("/setup", Access::Public, entry::setup_form)
        .post("/setup", Access::Public, entry::setup)
        .post("/preferences", Access::Public, profile::preferences)
        .get("/profile", Access::SignedIn, profile::show_profile)
        .post("/profile/password", Access::SignedIn, profile::change_password)
}

fn mention_routes() -> Routes {
    let read = Access::Needs(Permission::Read);
    let import = Access::Needs(Permission::Import);
    Routes::new()
        .get("/mentions", read, mentions::list)
        .get("/mentions/new", import, mention_new::form)
        .post("/mentions/new", import, mention_new::add)
        .post("/mentions/import", import, mention_new::import)
        .with_body_limit(UPLOAD_LIMIT)
        .with_time_limit(UPLOAD_TIME)
        .get("/mentions/{id}", read, conversation::show_conversation)
        .post("/mentions/{id}/insight", Access::Needs(Permission::Curate), insight::correct)
        .post("/mentions/{id}/insight/confirm", Access::Needs(Permission::Curate), insight::confirm)
        .post("/views", Access::SignedIn, saved_views::save)
        .post("/views/{id}/delete", Access::SignedIn, saved_views::delete)
}

fn reply_routes() -> Routes {
    let write = Access::Needs(Permission::WriteReplies);
    let approve = Access::Needs(Permission::ApproveReplies);
    Routes::new()
        .get("/replies", Access::Needs(Permission::Read), replies::list)
        .post("/mentions/{id}/replies", write, replies::draft)
        .post("/mentions/{id}/preflight", write, replies::preflight)
        .post("/replies/{id}/edit", write, replies::edit)
        .post("/replies/{id}/submit", write, replies::submit)
        .post("/replies/{id}/cancel", write, replies::cancel)
        .post("/replies/{id}/approve", approve, replies::approve)
        .post("/replies/{id}/reject", approve, replies::reject)
        .post("/replies/{id}/retry", approve, replies::retry)
        .post("/replies/{id}/resolve", approve, replies::resolve)
        .post("/replies/{id}/retract", approve, replies::retract)
}

fn theme_routes() -> Routes {
    let read = Access::Needs(Permission::Read);
    let curate = Access::Needs(Permission::Curate);
    Routes::new()
        .get("/themes", read, themes::list)
        .post("/themes/rebuild", curate, themes::rebuild)
        .get("/themes/{id}", read, themes::show_theme)
        .post("/themes/{id}", curate, themes::update)
        .post("/themes/{id}/state", curate, themes::change_state)
        .post("/themes/{id}/merge", curate, themes::merge)
        .post("/themes/{id}/split", curate, themes::split)
        .post("/themes/{id}/move", curate, themes::move_mentions)
        .post("/themes/{id}/undo", curate, themes::undo)
}

fn idea_routes() -> Routes {
    let read = Access::Needs(Permission::Read);
    let edit = Access::Needs(Permission::EditIdeas);
    Routes::new()
        .get("/ideas", read, ideas::board::show_board)
        .get("/ideas/new", edit, ideas::create::form)
        .post("/ideas/new", edit, ideas::create::create)
        .get("/ideas/{id}", read, ideas::detail::show_idea)
        .post("/ideas/{id}", edit, ideas::detail::update)
        .post("/ideas/{id}/rice", edit, ideas::detail::score)
        .post("/ideas/{id}/move", edit, ideas::board::move_idea)
        .post("/ideas/{id}/evidence", edit, ideas::evidence::add)
        .post("/ideas/{id}/evidence/{evidence}/delete", edit, ideas::evidence::remove)
        .post("/ideas/{id}/merge", edit, ideas::detail::merge)
        .post("/ideas/{id}/unmerge", edit, ideas::detail::unmerge)
}

fn source_routes() -> Routes {
    let read = Access::Needs(Permission::Read);
    let manage = Access::Needs(Permission::ManageSources);
    Routes::new()
        .get("/sources", read, sources::list)
        .get("/sources/new", manage, sources::form::choose)
        .post("/sources/new", manage, sources::form::create)
        .get("/sources/{id}", read, sources::detail::show_source)
        .post("/sources/{id}", manage, sources::form::update)
        .post("/sources/{id}/test", manage, sources::actions::test)
        .post("/sources/{id}/collect", manage, sources::actions::collect)
        .post("/sources/{id}/pause", manage, sources::actions::pause)
        .post("/sources/{id}/backfill", manage, sources::past::start)
        .post("/sources/{id}/backfill/stop", manage, sources::past::stop)
        .post("/sources/{id}/retry", manage, sources::actions::retry)
        .post("/sources/{id}/delete", manage, sources::actions::delete)
}

fn admin_routes() -> Routes {
    let users = Access::Needs(Permission::ManageUsers);
    let models = Access::Needs(Permission::ManageModels);
    Routes::new()
        .get("/models", Access::Needs(Permission::Read), models::show_models)
        .post("/models/retrain", models, models::retrain)
        .post("/models/revert", models, models::revert)
        .get("/users", users, users::list)
        .post("/users", users, users::create)
        .post("/users/{id}", users, users::update)
        .post("/tokens", users, users::create_token)
        .post("/tokens/{id}/revoke", users, users::revoke_token)
        .get("/audit", Access::Needs(Permission::ReadAudit), audit::list)
}
