//! What stands before and behind a mention in the list of what was found.

use plaza_core::MentionId;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Query as EngineQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Searcher, SegmentReader, Term};

use crate::collect::{Ranked, Visitor, score, visit};
use crate::cursor::{self, Key};
use crate::facets::{BlockColumn, i64_column};
use crate::schema::{Fields, column};
use crate::{Query, Scope, SearchError, SearchIndex, Sort};

/// The mentions beside one in a list; `None` at its ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The one above: newer, or fitting better.
    pub before: Option<MentionId>,
    /// The one below.
    pub after: Option<MentionId>,
}

impl SearchIndex {
    /// The neighbours of the mention `id` among what `query` finds. One that is not found has none
    /// by relevance; by time they are those between which it would stand.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn neighbours(
        &self,
        query: &Query,
        scope: &Scope<'_>,
        sort: Sort,
        id: MentionId,
    ) -> Result<Neighbours, SearchError> {
        let searcher = self.searcher();
        let query = self.compile(&searcher, query, scope, sort)?;
        let Some(at) = key_of(&searcher, self.inner.fields, query.as_ref(), sort, id)? else {
            return Ok(Neighbours::default());
        };
        let new = || Beside { at: Some(at), ..Beside::default() };
        let seen = run(&searcher, query.as_ref(), sort, new)?;
        let id = |key: Option<Key>| key.map(|key| key.id.into());
        Ok(Neighbours { before: id(seen.before), after: id(seen.after) })
    }
}

impl SearchIndex {
    /// The cursor of the page that the mention `id` begins; `None` when it is not a match.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn cursor_at(
        &self,
        query: &Query,
        scope: &Scope<'_>,
        sort: Sort,
        id: MentionId,
    ) -> Result<Option<String>, SearchError> {
        let searcher = self.searcher();
        let query = self.compile(&searcher, query, scope, sort)?;
        let at = key_of(&searcher, self.inner.fields, query.as_ref(), sort, id)?;
        // The page begins behind its cursor.
        Ok(at.map(|at| cursor::write(sort, Key { id: at.id.saturating_add(1), ..at })))
    }
}

/// What the mention `id` is ordered by.
fn key_of(
    searcher: &Searcher,
    fields: Fields,
    query: &dyn EngineQuery,
    sort: Sort,
    id: MentionId,
) -> Result<Option<Key>, SearchError> {
    let term = Term::from_field_i64(fields.id, id.get());
    let only: Box<dyn EngineQuery> = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
    let only: Box<dyn EngineQuery> = match sort {
        Sort::Newest => only,
        Sort::Relevance => {
            let only = Box::new(ConstScoreQuery::new(only, 0.0));
            Box::new(BooleanQuery::intersection(vec![query.box_clone(), only]))
        }
    };
    Ok(run(searcher, only.as_ref(), sort, Beside::default)?.after)
}

fn run(
    searcher: &Searcher,
    query: &dyn EngineQuery,
    sort: Sort,
    new: impl Fn() -> Beside + Sync + Send,
) -> Result<Beside, SearchError> {
    match sort {
        Sort::Newest => visit(searcher, query, new),
        Sort::Relevance => score(searcher, query, new),
    }
}

/// Keeps the keys nearest to one; without one, the highest key of all as `after`.
#[derive(Default)]
struct Beside {
    at: Option<Key>,
    before: Option<Key>,
    after: Option<Key>,
    created_at: Option<BlockColumn<i64>>,
    id: Option<BlockColumn<i64>>,
}

impl Beside {
    fn take(&mut self, key: Key) {
        match self.at {
            Some(at) if key.id == at.id => {}
            Some(at) if key > at => {
                self.before = Some(self.before.map_or(key, |before| before.min(key)));
            }
            _ => self.after = self.after.max(Some(key)),
        }
    }
}

impl Visitor for Beside {
    fn segment(&mut self, reader: &SegmentReader) -> tantivy::Result<()> {
        self.created_at = Some(i64_column(reader, column::CREATED_AT)?);
        self.id = Some(i64_column(reader, column::ID)?);
        Ok(())
    }

    fn block(&mut self, docs: &[DocId]) {
        let Some(mut created_at) = self.created_at.take() else { return };
        for (created_at, doc) in created_at.load(docs).iter().zip(docs) {
            self.offer(*created_at, *doc);
        }
        self.created_at = Some(created_at);
    }

    fn absorb(&mut self, other: Self) {
        for key in [other.before, other.after].into_iter().flatten() {
            self.take(key);
        }
    }
}

impl Ranked for Beside {
    fn offer(&mut self, first: i64, doc: DocId) {
        // Most matches lie further away than what is kept, which the first part tells.
        let is_far = self.at.is_some_and(|at| {
            first > at.first && self.before.is_some_and(|kept| first > kept.first)
                || first < at.first && self.after.is_some_and(|kept| first < kept.first)
        });
        if !is_far && let Some(id) = &self.id {
            self.take(Key { first, id: id.get(doc) });
        }
    }
}
