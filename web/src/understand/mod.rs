//! What mentions say: insight and why, what people correct, themes, and the models.

mod api;
mod page;

use plaza_core::Permission;

pub(crate) use page::{insight, why};

use crate::{Access, Routes};

pub(crate) fn routes() -> Routes {
    api::routes().merge(insight_pages()).merge(theme_pages()).merge(model_pages())
}

fn insight_pages() -> Routes {
    let curate = Access::Needs(Permission::Curate);
    Routes::new().post("/mentions/{id}/insight", curate, insight::correct).post(
        "/mentions/{id}/insight/confirm",
        curate,
        insight::confirm,
    )
}

fn theme_pages() -> Routes {
    let read = Access::Needs(Permission::Read);
    let curate = Access::Needs(Permission::Curate);
    Routes::new()
        .get("/themes", read, page::themes::list)
        .get("/themes/rebuild", curate, page::themes::show_work)
        .post("/themes/rebuild", curate, page::themes::rebuild)
        .post("/themes/rebuild/preview", curate, page::themes::preview)
        .get("/themes/{id}", read, page::themes::show_theme)
        .post("/themes/{id}", curate, page::themes::update)
        .post("/themes/{id}/state", curate, page::themes::change_state)
        .post("/themes/{id}/merge", curate, page::themes::merge)
        .post("/themes/{id}/split", curate, page::themes::split)
        .post("/themes/{id}/move", curate, page::themes::move_mentions)
        .post("/themes/{id}/undo", curate, page::themes::undo)
}

fn model_pages() -> Routes {
    let (manage, curate) =
        (Access::Needs(Permission::ManageModels), Access::Needs(Permission::Curate));
    Routes::new()
        .get("/models", Access::Needs(Permission::Read), page::models::show_models)
        .get("/models/judge", curate, page::judge::show_next)
        .post("/models/judge", curate, page::judge::judge)
        .post("/models/judge/undo", curate, page::judge::take_back)
        .post("/models/retrain", manage, page::models::retrain)
        .post("/models/revert", manage, page::models::revert)
}
