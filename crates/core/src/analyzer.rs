//! What the models say of a mention.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How the author feels about what they speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sentiment {
    /// Displeased.
    Negative,
    /// No feeling shown.
    Neutral,
    /// Pleased.
    Positive,
    /// Both; only people and aspects say so, the classifier has three classes.
    Mixed,
}

impl Sentiment {
    /// All values, in display order.
    pub const ALL: [Self; 4] = [Self::Negative, Self::Neutral, Self::Positive, Self::Mixed];

    /// The name used in tables, queries and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Negative => "negative",
            Self::Neutral => "neutral",
            Self::Positive => "positive",
            Self::Mixed => "mixed",
        }
    }

    /// The sentiment with that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }
}

/// A sentiment and the calibrated probability of each class; the three sum to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SentimentScores {
    /// The most probable class.
    pub label: Sentiment,
    /// Probability of negative, 0 to 1.
    pub negative: f32,
    /// Probability of neutral, 0 to 1.
    pub neutral: f32,
    /// Probability of positive, 0 to 1.
    pub positive: f32,
}

/// What the author wants; several may hold at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Suggests or asks for something that does not exist yet.
    Idea,
    /// Says that something went wrong.
    Complaint,
    /// Wants an answer.
    Question,
    /// Thanks or recommends.
    Praise,
    /// Is about to buy.
    Buy,
    /// Is about to leave.
    Leave,
}

impl Intent {
    /// All values, in display order.
    pub const ALL: [Self; 6] =
        [Self::Idea, Self::Complaint, Self::Question, Self::Praise, Self::Buy, Self::Leave];

    /// The name used in tables, queries and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Idea => "idea",
            Self::Complaint => "complaint",
            Self::Question => "question",
            Self::Praise => "praise",
            Self::Buy => "buy",
            Self::Leave => "leave",
        }
    }

    /// The intent with that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|i| i.name() == name)
    }
}

/// An intent with its probability, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct IntentScore {
    /// Which intent.
    pub label: Intent,
    /// Its probability.
    pub score: f32,
}

/// Something that the author speaks of, and how they feel about that thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Aspect {
    /// The words as written.
    pub term: String,
    /// First character, counted in characters of the analysed text.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
    /// The feeling about this aspect alone.
    pub sentiment: Sentiment,
}

/// What the models say of one text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Insight {
    /// ISO 639-1 code, or `other`.
    pub lang: String,
    /// Sentiment of the whole.
    pub sentiment: SentimentScores,
    /// Intents with a score of at least 0.5, strongest first.
    pub intents: Vec<IntentScore>,
    /// Aspects in order of appearance.
    pub aspects: Vec<Aspect>,
}

/// Why an analyser failed.
#[derive(Debug, Error)]
pub enum AnalyzerError {
    /// Weights are missing or damaged; the message says which and what to do.
    #[error("model weights: {0}")]
    Weights(String),
    /// The model's runtime refused.
    #[error("model run: {0}")]
    Runtime(String),
}

/// Reads texts and says what is in them. Synchronous; runs on a thread of its own.
pub trait Analyzer: Send {
    /// Name and version, such as `native@1`; written beside every insight. A new version means
    /// that stored mentions are analysed again.
    fn model(&self) -> &str;

    /// True when analysing is so cheap that mentions can be analysed before they are stored.
    fn is_inline(&self) -> bool;

    /// One insight per text, in the same order. Deterministic.
    ///
    /// # Errors
    /// [`AnalyzerError`] when the model cannot run at all; a strange text is never an error.
    fn analyze(&mut self, texts: &[&str]) -> Result<Vec<Insight>, AnalyzerError>;
}
