//! Tantivy queries over the terms of a leaf: mentions that have one of them, and mentions in
//! which they stand in the right places.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::columnar::ColumnValues;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentId;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{
    BitSetDocSet, Bm25Weight, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer,
    Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{
    BitSet, DocId, DocSet, Score, SeekDangerResult, SegmentReader, TERMINATED, TantivyError,
};

use crate::schema::{Labels, column};
use crate::spans::{self, Span};
use crate::terms::{LeafTerms, Role};

/// Mentions that have one of the terms, wherever.
#[derive(Debug, Clone)]
pub(crate) struct AnyTermQuery {
    pub(crate) field: Field,
    pub(crate) terms: LeafTerms,
}

impl Query for AnyTermQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let sets = self.terms.segments().map(|segment| (segment, Mutex::default())).collect();
        Ok(Box::new(AnyTermWeight { query: self.clone(), sets }))
    }
}

struct AnyTermWeight {
    query: AnyTermQuery,
    /// Filled when a segment is first looked at; several threads may look at parts of one.
    sets: FxHashMap<SegmentId, Mutex<Option<BitSet>>>,
}

impl AnyTermWeight {
    fn docs(&self, reader: &SegmentReader) -> tantivy::Result<BitSet> {
        let index = reader.inverted_index(self.query.field)?;
        let mut docs = BitSet::with_max_value(reader.max_doc());
        for term in self.query.terms.of(reader.segment_id()) {
            let mut postings =
                index.read_block_postings_from_terminfo(&term.info, IndexRecordOption::Basic)?;
            while !postings.docs().is_empty() {
                for doc in postings.docs() {
                    docs.insert(*doc);
                }
                postings.advance();
            }
        }
        Ok(docs)
    }
}

impl Weight for AnyTermWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(set) = self.sets.get(&reader.segment_id()) else {
            return Ok(Box::new(EmptyScorer));
        };
        let mut set = set.lock().unwrap_or_else(PoisonError::into_inner);
        let docs = match set.take() {
            Some(docs) => docs,
            None => self.docs(reader)?,
        };
        let docs = set.insert(docs).clone();
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(docs), boost)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain(self.scorer(reader, 1.0)?, doc, "any term")
    }
}

fn explain(
    mut scorer: Box<dyn Scorer>,
    doc: DocId,
    what: &'static str,
) -> tantivy::Result<Explanation> {
    if scorer.doc() > doc || scorer.seek(doc) != doc {
        return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
    }
    Ok(Explanation::new(what, scorer.score()))
}

/// Words in places, with their terms resolved.
#[derive(Debug, Clone)]
pub(crate) enum Plan {
    Leaf(LeafTerms),
    /// One behind the other, each so many steps behind the one before.
    Phrase {
        parts: Vec<Plan>,
        steps: Vec<u32>,
    },
    Near {
        ordered: bool,
        distance: u32,
        left: Box<Plan>,
        right: Box<Plan>,
    },
    Any(Vec<Plan>),
}

impl Plan {
    /// Mentions that can match, at most.
    fn doc_freq(&self) -> u64 {
        match self {
            Self::Leaf(terms) => terms.doc_freq,
            Self::Phrase { parts, .. } => parts.iter().map(Self::doc_freq).min().unwrap_or(0),
            Self::Near { left, right, .. } => left.doc_freq().min(right.doc_freq()),
            Self::Any(parts) => parts.iter().map(Self::doc_freq).sum(),
        }
    }
}

/// Mentions in which the words of a plan stand in their places.
#[derive(Debug, Clone)]
pub(crate) struct SpanQuery {
    pub(crate) field: Field,
    pub(crate) plan: Arc<Plan>,
}

impl Query for SpanQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let similarity = match scoring {
            EnableScoring::Disabled { .. } => None,
            EnableScoring::Enabled { statistics_provider, .. } => {
                let docs = statistics_provider.total_num_docs()?.max(1);
                let tokens = statistics_provider.total_num_tokens(self.field)?;
                let freq = self.plan.doc_freq().min(docs);
                Some(Bm25Weight::for_one_term_without_explain(freq, docs, mean(tokens, docs)))
            }
        };
        Ok(Box::new(SpanWeight { query: self.clone(), similarity }))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a mean length needs no more than f32 holds")]
fn mean(tokens: u64, docs: u64) -> Score {
    tokens as Score / docs as Score
}

struct SpanWeight {
    query: SpanQuery,
    similarity: Option<Bm25Weight>,
}

impl SpanWeight {
    fn span_scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<SpanScorer> {
        let fieldnorms = match &self.similarity {
            None => FieldNormReader::constant(reader.max_doc(), 1),
            Some(_) => reader.get_fieldnorms_reader(self.query.field)?,
        };
        Ok(SpanScorer {
            places: Places::open(&self.query.plan, reader, self.query.field)?,
            similarity: self.similarity.as_ref().map(|similarity| similarity.boost_by(boost)),
            fieldnorms,
            doc: TERMINATED,
            matches: Vec::new(),
        })
    }
}

impl Weight for SpanWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut scorer = self.span_scorer(reader, boost)?;
        scorer.find(0);
        Ok(Box::new(scorer))
    }

    fn scorer_danger(
        &self,
        reader: &SegmentReader,
        target: DocId,
        boost: Score,
    ) -> tantivy::Result<(SeekDangerResult, Box<dyn Scorer>)> {
        let mut scorer = self.span_scorer(reader, boost)?;
        Ok((scorer.seek_danger(target), Box::new(scorer)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain(self.scorer(reader, 1.0)?, doc, "words in places")
    }
}

struct SpanScorer {
    places: Places,
    similarity: Option<Bm25Weight>,
    fieldnorms: FieldNormReader,
    doc: DocId,
    /// Matches in the current mention.
    matches: Vec<Span>,
}

impl SpanScorer {
    /// Goes to the first match at `target` or behind it.
    fn find(&mut self, mut target: DocId) -> DocId {
        loop {
            self.doc = self.places.seek(target);
            if self.doc >= TERMINATED {
                self.doc = TERMINATED;
                return self.doc;
            }
            self.places.spans(self.doc, &mut self.matches);
            if !self.matches.is_empty() {
                return self.doc;
            }
            target = self.doc + 1;
        }
    }
}

impl DocSet for SpanScorer {
    fn advance(&mut self) -> DocId {
        if self.doc >= TERMINATED { TERMINATED } else { self.find(self.doc + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target { self.doc } else { self.find(target) }
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        if target >= TERMINATED {
            return SeekDangerResult::SeekLowerBound(TERMINATED);
        }
        let candidate = self.places.seek(target);
        if candidate != target {
            return SeekDangerResult::SeekLowerBound(candidate);
        }
        self.places.spans(target, &mut self.matches);
        if self.matches.is_empty() {
            return SeekDangerResult::SeekLowerBound(target + 1);
        }
        self.doc = target;
        SeekDangerResult::Found
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.places.size_hint()
    }

    fn cost(&self) -> u64 {
        // Reading places is about ten times the work of passing a mention by.
        u64::from(self.size_hint()) * 10
    }
}

impl Scorer for SpanScorer {
    fn score(&mut self) -> Score {
        let Some(similarity) = &self.similarity else { return 1.0 };
        let matches = u32::try_from(self.matches.len()).unwrap_or(u32::MAX);
        similarity.score(self.fieldnorms.fieldnorm_id(self.doc), matches)
    }
}

/// A plan over the postings of one segment.
enum Places {
    Leaf(LeafPlaces),
    /// Parts in order of the phrase, and how far each stands behind the one before.
    Phrase(AllOf, Vec<u32>),
    /// Two parts, left and right.
    Near {
        ordered: bool,
        distance: u32,
        parts: AllOf,
    },
    Any(Vec<Places>),
}

impl Places {
    fn open(plan: &Plan, reader: &SegmentReader, field: Field) -> tantivy::Result<Self> {
        let open = |plan: &Plan| Self::open(plan, reader, field);
        Ok(match plan {
            Plan::Leaf(terms) => Self::Leaf(LeafPlaces::open(terms, reader, field)?),
            Plan::Phrase { parts, steps } => {
                let parts = parts.iter().map(open).collect::<Result<_, _>>()?;
                Self::Phrase(AllOf::new(parts), steps.clone())
            }
            Plan::Near { ordered, distance, left, right } => Self::Near {
                ordered: *ordered,
                distance: *distance,
                parts: AllOf::new(vec![open(left)?, open(right)?]),
            },
            Plan::Any(parts) => Self::Any(parts.iter().map(open).collect::<Result<_, _>>()?),
        })
    }

    /// The first candidate at `target` or behind it: a mention that has the words, in whatever
    /// places.
    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Leaf(leaf) => leaf.seek(target),
            Self::Phrase(parts, _) | Self::Near { parts, .. } => parts.seek(target),
            Self::Any(parts) => {
                parts.iter_mut().map(|part| part.seek(target)).min().unwrap_or(TERMINATED)
            }
        }
    }

    /// Puts the places where the candidate `doc`, to which it was led by [`Self::seek`], matches
    /// into `out`, sorted.
    fn spans(&mut self, doc: DocId, out: &mut Vec<Span>) {
        out.clear();
        match self {
            Self::Leaf(leaf) => leaf.spans(doc, out),
            Self::Phrase(all, steps) => {
                if !all.spans(doc) {
                    return;
                }
                let Some((first, rest)) = all.places.split_first() else { return };
                out.extend_from_slice(first);
                for (next, step) in rest.iter().zip(steps.iter().skip(1)) {
                    spans::follow(out, next, *step);
                }
            }
            Self::Near { ordered, distance, parts: all } => {
                if !all.spans(doc) {
                    return;
                }
                let [left, right] = all.places.as_slice() else { return };
                spans::near(left, right, *distance, *ordered, out);
            }
            Self::Any(parts) => {
                let mut one = Vec::new();
                for part in parts {
                    if part.seek(doc) == doc {
                        part.spans(doc, &mut one);
                        out.append(&mut one);
                    }
                }
                spans::tidy(out);
            }
        }
    }

    fn size_hint(&self) -> u32 {
        match self {
            Self::Leaf(leaf) => leaf.size_hint,
            Self::Phrase(all, _) | Self::Near { parts: all, .. } => {
                all.parts.iter().map(Self::size_hint).min().unwrap_or(0)
            }
            Self::Any(parts) => parts.iter().map(Self::size_hint).fold(0, u32::saturating_add),
        }
    }
}

/// Parts that must all be in a mention.
struct AllOf {
    parts: Vec<Places>,
    /// Indexes of `parts`, rarest first.
    rarest_first: Vec<usize>,
    /// Where each of `parts` matches in the current candidate.
    places: Vec<Vec<Span>>,
}

impl AllOf {
    fn new(parts: Vec<Places>) -> Self {
        let mut rarest_first: Vec<usize> = (0..parts.len()).collect();
        rarest_first.sort_by_key(|at| parts[*at].size_hint());
        let places = vec![Vec::new(); parts.len()];
        Self { parts, rarest_first, places }
    }

    /// Reads the places of each part; false where a part has none.
    fn spans(&mut self, doc: DocId) -> bool {
        self.rarest_first.iter().all(|at| {
            let places = &mut self.places[*at];
            self.parts[*at].spans(doc, places);
            !places.is_empty()
        })
    }

    fn seek(&mut self, mut target: DocId) -> DocId {
        loop {
            let mut furthest = target;
            for at in &self.rarest_first {
                furthest = self.parts[*at].seek(target);
                if furthest > target {
                    break;
                }
            }
            if furthest == target || furthest >= TERMINATED {
                return furthest;
            }
            target = furthest;
        }
    }
}

/// The postings of one leaf.
struct LeafPlaces {
    /// Where these stand, the leaf matches; stems come first.
    matching: Vec<(SegmentPostings, Role)>,
    /// Where these stand, it does not.
    never: Vec<SegmentPostings>,
    labels: Option<Arc<dyn ColumnValues<u64>>>,
    doc: DocId,
    size_hint: u32,
    positions: Vec<u32>,
}

impl LeafPlaces {
    fn open(terms: &LeafTerms, reader: &SegmentReader, field: Field) -> tantivy::Result<Self> {
        let index = reader.inverted_index(field)?;
        let mut matching = Vec::new();
        let mut never = Vec::new();
        for term in terms.of(reader.segment_id()) {
            let option = IndexRecordOption::WithFreqsAndPositions;
            let postings = index.read_postings_from_terminfo(&term.info, option)?;
            match term.role {
                Role::Never => never.push(postings),
                role => matching.push((postings, role)),
            }
        }
        matching.sort_by_key(|(_, role)| *role != Role::Stem);
        let labels = if matching.iter().any(|(_, role)| matches!(role, Role::InLanguage(_))) {
            Some(reader.fast_fields().column_first_or_default::<u64>(column::LABELS)?)
        } else {
            None
        };
        let doc = matching.iter().map(|(p, _)| p.doc()).min().unwrap_or(TERMINATED);
        let size_hint = matching.iter().map(|(p, _)| p.doc_freq()).fold(0, u32::saturating_add);
        Ok(Self { matching, never, labels, doc, size_hint, positions: Vec::new() })
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        let mut first = TERMINATED;
        for (postings, _) in &mut self.matching {
            let mut doc = postings.doc();
            if doc < target {
                doc = postings.seek(target);
            }
            first = first.min(doc);
        }
        self.doc = first;
        first
    }

    fn spans(&mut self, doc: DocId, out: &mut Vec<Span>) {
        self.positions.clear();
        let mut terms = 0;
        let mut stem = false;
        for (postings, role) in &mut self.matching {
            if postings.doc() != doc {
                continue;
            }
            let reads = match *role {
                Role::Stem => {
                    stem = true;
                    true
                }
                Role::Everywhere => !stem,
                Role::InLanguage(lang) => self
                    .labels
                    .as_ref()
                    .is_some_and(|labels| Labels(labels.get_val(doc)).lang_part() == lang),
                Role::Never => false,
            };
            if reads {
                postings.append_positions_with_offset(0, &mut self.positions);
                terms += 1;
            }
        }
        out.extend(self.positions.iter().copied().map(Span::word));
        if terms > 1 {
            spans::tidy(out);
        }
        self.without_never(doc, out);
    }

    fn without_never(&mut self, doc: DocId, spans: &mut Vec<Span>) {
        if self.never.is_empty() || spans.is_empty() {
            return;
        }
        self.positions.clear();
        for postings in &mut self.never {
            if postings.doc() < doc {
                postings.seek(doc);
            }
            if postings.doc() == doc {
                postings.append_positions_with_offset(0, &mut self.positions);
            }
        }
        self.positions.sort_unstable();
        spans.retain(|span| self.positions.binary_search(&span.start).is_err());
    }
}
