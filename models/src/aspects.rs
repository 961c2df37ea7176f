//! What a text is about: spans of words, and the feeling about each of them.
//!
//! Method: a linear-chain conditional random field (Lafferty, McCallum, Pereira, 2001) with three
//! tags over hashed word features and word vectors finds the spans; a small classifier reads the
//! words of the same clause, by their distance, for the feeling.

use plaza_core::AnalyzerError;

use crate::features;
use crate::hash::{self, mix};
use crate::net::Input;
use crate::scan::{Kind, Scan, Token};
use crate::weights::{Quantised, Reader, Writer};
use crate::words::WordVectors;

/// Tags: outside, first word of an aspect, further word of an aspect.
pub const TAGS: usize = 3;
const OUTSIDE: usize = 0;
const BEGIN: usize = 1;
const INSIDE: usize = 2;
/// Neighbours whose word vectors are read: the word before, the word itself, the word after.
pub const WINDOW: usize = 3;
/// Maximum number of aspects that are kept of one text.
const MAX_ASPECTS: usize = 50;
/// Maximum number of words of an aspect; a longer run is not the name of anything.
const MAX_WORDS: usize = 8;
/// Tokens on each side that are read for the feeling.
const REACH: usize = 10;

/// Tokens of one aspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
}

/// Finds the spans.
#[derive(Debug)]
pub struct Tagger {
    bits: u32,
    sparse: Quantised,
    parts: TaggerParts,
}

/// The small weights of the tagger, in full precision.
#[derive(Debug, Clone, Default)]
pub struct TaggerParts {
    /// `TAGS` rows of `WINDOW` word vectors.
    pub dense: Vec<f32>,
    /// Score of a tag (column) after a tag (row); row `TAGS` is the beginning of the text.
    pub transitions: Vec<f32>,
}

impl Tagger {
    /// Reads the weights file.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when the file is damaged.
    pub fn read(bytes: &[u8]) -> Result<Self, AnalyzerError> {
        let mut reader = Reader::new("aspects.bin", bytes)?;
        let (bits, width) = (reader.u32()?, reader.size()?);
        let dense = reader.f32s(TAGS * WINDOW * width)?;
        let transitions = reader.f32s((TAGS + 1) * TAGS)?;
        let sparse = reader.i8s(TAGS << bits)?;
        reader.finish()?;
        Ok(Self { bits, sparse, parts: TaggerParts { dense, transitions } })
    }

    /// Writes a weights file; `sparse` has one row of tags per bucket.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "a vector's width is small")]
    pub fn write(bits: u32, sparse: &[f32], parts: &TaggerParts, clip: f32) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.u32(bits);
        writer.u32((parts.dense.len() / TAGS / WINDOW) as u32);
        writer.f32s(&parts.dense);
        writer.f32s(&parts.transitions);
        writer.i8s(sparse, clip);
        writer.finish()
    }

    /// The aspects of a text, in order. What `beside` returns for a token (logarithms of the
    /// probabilities of its tags, or zeros) is added to the tagger's own scores.
    #[must_use]
    pub fn spans(
        &self,
        scan: &Scan<'_>,
        words: &WordVectors,
        beside: impl Fn(&Token) -> [f32; TAGS],
    ) -> Vec<Span> {
        let tokens = scan.tokens();
        let mut hashes = Vec::with_capacity(32);
        let scores: Vec<[f32; TAGS]> = (0..tokens.len())
            .map(|index| {
                hashes.clear();
                token_features(scan, index, &mut hashes);
                let own = self.token_scores(tokens, index, words, &hashes);
                let more = beside(&tokens[index]);
                std::array::from_fn(|tag| own[tag] + more[tag])
            })
            .collect();
        collect_spans(tokens, &best_tags(&scores, &self.parts.transitions))
    }

    fn token_scores(
        &self,
        tokens: &[Token],
        index: usize,
        words: &WordVectors,
        hashes: &[u64],
    ) -> [f32; TAGS] {
        let mut sums = [0_i32; TAGS];
        for hash in hashes {
            let row = hash::bucket(*hash, self.bits) as usize * TAGS;
            for (sum, weight) in sums.iter_mut().zip(&self.sparse.values[row..row + TAGS]) {
                *sum += i32::from(*weight);
            }
        }
        let mut scores = sums.map(|sum| sum as f32 * self.sparse.scale);
        add_dense(&self.parts.dense, tokens, index, words, &mut scores);
        scores
    }
}

/// Adds the scores of the word vectors around token `index`.
pub fn add_dense(
    dense: &[f32],
    tokens: &[Token],
    index: usize,
    words: &WordVectors,
    scores: &mut [f32; TAGS],
) {
    let width = words.width();
    let rows: [Option<&[i8]>; WINDOW] =
        std::array::from_fn(|place| words.row(neighbor(tokens, index, place)?.hash));
    pulp::Arch::new().dispatch(|| {
        for (place, row) in
            rows.iter().enumerate().filter_map(|(index, row)| Some((index, (*row)?)))
        {
            for (tag, score) in scores.iter_mut().enumerate() {
                let begin = (tag * WINDOW + place) * width;
                *score += dot_bytes(&dense[begin..begin + width], row) * words.scale();
            }
        }
    });
}

/// The token at `place` in the window around token `index`.
#[must_use]
pub fn neighbor(tokens: &[Token], index: usize, place: usize) -> Option<&Token> {
    (index + place).checked_sub(WINDOW / 2).and_then(|index| tokens.get(index))
}

#[inline(always)]
fn dot_bytes(weights: &[f32], row: &[i8]) -> f32 {
    let (weights8, _) = weights.as_chunks::<8>();
    let (row8, _) = row.as_chunks::<8>();
    let mut lanes = [0.0_f32; 8];
    for (w, r) in weights8.iter().zip(row8) {
        for lane in 0..8 {
            lanes[lane] += w[lane] * f32::from(r[lane]);
        }
    }
    lanes.iter().sum()
}

/// Hashes of the features of token `index` and its neighbors.
pub fn token_features(scan: &Scan<'_>, index: usize, hashes: &mut Vec<u64>) {
    let tokens = scan.tokens();
    let near = |offset: isize| index.checked_add_signed(offset).and_then(|index| tokens.get(index));
    let word = |offset: isize| near(offset).map_or(7, |t| t.hash);
    let look = |offset: isize| near(offset).map_or(9, |t| t.kind as u64 * 4 + t.case as u64);
    let mut push = |name: u64, value: u64| hashes.push(mix(mix(0x61, name), value));
    push(0, 0);
    for (name, offset) in [(1, -2), (2, -1), (3, 0), (4, 1), (5, 2)] {
        push(name, word(offset));
    }
    push(6, mix(word(-1), word(0)));
    push(7, mix(word(0), word(1)));
    push(8, mix(word(-2), word(-1)));
    push(9, mix(word(1), word(2)));
    push(10, mix(word(-1), word(1)));
    push(11, look(0));
    push(12, mix(look(-1), look(0)));
    push(13, mix(look(0), look(1)));
    for (name, offset) in [(20, 0), (30, -1), (40, 1)] {
        let Some(token) = near(offset).filter(|t| t.kind == Kind::Word) else { continue };
        let bytes = scan.folded(token).as_bytes();
        for length in 2..=4_usize {
            if bytes.len() > length && (offset == 0 || length == 3) {
                push(name + length as u64, hash_bytes(&bytes[bytes.len() - length..]));
            }
        }
        if offset == 0 {
            push(26, hash_bytes(&bytes[..bytes.len().min(3)]));
            push(27, hash_bytes(&bytes[..bytes.len().min(5)]));
        }
    }
}

fn hash_bytes(bytes: &[u8]) -> u64 {
    bytes.iter().fold(1, |hash, byte| (hash << 8) | u64::from(*byte))
}

/// The most probable sequence of tags (Viterbi).
fn best_tags(scores: &[[f32; TAGS]], transitions: &[f32]) -> Vec<usize> {
    let mut from = vec![[0_usize; TAGS]; scores.len()];
    let mut best = [0.0_f32; TAGS];
    for (index, own) in scores.iter().enumerate() {
        let mut next = [f32::MIN; TAGS];
        for tag in 0..TAGS {
            if index == 0 {
                next[tag] = transitions[TAGS * TAGS + tag] + own[tag];
                if tag == INSIDE {
                    next[tag] = f32::MIN / 4.0;
                }
                continue;
            }
            for before in 0..TAGS {
                if tag == INSIDE && before == OUTSIDE {
                    continue;
                }
                let score = best[before] + transitions[before * TAGS + tag] + own[tag];
                if score > next[tag] {
                    next[tag] = score;
                    from[index][tag] = before;
                }
            }
        }
        best = next;
    }
    let mut tag = (0..TAGS).max_by(|a, b| best[*a].total_cmp(&best[*b])).unwrap_or(OUTSIDE);
    let mut tags = vec![OUTSIDE; scores.len()];
    for index in (0..scores.len()).rev() {
        tags[index] = tag;
        tag = from[index][tag];
    }
    tags
}

fn collect_spans(tokens: &[Token], tags: &[usize]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (index, tag) in tags.iter().enumerate() {
        match *tag {
            BEGIN => spans.push(Span { first: index, end: index + 1 }),
            INSIDE => {
                if let Some(last) = spans.last_mut().filter(|s| s.end == index) {
                    last.end = index + 1;
                }
            }
            _ => {}
        }
    }
    spans.retain(|span| {
        let tokens = &tokens[span.first..span.end];
        tokens.len() <= MAX_WORDS && tokens.iter().any(|t| t.kind == Kind::Word)
    });
    spans.truncate(MAX_ASPECTS);
    spans
}

/// Words that begin a new thought about something else, folded.
const TURNS: [&str; 14] = [
    "but",
    "however",
    "although",
    "though",
    "while",
    "pero",
    "aunque",
    "sino",
    "mientras",
    "mais",
    "cependant",
    "mas",
    "aber",
    "ma",
];

/// Reads the clause around `span` into `input`; `text_scores` is the feeling of the whole text.
pub fn read_clause(
    scan: &Scan<'_>,
    span: Span,
    words: &WordVectors,
    text_scores: [f32; 3],
    input: &mut Input,
) {
    let tokens = scan.tokens();
    let stop = |t: &Token| {
        let folded = scan.folded(t);
        (t.kind == Kind::Mark
            && matches!(folded.as_bytes().first(), Some(b'.' | b'!' | b'?' | b';')))
            || TURNS.contains(&folded)
    };
    let first = (span.first.saturating_sub(REACH)..span.first)
        .rev()
        .find(|index| stop(&tokens[*index]))
        .map_or(span.first.saturating_sub(REACH), |index| index + 1);
    let limit = tokens.len().min(span.end + REACH);
    let end =
        (span.end..limit).find(|index| stop(&tokens[*index])).map_or(limit, |index| index + 1);
    features::read(scan, &tokens[first..end], words, input);
    let mut negated = 0_u64;
    for (index, token) in tokens.iter().enumerate().take(end).skip(first) {
        let side = u64::from(index >= span.end);
        let distance = if index < span.first {
            span.first - index
        } else {
            index.saturating_sub(span.end) + 1
        };
        let near = match distance {
            0..=2 => 0,
            3..=5 => 1,
            _ => 2,
        };
        input.hashes.push(mix(mix(0x71, side * 8 + near * 2 + u64::from(negated > 0)), token.hash));
        input.hashes.push(mix(mix(0x72, near), token.hash));
        negated =
            if features::is_negator(scan.folded(token)) { 3 } else { negated.saturating_sub(1) };
    }
    input.dense.extend(text_scores);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_aspect_begins_inside() {
        // The token's own score prefers `inside`; without a beginning before it that is impossible.
        let transitions = [0.0; (TAGS + 1) * TAGS];
        let tags = best_tags(&[[0.0, 0.0, 5.0], [0.0, 1.0, 5.0]], &transitions);
        assert_eq!(tags, [BEGIN, INSIDE]);
        assert!(best_tags(&[], &transitions).is_empty());
    }

    #[test]
    fn spans_follow_the_tags() {
        let scan = Scan::new("the battery life is bad , screen good");
        let tags = [0, 1, 2, 0, 0, 0, 1, 0];
        let spans = collect_spans(scan.tokens(), &tags);
        assert_eq!(spans, [Span { first: 1, end: 3 }, Span { first: 6, end: 7 }]);
    }
}
