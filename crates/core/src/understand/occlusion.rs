//! Why a text was tagged as it was: the words that weighed most.
//!
//! Method: occlusion (Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks",
//! ECCV 2014; Li, Monroe and Jurafsky, "Understanding Neural Networks through Representation
//! Erasure", 2016). Each word is left out, wherever it stands, and the text is read again; the weight of a word is
//! how far the log-odds of the tag fall without it. This is exact for every model: it says what the
//! model would have said, not what a linear stand-in for the model would.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use super::analyzer::AnalyzerError;
use super::explanation::{Explanation, Reason, Tag, WordWeight};
use crate::text::fold;
use crate::{Intent, Reading, Sentiment};

/// Most readings of one text. In texts with more different words, neighbours are left out together,
/// so that the work stays bounded.
const MAX_READINGS: usize = 200;
/// Words listed for a tag, and against it.
const MOST_FOR: usize = 5;
const MOST_AGAINST: usize = 3;
/// Places listed of one word.
const MOST_PLACES: usize = 8;
/// Log-odds below which a word did not matter: a tenth more or less.
const LEAST_WEIGHT: f32 = 0.1;
/// Probabilities are kept this far from 0 and 1: rules answer with all or nothing, and no model's
/// probabilities are right to a finer degree.
const EDGE: f32 = 0.01;

/// Explains the tags of `text` by leaving out each of its different words in turn. `weigh` reads texts as the
/// analyzer does.
///
/// # Errors
/// Those of `weigh`.
pub fn explain_by_occlusion(
    text: &str,
    mut weigh: impl FnMut(&[&str]) -> Result<Vec<Reading>, AnalyzerError>,
) -> Result<Explanation, AnalyzerError> {
    let units = together(alike(text, words(text)), MAX_READINGS);
    let without: Vec<String> = units.iter().map(|unit| left_out(text, unit)).collect();
    let mut texts = vec![text];
    texts.extend(without.iter().map(String::as_str));
    let mut readings = weigh(&texts)?.into_iter();
    let Some(whole) = readings.next() else {
        return Err(AnalyzerError::Runtime("no answer for a text".to_owned()));
    };
    let readings: Vec<Reading> = readings.collect();
    let mut tags = vec![Tag::Sentiment(whole.insight.sentiment.label)];
    tags.extend(whole.insight.intents.iter().map(|intent| Tag::Intent(intent.label)));
    let reasons = tags.into_iter().map(|tag| {
        let weights = readings.iter().map(|less| log_odds(tag, &whole) - log_odds(tag, less));
        let weighed = units.iter().zip(weights).collect();
        Reason { tag, probability: probability(tag, &whole), words: heaviest(text, weighed) }
    });
    Ok(Explanation { reasons: reasons.collect() })
}

fn probability(tag: Tag, reading: &Reading) -> f32 {
    let sentiment = &reading.insight.sentiment;
    match tag {
        Tag::Sentiment(Sentiment::Negative) => sentiment.negative,
        Tag::Sentiment(Sentiment::Neutral) => sentiment.neutral,
        Tag::Sentiment(Sentiment::Positive) => sentiment.positive,
        // No analyzer gives this class a probability of its own.
        Tag::Sentiment(Sentiment::Mixed) => sentiment.negative.min(sentiment.positive),
        Tag::Intent(intent) => Intent::ALL
            .into_iter()
            .zip(reading.intents)
            .find(|(label, _)| *label == intent)
            .map_or(0.0, |(_, probability)| probability),
    }
}

fn log_odds(tag: Tag, reading: &Reading) -> f32 {
    let p = probability(tag, reading).clamp(EDGE, 1.0 - EDGE);
    (p / (1.0 - p)).ln()
}

/// Byte ranges that are left out together.
type Unit = Vec<(usize, usize)>;

fn left_out(text: &str, unit: &Unit) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut position = 0;
    for (from, to) in unit {
        kept.push_str(&text[position..*from]);
        position = *to;
    }
    kept.push_str(&text[position..]);
    kept
}

/// Those that mattered, in order of weight, with their places in characters.
fn heaviest(text: &str, mut units: Vec<(&Unit, f32)>) -> Vec<WordWeight> {
    units.sort_by(|a, b| b.1.total_cmp(&a.1));
    let speaks_for = units.iter().take(MOST_FOR).filter(|(_, weight)| *weight >= LEAST_WEIGHT);
    let against = units.iter().rev().take(MOST_AGAINST).rev();
    let against = against.filter(|(_, weight)| *weight <= -LEAST_WEIGHT);
    let place = |from: usize, to: usize, weight: f32| {
        let start = text[..from].chars().count();
        let written = &text[from..to];
        let end = start + written.chars().count();
        WordWeight { text: written.to_owned(), start, end, weight }
    };
    speaks_for
        .chain(against)
        .flat_map(|(unit, weight)| {
            unit.iter().take(MOST_PLACES).map(|(from, to)| place(*from, *to, *weight))
        })
        .collect()
}

/// Byte ranges of what can be left out: words, links, emoji, emoticons, question and exclamation
/// marks.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut position = 0;
    for chunk in text.split_inclusive(char::is_whitespace) {
        let said = chunk.trim_end_matches(char::is_whitespace);
        if is_whole(said) {
            words.push((position, position + said.len()));
        } else {
            let pieces = said.split_word_bound_indices().filter(|(_, piece)| matters(piece));
            words.extend(
                pieces.map(|(from, piece)| (position + from, position + from + piece.len())),
            );
        }
        position += chunk.len();
    }
    words
}

/// Puts a word with all its repetitions: what is said twice would not be missed once. The marks of
/// a question are one word, so are those of an exclamation.
fn alike(text: &str, words: Vec<(usize, usize)>) -> Vec<Unit> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut units: Vec<Unit> = Vec::new();
    for (from, to) in words {
        let key = match &text[from..to] {
            "¿" | "؟" | "？" => "?".to_owned(),
            "¡" | "！" => "!".to_owned(),
            word => fold(word),
        };
        let position = *places.entry(key).or_insert(units.len());
        if position == units.len() {
            units.push(Unit::new());
        }
        units[position].push((from, to));
    }
    units
}

/// Joins neighbours until there are at most `most`.
fn together(units: Vec<Unit>, most: usize) -> Vec<Unit> {
    let run = units.len().div_ceil(most).max(1);
    if run == 1 {
        return units;
    }
    let join = |units: &[Unit]| {
        let mut ranges = units.concat();
        ranges.sort_unstable();
        ranges
    };
    units.chunks(run).map(join).collect()
}

/// A link or an emoticon such as `:-)`, which is not to be taken apart.
fn is_whole(chunk: &str) -> bool {
    let link = ["http://", "https://", "www."];
    let lower = chunk.get(..8).unwrap_or(chunk).to_ascii_lowercase();
    let emoticon = chunk.starts_with([':', ';', '=', '<'])
        && (2..=4).contains(&chunk.len())
        && chunk.is_ascii();
    emoticon || link.iter().any(|scheme| lower.starts_with(scheme))
}

/// Whether a piece between two word borders can carry a meaning.
fn matters(piece: &str) -> bool {
    piece.chars().any(|c| {
        c.is_alphanumeric()
            || matches!(c, '?' | '!' | '¿' | '¡' | '؟' | '？' | '！')
            || (c >= '\u{2190}' && !('\u{3000}'..='\u{303f}').contains(&c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Insight, IntentScore, SentimentScores};

    /// Negative by one half for each `mal`, positive for each `bien`; a question by its mark.
    fn weigh(texts: &[&str]) -> Result<Vec<Reading>, AnalyzerError> {
        let read = |text: &&str| {
            let score = text.matches("mal").count() as f32 - text.matches("bien").count() as f32;
            let negative = 1.0 / (1.0 + (-score / 2.0).exp());
            let intents = Intent::ALL.map(|intent| match intent {
                Intent::Question if text.contains('?') => 0.9,
                _ => 0.1,
            });
            let sentiment = SentimentScores::of([negative, 0.0, 1.0 - negative]);
            let insight = Insight {
                lang: "es".to_owned(),
                sentiment,
                intents: IntentScore::holding(intents),
                aspects: Vec::new(),
            };
            Reading { insight, intents }
        };
        Ok(texts.iter().map(read).collect())
    }

    #[test]
    fn each_word_weighs_what_the_tag_loses_without_it() {
        let text = "¿Está mal, mal, o bien la batería?";
        let explained = explain_by_occlusion(text, weigh).unwrap();
        let said = |reason: &Reason| -> Vec<(String, f32)> {
            reason
                .words
                .iter()
                .map(|w| (w.text.clone(), (w.weight * 10.0).round() / 10.0))
                .collect()
        };
        let [feeling, question] = explained.reasons.as_slice() else { panic!("{explained:?}") };
        assert_eq!(feeling.tag, Tag::Sentiment(Sentiment::Negative));
        let expected = [("mal", 1.0), ("mal", 1.0), ("bien", -0.5)];
        assert_eq!(said(feeling), expected.map(|(word, weight)| (word.to_owned(), weight)));
        assert_eq!(question.tag, Tag::Intent(Intent::Question));
        assert_eq!(said(question), [("¿".to_owned(), 4.4), ("?".to_owned(), 4.4)]);
        for word in explained.reasons.iter().flat_map(|reason| &reason.words) {
            let there: String = text.chars().skip(word.start).take(word.end - word.start).collect();
            assert_eq!(there, word.text);
        }
    }

    #[test]
    fn words_links_emoji_and_marks_can_be_left_out() {
        let text = "No funciona!! 👍🏽 https://a.b/c?d=1 :-) l'app… (vaya) 日本";
        let said: Vec<&str> = words(text).into_iter().map(|(from, to)| &text[from..to]).collect();
        let expected = [
            "No",
            "funciona",
            "!",
            "!",
            "👍🏽",
            "https://a.b/c?d=1",
            ":-)",
            "l'app",
            "vaya",
            "日",
            "本",
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn long_texts_are_read_a_bounded_number_of_times() {
        let text: String = (0..2_000).map(|n| format!("mal caso{n} ")).collect();
        let mut readings = 0;
        let explained = explain_by_occlusion(&text, |texts| {
            readings += texts.len();
            weigh(texts)
        });
        assert!(readings <= MAX_READINGS + 1, "{readings}");
        let explained = explained.unwrap();
        let words = &explained.reasons[0].words;
        assert!(words.iter().any(|word| word.text == "mal") && words.len() <= 8 * MOST_PLACES);
    }

    #[test]
    fn nothing_weighs_in_an_empty_text() {
        let explained = explain_by_occlusion("", weigh).unwrap();
        assert_eq!(explained.reasons.len(), 1);
        assert_eq!(explained.reasons[0].words, []);
    }
}
