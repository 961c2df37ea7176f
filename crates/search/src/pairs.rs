//! Counting pairs of values, and the people who speak.

use plaza_core::PeopleCount;
use rustc_hash::FxHashMap;
use tantivy::{DocId, SegmentReader};

use crate::Facet;
use crate::collect::Visitor;
use crate::facets::{BlockColumn, CodeReader, i64_column};
use crate::schema::column;

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

    fn absorb(&mut self, other: Self) {
        for (codes, count) in other.counts {
            *self.counts.entry(codes).or_default() += count;
        }
    }
}

/// The people who speak.
#[derive(Default)]
pub(crate) struct PeopleVisitor {
    voice: Option<BlockColumn<i64>>,
    pub(crate) count: PeopleCount,
}

impl Visitor for PeopleVisitor {
    fn segment(&mut self, reader: &SegmentReader) -> tantivy::Result<()> {
        self.voice = Some(i64_column(reader, column::VOICE)?);
        Ok(())
    }

    fn block(&mut self, docs: &[DocId]) {
        let Some(voice) = &mut self.voice else { return };
        for code in voice.load(docs) {
            self.count.add(*code);
        }
    }

    fn absorb(&mut self, other: Self) {
        self.count.absorb(&other.count);
    }
}
