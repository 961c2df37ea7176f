//! Ideas and their evidence.

mod evidence;
mod ideas;
mod people;
mod quote;

use crate::db::Db;

pub use evidence::{Evidence, FirstQuote};
pub use ideas::{Idea, IdeaUpdate, MovingIdea, NewIdea};
pub use quote::NewEvidence;

/// The room of ideas and evidence; [`Store::innovate`](crate::Store::innovate) opens it.
#[derive(Debug, Clone, Copy)]
pub struct Innovate<'a> {
    pub(crate) db: &'a Db,
}
