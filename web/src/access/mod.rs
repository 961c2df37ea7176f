//! Who may do what: sign-in and set-up, profile, users, API tokens, the settings of the house, and the
//! audit log.

mod api;
mod page;

use plaza_core::Permission;

pub(crate) use page::entry::sign_in_with;

use crate::{Access, Routes};

/// Largest sign-in, in bytes: a form that waits comes along, sealed.
const SIGN_IN_LIMIT: usize = 320 * 1024;

pub(crate) fn routes() -> Routes {
    api::routes().merge(entry_pages()).merge(own_pages()).merge(admin_pages())
}

fn entry_pages() -> Routes {
    Routes::new()
        .get("/sign-in", Access::Public, page::entry::sign_in_form)
        .post("/sign-in", Access::Public, page::entry::sign_in)
        .with_body_limit(SIGN_IN_LIMIT)
        .post("/sign-out", Access::SignedIn, page::entry::sign_out)
        .get("/setup", Access::Public, page::entry::setup_form)
        .post("/setup", Access::Public, page::entry::setup)
        .get("/reset", Access::Public, page::reset::form)
        .post("/reset", Access::Public, page::reset::set)
        .post("/preferences", Access::Public, page::profile::preferences)
}

fn own_pages() -> Routes {
    Routes::new()
        .get("/profile", Access::SignedIn, page::profile::show_profile)
        .post("/profile/name", Access::SignedIn, page::profile::rename)
        .post("/profile/password", Access::SignedIn, page::profile::change_password)
        .post("/profile/sessions", Access::SignedIn, page::profile::end_sessions)
        .post("/profile/tokens", Access::SignedIn, page::profile::create_token)
        // Everybody changes their own tokens; the engine asks for more where it is another's.
        .post("/tokens/{id}/revoke", Access::SignedIn, page::tokens::revoke)
        .post("/tokens/{id}/rename", Access::SignedIn, page::tokens::rename)
}

fn admin_pages() -> Routes {
    let users = Access::Needs(Permission::ManageUsers);
    let settings = Access::Needs(Permission::ManageSettings);
    let audit = Access::Needs(Permission::ReadAudit);
    Routes::new()
        .get("/users", users, page::users::list)
        .post("/users", users, page::users::create)
        .get("/users/{id}", users, page::person::show_person)
        .post("/users/{id}", users, page::person::update)
        .post("/users/{id}/reset-link", users, page::person::reset_link)
        .post("/users/{id}/sessions", users, page::person::end_sessions)
        .post("/users/{id}/remove", users, page::person::remove)
        .get("/tokens", users, page::tokens::list)
        .post("/tokens", users, page::tokens::create)
        .get("/settings", settings, page::settings::show_settings)
        .post("/settings", settings, page::settings::change)
        .get("/audit", audit, page::audit::list)
        .get("/audit.csv", audit, page::audit_export::csv)
        .get("/audit.json", audit, page::audit_export::json)
}
