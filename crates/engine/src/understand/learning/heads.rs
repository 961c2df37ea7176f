//! Workspace heads: a small layer on top of any analyzer's probabilities.
//!
//! A head adds to the log-odds of the model what people's judgements have taught about the words
//! of this workspace. Without any weight it leaves the model's answer as it is.

use std::collections::BTreeMap;

use plaza_core::{Analyzer, AnalyzerError, HeadId, IntentScore, Reading, SentimentScores, Task};
use serde::{Deserialize, Serialize};

use super::features::Features;

/// Probabilities are kept this far from 0 and 1: what a model is all but sure of can still be
/// unlearnt.
const EDGE: f32 = 1e-3;

/// What is added to the scores of one task's outputs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct LinearHead {
    /// One for each output.
    pub(super) bias: Vec<f32>,
    /// For each bucket one for each output.
    pub(super) weights: BTreeMap<u32, Vec<f32>>,
}

impl LinearHead {
    /// Adds its word to `scores`.
    pub(super) fn add(&self, features: &Features, scores: &mut [f32]) {
        for (score, bias) in scores.iter_mut().zip(&self.bias) {
            *score += bias;
        }
        for weights in features.buckets.iter().filter_map(|bucket| self.weights.get(bucket)) {
            for (score, weight) in scores.iter_mut().zip(weights) {
                *score += weight * features.value;
            }
        }
    }
}

/// The heads of a workspace; a task without one stays as the model says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Heads {
    /// Three outputs.
    pub(super) sentiment: Option<LinearHead>,
    /// One output for each intent.
    pub(super) intents: Option<LinearHead>,
}

/// Heads in use and the name of the model together with them.
#[derive(Debug)]
pub(crate) struct ActiveHeads {
    pub(super) id: HeadId,
    pub(crate) model: String,
    pub(super) heads: Heads,
}

impl ActiveHeads {
    /// What `analyzer` says, with what was learnt.
    pub(crate) fn weigh(
        &self,
        analyzer: &mut dyn Analyzer,
        texts: &[&str],
    ) -> Result<Vec<Reading>, AnalyzerError> {
        let readings = analyzer.weigh(texts)?;
        Ok(texts.iter().zip(readings).map(|(text, read)| self.heads.adjust(text, read)).collect())
    }
}

impl Heads {
    /// The reading of `text` with what was learnt.
    pub(super) fn adjust(&self, text: &str, reading: Reading) -> Reading {
        if self.sentiment.is_none() && self.intents.is_none() {
            return reading;
        }
        self.adjust_read(&Features::of(text), reading)
    }

    pub(super) fn adjust_read(&self, features: &Features, mut reading: Reading) -> Reading {
        if let Some(head) = &self.sentiment {
            let mut scores = sentiment_scores(&reading);
            head.add(features, &mut scores);
            soften(&mut scores);
            reading.insight.sentiment = SentimentScores::of(scores);
        }
        if let Some(head) = &self.intents {
            let mut scores = intent_scores(&reading);
            head.add(features, &mut scores);
            reading.intents = scores.map(sigmoid);
            reading.insight.intents = IntentScore::holding(reading.intents);
        }
        reading
    }

    /// Puts `head` in the place of the task's.
    pub(super) fn with(mut self, task: Task, head: LinearHead) -> Self {
        match task {
            Task::Sentiment => self.sentiment = Some(head),
            Task::Intents => self.intents = Some(head),
        }
        self
    }
}

/// Log-probabilities of negative, neutral, positive.
pub(super) fn sentiment_scores(reading: &Reading) -> [f32; 3] {
    let SentimentScores { negative, neutral, positive, .. } = reading.insight.sentiment;
    [negative, neutral, positive].map(|p| p.max(EDGE).ln())
}

/// Log-odds of each intent.
pub(super) fn intent_scores(reading: &Reading) -> [f32; 6] {
    reading.intents.map(|p| {
        let p = p.clamp(EDGE, 1.0 - EDGE);
        (p / (1.0 - p)).ln()
    })
}

/// Turns scores into probabilities that sum to one.
pub(super) fn soften(scores: &mut [f32]) {
    let largest = scores.iter().fold(f32::MIN, |m, score| m.max(*score));
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - largest).exp();
        sum += *score;
    }
    for score in scores {
        *score /= sum;
    }
}

/// The probability of log-odds.
pub(super) fn sigmoid(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}
