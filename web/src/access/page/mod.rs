//! Sign-in, profile, users and the audit log as pages.

pub(super) mod audit;
pub(super) mod entry;
pub(super) mod profile;
pub(super) mod users;
