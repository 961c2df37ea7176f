//! What is spoken of: how aspects become terms and numbers, and how the numbers get their names
//! back.

use plaza_core::text::{stable_hash, truncate_chars};
use plaza_core::{Aspect, Sentiment};
use rustc_hash::FxHashMap;
use tantivy::Searcher;

use crate::SearchError;
use crate::language::Language;
use crate::schema::{Fact, Fields, fact_term};
use crate::words::{FACT_SEPARATOR, folded_words};

/// Longest name of an aspect in the index, in characters; a longer run of words names nothing.
const MAX_CHARS: usize = 100;

/// The folded words of an aspect with a space between: what counts as the same aspect.
pub(crate) fn key(term: &str) -> String {
    let words: Vec<String> =
        folded_words(truncate_chars(term, MAX_CHARS)).map(|word| word.folded).collect();
    words.join(" ")
}

/// The number that stands for a key in the fast field; 0 stands for no aspect.
pub(crate) fn number(key: &str) -> u64 {
    stable_hash(key).cast_unsigned().max(1)
}

/// The words of a key in their stems.
pub(crate) fn stemmed(key: &str, language: Language) -> String {
    let stems: Vec<_> = key.split(' ').map(|word| language.stem(word)).collect();
    stems.join(" ")
}

/// The fact that holds the aspects of that feeling.
pub(crate) fn fact_of(feeling: Option<Sentiment>) -> Fact {
    match feeling {
        Some(Sentiment::Negative) => Fact::AspectNegative,
        Some(Sentiment::Positive) => Fact::AspectPositive,
        Some(Sentiment::Neutral | Sentiment::Mixed) => Fact::AspectNeutral,
        None => Fact::Aspect,
    }
}

/// The facts and numbers that a mention's aspects leave.
#[derive(Debug, Default)]
pub(crate) struct AspectTerms {
    /// Kind and value, none of them twice.
    pub(crate) facts: Vec<(Fact, String)>,
    /// Numbers of the keys, none of them twice.
    pub(crate) numbers: Vec<u64>,
}

impl AspectTerms {
    pub(crate) fn of(aspects: &[Aspect], lang: &str) -> Self {
        let mut terms = Self::default();
        let language = Language::of(lang);
        for aspect in aspects {
            let key = key(&aspect.term);
            if key.is_empty() {
                continue;
            }
            let mut values: Vec<String> = key.split(' ').map(str::to_owned).collect();
            values.push(key.clone());
            if let Some(language) = language {
                let stems = stemmed(&key, language);
                values.extend(stems.split(' ').map(str::to_owned));
                values.push(stems);
            }
            for value in values {
                terms.add(Fact::Aspect, value.clone());
                terms.add(fact_of(Some(aspect.sentiment)), value);
            }
            let number = number(&key);
            if !terms.numbers.contains(&number) {
                terms.numbers.push(number);
                terms.add(Fact::AspectName, name_value(number, &aspect.term));
            }
        }
        terms
    }

    fn add(&mut self, fact: Fact, value: String) {
        let entry = (fact, value);
        if !self.facts.contains(&entry) {
            self.facts.push(entry);
        }
    }
}

/// The number and the term as people write it, so that a number can be shown.
pub(crate) fn name_value(number: u64, term: &str) -> String {
    let written: String = truncate_chars(term, MAX_CHARS)
        .to_lowercase()
        .chars()
        .map(|c| if c == FACT_SEPARATOR || c == '"' || c.is_control() { ' ' } else { c })
        .collect();
    let written: Vec<&str> = written.split_whitespace().collect();
    format!("{number:016x}{}", written.join(" "))
}

/// The way of writing that most mentions use for a number among the facts of that kind; `None`
/// where nobody does any more.
pub(crate) fn name_of(
    searcher: &Searcher,
    fields: Fields,
    names: Fact,
    number: u64,
) -> Result<Option<String>, SearchError> {
    let low = fact_term(names, &format!("{number:016x}"));
    let high = format!("{low}{}", char::MAX);
    let mut written: FxHashMap<String, u64> = FxHashMap::default();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(fields.facts)?;
        let mut stream = index
            .terms()
            .range()
            .ge(low.as_bytes())
            .le(high.as_bytes())
            .into_stream()
            .map_err(tantivy::TantivyError::from)?;
        while let Some((term, info)) = stream.next() {
            let name = String::from_utf8_lossy(&term[low.len()..]).into_owned();
            *written.entry(name).or_default() += u64::from(info.doc_freq);
        }
    }
    let best = written.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
    Ok(best.map(|(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stems_and_the_whole_can_be_asked_for() {
        let aspect = |term: &str, sentiment| Aspect {
            term: term.to_owned(),
            start: 0,
            end: term.chars().count(),
            sentiment,
        };
        let terms = AspectTerms::of(
            &[
                aspect("Duración de la BATERÍA", Sentiment::Negative),
                aspect("batería", Sentiment::Positive),
                aspect("…", Sentiment::Positive),
            ],
            "es",
        );
        let has = |fact, value: &str| terms.facts.contains(&(fact, value.to_owned()));
        assert!(has(Fact::Aspect, "duracion de la bateria") && has(Fact::Aspect, "bateria"));
        assert!(has(Fact::AspectNegative, "bateria") && has(Fact::AspectPositive, "bateria"));
        assert!(has(Fact::AspectNegative, "duracion") && !has(Fact::AspectPositive, "duracion"));
        assert!(has(Fact::Aspect, &Language::of("es").unwrap().stem("bateria")));
        assert_eq!(terms.numbers, [number("duracion de la bateria"), number("bateria")]);
        let name = format!("{:016x}duración de la batería", number("duracion de la bateria"));
        assert!(has(Fact::AspectName, &name));
        assert!(AspectTerms::of(&[], "es").facts.is_empty());
    }
}
