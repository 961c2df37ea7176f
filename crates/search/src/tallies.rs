//! Counting the values of several facets in one pass.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;
use tantivy::columnar::{Column, RowId};
use tantivy::{DocId, SegmentReader};

use crate::facets::{CodeReader, OwnCodes, by_value, label_part};
use crate::schema::{Labels, column};
use crate::{Facet, FacetCounts};

/// Values listed per facet.
const MAX_VALUES: usize = 200;
/// Codes below this are counted in an array.
const DENSE_CODES: u64 = 1 << 16;

/// The counts of some facets.
///
/// Most facets are parts of the labels, of which a few thousand combinations occur: these are
/// counted as a whole, once for each document, and taken apart at the end.
pub(crate) struct Tallies {
    facets: Vec<Facet>,
    codes: CodeReader,
    labels: FxHashMap<u64, u64>,
    /// Of facets with a column of their own.
    own: Vec<(Facet, Tally)>,
    aspects: Option<Aspects>,
}

impl Tallies {
    pub(crate) fn new(facets: &[Facet]) -> Self {
        let is_own =
            |facet: &&Facet| matches!(facet, Facet::Source | Facet::Theme | Facet::Channel);
        Self {
            facets: facets.to_vec(),
            codes: CodeReader::new(facets),
            labels: FxHashMap::default(),
            own: facets.iter().filter(is_own).map(|facet| (*facet, Tally::default())).collect(),
            aspects: facets.contains(&Facet::Aspect).then(Aspects::default),
        }
    }

    /// Opens the columns of a segment.
    pub(crate) fn segment(&mut self, reader: &SegmentReader) -> tantivy::Result<()> {
        if let Some(aspects) = &mut self.aspects {
            aspects.column = reader.fast_fields().column_opt(column::ASPECT)?;
        }
        self.codes.segment(reader)
    }

    /// Counts a block of documents.
    pub(crate) fn block(&mut self, docs: &[DocId]) {
        self.codes.load(docs);
        if let Some(labels) = self.codes.labels() {
            for labels in &labels[..docs.len()] {
                *self.labels.entry(*labels).or_default() += 1;
            }
        }
        for (facet, tally) in &mut self.own {
            match self.codes.own_codes(*facet) {
                Some(OwnCodes::Plain(codes)) => {
                    codes[..docs.len()].iter().for_each(|code| tally.add(*code));
                }
                Some(OwnCodes::Signed(codes)) => {
                    codes[..docs.len()].iter().for_each(|code| tally.add(code.cast_unsigned()));
                }
                None => {}
            }
        }
        if let Some(aspects) = &mut self.aspects {
            aspects.block(docs);
        }
    }

    /// Adds what others counted of other documents.
    pub(crate) fn absorb(&mut self, other: &Self) {
        for (labels, count) in &other.labels {
            *self.labels.entry(*labels).or_default() += count;
        }
        for ((_, tally), (_, other)) in self.own.iter_mut().zip(&other.own) {
            tally.absorb(other);
        }
        if let (Some(aspects), Some(other)) = (&mut self.aspects, &other.aspects) {
            aspects.tally.absorb(&other.tally);
        }
    }

    /// The largest counts of each facet, in the order in which they were asked for.
    pub(crate) fn finish(&self) -> Vec<FacetCounts> {
        self.facets.iter().map(|facet| self.counts_of(*facet)).collect()
    }

    fn counts_of(&self, facet: Facet) -> FacetCounts {
        if let Some((_, tally)) = self.own.iter().find(|(own, _)| *own == facet) {
            return tally.largest(facet);
        }
        if let (Facet::Aspect, Some(aspects)) = (facet, &self.aspects) {
            return aspects.tally.largest(facet);
        }
        let mut tally = Tally::default();
        for (labels, count) in &self.labels {
            let labels = Labels(*labels);
            let code = match facet {
                // A text of both feelings counts for either.
                Facet::Sentiment => labels.marked_sentiment_part(),
                _ => label_part(facet, labels),
            };
            tally.add_many(code, *count);
        }
        let mut values = by_value(facet, tally.counts());
        let more = values.len().saturating_sub(MAX_VALUES);
        values.truncate(MAX_VALUES);
        FacetCounts { facet, values, more }
    }
}

/// Counts what people speak of: any number of aspects for each document.
#[derive(Default)]
struct Aspects {
    /// `None` in a segment without any aspect.
    column: Option<Column<u64>>,
    tally: Tally,
    docs: Vec<DocId>,
    rows: Vec<RowId>,
    numbers: Vec<u64>,
}

impl Aspects {
    fn block(&mut self, docs: &[DocId]) {
        let mut without = docs.len() as u64;
        if let Some(column) = &self.column {
            self.docs.clear();
            self.rows.clear();
            column.row_ids_for_docs(docs, &mut self.docs, &mut self.rows);
            self.numbers.resize(self.rows.len(), 0);
            column.values.get_vals(&self.rows, &mut self.numbers);
            self.numbers.iter().for_each(|number| self.tally.add(*number));
            without -= self.docs.chunk_by(|a, b| a == b).count() as u64;
        }
        self.tally.add_many(0, without);
    }
}

/// Counts codes.
#[derive(Debug, Default)]
struct Tally {
    dense: Vec<u64>,
    sparse: FxHashMap<u64, u64>,
}

impl Tally {
    fn add(&mut self, code: u64) {
        self.add_many(code, 1);
    }

    #[inline]
    fn add_many(&mut self, code: u64, count: u64) {
        match usize::try_from(code) {
            Ok(index) if code < DENSE_CODES => {
                if index >= self.dense.len() {
                    self.dense.resize(index + 1, 0);
                }
                self.dense[index] += count;
            }
            _ => *self.sparse.entry(code).or_default() += count,
        }
    }

    /// Adds the counts of another one.
    fn absorb(&mut self, other: &Self) {
        if self.dense.len() < other.dense.len() {
            self.dense.resize(other.dense.len(), 0);
        }
        for (count, more) in self.dense.iter_mut().zip(&other.dense) {
            *count += more;
        }
        for (code, count) in &other.sparse {
            *self.sparse.entry(*code).or_default() += count;
        }
    }

    fn counts(&self) -> impl Iterator<Item = (u64, u64)> {
        let dense = (0..).zip(self.dense.iter().copied()).filter(|(_, count)| *count > 0);
        dense.chain(self.sparse.iter().map(|(code, count)| (*code, *count)))
    }

    /// The largest counts of a facet whose codes are a value each: of many codes only those are
    /// turned into values that are among the largest.
    fn largest(&self, facet: Facet) -> FacetCounts {
        let mut counts: Vec<(u64, u64)> = self.counts().collect();
        let more = counts.len().saturating_sub(MAX_VALUES);
        if more > 0 {
            counts.select_nth_unstable_by_key(MAX_VALUES, |(code, count)| (Reverse(*count), *code));
            counts.truncate(MAX_VALUES);
        }
        FacetCounts { facet, values: by_value(facet, counts.into_iter()), more }
    }
}
