//! Why a mention was tagged as it was, in words.

use plaza_core::text::fold;
use plaza_core::{Tag, WordWeight};
use plaza_engine::understand::{TagReason, Why};

use crate::frame::i18n::Translator;

/// The words behind every tag of a mention.
pub(crate) struct WhyPanel {
    pub(crate) model: String,
    pub(crate) available: bool,
    pub(crate) tags: Vec<WhyTag>,
}

/// The words behind one tag.
pub(crate) struct WhyTag {
    /// Set and name of the tag's label.
    pub(crate) set: &'static str,
    pub(crate) name: &'static str,
    pub(crate) percent: String,
    pub(crate) speaks_for: Vec<WhyWord>,
    pub(crate) against: Vec<WhyWord>,
}

/// A word and how often more, or less, likely it made the tag.
pub(crate) struct WhyWord {
    pub(crate) text: String,
    pub(crate) factor: String,
}

pub(crate) fn panel(t: &Translator, why: Why) -> WhyPanel {
    let available = why.reasons.is_some();
    let tags = why.reasons.unwrap_or_default();
    WhyPanel {
        model: why.model,
        available,
        tags: tags.into_iter().map(|reason| tag(t, &reason)).collect(),
    }
}

fn tag(t: &Translator, reason: &TagReason) -> WhyTag {
    let (set, name) = match reason.tag {
        Tag::Sentiment(sentiment) => ("sentiment", sentiment.name()),
        Tag::Intent(intent) => ("intent", intent.name()),
    };
    let mut words: Vec<&WordWeight> = reason.title_words.iter().chain(&reason.text_words).collect();
    words.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    // A word that is said twice stands once, where it weighs most.
    let mut seen: Vec<String> = Vec::new();
    words.retain(|word| {
        let word = fold(&word.text);
        let is_new = !seen.contains(&word);
        if is_new {
            seen.push(word);
        }
        is_new
    });
    let (speaks_for, against): (Vec<_>, Vec<_>) =
        words.into_iter().partition(|word| word.weight > 0.0);
    let listed =
        |words: Vec<&WordWeight>| words.into_iter().map(|word| why_word(t, word)).collect();
    WhyTag {
        set,
        name,
        percent: t.percent(reason.probability),
        speaks_for: listed(speaks_for),
        against: listed(against),
    }
}

/// Odds instead of log-odds: `×8` reads itself.
fn why_word(t: &Translator, word: &WordWeight) -> WhyWord {
    let factor = f64::from(word.weight.abs()).exp();
    let shown = if factor < 10.0 { (factor * 10.0).round() / 10.0 } else { factor.round() };
    WhyWord { text: word.text.clone(), factor: t.decimal(shown) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::i18n::{Lang, translator};

    #[test]
    fn a_word_that_is_said_twice_is_told_once() {
        let word =
            |text: &str, weight| WordWeight { text: text.to_owned(), start: 0, end: 4, weight };
        let reason = TagReason {
            tag: Tag::Sentiment(plaza_core::Sentiment::Negative),
            probability: 0.9,
            title_words: vec![word("Móvil", 0.5)],
            text_words: vec![word("móvil", 2.0), word("malo", 1.0), word("MOVIL", -0.2)],
        };
        let told = tag(translator(Lang::Es), &reason);
        let words: Vec<&str> = told.speaks_for.iter().map(|word| word.text.as_str()).collect();
        assert_eq!((words, told.against.len()), (vec!["móvil", "malo"], 0));
    }

    #[test]
    fn weights_read_as_odds() {
        let word = |weight| WordWeight { text: "caro".to_owned(), start: 0, end: 4, weight };
        for (weight, factor) in [(2.1, "8,2"), (-0.7, "2"), (4.0, "55")] {
            assert_eq!(why_word(translator(Lang::Es), &word(weight)).factor, factor);
        }
    }
}
