//! Which postings stand for one word of a query, segment by segment.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::index::SegmentId;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::{InvertedIndexReader, Searcher, Term};

use crate::language::Language;
use crate::pattern::TermAutomaton;
use crate::query::{At, Leaf, LeafKind, too_broad};
use crate::schema::{Fact, Fields, fact_term};
use crate::words::{exact_prefix, exact_term, folded, folded_pattern, stem_term, written_form};
use crate::{QueryError, SearchError};

/// Most different terms of a wildcard or misspelling in one segment.
const MAX_TERMS: usize = 4_096;
/// The same inside phrases and `NEAR`, where each term's places are read.
const MAX_POSITIONED_TERMS: usize = 512;

/// What a term contributes to a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Its places match.
    Everywhere,
    /// Its places match, and in mentions that have it, those of every [`Self::Everywhere`] term
    /// are among them: a stem stands wherever a word with that stem does.
    Stem,
    /// Its places match in mentions of that language (a part of `Labels`).
    InLanguage(u64),
    /// Its places do not match although another term's do.
    Never,
}

/// A term of one segment.
#[derive(Debug, Clone)]
pub(crate) struct SegmentTerm {
    pub(crate) info: TermInfo,
    pub(crate) role: Role,
}

/// The terms of a leaf in every segment.
#[derive(Debug, Clone, Default)]
pub(crate) struct LeafTerms {
    per_segment: Arc<FxHashMap<SegmentId, Vec<SegmentTerm>>>,
    /// Mentions that have one of the terms, at most; deleted ones included.
    pub(crate) doc_freq: u64,
}

impl LeafTerms {
    /// The terms in one segment.
    pub(crate) fn of(&self, segment: SegmentId) -> &[SegmentTerm] {
        self.per_segment.get(&segment).map_or(&[], Vec::as_slice)
    }

    /// The segments that have one of the terms.
    pub(crate) fn segments(&self) -> impl Iterator<Item = SegmentId> + '_ {
        self.per_segment.keys().copied()
    }

    /// Whether reading places is needed to know if a mention matches.
    pub(crate) fn needs_places(&self) -> bool {
        self.per_segment.values().flatten().any(|term| term.role == Role::Never)
    }

    fn collect(
        searcher: &Searcher,
        field: Field,
        mut find: impl FnMut(&InvertedIndexReader, &mut Vec<SegmentTerm>) -> Result<(), SearchError>,
    ) -> Result<Self, SearchError> {
        let mut per_segment = FxHashMap::default();
        let mut doc_freq = 0;
        for segment in searcher.segment_readers() {
            let mut terms = Vec::new();
            find(segment.inverted_index(field)?.as_ref(), &mut terms)?;
            doc_freq += terms.iter().map(|term| u64::from(term.info.doc_freq)).sum::<u64>();
            if !terms.is_empty() {
                per_segment.insert(segment.segment_id(), terms);
            }
        }
        Ok(Self { per_segment: Arc::new(per_segment), doc_freq })
    }
}

/// Resolves leaves against one state of the index.
pub(crate) struct Resolver<'a> {
    searcher: &'a Searcher,
    fields: Fields,
    /// Languages that mentions in the index have.
    languages: Vec<Language>,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(searcher: &'a Searcher, fields: Fields) -> Result<Self, SearchError> {
        let mut languages = Vec::new();
        for language in Language::all() {
            if searcher.doc_freq(&fields.fact(Fact::Lang, language.code()))? > 0 {
                languages.push(language);
            }
        }
        Ok(Self { searcher, fields, languages })
    }

    /// Languages that mentions in the index have.
    pub(crate) fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// Mentions that have the term, deleted ones included.
    pub(crate) fn doc_freq(&self, term: &Term) -> Result<u64, SearchError> {
        Ok(self.searcher.doc_freq(term)?)
    }

    /// The terms of one leaf; `positioned` inside phrases and `NEAR`.
    pub(crate) fn leaf(&self, leaf: &Leaf, positioned: bool) -> Result<LeafTerms, SearchError> {
        let max = if positioned { MAX_POSITIONED_TERMS } else { MAX_TERMS };
        match &leaf.kind {
            LeafKind::Word(word) => self.fixed(&self.word_terms(&folded(word))),
            LeafKind::Exact(word) => self.exact(word, max, leaf.at),
            LeafKind::Wildcard(pattern) => {
                let pattern = folded_pattern(pattern);
                let automaton = TermAutomaton::wildcard("", &pattern);
                self.matching(self.fields.body, &automaton, max, leaf.at)
            }
            LeafKind::Fuzzy(word, distance) => {
                let automaton = TermAutomaton::fuzzy(&folded(word), *distance);
                self.matching(self.fields.body, &automaton, max, leaf.at)
            }
        }
    }

    /// Facts of a kind whose value fits a pattern.
    pub(crate) fn facts(
        &self,
        fact: Fact,
        pattern: &str,
        at: At,
    ) -> Result<LeafTerms, SearchError> {
        let automaton = TermAutomaton::wildcard(&fact_term(fact, ""), pattern);
        self.matching(self.fields.facts, &automaton, MAX_TERMS, at)
    }

    /// Facts of a kind whose value lies between two others, ends included.
    pub(crate) fn fact_range(
        &self,
        fact: Fact,
        low: &str,
        high: &str,
    ) -> Result<LeafTerms, SearchError> {
        let (low, high) = (fact_term(fact, low), fact_term(fact, high));
        LeafTerms::collect(self.searcher, self.fields.facts, |index, terms| {
            let mut stream = index
                .terms()
                .range()
                .ge(low.as_bytes())
                .le(high.as_bytes())
                .into_stream()
                .map_err(tantivy::TantivyError::from)?;
            while let Some((_, info)) = stream.next() {
                terms.push(SegmentTerm { info: info.clone(), role: Role::Everywhere });
            }
            Ok(())
        })
    }

    /// A word, its stem in each language, and the words that are themselves that stem.
    pub(crate) fn word_terms(&self, folded: &str) -> Vec<(String, Role)> {
        let mut terms = vec![(folded.to_owned(), Role::Everywhere)];
        for language in &self.languages {
            let stem = language.stem(folded);
            if stem == folded {
                terms.push((stem_term(*language, &stem), Role::Everywhere));
            } else {
                terms.push((stem_term(*language, &stem), Role::Stem));
                let lang = crate::schema::pack_lang(Some(language.code()));
                terms.push((stem.into_owned(), Role::InLanguage(lang)));
            }
        }
        terms
    }

    fn fixed(&self, wanted: &[(String, Role)]) -> Result<LeafTerms, SearchError> {
        LeafTerms::collect(self.searcher, self.fields.body, |index, terms| {
            for (term, role) in wanted {
                let info = index.terms().get(term).map_err(tantivy::TantivyError::from)?;
                terms.extend(info.map(|info| SegmentTerm { info, role: *role }));
            }
            Ok(())
        })
    }

    /// A word as written. One that is its own folded form has no term of its own: it stands where
    /// the folded term does and none of the other written forms.
    fn exact(&self, word: &str, max: usize, at: At) -> Result<LeafTerms, SearchError> {
        let (folded, word) = (folded(word), written_form(word));
        if folded != word {
            return self.fixed(&[(exact_term(&folded, &word), Role::Everywhere)]);
        }
        let (low, high) =
            (exact_prefix(&folded), format!("{}{}", exact_prefix(&folded), char::MAX));
        LeafTerms::collect(self.searcher, self.fields.body, |index, terms| {
            let dictionary = index.terms();
            let Some(info) = dictionary.get(&folded).map_err(tantivy::TantivyError::from)? else {
                return Ok(());
            };
            terms.push(SegmentTerm { info, role: Role::Everywhere });
            let mut stream = dictionary
                .range()
                .ge(low.as_bytes())
                .le(high.as_bytes())
                .into_stream()
                .map_err(tantivy::TantivyError::from)?;
            while let Some((_, info)) = stream.next() {
                terms.push(SegmentTerm { info: info.clone(), role: Role::Never });
                check_count(terms.len(), max, at)?;
            }
            Ok(())
        })
    }

    fn matching(
        &self,
        field: Field,
        automaton: &TermAutomaton,
        max: usize,
        at: At,
    ) -> Result<LeafTerms, SearchError> {
        LeafTerms::collect(self.searcher, field, |index, terms| {
            let mut stream = index
                .terms()
                .search(automaton)
                .into_stream()
                .map_err(tantivy::TantivyError::from)?;
            while let Some((_, info)) = stream.next() {
                terms.push(SegmentTerm { info: info.clone(), role: Role::Everywhere });
                check_count(terms.len(), max, at)?;
            }
            Ok(())
        })
    }
}

fn check_count(count: usize, max: usize, at: At) -> Result<(), QueryError> {
    if count > max { Err(too_broad(max).at(at)) } else { Ok(()) }
}
