//! Where the reader of a conversation comes from, and may go on to.

use plaza_core::MentionId;
use plaza_engine::find::Reader;

use crate::frame::board::{Board, back_to};
use crate::parts::list_place::ListPlace;
use crate::parts::query_terms::href;

/// The way that led to a conversation.
pub(super) struct Way {
    /// The list, at the row that was opened.
    pub(super) back: String,
    /// Key of its name.
    pub(super) label: &'static str,
    /// The list as addresses carry it.
    pub(super) from: String,
    /// This page, with the way back.
    pub(super) here: String,
    pub(super) previous: Option<String>,
    pub(super) next: Option<String>,
}

/// The way that the parameter `from` tells of. A list that cannot be read has no neighbours.
pub(super) async fn find(board: &Board, id: MentionId, from: &str) -> Way {
    let way = plain(id, from);
    let Some(place) = ListPlace::read(from) else { return way };
    let reader = board.actor().map(Reader::of).unwrap_or_default();
    let beside = board.engine.find().neighbours(reader, &place.q, place.sort, id).await;
    let (before, after) = beside.map_or((None, None), |beside| (beside.before, beside.after));
    Way {
        back: place.list_href(id),
        previous: before.map(|id| place.mention_href(id)),
        next: after.map(|id| place.mention_href(id)),
        ..way
    }
}

fn plain(id: MentionId, from: &str) -> Way {
    let path = format!("/mentions/{id}");
    let back = back_to(from, "/mentions");
    let from = if from.is_empty() { String::new() } else { back.clone() };
    Way {
        label: if back.starts_with("/replies") { "nav-replies" } else { "nav-mentions" },
        here: href(&path, &[("from", &from)]),
        from,
        back,
        previous: None,
        next: None,
    }
}

impl Way {
    /// Another part of the same conversation.
    pub(super) fn part(&self, at: &usize) -> String {
        let and = if self.here.contains('?') { '&' } else { '?' };
        format!("{}{and}at={at}", self.here)
    }

    /// Another mention, with the same way back.
    pub(super) fn to(&self, id: &MentionId) -> String {
        plain(*id, &self.from).here
    }
}
