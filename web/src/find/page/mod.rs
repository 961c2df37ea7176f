//! Searching as a page.

pub(super) mod mentions;
pub(super) mod saved_views;
