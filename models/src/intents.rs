//! What the author wants.
//!
//! In Spanish and English a classifier with one output an intent judges the text and each of its
//! sentences. It also tells whether an English text is like those of a forum for feature requests,
//! of which another classifier knows better what is an idea: the two are mixed as in Jacobs et al.,
//! "Adaptive Mixtures of Local Experts", 1991. Elsewhere phrases ([`crate::phrases`]), question
//! marks and the text's sentiment are asked, and the classifier has a smaller say.

use plaza_core::{AnalyzerError, Intent, IntentProbabilities, SentimentScores};

use crate::clues::{Clues, Tools, asks};
use crate::net::{Input, Net, sigmoid};
use crate::phrases::position;
use crate::scan::Scan;
use crate::sentences::sentences;

/// Intents.
pub const INTENTS: usize = Intent::ALL.len();
/// Outputs of the classifier: the intents, and whether a text is like those of the forum.
pub const OUTPUTS: usize = INTENTS + 1;
/// Maximum number of sentences that are read.
const MAX_SENTENCES: usize = 40;
/// Longest text in tokens that is judged as a whole beside its sentences.
const LONGEST_WHOLE: usize = 80;
/// How much the text as a whole counts beside its sentence that says most.
const WHOLE_SHARE: f32 = 0.5;
/// Evidence for the forum that training leaves out because it sees few texts of it.
const FORUM_SHIFT: f32 = 3.0;
/// How sharply texts like those of the forum are told from others.
const FORUM_SLOPE: f32 = 3.0;
/// How much of the belief of the forum's classifier counts for texts that are not like those of
/// the forum.
const SURE_SHARE: f32 = 0.9;
/// The languages that the classifier was trained for.
const TRAINED: [&str; 2] = ["es", "en"];
/// Belief that a question mark gives.
const QUESTION_MARK: f32 = 0.65;
/// How much of a strong sentiment counts as complaint or praise without any phrase.
const FEELING_SHARE: f32 = 0.75;
/// How much the opposite sentiment reduces a phrase's weight.
const OPPOSITE_SHARE: f32 = 0.6;
/// What a phrase counts for that all but settles the matter by itself: just enough to be found, in the
/// languages of the classifier.
const PHRASE_SHARE: f32 = 0.68;
/// How much it reduces what the classifier says, which has heard of the sentiment already.
const TRAINED_OPPOSITE_SHARE: f32 = 0.25;
/// How much of the classifier's belief counts in other languages; the word vectors transfer some
/// of it.
const FOREIGN_SHARE: f32 = 0.75;
/// Log-odds that no belief reaches: of what people write the classifier is never surer.
const SUREST: f32 = 4.0;

/// What intents are judged by.
#[derive(Debug)]
pub struct IntentModel {
    net: Net,
    forum: Net,
    clues: Clues,
}

/// What the classifier says of a text.
#[derive(Debug, Clone, Copy)]
pub struct Verdict {
    /// Score of each intent in the order of [`Intent::ALL`]; above zero it is found.
    pub scores: [f32; INTENTS],
    /// Probability that the text is of the kind that the forum's classifier of ideas learnt from.
    pub forum: f32,
    /// What that classifier believes: that some sentence suggests something. Zero where it was not
    /// asked.
    pub idea: f32,
}

impl IntentModel {
    /// Combines the classifier of intents (with [`OUTPUTS`] outputs), the one of ideas in English
    /// forums (with two) and the phrases.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when the phrases cannot be read.
    pub fn new(net: Net, forum: Net) -> Result<Self, AnalyzerError> {
        Ok(Self { net, forum, clues: Clues::new()? })
    }

    /// Belief in every intent. `input` holds the features of the whole text and is scratch space.
    pub fn judge(
        &self,
        scan: &Scan<'_>,
        lang: &str,
        sentiment: &SentimentScores,
        tools: Tools<'_>,
        input: &mut Input,
    ) -> IntentProbabilities {
        let feeling = [sentiment.negative, sentiment.neutral, sentiment.positive];
        self.clues.add(scan, scan.tokens(), feeling, input);
        let forum = (lang == "en").then_some(&self.forum);
        let verdict = verdict(&self.net, forum, &self.clues, scan, tools, input);
        let mut believed = verdict.scores.map(belief);
        if lang == "en" {
            let (idea, share) = (&mut believed[position(Intent::Idea)], verdict.forum);
            *idea = verdict.idea * share + idea.max(verdict.idea * SURE_SHARE) * (1.0 - share);
        }
        if TRAINED.contains(&lang) {
            self.heed_phrases(scan, &mut believed);
            weaken_by_feeling(&mut believed, sentiment, TRAINED_OPPOSITE_SHARE);
            return believed;
        }
        let mut beliefs = self.combine(scan, lang, sentiment, 0.0);
        for (belief, other) in beliefs.iter_mut().zip(believed) {
            *belief = belief.max(other * FOREIGN_SHARE);
        }
        beliefs
    }

    /// What somebody says in so many words is found; a word of praise alone may be about anything.
    fn heed_phrases(&self, scan: &Scan<'_>, beliefs: &mut IntentProbabilities) {
        let mut said = self.clues.phrases(scan.tokens());
        said[position(Intent::Praise)] = 0.0;
        for (belief, said) in beliefs.iter_mut().zip(said) {
            *belief = belief.max(said * PHRASE_SHARE);
        }
    }

    /// Belief in every intent from phrases, question marks and the sentiment, with the belief that
    /// the text is an idea coming from elsewhere.
    #[must_use]
    pub fn combine(
        &self,
        scan: &Scan<'_>,
        lang: &str,
        sentiment: &SentimentScores,
        idea: f32,
    ) -> IntentProbabilities {
        let mut beliefs = self.clues.phrases(scan.tokens());
        let mut join = |intent: Intent, other: f32| {
            let belief = &mut beliefs[position(intent)];
            *belief = 1.0 - (1.0 - *belief) * (1.0 - other);
            *belief
        };
        let complaint = join(Intent::Complaint, FEELING_SHARE * sentiment.negative);
        let praise = join(Intent::Praise, FEELING_SHARE * sentiment.positive);
        if asks(scan, scan.tokens()) {
            join(Intent::Question, QUESTION_MARK);
        }
        if lang == "en" {
            beliefs[position(Intent::Idea)] = idea;
        } else {
            join(Intent::Idea, idea);
        }
        beliefs[position(Intent::Complaint)] = complaint;
        beliefs[position(Intent::Praise)] = praise;
        weaken_by_feeling(&mut beliefs, sentiment, OPPOSITE_SHARE);
        beliefs
    }
}

/// Whoever is angry praises little, and whoever is happy complains little.
fn weaken_by_feeling(beliefs: &mut IntentProbabilities, sentiment: &SentimentScores, share: f32) {
    beliefs[position(Intent::Complaint)] *= 1.0 - share * sentiment.positive;
    beliefs[position(Intent::Praise)] *= 1.0 - share * sentiment.negative;
}

/// The belief that a score stands for: one half at zero, flatter the further from it.
fn belief(score: f32) -> f32 {
    sigmoid(score / (1.0 + score.abs() / SUREST))
}

/// What the classifier says of a text, and what that of the `forum` believes about ideas. `input`
/// holds the features and clues of the whole text, and is scratch space.
///
/// A text of one sentence is judged as it is. Of several sentences the one that says most counts,
/// together with the text as a whole.
pub fn verdict(
    net: &Net,
    forum: Option<&Net>,
    clues: &Clues,
    scan: &Scan<'_>,
    tools: Tools<'_>,
    input: &mut Input,
) -> Verdict {
    let tokens = scan.tokens();
    let mut whole = [0.0; OUTPUTS];
    net.scores(input, &mut whole);
    let likeness = sigmoid((whole[INTENTS] + FORUM_SHIFT) * FORUM_SLOPE);
    let mut verdict = Verdict { scores: [0.0; INTENTS], forum: likeness, idea: 0.0 };
    verdict.scores.copy_from_slice(&whole[..INTENTS]);
    let mut most = [f32::MIN; INTENTS];
    for sentence in sentences(scan).take(MAX_SENTENCES) {
        if sentence.len() == tokens.len() {
            verdict.idea = idea(forum, input);
            return verdict;
        }
        let mut own = [0.0; OUTPUTS];
        clues.read(scan, sentence, tools, input);
        net.scores(input, &mut own);
        verdict.idea = verdict.idea.max(idea(forum, input));
        most.iter_mut().zip(own).for_each(|(most, own)| *most = most.max(own));
    }
    let share = if tokens.len() > LONGEST_WHOLE { 0.0 } else { WHOLE_SHARE };
    for (score, most) in verdict.scores.iter_mut().zip(most) {
        *score = *score * share + most * (1.0 - share);
    }
    verdict
}

/// The forum's belief that a sentence suggests something; it reads no clues.
fn idea(forum: Option<&Net>, input: &Input) -> f32 {
    let mut p = [0.0; 2];
    if let Some(forum) = forum {
        forum.probabilities(input, &mut p);
    }
    p[1]
}
