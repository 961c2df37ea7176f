//! The trait that every analyzer implements.

use thiserror::Error;

use super::explanation::Explanation;
use crate::{Insight, Message, Reading, say};

/// Why an analyzer failed.
#[derive(Debug, Error)]
pub enum AnalyzerError {
    /// Weights are missing or damaged; the message says which and what to do.
    #[error("model weights: {0}")]
    Weights(String),
    /// The model's runtime refused.
    #[error("model run: {0}")]
    Runtime(String),
}

impl AnalyzerError {
    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Weights(technical) => {
                say!("model-weights", "model weights: {technical}", technical)
            }
            Self::Runtime(technical) => say!("model-run", "model run: {technical}", technical),
        }
    }
}

/// Reads texts and says what is in them. Synchronous; runs on a thread of its own.
pub trait Analyzer: Send {
    /// Name and version, such as `native@1`; written beside every insight. A new version means
    /// that stored mentions are analyzed again.
    fn model(&self) -> &str;

    /// True when analyzing is so cheap that mentions can be analyzed before they are stored.
    fn is_inline(&self) -> bool;

    /// Another one that gives the same answers, for another core of the machine; `None` where there
    /// is to be one only. A twin is cheap: it shares the weights.
    fn twin(&self) -> Option<Box<dyn Analyzer>> {
        None
    }

    /// One insight per text, in the same order. Deterministic; the answer for a text does not depend
    /// on the others.
    ///
    /// # Errors
    /// [`AnalyzerError`] when the model cannot run at all; a strange text is never an error.
    fn analyze(&mut self, texts: &[&str]) -> Result<Vec<Insight>, AnalyzerError>;

    /// Like [`Self::analyze`], with the probability of every intent. An analyzer that does not say
    /// more than its insights need not write this.
    ///
    /// # Errors
    /// As [`Self::analyze`].
    fn weigh(&mut self, texts: &[&str]) -> Result<Vec<Reading>, AnalyzerError> {
        Ok(self.analyze(texts)?.into_iter().map(Reading::of).collect())
    }

    /// The words that weighed most for each tag of `text`; `None` from an analyzer that cannot
    /// tell. [`explain_by_occlusion`](crate::explain_by_occlusion) suits every analyzer that is
    /// fast enough to read a text some hundred times over.
    ///
    /// # Errors
    /// As [`Self::analyze`].
    fn explain(&mut self, _text: &str) -> Result<Option<Explanation>, AnalyzerError> {
        Ok(None)
    }
}
