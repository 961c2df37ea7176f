//! What the classifier of intents reads of a text or of one of its sentences: the features of
//! [`crate::features`], and beside the word vectors the feeling, the phrases and the question mark.

use plaza_core::{AnalyzerError, Intent};

use crate::denial;
use crate::features;
use crate::net::{Input, Net};
use crate::phrases::Phrases;
use crate::scan::{Kind, Scan, Token};
use crate::words::WordVectors;

/// Reads clues.
#[derive(Debug)]
pub struct Clues {
    phrases: Phrases,
}

/// The models that clues are read with.
#[derive(Debug, Clone, Copy)]
pub struct Tools<'a> {
    /// The word vectors.
    pub words: &'a WordVectors,
    /// Tells the feeling of a sentence.
    pub sentiment: &'a Net,
}

/// Cuts a text into tokens as the intents are read: a denied complaint is one word.
#[must_use]
pub fn scan(text: &str) -> Scan<'_> {
    let mut scan = Scan::new(text);
    denial::read(&mut scan);
    scan
}

impl Clues {
    /// Reads the phrases.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when a line of them cannot be read.
    pub fn new() -> Result<Self, AnalyzerError> {
        Ok(Self { phrases: Phrases::read(include_str!("phrases.txt"))? })
    }

    /// Belief in each intent from the phrases in `tokens`.
    #[must_use]
    pub fn phrases(&self, tokens: &[Token]) -> [f32; Intent::ALL.len()] {
        self.phrases.beliefs(tokens)
    }

    /// Reads a run of tokens into `input`.
    pub fn read(&self, scan: &Scan<'_>, tokens: &[Token], tools: Tools<'_>, input: &mut Input) {
        features::read(scan, tokens, tools.words, input);
        let mut feeling = [0.0; 3];
        tools.sentiment.probabilities(input, &mut feeling);
        self.add(scan, tokens, feeling, input);
    }

    /// Adds the clues of `tokens` to an `input` that already holds their features: `feeling` (the
    /// probability of negative, neutral and positive), a phrase's belief in each intent, and whether
    /// there is a question mark.
    pub fn add(&self, scan: &Scan<'_>, tokens: &[Token], feeling: [f32; 3], input: &mut Input) {
        input.dense.extend(feeling);
        input.dense.extend(self.phrases.beliefs(tokens));
        input.dense.push(f32::from(u8::from(asks(scan, tokens))));
    }
}

/// Whether there is a question mark that is not inside a link.
#[must_use]
pub fn asks(scan: &Scan<'_>, tokens: &[Token]) -> bool {
    tokens.iter().any(|t| {
        t.kind == Kind::Mark
            && matches!(scan.written(t).chars().next(), Some('?' | '¿' | '؟' | '？'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_asks_nothing() {
        let asked = |text: &str| {
            let scan = Scan::new(text);
            asks(&scan, scan.tokens())
        };
        assert!(!asked("see https://a.b/?x=1"));
        assert!(asked("¿Abrís hoy"));
    }
}
