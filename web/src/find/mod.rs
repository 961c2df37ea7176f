//! Finding mentions: the query, facets, counts over time, and saved views.

mod api;
mod page;

use plaza_core::Permission;

use crate::{Access, Routes};

pub(crate) fn routes() -> Routes {
    api::routes()
        .get("/mentions", Access::Needs(Permission::Read), page::mentions::list)
        .post("/views", Access::SignedIn, page::saved_views::save)
        .post("/views/{id}/delete", Access::SignedIn, page::saved_views::delete)
}
