//! Insight, themes and models as pages.

pub(crate) mod insight;
pub(super) mod judge;
pub(super) mod models;
pub(super) mod themes;
pub(crate) mod why;
