//! Searching: the index and its follower, names in queries, saved views.

mod history;
mod index;
mod lag;
mod names;
mod saved_views;
mod search;
mod timeline;

use std::sync::Arc;

use plaza_core::Accounts;

use crate::cached::Cached;
use crate::rooms::room;
use index::IndexState;
use names::NameCache;

pub(crate) use search::parse;
pub use search::{
    Browsed, FacetCounts, FacetValue, Hit, Reader, SearchPage, SearchRequest, says_whose,
};
pub use timeline::{Timeline, bucket_for};
pub(crate) use timeline::{over, shown};

room! {
    /// Searching, and the index.
    Find, find
}

/// What this room keeps.
#[derive(Default)]
pub(crate) struct Parts {
    names: NameCache,
    accounts: Cached<i64, Arc<Accounts>>,
    index: IndexState,
}
