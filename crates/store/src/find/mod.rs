//! What the index follows, and the views that people keep.

pub(crate) mod answered;
mod changes;
mod lookups;
mod marks;
mod saved_views;

use crate::db::Db;

pub use saved_views::SavedView;

/// The room of what the index follows, and saved views; [`Store::find`](crate::Store::find) opens it.
#[derive(Debug, Clone, Copy)]
pub struct Find<'a> {
    pub(crate) db: &'a Db,
}
