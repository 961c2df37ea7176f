//! Where in a text a query matched; the same rules as in the index, on one text.

use std::ops::Range;

use crate::language::Language;
use crate::pattern::TermAutomaton;
use crate::query::{Leaf, LeafKind, Node, Query, Text, phrase_steps};
use crate::readings::WORD_STEP;
use crate::spans::{self, Span};
use crate::words::{FoldedWord, folded, folded_pattern, folded_readings, written_form};

impl Query {
    /// Byte ranges of `text` that made the query match, in order and without overlap.
    ///
    /// Every condition is looked for by itself, but what stands under `NOT` is not. `lang` is the
    /// mention's language; stems are compared in that language only.
    #[must_use]
    pub fn highlight(&self, text: &str, lang: Option<&str>) -> Vec<Range<usize>> {
        let Some(root) = &self.root else { return Vec::new() };
        let words: Vec<_> = folded_readings(text).collect();
        let language = lang.and_then(Language::of);
        let stems = match language {
            Some(language) => words.iter().map(|w| language.stem(&w.folded).into_owned()).collect(),
            None => Vec::new(),
        };
        let reader = TextReader { words, stems, language };
        let mut marked = vec![false; reader.words.len()];
        reader.node(root, &mut marked);
        ranges(text, &reader.words, &marked)
    }
}

/// A place that matched, and the readings in it that made it match.
#[derive(Debug, Clone)]
struct Hit {
    span: Span,
    words: Vec<usize>,
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
                for word in self.hits(&text.expanded()).iter().flat_map(|hit| &hit.words) {
                    if let Some(mark) = marked.get_mut(*word) {
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
                let mut parts = leaves.iter().map(|leaf| self.leaf(leaf)).zip(phrase_steps(leaves));
                let Some((first, _)) = parts.next() else { return Vec::new() };
                parts.fold(first, |begun, (next, step)| followed(&begun, &next, step))
            }
            Text::Near { ordered, distance, left, right } => {
                joined(&self.hits(left), &self.hits(right), *distance * WORD_STEP, *ordered)
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
                let folded = folded(word);
                let stem = self.language.map(|language| language.stem(&folded).into_owned());
                self.matching(|at, word| {
                    word.folded == folded
                        || stem.as_ref().is_some_and(|stem| self.stems.get(at) == Some(stem))
                })
            }
            LeafKind::Exact(exact) => {
                let exact = written_form(exact);
                self.matching(|_, word| word.written == exact)
            }
            LeafKind::Wildcard(pattern) => {
                let automaton = TermAutomaton::wildcard("", &folded_pattern(pattern));
                self.matching(|_, word| automaton.matches(&word.folded))
            }
            LeafKind::Fuzzy(word, distance) => {
                let automaton = TermAutomaton::fuzzy(&folded(word), *distance);
                self.matching(|_, word| automaton.matches(&word.folded))
            }
        }
    }

    fn matching(&self, matches: impl Fn(usize, &FoldedWord<'_>) -> bool) -> Vec<Hit> {
        let found = self.words.iter().enumerate().filter(|(at, word)| matches(*at, word));
        found.map(|(at, word)| Hit { span: Span::word(word.step), words: vec![at] }).collect()
    }
}

/// Marked readings in order; neighbours become one range, with what stands between them.
fn ranges(text: &str, words: &[FoldedWord<'_>], marked: &[bool]) -> Vec<Range<usize>> {
    let mut places: Vec<_> = words
        .iter()
        .zip(marked)
        .filter(|(_, marked)| **marked)
        .map(|(w, _)| w.start..w.end)
        .collect();
    places.sort_by_key(|place| place.start);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for place in places {
        match ranges.last_mut() {
            Some(last) if place.start <= last.end || is_gap(&text[last.end..place.start]) => {
                last.end = last.end.max(place.end);
            }
            _ => ranges.push(place),
        }
    }
    ranges
}

/// Whether one mark may run over what stands between two words.
fn is_gap(between: &str) -> bool {
    between.len() <= 3 && !between.contains('\n') && folded_readings(between).next().is_none()
}

/// Pairs of hits of which the second begins `step` steps behind the first, as in [`spans::follow`].
fn followed(begun: &[Hit], next: &[Hit], step: u32) -> Vec<Hit> {
    let pair = |first: &Hit| {
        let end = first.span.end + step;
        let from = next.partition_point(|hit| hit.span.start < end);
        let behind = next[from..].iter().take_while(|hit| hit.span.start == end);
        let words = first.words.iter().copied().chain(behind.flat_map(|hit| hit.words.clone()));
        let words: Vec<_> = words.collect();
        (words.len() > first.words.len())
            .then_some(Hit { span: Span { start: first.span.start, end }, words })
    };
    begun.iter().filter_map(pair).collect()
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
