//! Home reads every room, and stands beside them.

mod api;
mod page;

use plaza_core::Permission;

use crate::{Access, Routes};

pub(crate) fn routes() -> Routes {
    api::routes().get("/", Access::Needs(Permission::Read), page::show_home)
}
