//! One pass over the matches: total, the page's ids and facet counts together.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use plaza_core::{Millis, PeopleCount};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashMap;
use tantivy::query::{EnableScoring, Query as EngineQuery, Scorer};
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, DocSet, Searcher, SegmentReader};

use crate::calendar::Calendar;
use crate::cursor::Key;
use crate::facets::{BlockColumn, CodeReader, i64_column};
use crate::pairs::PeopleVisitor;
use crate::schema::column;
use crate::tallies::Tallies;
use crate::{Facet, FacetCounts, SearchError, Sort};

/// Looks at the matches of a segment, in blocks of at most [`COLLECT_BLOCK_BUFFER_LEN`].
pub(crate) trait Visitor: Send {
    /// The segment that the next blocks are of.
    fn segment(&mut self, reader: &SegmentReader) -> tantivy::Result<()>;
    /// Matches of that segment.
    fn block(&mut self, docs: &[DocId]);
    /// Takes over what another visitor saw in other segments.
    fn absorb(&mut self, other: Self);
}

/// A visitor that is told what each match is ordered by.
pub(crate) trait Ranked: Visitor {
    /// A match, and the first part of its [`Key`].
    fn offer(&mut self, first: i64, doc: DocId);
    /// Matches that were offered one by one.
    fn count(&mut self, docs: &[DocId]) {
        let _ = docs;
    }
}

/// Shows every match to a visitor.
pub(crate) fn visit<V: Visitor>(
    searcher: &Searcher,
    query: &dyn EngineQuery,
    new: impl Fn() -> V + Sync + Send,
) -> Result<V, SearchError> {
    let scoring = EnableScoring::disabled_from_searcher(searcher);
    each_part(searcher, query, scoring, new, |visitor, scorer, part| {
        let alive = part.reader.alive_bitset();
        let mut docs = [0; COLLECT_BLOCK_BUFFER_LEN];
        loop {
            let found = scorer.fill_buffer(&mut docs);
            let mut kept = 0;
            for at in 0..found {
                let doc = docs[at];
                if doc < part.docs.end && alive.is_none_or(|alive| alive.is_alive(doc)) {
                    docs[kept] = doc;
                    kept += 1;
                }
            }
            visitor.block(&docs[..kept]);
            if scorer.doc() >= part.docs.end {
                return;
            }
        }
    })
}

/// Mentions of one segment that one thread looks at.
struct Part<'a> {
    reader: &'a SegmentReader,
    docs: Range<DocId>,
}

/// Most mentions in a [`Part`]: few enough that the cores share one large segment, and so many that
/// opening the postings once more does not matter.
const PART: u32 = 1 << 17;

fn parts(reader: &SegmentReader) -> impl Iterator<Item = Part<'_>> {
    let count = reader.max_doc().div_ceil(PART).max(1);
    let length = reader.max_doc().div_ceil(count);
    (0..count).map(move |at| {
        let start = at * length;
        Part { reader, docs: start..reader.max_doc().min(start + length) }
    })
}

/// Looks at the parts of the index with a visitor each, on all cores, and puts together what they
/// saw. The scorer stands at the part's first match; matches behind the part are not to be seen.
fn each_part<V: Visitor>(
    searcher: &Searcher,
    query: &dyn EngineQuery,
    scoring: EnableScoring<'_>,
    new: impl Fn() -> V + Sync + Send,
    look: impl Fn(&mut V, &mut dyn Scorer, &Part<'_>) + Sync + Send,
) -> Result<V, SearchError> {
    let weight = query.weight(scoring)?;
    let parts: Vec<_> = searcher.segment_readers().iter().flat_map(parts).collect();
    let seen = parts.par_iter().map(|part| {
        let mut visitor = new();
        let mut scorer = weight.scorer(part.reader, 1.0)?;
        if scorer.doc() < part.docs.start {
            scorer.seek(part.docs.start);
        }
        if scorer.doc() < part.docs.end {
            visitor.segment(part.reader)?;
            look(&mut visitor, scorer.as_mut(), part);
        }
        Ok(visitor)
    });
    let together = |mut left: V, right| {
        left.absorb(right);
        Ok::<_, tantivy::TantivyError>(left)
    };
    Ok(seen.try_reduce(&new, together)?)
}

/// Keeps the `limit` highest keys below `after`.
struct Top {
    limit: usize,
    after: Option<Key>,
    heap: BinaryHeap<Reverse<Key>>,
}

impl Top {
    fn new(limit: usize, after: Option<Key>) -> Self {
        Self { limit, after, heap: BinaryHeap::new() }
    }

    /// Whether a mention with this first part of the key can get in.
    fn may_take(&self, first: i64) -> bool {
        self.limit > 0
            && self.after.is_none_or(|after| first <= after.first)
            && (self.heap.len() < self.limit
                || self.heap.peek().is_some_and(|lowest| first >= lowest.0.first))
    }

    fn offer(&mut self, key: Key) {
        if self.after.is_some_and(|after| key >= after) {
            return;
        }
        if self.heap.len() < self.limit {
            self.heap.push(Reverse(key));
        } else if let Some(mut lowest) = self.heap.peek_mut()
            && key > lowest.0
        {
            *lowest = Reverse(key);
        }
    }

    fn finish(self) -> Vec<Key> {
        self.heap.into_sorted_vec().into_iter().map(|Reverse(key)| key).collect()
    }
}

/// What one pass found.
pub(crate) struct Page {
    pub(crate) total: u64,
    /// Best first.
    pub(crate) keys: Vec<Key>,
    pub(crate) facets: Vec<FacetCounts>,
    pub(crate) spans: Vec<u64>,
    pub(crate) people: PeopleCount,
}

/// What is wanted beside the page.
pub(crate) struct Wanted<'a> {
    pub(crate) limit: usize,
    pub(crate) after: Option<Key>,
    pub(crate) facets: &'a [Facet],
    pub(crate) spans: &'a [Range<Millis>],
    pub(crate) people: bool,
}

struct PageVisitor<'a> {
    total: u64,
    top: Top,
    spans: Vec<(&'a Range<Millis>, u64)>,
    people: Option<PeopleVisitor>,
    created_at: Option<BlockColumn<i64>>,
    id: Option<BlockColumn<i64>>,
    tallies: Tallies,
}

impl Ranked for PageVisitor<'_> {
    fn count(&mut self, docs: &[DocId]) {
        self.total += docs.len() as u64;
        if let Some(people) = &mut self.people {
            people.block(docs);
        }
        if !self.spans.is_empty()
            && let Some(created_at) = &mut self.created_at
        {
            let said = created_at.load(docs);
            for (span, count) in &mut self.spans {
                *count += said.iter().filter(|at| span.contains(at)).count() as u64;
            }
        }
        self.tallies.block(docs);
    }

    fn offer(&mut self, first: i64, doc: DocId) {
        if self.top.may_take(first)
            && let Some(id) = &self.id
        {
            self.top.offer(Key { first, id: id.get(doc) });
        }
    }
}

impl Visitor for PageVisitor<'_> {
    fn segment(&mut self, reader: &SegmentReader) -> tantivy::Result<()> {
        self.created_at = Some(i64_column(reader, column::CREATED_AT)?);
        self.id = Some(i64_column(reader, column::ID)?);
        if let Some(people) = &mut self.people {
            people.segment(reader)?;
        }
        self.tallies.segment(reader)
    }

    fn block(&mut self, docs: &[DocId]) {
        self.count(docs);
        if self.top.limit == 0 {
            return;
        }
        let Some(mut created_at) = self.created_at.take() else { return };
        for (created_at, doc) in created_at.load(docs).iter().zip(docs) {
            self.offer(*created_at, *doc);
        }
        self.created_at = Some(created_at);
    }

    fn absorb(&mut self, other: Self) {
        self.total += other.total;
        for Reverse(key) in other.top.heap {
            self.top.offer(key);
        }
        self.tallies.absorb(&other.tallies);
        for ((_, count), (_, other)) in self.spans.iter_mut().zip(other.spans) {
            *count += other;
        }
        if let (Some(people), Some(other)) = (&mut self.people, other.people) {
            people.absorb(other);
        }
    }
}

/// Total, the best `limit` keys below `after`, and counts.
pub(crate) fn page(
    searcher: &Searcher,
    query: &dyn EngineQuery,
    sort: Sort,
    wanted: &Wanted<'_>,
) -> Result<Page, SearchError> {
    let new = || PageVisitor {
        total: 0,
        top: Top::new(wanted.limit, wanted.after),
        spans: wanted.spans.iter().map(|span| (span, 0)).collect(),
        people: wanted.people.then(PeopleVisitor::default),
        created_at: None,
        id: None,
        tallies: Tallies::new(wanted.facets),
    };
    let visitor = match sort {
        Sort::Newest => visit(searcher, query, new)?,
        Sort::Relevance => score(searcher, query, new)?,
    };
    Ok(Page {
        total: visitor.total,
        keys: visitor.top.finish(),
        facets: visitor.tallies.finish(),
        spans: visitor.spans.into_iter().map(|(_, count)| count).collect(),
        people: visitor.people.map(|people| people.count).unwrap_or_default(),
    })
}

/// Shows every match to a visitor with how well it fits.
pub(crate) fn score<V: Ranked>(
    searcher: &Searcher,
    query: &dyn EngineQuery,
    new: impl Fn() -> V + Sync + Send,
) -> Result<V, SearchError> {
    let scoring = EnableScoring::enabled_from_searcher(searcher);
    each_part(searcher, query, scoring, new, |visitor, scorer, part| {
        let mut block = Vec::with_capacity(COLLECT_BLOCK_BUFFER_LEN);
        let mut doc = scorer.doc();
        while doc < part.docs.end {
            if !part.reader.is_deleted(doc) {
                block.push(doc);
                // Bits of numbers that are not negative sort as the numbers do.
                visitor.offer(i64::from(scorer.score().max(0.0).to_bits()), doc);
            }
            if block.len() == COLLECT_BLOCK_BUFFER_LEN {
                visitor.count(&block);
                block.clear();
            }
            doc = scorer.advance();
        }
        visitor.count(&block);
    })
}

/// Counts by hour or day, and code.
pub(crate) struct TimelineVisitor {
    calendar: Calendar,
    by: Option<Facet>,
    created_at: Option<BlockColumn<i64>>,
    codes: CodeReader,
    counts: FxHashMap<(i64, u64), u64>,
}

impl TimelineVisitor {
    pub(crate) fn new(calendar: Calendar, by: Option<Facet>) -> Self {
        let codes = CodeReader::new(by.as_slice());
        Self { calendar, by, created_at: None, codes, counts: FxHashMap::default() }
    }

    /// Counts by bucket number and code.
    pub(crate) fn by_bucket(&self) -> FxHashMap<i64, Vec<(u64, u64)>> {
        let mut buckets: FxHashMap<i64, Vec<(u64, u64)>> = FxHashMap::default();
        for ((step, code), count) in &self.counts {
            let number = self.calendar.bucket_of(*step);
            buckets.entry(number).or_default().push((*code, *count));
        }
        buckets
    }
}

impl Visitor for TimelineVisitor {
    fn segment(&mut self, reader: &SegmentReader) -> tantivy::Result<()> {
        self.created_at = Some(i64_column(reader, column::CREATED_AT)?);
        self.codes.segment(reader)
    }

    fn block(&mut self, docs: &[DocId]) {
        let Some(created_at) = &mut self.created_at else { return };
        self.codes.load(docs);
        for (at, created_at) in created_at.load(docs).iter().enumerate() {
            let code = self.by.map_or(0, |by| self.codes.code(by, at));
            let step = self.calendar.step_of(*created_at);
            *self.counts.entry((step, code)).or_default() += 1;
        }
    }

    fn absorb(&mut self, other: Self) {
        for (key, count) in other.counts {
            *self.counts.entry(key).or_default() += count;
        }
    }
}

/// When the oldest and the newest match were said.
#[derive(Default)]
pub(crate) struct ExtentVisitor {
    created_at: Option<BlockColumn<i64>>,
    pub(crate) extent: Option<(i64, i64)>,
}

impl ExtentVisitor {
    fn widen(&mut self, (oldest, newest): (i64, i64)) {
        let (low, high) = self.extent.unwrap_or((oldest, newest));
        self.extent = Some((low.min(oldest), high.max(newest)));
    }
}

impl Visitor for ExtentVisitor {
    fn segment(&mut self, reader: &SegmentReader) -> tantivy::Result<()> {
        self.created_at = Some(i64_column(reader, column::CREATED_AT)?);
        Ok(())
    }

    fn block(&mut self, docs: &[DocId]) {
        let Some(created_at) = &mut self.created_at else { return };
        let times = created_at.load(docs);
        let seen = times.iter().min().zip(times.iter().max()).map(|(low, high)| (*low, *high));
        if let Some(seen) = seen {
            self.widen(seen);
        }
    }

    fn absorb(&mut self, other: Self) {
        if let Some(seen) = other.extent {
            self.widen(seen);
        }
    }
}

/// Opens every column of a segment, to find damaged ones.
pub(crate) fn open_columns(reader: &SegmentReader) -> tantivy::Result<()> {
    use Facet::{Aspect, Channel, Lang, Source, Theme};
    Tallies::new(&[Lang, Source, Theme, Aspect, Channel]).segment(reader)?;
    for name in [column::ID, column::CREATED_AT, column::VOICE] {
        i64_column(reader, name)?;
    }
    Ok(())
}

/// The highest id of a mention in the index, or of one that was deleted; 0 when it is empty.
pub(crate) fn highest_id(searcher: &Searcher) -> Result<i64, SearchError> {
    let mut highest = 0;
    for reader in searcher.segment_readers() {
        highest = highest.max(reader.fast_fields().i64(column::ID)?.max_value());
    }
    Ok(highest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_keeps_the_best_below_the_cursor() {
        let key = |first, id| Key { first, id };
        let mut top = Top::new(2, Some(key(5, 7)));
        for k in [key(5, 7), key(5, 6), key(9, 1), key(3, 3), key(5, 5), key(1, 1)] {
            if top.may_take(k.first) {
                top.offer(k);
            }
        }
        assert_eq!(top.finish(), [key(5, 6), key(5, 5)]);
    }
}
