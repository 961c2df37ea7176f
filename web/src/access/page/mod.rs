//! Sign-in, profile, people, tokens, settings and the audit log as pages.

pub(super) mod audit;
pub(super) mod audit_export;
pub(super) mod audit_words;
mod devices;
pub(super) mod entry;
pub(super) mod person;
pub(super) mod profile;
pub(super) mod reset;
pub(super) mod settings;
pub(super) mod tokens;
pub(super) mod users;
