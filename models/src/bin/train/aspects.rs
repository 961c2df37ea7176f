//! Trains the aspect tagger and the classifier of an aspect's feeling.

use std::path::Path;

use anyhow::Result;
use plaza_models::aspects::{self, Span, TAGS, Tagger, TaggerParts, WINDOW};
use plaza_models::data::{self, Record};
use plaza_models::hash;
use plaza_models::net::{Input, Net, NetParts};
use plaza_models::scan::{Scan, Token};
use plaza_models::words::WordVectors;

use crate::calibrate;
use crate::copies::text_hash;
use crate::random::Random;
use crate::sentiment::class_of;
use crate::sgd::{self, Example, Outputs, Plan, Weights};

const BITS: u32 = 18;
const SETS: [(&str, f32); 5] = [
    ("aspects/semeval2016-restaurants-es.train", 1.0),
    ("aspects/semeval2016-restaurants-en.train", 1.0),
    ("aspects/semeval2016-restaurants-fr.train", 1.0),
    ("aspects/semeval2014-restaurants-en.train", 0.5),
    ("aspects/semeval2014-laptops-en.train", 0.5),
];
const EPOCHS: usize = 12;
/// Share of a token's features that is left out each time it is seen.
const DROPOUT: f32 = 0.3;
const RATE: f32 = 0.1;
const DENSE_RATE: f32 = 0.02;
/// Aspects of one sentence in this many only measure the classifier of feelings.
const HELD_OUT: usize = 12;

/// One sentence with its tags.
struct Sentence {
    tags: Vec<usize>,
    buckets: Vec<Vec<usize>>,
    weight: f32,
}

/// The training records with the weight of their set; none of them is in a test split.
pub(crate) fn records(folder: &Path) -> Result<Vec<(Record, f32)>> {
    let mut forbidden = std::collections::HashSet::new();
    for lang in ["es", "en", "fr"] {
        let test = data::load(folder, &format!("aspects/semeval2016-restaurants-{lang}.test"))?;
        forbidden.extend(test.iter().map(|r| text_hash(&r.text)));
    }
    let mut kept = Vec::new();
    let mut dropped = 0;
    for (name, weight) in SETS {
        for record in data::load(folder, name)? {
            if forbidden.contains(&text_hash(&record.text)) {
                dropped += 1;
            } else {
                kept.push((record, weight));
            }
        }
    }
    println!(
        "aspects: {} sentences, {dropped} dropped because they stand in a test split",
        kept.len()
    );
    Ok(kept)
}

/// The tokens of each marked aspect.
fn gold_spans(record: &Record, scan: &Scan<'_>) -> Vec<(Span, usize)> {
    let tokens = scan.tokens();
    let mut spans = Vec::new();
    for aspect in &record.aspects {
        let first = tokens.iter().position(|t| t.char_end > aspect.start);
        let end = tokens.iter().rposition(|t| t.char_start < aspect.end).map(|index| index + 1);
        if let (Some(first), Some(end)) = (first, end)
            && first < end
        {
            // What people had mixed feelings about counts as neutral.
            spans.push((Span { first, end }, class_of(&aspect.sentiment).unwrap_or(1)));
        }
    }
    spans
}

fn sentence(record: &Record, scan: &Scan<'_>, weight: f32) -> Sentence {
    let mut tags = vec![0; scan.tokens().len()];
    for (span, _) in gold_spans(record, scan) {
        for (index, tag) in tags.iter_mut().enumerate().take(span.end).skip(span.first) {
            *tag = if index == span.first { 1 } else { 2 };
        }
    }
    let buckets = (0..tags.len())
        .map(|index| {
            let mut hashes = Vec::new();
            aspects::token_features(scan, index, &mut hashes);
            hashes.iter().map(|h| hash::bucket(*h, BITS) as usize * TAGS).collect()
        })
        .collect();
    Sentence { tags, buckets, weight }
}

/// The tagger while it learns.
struct Learner<'a> {
    words: &'a WordVectors,
    sparse: Weights,
    dense: Weights,
    moves: Weights,
}

/// Trains the tagger on all records.
pub(crate) fn train_tagger(records: &[(Record, f32)], words: &WordVectors) -> Vec<u8> {
    let scans: Vec<Scan<'_>> = records.iter().map(|(r, _)| Scan::new(&r.text)).collect();
    let sentences: Vec<Sentence> =
        records.iter().zip(&scans).map(|((r, weight), scan)| sentence(r, scan, *weight)).collect();
    let mut learner = Learner {
        words,
        sparse: Weights::new(vec![0.0; TAGS << BITS]),
        dense: Weights::new(vec![0.0; TAGS * WINDOW * words.width()]),
        moves: Weights::new(vec![0.0; (TAGS + 1) * TAGS]),
    };
    let mut random = Random::new(5);
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    for epoch in 0..EPOCHS {
        random.shuffle(&mut order);
        let cool = 1.0 - 0.9 * epoch as f32 / EPOCHS as f32;
        for index in &order {
            if !sentences[*index].tags.is_empty() {
                learner.learn(&sentences[*index], scans[*index].tokens(), cool, &mut random);
            }
        }
    }
    let sparse = learner.sparse.values;
    let parts = TaggerParts { dense: learner.dense.values, transitions: learner.moves.values };
    Tagger::write(BITS, &sparse, &parts, calibrate::clip_of(&sparse))
}

impl Learner<'_> {
    /// One training step towards the sentence's tags.
    fn learn(&mut self, sentence: &Sentence, tokens: &[Token], cool: f32, random: &mut Random) {
        let kept: Vec<Vec<usize>> = sentence
            .buckets
            .iter()
            .map(|b| b.iter().copied().filter(|_| random.unit() >= DROPOUT).collect())
            .collect();
        let scores: Vec<[f32; TAGS]> = kept
            .iter()
            .enumerate()
            .map(|(index, buckets)| self.scores(tokens, index, buckets))
            .collect();
        let (tag_shares, move_shares) = expectations(&scores, &self.moves.values);
        for (index, buckets) in kept.iter().enumerate() {
            for (tag, share) in tag_shares[index].iter().enumerate() {
                let gold = f32::from(u8::from(sentence.tags[index] == tag));
                let error = (share - gold) * sentence.weight;
                for bucket in buckets {
                    self.sparse.step(bucket + tag, error, RATE * cool);
                }
                self.learn_dense(tokens, index, tag, error, DENSE_RATE * cool);
            }
        }
        let mut gold = vec![0.0_f32; move_shares.len()];
        let mut before = TAGS;
        for tag in &sentence.tags {
            gold[before * TAGS + tag] += 1.0;
            before = *tag;
        }
        for (index, (share, gold)) in move_shares.iter().zip(gold).enumerate() {
            self.moves.step(index, (share - gold) * sentence.weight, RATE * cool * 0.5);
        }
    }

    fn scores(&self, tokens: &[Token], index: usize, buckets: &[usize]) -> [f32; TAGS] {
        let mut scores = [0.0; TAGS];
        for bucket in buckets {
            for (tag, score) in scores.iter_mut().enumerate() {
                *score += self.sparse.values[bucket + tag] / (1.0 - DROPOUT);
            }
        }
        aspects::add_dense(&self.dense.values, tokens, index, self.words, &mut scores);
        scores
    }

    fn learn_dense(&mut self, tokens: &[Token], index: usize, tag: usize, error: f32, rate: f32) {
        for place in 0..WINDOW {
            let token = aspects::neighbor(tokens, index, place);
            let Some(row) = token.and_then(|t| self.words.row(t.hash)) else { continue };
            let begin = (tag * WINDOW + place) * self.words.width();
            for (col, value) in row.iter().enumerate() {
                let gradient = error * f32::from(*value) * self.words.scale();
                self.dense.step(begin + col, gradient, rate);
            }
        }
    }
}

/// Probability of each tag at each position, and expected number of each transition
/// (forward–backward).
fn expectations(scores: &[[f32; TAGS]], moves: &[f32]) -> (Vec<[f32; TAGS]>, Vec<f32>) {
    let n = scores.len();
    let mut forward = vec![[0.0_f32; TAGS]; n];
    let mut backward = vec![[0.0_f32; TAGS]; n];
    for tag in 0..TAGS {
        forward[0][tag] = moves[TAGS * TAGS + tag] + scores[0][tag];
    }
    for index in 1..n {
        for tag in 0..TAGS {
            let from = [0, 1, 2].map(|b| forward[index - 1][b] + moves[b * TAGS + tag]);
            forward[index][tag] = log_sum(from) + scores[index][tag];
        }
    }
    for index in (0..n - 1).rev() {
        for tag in 0..TAGS {
            backward[index][tag] = log_sum([0, 1, 2].map(|next| {
                moves[tag * TAGS + next] + scores[index + 1][next] + backward[index + 1][next]
            }));
        }
    }
    let total = log_sum(forward[n - 1]);
    let mut tags = vec![[0.0; TAGS]; n];
    let mut expected = vec![0.0; moves.len()];
    for index in 0..n {
        for tag in 0..TAGS {
            tags[index][tag] = (forward[index][tag] + backward[index][tag] - total).exp();
            if index == 0 {
                expected[TAGS * TAGS + tag] += tags[0][tag];
                continue;
            }
            for before in 0..TAGS {
                let score = forward[index - 1][before]
                    + moves[before * TAGS + tag]
                    + scores[index][tag]
                    + backward[index][tag];
                expected[before * TAGS + tag] += (score - total).exp();
            }
        }
    }
    (tags, expected)
}

fn log_sum(values: [f32; TAGS]) -> f32 {
    let largest = values.iter().fold(f32::MIN, |m, v| m.max(*v));
    largest + values.iter().map(|v| (v - largest).exp()).sum::<f32>().ln()
}

/// Trains the classifier of feelings; `sentiment` judges the whole text first.
pub(crate) fn train_feeling(
    records: &[(Record, f32)],
    words: &WordVectors,
    sentiment: &Net,
) -> NetParts {
    let mut examples = Vec::new();
    let mut held_out = Vec::new();
    for (number, (record, weight)) in records.iter().enumerate() {
        let scan = Scan::new(&record.text);
        let mut input = Input::default();
        plaza_models::features::read(&scan, scan.tokens(), words, &mut input);
        let mut scores = [0.0; 3];
        sentiment.probabilities(&input, &mut scores);
        for (span, label) in gold_spans(record, &scan) {
            let mut input = Input::default();
            aspects::read_clause(&scan, span, words, scores, &mut input);
            let example = Example::labeled(input, label, 3, *weight);
            if number.is_multiple_of(HELD_OUT) {
                held_out.push(example);
            } else {
                examples.push(example);
            }
        }
    }
    let plan = Plan {
        classes: 3,
        outputs: Outputs::OneOf,
        bits: 17,
        units: 16,
        epochs: 8,
        rate: 0.05,
        hidden_rate: 0.02,
        dropout: 0.3,
        blind: 0.0,
        seeds: 71..73,
    };
    let mut net = sgd::train_average(&examples, &plan);
    calibrate::report_and_fit(&mut net, &[("feeling about aspects, held out", held_out)]);
    net
}
