//! Where in a text a query matched; the same rules as in the index, on one text.

use std::ops::Range;

use plaza_core::text::fold;

use crate::language::Language;
use crate::pattern::TermAutomaton;
use crate::query::{Leaf, LeafKind, Node, Query, Text};
use crate::spans::{self, Span};
use crate::words::{FoldedWord, folded_words};

impl Query {
    /// Byte ranges of `text` that made the query match, in order and without overlap.
    ///
    /// Every condition is looked for by itself, but what stands under `NOT` is not. `lang` is the
    /// mention's language; stems are compared in that language only.
    #[must_use]
    pub fn highlight(&self, text: &str, lang: Option<&str>) -> Vec<Range<usize>> {
        let Some(root) = &self.root else { return Vec::new() };
        let words: Vec<_> = folded_words(text).collect();
        let language = lang.and_then(Language::of);
        let stems = match language {
            Some(language) => words.iter().map(|w| language.stem(&w.folded).into_owned()).collect(),
            None => Vec::new(),
        };
        let reader = TextReader { words, stems, language };
        let mut marked = vec![false; reader.words.len()];
        reader.node(root, &mut marked);
        reader.ranges(text, &marked)
    }
}

/// A place that matched, and the words in it that made it match.
#[derive(Debug, Clone)]
struct Hit {
    span: Span,
    words: Vec<u32>,
}

struct TextReader<'a> {
    words: Vec<FoldedWord<'a>>,
    /// Parallel to `words`; empty in a language without stemmer.
    stems: Vec<String>,
    language: Option<Language>,
}

impl TextReader<'_> {
    fn node(&self, node: &Node, marked: &mut [bool]) {
        match node {
            Node::And(parts) | Node::Or(parts) => {
                for part in parts {
                    self.node(part, marked);
                }
            }
            Node::Not(_) | Node::Filter(_) => {}
            Node::Text(text) => {
                for word in self.hits(text).iter().flat_map(|hit| &hit.words) {
                    if let Some(mark) = marked.get_mut(*word as usize) {
                        *mark = true;
                    }
                }
            }
        }
    }

    fn hits(&self, text: &Text) -> Vec<Hit> {
        match text {
            Text::Leaf(leaf) => self.leaf(leaf),
            Text::Phrase(leaves) => {
                let mut parts = leaves.iter().map(|leaf| self.leaf(leaf));
                let Some(first) = parts.next() else { return Vec::new() };
                parts.fold(first, |begun, next| joined(&begun, &next, 1, true))
            }
            Text::Near { ordered, distance, left, right } => {
                joined(&self.hits(left), &self.hits(right), *distance, *ordered)
            }
            Text::Any(parts) => {
                let mut hits: Vec<_> = parts.iter().flat_map(|part| self.hits(part)).collect();
                hits.sort_by_key(|hit| hit.span);
                hits
            }
        }
    }

    fn leaf(&self, leaf: &Leaf) -> Vec<Hit> {
        match &leaf.kind {
            LeafKind::Word(word) => {
                let folded = fold(word);
                let stem = self.language.map(|language| language.stem(&folded).into_owned());
                self.matching(|at, word| {
                    word.folded == folded
                        || stem.as_ref().is_some_and(|stem| self.stems.get(at) == Some(stem))
                })
            }
            LeafKind::Exact(exact) => self.matching(|_, word| word.written == exact),
            LeafKind::Wildcard(pattern) => {
                let automaton = TermAutomaton::wildcard("", &fold(pattern));
                self.matching(|_, word| automaton.matches(&word.folded))
            }
            LeafKind::Fuzzy(word, distance) => {
                let automaton = TermAutomaton::fuzzy(&fold(word), *distance);
                self.matching(|_, word| automaton.matches(&word.folded))
            }
        }
    }

    fn matching(&self, matches: impl Fn(usize, &FoldedWord<'_>) -> bool) -> Vec<Hit> {
        (0u32..)
            .zip(self.words.iter().enumerate())
            .filter(|(_, (at, word))| matches(*at, word))
            .map(|(position, _)| Hit { span: Span::word(position), words: vec![position] })
            .collect()
    }

    /// Marked words; neighbours become one range, with what stands between them.
    fn ranges(&self, text: &str, marked: &[bool]) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut before = false;
        for (word, marked) in self.words.iter().zip(marked) {
            if *marked {
                match ranges.last_mut() {
                    Some(last) if before && is_gap(&text[last.end..word.start]) => {
                        last.end = word.end;
                    }
                    _ => ranges.push(word.start..word.end),
                }
            }
            before = *marked;
        }
        ranges
    }
}

/// Whether one mark may run over what stands between two words.
fn is_gap(between: &str) -> bool {
    between.len() <= 3 && !between.contains('\n')
}

/// Pairs of hits that stand close enough, as in [`spans::near`].
fn joined(left: &[Hit], right: &[Hit], distance: u32, ordered: bool) -> Vec<Hit> {
    let places = |hits: &[Hit]| hits.iter().map(|hit| hit.span).collect::<Vec<_>>();
    let (left_places, right_places) = (places(left), places(right));
    let mut hits = Vec::new();
    let mut join = |first: &Hit, second: &Hit| {
        let words = first.words.iter().chain(&second.words).copied().collect();
        hits.push(Hit { span: Span { start: first.span.start, end: second.span.end }, words });
    };
    spans::pairs(&left_places, &right_places, distance, |l, r| join(&left[l], &right[r]));
    if !ordered {
        spans::pairs(&right_places, &left_places, distance, |r, l| join(&right[r], &left[l]));
    }
    hits.sort_by_key(|hit| hit.span);
    hits
}
