//! Where Plaza listens: sources, what they brought and what is missing, mentions added by hand or
//! from a file, and what platforms send.

mod api;
mod channels;
mod deletion;
pub(crate) mod hooks;
mod imports;
mod page;
pub(crate) mod uploads;

use std::time::Duration;

use plaza_core::Permission;

use crate::{Access, Routes};

/// Largest file that may be uploaded for import, in bytes.
const UPLOAD_LIMIT: usize = 256 << 20;
/// Longest time that a look at an uploaded file may take.
const LOOK_TIME: Duration = Duration::from_secs(60);
/// Longest time that an upload may take.
const UPLOAD_TIME: Duration = Duration::from_secs(600);

pub(crate) fn routes() -> Routes {
    api::routes()
        .merge(hooks::routes())
        .merge(source_pages())
        .merge(mention_pages())
        .merge(import_pages())
}

fn source_pages() -> Routes {
    let read = Access::Needs(Permission::Read);
    let manage = Access::Needs(Permission::ManageSources);
    Routes::new()
        .get("/sources", read, page::list)
        .get("/sources/new", manage, page::form::choose)
        .post("/sources/new", manage, page::form::create)
        .post("/sources/recognise", manage, page::form::recognise)
        .get("/sources/{id}", read, page::detail::show_source)
        .post("/sources/{id}", manage, page::form::update)
        .post("/sources/{id}/test", manage, page::actions::test)
        .post("/sources/{id}/collect", manage, page::actions::collect)
        .post("/sources/{id}/pause", manage, page::actions::pause)
        .post("/sources/{id}/backfill", manage, page::past::start)
        .post("/sources/{id}/backfill/stop", manage, page::past::stop)
        .post("/sources/{id}/retry", manage, page::actions::retry)
        .get("/sources/{id}/delete", manage, page::delete::ask)
        .post("/sources/{id}/delete", manage, page::delete::delete)
        .post("/sources/{id}/bring-back", manage, page::delete::bring_back)
}

fn mention_pages() -> Routes {
    let import = Access::Needs(Permission::Import);
    let delete = Access::Needs(Permission::DeleteMentions);
    Routes::new()
        .get("/mentions/delete", delete, page::deletion::ask)
        .post("/mentions/delete", delete, page::deletion::delete)
        .get("/mentions/new", import, page::mention_new::form)
        .post("/mentions/new", import, page::mention_new::add)
        .post("/mentions/import", import, page::import::upload)
        .with_body_limit(UPLOAD_LIMIT)
        .working_off_its_body()
        .with_time_limit(UPLOAD_TIME)
}

fn import_pages() -> Routes {
    let read = Access::Needs(Permission::Read);
    let import = Access::Needs(Permission::Import);
    Routes::new()
        .get("/imports/uploads/{token}", import, page::import::show)
        .post("/imports/uploads/{token}", import, page::import::act)
        .get("/imports/{id}", read, page::import::result::show_import)
        .post("/imports/{id}/undo", import, page::import::result::undo)
        .post("/imports/{id}/mend", import, page::import::result::mend)
        .get("/quarantine/{id}", import, page::mend::form)
        .post("/quarantine/{id}", import, page::mend::act)
        .with_time_limit(LOOK_TIME)
}
