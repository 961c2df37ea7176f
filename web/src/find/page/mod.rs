//! Searching as a page.

pub(super) mod export;
mod facets;
pub(super) mod mentions;
mod problem;
pub(super) mod saved_views;
