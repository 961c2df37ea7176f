//! Why a mention was tagged as it was.

use plaza_core::{MentionId, Reason, Tag, WordWeight};

use super::Understand;
use crate::EngineError;
use crate::understand::text::analyzed_text;

/// Why a mention was tagged as it was, worked out when it is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// The model that explains itself; the stored tags may still be of an earlier one.
    pub model: String,
    /// One for each tag; `None` from a model that cannot tell.
    pub reasons: Option<Vec<TagReason>>,
}

/// Why one tag was given.
#[derive(Debug, Clone, PartialEq)]
pub struct TagReason {
    /// Which tag.
    pub tag: Tag,
    /// Its probability.
    pub probability: f32,
    /// Words of the headline that mattered, those that spoke most for the tag first.
    pub title_words: Vec<WordWeight>,
    /// Words of the text that mattered, those that spoke most for the tag first.
    pub text_words: Vec<WordWeight>,
}

impl Understand<'_> {
    /// The words that weighed most for each tag that the model in use gives to a mention.
    ///
    /// # Errors
    /// No such mention, or the model fails.
    pub async fn why(&self, mention_id: MentionId) -> Result<Why, EngineError> {
        let mention = self.engine.mention(mention_id).await?;
        let text = analyzed_text(&mention.title, &mention.text);
        let heads = self.heads().await?;
        let model = self.model_in_use().await?;
        let explained = self.parts().analysis.explain(text, heads).await?;
        let place = |reason| placed(reason, &mention.title, &mention.text);
        let reasons = explained.map(|all| all.reasons.into_iter().map(place).collect());
        Ok(Why { model, reasons })
    }
}

/// Tells words of the headline from words of the text; spans count from the beginning of each.
fn placed(reason: Reason, title: &str, text: &str) -> TagReason {
    let Reason { tag, probability, words } = reason;
    let title_chars = title.chars().count();
    let shift = match (title.is_empty(), text.is_empty()) {
        (true, _) => 0,
        // Everything stands in the headline.
        (false, true) => usize::MAX,
        (false, false) => title_chars + 2,
    };
    let (title_words, text_words): (Vec<_>, Vec<_>) = words
        .into_iter()
        .partition(|word| word.end <= title_chars && word.start < shift && shift > 0);
    let moved = |mut word: WordWeight| {
        word.start = word.start.saturating_sub(shift);
        word.end = word.end.saturating_sub(shift);
        word
    };
    TagReason {
        tag,
        probability,
        title_words,
        text_words: text_words.into_iter().map(moved).collect(),
    }
}

#[cfg(test)]
mod tests {
    use plaza_core::Sentiment;

    use super::*;

    fn word(start: usize, end: usize) -> WordWeight {
        WordWeight { text: String::new(), start, end, weight: 1.0 }
    }

    fn places(
        title: &str,
        text: &str,
        words: Vec<WordWeight>,
    ) -> (Vec<[usize; 2]>, Vec<[usize; 2]>) {
        let tag = Tag::Sentiment(Sentiment::Negative);
        let reason = placed(Reason { tag, probability: 1.0, words }, title, text);
        let spans = |words: Vec<WordWeight>| words.iter().map(|w| [w.start, w.end]).collect();
        (spans(reason.title_words), spans(reason.text_words))
    }

    #[test]
    fn words_are_counted_from_the_beginning_of_where_they_stand() {
        // "Móvil\n\nNo carga"
        let words = vec![word(10, 15), word(0, 5)];
        assert_eq!(places("Móvil", "No carga", words), (vec![[0, 5]], vec![[3, 8]]));
        assert_eq!(places("", "No carga", vec![word(3, 8)]), (vec![], vec![[3, 8]]));
        assert_eq!(places("Móvil", "", vec![word(0, 5)]), (vec![[0, 5]], vec![]));
    }
}
