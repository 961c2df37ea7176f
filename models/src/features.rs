//! The features that the sentiment and idea classifiers read from a text.

use crate::hash::mix;
use crate::net::Input;
use crate::scan::{Case, Kind, Scan, Token};
use crate::words::WordVectors;

/// Words that negate what follows, folded, in the languages of the training data.
const NEGATORS: [&str; 34] = [
    "no", "not", "never", "cannot", "cant", "dont", "wont", "isnt", "without", "nothing", "nobody",
    "hardly", "nunca", "sin", "ni", "nada", "nadie", "jamas", "tampoco", "pas", "jamais", "sans",
    "rien", "nao", "nem", "sem", "nicht", "kein", "keine", "keinen", "nie", "ohne", "non", "senza",
];
/// Length of the longest of them in bytes.
const LONGEST_NEGATOR: usize = 7;
/// Words that a negation reaches.
const NEGATION_REACH: usize = 3;

const UNIGRAM: u64 = 1;
const BIGRAM: u64 = 2;
const SKIPGRAM: u64 = 3;
const NEGATED: u64 = 4;
const GRAM: u64 = 5;
const STYLE: u64 = 6;
const FIRST: u64 = 7;

/// Shortest and longest piece of a word, in bytes of its folded form with a mark at both ends.
const SHORTEST_GRAM: usize = 3;
const LONGEST_GRAM: usize = 5;

/// Whether a word negates what follows.
#[must_use]
pub fn is_negator(folded: &str) -> bool {
    (folded.len() <= LONGEST_NEGATOR && NEGATORS.contains(&folded)) || folded.ends_with("n't")
}

/// Reads the tokens of a text, or of a part of it, into `input`.
pub fn read(scan: &Scan<'_>, tokens: &[Token], words: &WordVectors, input: &mut Input) {
    input.hashes.clear();
    let mut reader = FeatureReader { scan, words, hashes: &mut input.hashes };
    reader.words(tokens);
    reader.style(tokens);
    pool(scan, tokens, words, &mut input.dense);
}

/// Numbers in the pooled word vectors of a text.
#[must_use]
pub fn dense_width(words: &WordVectors) -> usize {
    words.width() * 3
}

struct FeatureReader<'a, 'b> {
    scan: &'a Scan<'b>,
    words: &'a WordVectors,
    hashes: &'a mut Vec<u64>,
}

impl FeatureReader<'_, '_> {
    fn words(&mut self, tokens: &[Token]) {
        let (mut before, mut before_that) = (FIRST, FIRST);
        let mut negated = 0_usize;
        for token in tokens {
            self.hashes.push(mix(UNIGRAM, token.hash));
            self.hashes.push(mix(mix(BIGRAM, before), token.hash));
            self.hashes.push(mix(mix(SKIPGRAM, before_that), token.hash));
            (before_that, before) = (before, token.hash);
            match token.kind {
                Kind::Word => {
                    let folded = self.scan.folded(token);
                    self.grams(folded);
                    if negated > 0 {
                        self.hashes.push(mix(NEGATED, token.hash));
                        negated -= 1;
                    }
                    if is_negator(folded) {
                        negated = NEGATION_REACH;
                    }
                }
                Kind::Mark => negated = 0,
                _ => {}
            }
        }
        self.hashes.push(mix(mix(BIGRAM, before), FIRST));
    }

    /// Pieces of a word; a word of three letters or fewer is itself a piece.
    fn grams(&mut self, folded: &str) {
        let mut padded = [b' '; 26];
        let length = folded.len().min(padded.len() - 2);
        padded[1..=length].copy_from_slice(&folded.as_bytes()[..length]);
        let padded = &padded[..length + 2];
        for start in 0..padded.len().saturating_sub(SHORTEST_GRAM - 1) {
            let mut gram = GRAM;
            for (index, byte) in padded[start..].iter().take(LONGEST_GRAM).enumerate() {
                gram = (gram << 8) | u64::from(*byte);
                if index + 1 >= SHORTEST_GRAM {
                    self.hashes.push(mix(GRAM, gram));
                }
            }
        }
    }

    fn style(&mut self, tokens: &[Token]) {
        let shouted = tokens.iter().filter(|t| t.case == Case::Upper).count();
        let words = tokens.iter().filter(|t| t.kind == Kind::Word).count();
        let known = tokens.iter().filter(|t| self.words.row(t.hash).is_some()).count();
        let style = [
            (1, shouted.min(4)),
            (2, usize::from(shouted * 2 > words && words > 2)),
            (3, usize::from(tokens.iter().any(|t| t.stretched && t.kind == Kind::Word))),
            (4, words.ilog2_or_zero()),
            (5, usize::from(known * 2 < words)),
        ];
        for (what, value) in style {
            self.hashes.push(mix(mix(STYLE, what), value as u64));
        }
    }
}

trait IlogOrZero {
    fn ilog2_or_zero(self) -> usize;
}

impl IlogOrZero for usize {
    fn ilog2_or_zero(self) -> usize {
        self.checked_ilog2().map_or(0, |n| n as usize)
    }
}

/// Mean of all word vectors, mean of the negated ones (as a share of all), and their maximum.
fn pool(scan: &Scan<'_>, tokens: &[Token], words: &WordVectors, out: &mut Vec<f32>) {
    let width = words.width();
    out.clear();
    out.resize(width * 3, 0.0);
    let (sums, rest) = out.split_at_mut(width);
    let (negated_sums, peaks) = rest.split_at_mut(width);
    let (mut found, mut negated) = (0.0_f32, 0_usize);
    for token in tokens {
        match token.kind {
            Kind::Mark => negated = 0,
            Kind::Word | Kind::Emoji => {
                if let Some(row) = words.row(token.hash) {
                    found += 1.0;
                    for ((sum, peak), value) in sums.iter_mut().zip(&mut *peaks).zip(row) {
                        let value = f32::from(*value);
                        *sum += value;
                        *peak = peak.max(value);
                    }
                    if negated > 0 {
                        for (sum, value) in negated_sums.iter_mut().zip(row) {
                            *sum += f32::from(*value);
                        }
                    }
                }
                negated = negated.saturating_sub(1);
                if is_negator(scan.folded(token)) {
                    negated = NEGATION_REACH;
                }
            }
            _ => {}
        }
    }
    let mean = words.scale() / found.max(1.0);
    for value in &mut out[..width * 2] {
        *value *= mean;
    }
    for value in &mut out[width * 2..] {
        *value *= words.scale() * 0.5;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_negator_is_one() {
        assert!(NEGATORS.into_iter().all(is_negator));
        assert!(is_negator("doesn't") && !is_negator("nada mas"));
    }
}
