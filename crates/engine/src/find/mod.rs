//! Searching: the index and its follower, names in queries, saved views.

mod history;
mod index;
mod lag;
mod names;
mod saved_views;
mod search;

use crate::rooms::room;
use index::IndexState;
use names::NameCache;

pub(crate) use search::parse;
pub use search::{FacetCounts, FacetValue, Hit, SearchPage, SearchRequest};

room! {
    /// Searching, and the index.
    Find, find
}

/// What this room keeps.
#[derive(Default)]
pub(crate) struct Parts {
    names: NameCache,
    index: IndexState,
}
