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
        .get("/replies", read, page::replies::list)
        .post("/mentions/{id}/replies", write, page::replies::draft)
        .post("/mentions/{id}/preflight", write, page::replies::preflight)
        .post("/replies/{id}/edit", write, page::replies::edit)
        .post("/replies/{id}/submit", write, page::replies::submit)
        .post("/replies/{id}/cancel", write, page::replies::cancel)
        .post("/replies/{id}/approve", approve, page::replies::approve)
        .post("/replies/{id}/reject", approve, page::replies::reject)
        .post("/replies/{id}/retry", approve, page::replies::retry)
        .post("/replies/{id}/resolve", approve, page::replies::resolve)
        .post("/replies/{id}/retract", approve, page::replies::retract)
}
