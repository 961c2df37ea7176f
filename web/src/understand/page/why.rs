//! Why a mention was tagged as it was, in words.

use plaza_core::{Tag, WordWeight};
use plaza_engine::understand::{TagReason, Why};
use plaza_store::MentionView;

use crate::frame::i18n::Translator;
use crate::parts::{Part, highlighted};

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
    /// With the words that spoke for it marked.
    pub(crate) title: Vec<Part>,
    pub(crate) text: Vec<Part>,
    pub(crate) speaks_for: Vec<WhyWord>,
    pub(crate) against: Vec<WhyWord>,
}

/// A word and how often more, or less, likely it made the tag.
pub(crate) struct WhyWord {
    pub(crate) text: String,
    pub(crate) factor: String,
}

pub(crate) fn panel(t: &Translator, why: Why, mention: &MentionView) -> WhyPanel {
    let available = why.reasons.is_some();
    let tags = why.reasons.unwrap_or_default();
    WhyPanel {
        model: why.model,
        available,
        tags: tags.into_iter().map(|reason| tag(t, &reason, mention)).collect(),
    }
}

fn tag(t: &Translator, reason: &TagReason, mention: &MentionView) -> WhyTag {
    let (set, name) = match reason.tag {
        Tag::Sentiment(sentiment) => ("sentiment", sentiment.name()),
        Tag::Intent(intent) => ("intent", intent.name()),
    };
    let marks = |words: &[WordWeight]| -> Vec<(usize, usize)> {
        words.iter().filter(|word| word.weight > 0.0).map(|word| (word.start, word.end)).collect()
    };
    let mut words: Vec<&WordWeight> = reason.title_words.iter().chain(&reason.text_words).collect();
    words.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    let (speaks_for, against): (Vec<_>, Vec<_>) =
        words.into_iter().partition(|word| word.weight > 0.0);
    let listed =
        |words: Vec<&WordWeight>| words.into_iter().map(|word| why_word(t, word)).collect();
    WhyTag {
        set,
        name,
        percent: t.percent(reason.probability),
        title: highlighted(&mention.title, &marks(&reason.title_words)),
        text: highlighted(&mention.text, &marks(&reason.text_words)),
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
    fn weights_read_as_odds() {
        let word = |weight| WordWeight { text: "caro".to_owned(), start: 0, end: 4, weight };
        for (weight, factor) in [(2.1, "8,2"), (-0.7, "2"), (4.0, "55")] {
            assert_eq!(why_word(translator(Lang::Es), &word(weight)).factor, factor);
        }
    }
}
