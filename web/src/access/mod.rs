//! Who may do what: sign-in and set-up, profile, users, API tokens, and the audit log.

mod api;
mod page;

use plaza_core::Permission;

use crate::{Access, Routes};

pub(crate) fn routes() -> Routes {
    api::routes().merge(entry_pages()).merge(admin_pages())
}

fn entry_pages() -> Routes {
    Routes::new()
        .get("/sign-in", Access::Public, page::entry::sign_in_form)
        .post("/sign-in", Access::Public, page::entry::sign_in)
        .post("/sign-out", Access::SignedIn, page::entry::sign_out)
        .get("/setup", Access::Public, page::entry::setup_form)
        .post("/setup", Access::Public, page::entry::setup)
        .post("/preferences", Access::Public, page::profile::preferences)
        .get("/profile", Access::SignedIn, page::profile::show_profile)
        .post("/profile/password", Access::SignedIn, page::profile::change_password)
}

fn admin_pages() -> Routes {
    let users = Access::Needs(Permission::ManageUsers);
    Routes::new()
        .get("/users", users, page::users::list)
        .post("/users", users, page::users::create)
        .post("/users/{id}", users, page::users::update)
        .post("/tokens", users, page::users::create_token)
        .post("/tokens/{id}/revoke", users, page::users::revoke_token)
        .get("/audit", Access::Needs(Permission::ReadAudit), page::audit::list)
}
