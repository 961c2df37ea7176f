//! One pass over the matches: total, the page's ids and facet counts together.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::query::{EnableScoring, Query as EngineQuery};
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, Searcher, SegmentReader};

use crate::cursor::Key;
use crate::facets::{BlockColumn, CodeReader, Tally, i64_column};
use crate::query::{DAY, HOUR, day_of_month, month_of_day};
use crate::schema::column;
use crate::{Bucket, Facet, FacetCounts, SearchError, Sort};

/// Looks at matches, segment by segment, in blocks of at most [`COLLECT_BLOCK_BUFFER_LEN`].
pub(crate) trait Visitor {
    /// A new segment begins.
    fn segment(&mut self, reader: &SegmentReader) -> tantivy::Result<()>;
    /// Matches of the current segment.
    fn block(&mut self, docs: &[DocId]);
}

/// Shows `visitor` every match.
pub(crate) fn visit(
    searcher: &Searcher,
    query: &dyn EngineQuery,
    visitor: &mut dyn Visitor,
) -> Result<(), SearchError> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    for reader in searcher.segment_readers() {
        visitor.segment(reader)?;
        match reader.alive_bitset() {
            None => weight.for_each_no_score(reader, &mut |docs| visitor.block(docs))?,
            Some(alive) => weight.for_each_no_score(reader, &mut |docs| {
                let mut kept = [0; COLLECT_BLOCK_BUFFER_LEN];
                let mut count = 0;
                for doc in docs.iter().filter(|doc| alive.is_alive(**doc)) {
                    kept[count] = *doc;
                    count += 1;
                }
                visitor.block(&kept[..count]);
            })?,
        }
    }
    Ok(())
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
}

struct PageVisitor {
    total: u64,
    top: Top,
    created_at: Option<BlockColumn<i64>>,
    id: Option<BlockColumn<i64>>,
    codes: CodeReader,
    tallies: Vec<(Facet, Tally)>,
}

impl PageVisitor {
    fn count(&mut self, docs: &[DocId]) {
        self.total += docs.len() as u64;
        if self.tallies.is_empty() {
            return;
        }
        self.codes.load(docs);
        for (facet, tally) in &mut self.tallies {
            for at in 0..docs.len() {
                tally.add(self.codes.code(*facet, at));
            }
        }
    }

    fn offer(&mut self, first: i64, doc: DocId) {
        if self.top.may_take(first)
            && let Some(id) = &self.id
        {
            self.top.offer(Key { first, id: id.get(doc) });
        }
    }
}

impl Visitor for PageVisitor {
    fn segment(&mut self, reader: &SegmentReader) -> tantivy::Result<()> {
        self.created_at = Some(i64_column(reader, column::CREATED_AT)?);
        self.id = Some(i64_column(reader, column::ID)?);
        self.codes.segment(reader)
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
}

/// Total, the best `limit` keys below `after`, and facets.
pub(crate) fn page(
    searcher: &Searcher,
    query: &dyn EngineQuery,
    sort: Sort,
    limit: usize,
    after: Option<Key>,
    facets: &[Facet],
) -> Result<Page, SearchError> {
    let mut visitor = PageVisitor {
        total: 0,
        top: Top::new(limit, after),
        created_at: None,
        id: None,
        codes: CodeReader::new(facets),
        tallies: facets.iter().map(|facet| (*facet, Tally::default())).collect(),
    };
    match sort {
        Sort::Newest => visit(searcher, query, &mut visitor)?,
        Sort::Relevance => score(searcher, query, &mut visitor)?,
    }
    Ok(Page {
        total: visitor.total,
        keys: visitor.top.finish(),
        facets: visitor.tallies.iter().map(|(facet, tally)| tally.finish(*facet)).collect(),
    })
}

fn score(
    searcher: &Searcher,
    query: &dyn EngineQuery,
    visitor: &mut PageVisitor,
) -> Result<(), SearchError> {
    let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
    for reader in searcher.segment_readers() {
        visitor.segment(reader)?;
        let mut block = Vec::with_capacity(COLLECT_BLOCK_BUFFER_LEN);
        weight.for_each(reader, &mut |doc, score| {
            if reader.is_deleted(doc) {
                return;
            }
            block.push(doc);
            if block.len() == COLLECT_BLOCK_BUFFER_LEN {
                visitor.count(&block);
                block.clear();
            }
            // Bits of numbers that are not negative sort as the numbers do.
            visitor.offer(i64::from(score.max(0.0).to_bits()), doc);
        })?;
        visitor.count(&block);
    }
    Ok(())
}

/// Counts by hour or day, and code.
pub(crate) struct TimelineVisitor {
    /// Milliseconds of an hour or a day.
    step: i64,
    by: Option<Facet>,
    created_at: Option<BlockColumn<i64>>,
    codes: CodeReader,
    counts: FxHashMap<(i64, u64), u64>,
}

impl TimelineVisitor {
    pub(crate) fn new(bucket: Bucket, by: Option<Facet>) -> Self {
        let codes = CodeReader::new(by.as_slice());
        // Weeks and months are put together from days in the end.
        let step = if bucket == Bucket::Hour { HOUR } else { DAY };
        Self { step, by, created_at: None, codes, counts: FxHashMap::default() }
    }

    /// Counts by bucket number and code.
    pub(crate) fn by_bucket(&self, bucket: Bucket) -> FxHashMap<i64, Vec<(u64, u64)>> {
        let mut buckets: FxHashMap<i64, Vec<(u64, u64)>> = FxHashMap::default();
        for ((step, code), count) in &self.counts {
            let number = bucket_number(bucket, step * self.step);
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
            *self.counts.entry((created_at.div_euclid(self.step), code)).or_default() += 1;
        }
    }
}

/// The Monday of the week of 1970-01-01 was three days before.
const DAYS_TO_MONDAY: i64 = 3;

/// Number of the bucket in which a time lies.
pub(crate) fn bucket_number(bucket: Bucket, millis: i64) -> i64 {
    let day = millis.div_euclid(DAY);
    match bucket {
        Bucket::Hour => millis.div_euclid(HOUR),
        Bucket::Day => day,
        Bucket::Week => (day + DAYS_TO_MONDAY).div_euclid(7),
        Bucket::Month => {
            i32::try_from(day).ok().and_then(month_of_day).map_or(i64::from(i32::MAX), i64::from)
        }
    }
}

/// First millisecond of a bucket.
pub(crate) fn bucket_start(bucket: Bucket, number: i64) -> i64 {
    match bucket {
        Bucket::Hour => number * HOUR,
        Bucket::Day => number * DAY,
        Bucket::Week => (number * 7 - DAYS_TO_MONDAY) * DAY,
        Bucket::Month => i32::try_from(number)
            .ok()
            .and_then(day_of_month)
            .map_or(i64::MAX, |day| i64::from(day) * DAY),
    }
}

/// Counts by the codes of two facets.
pub(crate) struct BreakdownVisitor {
    rows: Facet,
    cols: Facet,
    codes: CodeReader,
    pub(crate) counts: FxHashMap<(u64, u64), u64>,
}

impl BreakdownVisitor {
    pub(crate) fn new(rows: Facet, cols: Facet) -> Self {
        Self { rows, cols, codes: CodeReader::new(&[rows, cols]), counts: FxHashMap::default() }
    }
}

impl Visitor for BreakdownVisitor {
    fn segment(&mut self, reader: &SegmentReader) -> tantivy::Result<()> {
        self.codes.segment(reader)
    }

    fn block(&mut self, docs: &[DocId]) {
        self.codes.load(docs);
        for at in 0..docs.len() {
            let codes = (self.codes.code(self.rows, at), self.codes.code(self.cols, at));
            *self.counts.entry(codes).or_default() += 1;
        }
    }
}

/// Different authors.
#[derive(Default)]
pub(crate) struct AuthorVisitor {
    author: Option<BlockColumn<i64>>,
    pub(crate) authors: FxHashSet<i64>,
}

impl Visitor for AuthorVisitor {
    fn segment(&mut self, reader: &SegmentReader) -> tantivy::Result<()> {
        self.author = Some(i64_column(reader, column::AUTHOR)?);
        Ok(())
    }

    fn block(&mut self, docs: &[DocId]) {
        let Some(author) = &mut self.author else { return };
        // 0 stands for no author.
        self.authors.extend(author.load(docs).iter().filter(|author| **author != 0));
    }
}

/// Opens every column of a segment, to find damaged ones.
pub(crate) fn open_columns(reader: &SegmentReader) -> tantivy::Result<()> {
    use Facet::{Lang, Source, Theme};
    CodeReader::new(&[Lang, Source, Theme]).segment(reader)?;
    for name in [column::ID, column::CREATED_AT, column::AUTHOR] {
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
    fn buckets_begin_where_people_expect() {
        // 2026-01-31T10:30:00Z, a Saturday.
        let time = 1_769_855_400_000;
        for (bucket, start) in [
            (Bucket::Hour, "2026-01-31T10:00:00Z"),
            (Bucket::Day, "2026-01-31T00:00:00Z"),
            (Bucket::Week, "2026-01-26T00:00:00Z"),
            (Bucket::Month, "2026-01-01T00:00:00Z"),
        ] {
            let begin = bucket_start(bucket, bucket_number(bucket, time));
            assert_eq!(plaza_core::to_rfc3339(begin), start);
            assert_eq!(bucket_number(bucket, begin), bucket_number(bucket, time));
            assert_eq!(bucket_number(bucket, begin - 1), bucket_number(bucket, time) - 1);
        }
    }

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
