//! Why a text was tagged as it was, in the words that weighed most.

use serde::Serialize;

use crate::{Intent, Sentiment};

/// A tag that can be explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "task", content = "label", rename_all = "snake_case")]
pub enum Tag {
    /// The sentiment of the whole.
    Sentiment(Sentiment),
    /// One of the intents.
    Intent(Intent),
}

/// A word at one of its places, and what it did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WordWeight {
    /// As written.
    pub text: String,
    /// First character, counted in characters of the analyzed text.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
    /// By how much the log-odds of the tag (natural logarithm) fall without it; below zero they
    /// rise.
    pub weight: f32,
}

/// Why one tag was given.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// Which tag.
    pub tag: Tag,
    /// Its probability.
    pub probability: f32,
    /// The words that mattered, those that spoke most for the tag first.
    pub words: Vec<WordWeight>,
}

/// Why a text was tagged as it was: the sentiment first, then its intents, strongest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// One for each tag.
    pub reasons: Vec<Reason>,
}
