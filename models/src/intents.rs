//! What the author wants.
//!
//! Ideas in English are found by a trained classifier, sentence by sentence; everything else by
//! phrases ([`crate::phrases`]), question marks and the text's sentiment.

use plaza_core::{AnalyzerError, Intent, IntentProbabilities, SentimentScores};

use crate::features;
use crate::net::{Input, Net};
use crate::phrases::{Phrases, position};
use crate::scan::{Kind, Scan, Token};
use crate::words::WordVectors;

/// Maximum number of sentences that are read for ideas.
const MAX_SENTENCES: usize = 40;
/// Belief that a question mark gives.
const QUESTION_MARK: f32 = 0.65;
/// How much of a strong sentiment counts as complaint or praise without any phrase.
const FEELING_SHARE: f32 = 0.75;
/// How much the opposite sentiment reduces a phrase's weight.
const OPPOSITE_SHARE: f32 = 0.6;
/// How much of the English classifier's belief counts in other languages; the word vectors transfer
/// some of it.
const FOREIGN_IDEA_SHARE: f32 = 0.6;

/// What intents are judged by.
#[derive(Debug)]
pub struct IntentModel {
    idea: Net,
    phrases: Phrases,
}

impl IntentModel {
    /// Combines the trained classifier with the phrases.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when the phrases cannot be read.
    pub fn new(idea: Net) -> Result<Self, AnalyzerError> {
        Ok(Self { idea, phrases: Phrases::read(include_str!("phrases.txt"))? })
    }

    /// Belief in every intent. `input` is scratch space.
    pub fn judge(
        &self,
        scan: &Scan<'_>,
        lang: &str,
        sentiment: &SentimentScores,
        words: &WordVectors,
        input: &mut Input,
    ) -> IntentProbabilities {
        let idea = self.idea(scan, words, input);
        let share = if lang == "en" { 1.0 } else { FOREIGN_IDEA_SHARE };
        self.combine(scan, lang, sentiment, idea * share)
    }

    /// The same, with the belief that the text is an idea coming from elsewhere.
    pub fn combine(
        &self,
        scan: &Scan<'_>,
        lang: &str,
        sentiment: &SentimentScores,
        idea: f32,
    ) -> IntentProbabilities {
        let mut beliefs = self.phrases.beliefs(scan);
        let mut join = |intent: Intent, other: f32| {
            let belief = &mut beliefs[position(intent)];
            *belief = 1.0 - (1.0 - *belief) * (1.0 - other);
            *belief
        };
        let complaint = join(Intent::Complaint, FEELING_SHARE * sentiment.negative);
        let praise = join(Intent::Praise, FEELING_SHARE * sentiment.positive);
        if asks(scan) {
            join(Intent::Question, QUESTION_MARK);
        }
        if lang == "en" {
            beliefs[position(Intent::Idea)] = idea;
        } else {
            join(Intent::Idea, idea);
        }
        beliefs[position(Intent::Complaint)] =
            complaint * (1.0 - OPPOSITE_SHARE * sentiment.positive);
        beliefs[position(Intent::Praise)] = praise * (1.0 - OPPOSITE_SHARE * sentiment.negative);
        beliefs
    }

    /// Belief that some sentence suggests something.
    fn idea(&self, scan: &Scan<'_>, words: &WordVectors, input: &mut Input) -> f32 {
        sentences(scan)
            .take(MAX_SENTENCES)
            .map(|tokens| {
                let mut p = [0.0; 2];
                features::read(scan, tokens, words, input);
                self.idea.probabilities(input, &mut p);
                p[1]
            })
            .fold(0.0, f32::max)
    }
}

/// A question mark that is not inside a link.
fn asks(scan: &Scan<'_>) -> bool {
    scan.tokens().iter().any(|t| {
        t.kind == Kind::Mark
            && matches!(scan.written(t).chars().next(), Some('?' | '¿' | '؟' | '？'))
    })
}

/// Runs of tokens up to a full stop, question or exclamation mark, or a line break. A piece of
/// fewer than three tokens stays with the one before it.
fn sentences<'a>(scan: &'a Scan<'_>) -> impl Iterator<Item = &'a [Token]> {
    let tokens = scan.tokens();
    let mut begin = 0;
    std::iter::from_fn(move || {
        if begin >= tokens.len() {
            return None;
        }
        let end = (begin..tokens.len())
            .find(|index| {
                index - begin >= 3 && tokens.len() - index > 3 && ends_sentence(scan, *index)
            })
            .map_or(tokens.len(), |index| index + 1);
        let sentence = &tokens[begin..end];
        begin = end;
        Some(sentence)
    })
}

fn ends_sentence(scan: &Scan<'_>, index: usize) -> bool {
    let tokens = scan.tokens();
    let token = &tokens[index];
    let behind = tokens.get(index + 1).map_or("", |next| &scan.text()[token.end..next.start]);
    let stop = token.kind == Kind::Mark
        && matches!(scan.written(token).as_bytes().first(), Some(b'.' | b'!' | b'?'));
    (stop && behind.starts_with(char::is_whitespace)) || behind.contains('\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_people_end_them() {
        let scan = Scan::new(
            "It is ok. Please add v2.0 support for all!\nI would like a dark mode too. Ok.",
        );
        let got: Vec<String> = sentences(&scan)
            .map(|s| scan.text()[s[0].start..s[s.len() - 1].end].to_owned())
            .collect();
        assert_eq!(
            got,
            ["It is ok.", "Please add v2.0 support for all!", "I would like a dark mode too. Ok."]
        );
    }

    #[test]
    fn a_link_asks_nothing() {
        assert!(!asks(&Scan::new("see https://a.b/?x=1")));
        assert!(asks(&Scan::new("¿Abrís hoy")));
    }
}
