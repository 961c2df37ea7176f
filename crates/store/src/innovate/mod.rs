//! Ideas and their evidence.

mod evidence;
mod ideas;

use crate::db::Db;

pub use evidence::{Evidence, NewEvidence};
pub use ideas::{Idea, IdeaUpdate, NewIdea};

/// The room of ideas and evidence; [`Store::innovate`](crate::Store::innovate) opens it.
#[derive(Debug, Clone, Copy)]
pub struct Innovate<'a> {
    pub(crate) db: &'a Db,
}
