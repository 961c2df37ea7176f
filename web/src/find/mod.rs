//! Finding mentions: the query, facets, counts over time, and saved views.

mod api;
mod page;

use plaza_core::Permission;

use crate::{Access, Routes};

pub(crate) fn routes() -> Routes {
    api::routes()
        .get("/mentions", Access::Needs(Permission::Read), page::mentions::list)
        .get("/mentions/export", Access::Needs(Permission::Read), page::export::export)
        .get("/views", Access::SignedIn, page::saved_views::list)
        .post("/views", Access::SignedIn, page::saved_views::save)
        .post("/views/{id}", Access::SignedIn, page::saved_views::rename)
        .post("/views/{id}/up", Access::SignedIn, page::saved_views::rise)
        .post("/views/{id}/delete", Access::SignedIn, page::saved_views::delete)
}
