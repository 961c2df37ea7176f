//! Conversations and our replies in them.

mod api;
mod page;
mod reply;
mod thread;

use plaza_core::Permission;

use crate::{Access, Routes};

pub(crate) fn routes() -> Routes {
    api::routes().merge(pages())
}

fn pages() -> Routes {
    let write = Access::Needs(Permission::WriteReplies);
    let approve = Access::Needs(Permission::ApproveReplies);
    let read = Access::Needs(Permission::Read);
    Routes::new()
        .get("/mentions/{id}", read, page::conversation::show_conversation)
        .post("/mentions/{id}/author", Access::Needs(Permission::Curate), page::author::mark)
        .get("/replies", read, page::list::list)
        .post("/mentions/{id}/replies", write, page::write::draft)
        .post("/mentions/{id}/preflight", write, page::write::preflight)
        .post("/replies/{id}/edit", write, page::write::edit)
        .post("/replies/{id}/submit", write, page::steps::submit)
        .post("/replies/{id}/cancel", write, page::steps::cancel)
        .post("/replies/{id}/discard", write, page::steps::discard)
        .post("/replies/{id}/approve", approve, page::steps::approve)
        .post("/replies/{id}/reject", approve, page::steps::reject)
        .post("/replies/{id}/retry", approve, page::steps::retry)
        .post("/replies/{id}/resolve", approve, page::steps::resolve)
        .post("/replies/{id}/retract", approve, page::steps::retract)
}
