//! Which mentions are to be deleted: those that somebody named, or all that a query finds.

use plaza_core::{MentionId, limits};
use plaza_engine::find::SearchRequest;
use plaza_engine::{Engine, Sort};

use crate::Problem;

/// What was chosen.
pub(super) struct Chosen {
    pub(super) ids: Vec<MentionId>,
    /// How many there are; more than `ids` where these are too many to delete at once.
    pub(super) total: u64,
}

/// All that a query finds, up to as many as are deleted at once.
///
/// # Errors
/// A query that cannot be understood.
pub(super) async fn found(engine: &Engine, q: &str) -> Result<Chosen, Problem> {
    let mut request = SearchRequest {
        q: q.to_owned(),
        sort: Sort::Newest,
        limit: usize::from(limits::PAGE),
        cursor: None,
        facets: Vec::new(),
    };
    let mut ids = Vec::new();
    loop {
        let page = engine.find().search(&request).await?;
        ids.extend(page.hits.iter().map(|hit| hit.mention.id));
        let is_full = ids.len() >= limits::DELETED_MENTIONS;
        if is_full || page.next_cursor.is_none() {
            return Ok(Chosen { ids, total: page.total });
        }
        request.cursor = page.next_cursor;
    }
}
