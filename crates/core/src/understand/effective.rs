//! What holds of a mention: a person's word, else the model's.

use crate::{Aspect, Intent, IntentScore, Sentiment, SentimentScores};

/// What the model says of a mention; nothing while it has not read it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ModelWord<'a> {
    /// The sentiment of the whole.
    pub sentiment: Option<SentimentScores>,
    /// The intents that it finds.
    pub intents: &'a [IntentScore],
    /// What is spoken of.
    pub aspects: &'a [Aspect],
}

/// What people say in place of the model; `None` where nobody has settled it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonWord {
    /// The sentiment of the whole.
    pub sentiment: Option<Sentiment>,
    /// All intents that hold.
    pub intents: Option<Vec<Intent>>,
}

/// What holds: the search index and every screen take it from here, so that they agree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effective {
    /// The sentiment; `None` while neither the model nor a person has spoken.
    pub sentiment: Option<Sentiment>,
    /// The intents.
    pub intents: Vec<Intent>,
    /// Whether one thing is spoken well of and another badly, or a person calls it mixed.
    pub mixed: bool,
    /// Whether the model is not sure of the sentiment, and no person has settled it.
    pub unsure: bool,
}

impl Effective {
    /// A person's word holds, else the model's.
    #[must_use]
    pub fn of(model: ModelWord<'_>, person: PersonWord) -> Self {
        let told = model.sentiment.map(|scores| scores.label);
        let mixed = match person.sentiment {
            Some(sentiment) => sentiment == Sentiment::Mixed,
            None => Aspect::disagree(model.aspects),
        };
        let is_unsure = model.sentiment.is_some_and(|scores| scores.is_unsure());
        Self {
            sentiment: person.sentiment.or(told),
            intents: person
                .intents
                .unwrap_or_else(|| model.intents.iter().map(|intent| intent.label).collect()),
            mixed,
            unsure: person.sentiment.is_none() && is_unsure,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aspect(sentiment: Sentiment) -> Aspect {
        Aspect { term: "luz".to_owned(), start: 0, end: 3, sentiment }
    }

    #[test]
    fn a_persons_sentiment_holds_before_the_models() {
        use Sentiment::{Mixed, Negative, Neutral, Positive};
        let sure = Some(SentimentScores::of([0.75, 0.25, 0.0]));
        let unsure = Some(SentimentScores::of([0.375, 0.375, 0.25]));
        let both = [aspect(Negative), aspect(Positive)];
        let one = [aspect(Negative)];
        // The model's scores and aspects, a person's word; what holds, mixed, unsure.
        let cases: [(_, &[Aspect], _, _, _, _); 11] = [
            (None, &[], None, None, false, false),
            (None, &[], Some(Positive), Some(Positive), false, false),
            (None, &[], Some(Mixed), Some(Mixed), true, false),
            (sure, &one, None, Some(Negative), false, false),
            (sure, &both, None, Some(Negative), true, false),
            (sure, &both, Some(Negative), Some(Negative), false, false),
            (sure, &one, Some(Mixed), Some(Mixed), true, false),
            (unsure, &one, None, Some(Neutral), false, true),
            (unsure, &both, None, Some(Neutral), true, true),
            (unsure, &both, Some(Positive), Some(Positive), false, false),
            (unsure, &one, Some(Mixed), Some(Mixed), true, false),
        ];
        for (sentiment, aspects, person, holds, mixed, unsure) in cases {
            let model = ModelWord { sentiment, aspects, intents: &[] };
            let word = PersonWord { sentiment: person, intents: None };
            let effective = Effective::of(model, word);
            let expected = Effective { sentiment: holds, intents: Vec::new(), mixed, unsure };
            assert_eq!(effective, expected, "{model:?} {person:?}");
        }
    }

    #[test]
    fn a_persons_intents_hold_even_where_there_are_none() {
        let told = [IntentScore { label: Intent::Buy, score: 0.75 }];
        let model = ModelWord { intents: &told, ..ModelWord::default() };
        for (person, holds) in [
            (None, vec![Intent::Buy]),
            (Some(Vec::new()), Vec::new()),
            (Some(vec![Intent::Leave, Intent::Idea]), vec![Intent::Leave, Intent::Idea]),
        ] {
            let word = PersonWord { sentiment: None, intents: person };
            assert_eq!(Effective::of(model, word).intents, holds);
        }
    }
}
