//! The text that models read of a mention, and where its words stand.

use plaza_core::Insight;

/// What is analyzed of a mention: title and text, a blank line between them.
pub(crate) fn analyzed_text(title: &str, text: &str) -> String {
    match (title.is_empty(), text.is_empty()) {
        (true, _) => text.to_owned(),
        (false, true) => title.to_owned(),
        (false, false) => format!("{title}\n\n{text}"),
    }
}

/// Moves aspects from [`analyzed_text`] to the mention's text; those in the title are dropped
/// unless the title is all there is.
pub(crate) fn spans_in_text(insight: &mut Insight, title: &str, text: &str) {
    if title.is_empty() || text.is_empty() {
        return;
    }
    let shift = title.chars().count() + 2;
    insight.aspects.retain_mut(|aspect| {
        let inside = aspect.start >= shift;
        if inside {
            aspect.start -= shift;
            aspect.end -= shift;
        }
        inside
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use plaza_core::{Aspect, Sentiment, SentimentScores};

    #[test]
    fn aspect_spans_count_from_the_text_not_the_title() {
        let aspect =
            |start, end| Aspect { term: String::new(), start, end, sentiment: Sentiment::Neutral };
        let mut insight = Insight {
            lang: "es".into(),
            sentiment: SentimentScores {
                label: Sentiment::Neutral,
                negative: 0.0,
                neutral: 1.0,
                positive: 0.0,
            },
            intents: vec![],
            aspects: vec![aspect(0, 4), aspect(9, 16)],
        };
        assert_eq!(analyzed_text("Móvil", "La batería"), "Móvil\n\nLa batería");
        spans_in_text(&mut insight, "Móvil", "La batería");
        assert_eq!(insight.aspects, [aspect(2, 9)]);
    }
}
