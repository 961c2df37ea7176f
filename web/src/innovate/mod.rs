//! The innovation backlog: ideas and their evidence.

mod api;
mod page;

use plaza_core::Permission;

use crate::{Access, Routes};

pub(crate) fn routes() -> Routes {
    api::routes().merge(pages())
}

fn pages() -> Routes {
    let read = Access::Needs(Permission::Read);
    let edit = Access::Needs(Permission::EditIdeas);
    Routes::new()
        .get("/ideas", read, page::board::show_board)
        .get("/ideas/new", edit, page::create::form)
        .post("/ideas/new", edit, page::create::create)
        .get("/ideas/{id}", read, page::detail::show_idea)
        .post("/ideas/{id}", edit, page::detail::update)
        .post("/ideas/{id}/rice", edit, page::detail::score)
        .post("/ideas/{id}/move", edit, page::board::move_idea)
        .post("/ideas/{id}/evidence", edit, page::evidence::add)
        .post("/ideas/{id}/evidence/{evidence}/delete", edit, page::evidence::remove)
        .post("/ideas/{id}/merge", edit, page::detail::merge)
        .post("/ideas/{id}/unmerge", edit, page::detail::unmerge)
}
