//! Finding themes: words and word pairs that come up in many mentions, grouped by the mentions
//! that they share.

use std::collections::{HashMap, HashSet};

use plaza_core::text;
use plaza_store::ThemeText;
use stop_words::Language;

use super::matcher::stem;

/// Languages whose function words are never a theme.
const LANGUAGES: [Language; 6] = [
    Language::Spanish,
    Language::English,
    Language::French,
    Language::Portuguese,
    Language::German,
    Language::Italian,
];
/// Fewest mentions that make a theme.
const FEWEST: usize = 4;
/// Share of all mentions below which a word is not worth a theme.
const LEAST_SHARE: f64 = 0.004;
/// Share of all mentions above which a word tells nothing: the brand itself, say.
const LARGEST_SHARE: f64 = 0.25;
/// A pair replaces its words when it holds this share of the rarer one's mentions.
const PAIR_SHARE: f64 = 0.5;
/// Two candidates are one theme when this share of the smaller one's mentions is common.
const COMMON_SHARE: f64 = 0.55;
/// Most themes proposed at once.
const MOST: usize = 40;
/// Shortest word that can be a theme of its own, in characters.
const SHORTEST: usize = 4;

/// A proposed theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The most frequent way of writing it.
    pub(super) label: String,
    /// All its words and pairs, the most frequent first.
    pub(super) keywords: Vec<String>,
}

#[derive(Debug, Default)]
struct Candidate {
    mentions: Vec<u32>,
    spellings: HashMap<String, u32>,
}

/// Proposes themes for `texts`, largest first.
pub(super) fn discover(texts: &[ThemeText]) -> Vec<Found> {
    let mut candidates = count(texts);
    keep_frequent(&mut candidates, texts.len());
    drop_words_of_pairs(&mut candidates);
    let mut ranked: Vec<(String, Candidate)> = candidates.into_iter().collect();
    ranked.sort_by(|a, b| b.1.mentions.len().cmp(&a.1.mentions.len()).then_with(|| a.0.cmp(&b.0)));
    let mut groups: Vec<(HashSet<u32>, Found)> = Vec::new();
    for (_, candidate) in ranked.into_iter().take(MOST * 5) {
        let spelling = candidate.spelling();
        match groups.iter_mut().find(|(mentions, _)| shares(mentions, &candidate.mentions)) {
            Some((_, group)) => group.keywords.push(spelling),
            None => groups.push((
                candidate.mentions.iter().copied().collect(),
                Found { label: spelling.clone(), keywords: vec![spelling] },
            )),
        }
    }
    groups.truncate(MOST);
    groups.into_iter().map(|(_, found)| found).collect()
}

impl Candidate {
    fn spelling(&self) -> String {
        let best = self.spellings.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        best.map(|(spelling, _)| spelling.clone()).unwrap_or_default()
    }
}

/// Words and pairs of neighbouring words, with the mentions that hold them.
fn count(texts: &[ThemeText]) -> HashMap<String, Candidate> {
    let stops = stop_stems();
    let mut candidates: HashMap<String, Candidate> = HashMap::new();
    for (number, mention) in (0_u32..).zip(texts) {
        let said = format!("{} \n {}", mention.title, mention.text);
        let mut before: Option<(String, &str, usize)> = None;
        for token in text::tokens(&said) {
            let stem = stem(token.text);
            if is_plain(&said, &token) || stops.contains(&stem) {
                before = None;
                continue;
            }
            if let Some((first, word, end)) = &before
                && said[*end..token.start].chars().all(|c| c == ' ')
            {
                let pair = format!("{} {}", word.to_lowercase(), token.text.to_lowercase());
                note(&mut candidates, format!("{first} {stem}"), pair, number);
            }
            if token.text.chars().count() >= SHORTEST {
                note(&mut candidates, stem.clone(), token.text.to_lowercase(), number);
            }
            before = Some((stem, token.text, token.end));
        }
    }
    candidates
}

fn note(candidates: &mut HashMap<String, Candidate>, key: String, spelling: String, number: u32) {
    let candidate = candidates.entry(key).or_default();
    if candidate.mentions.last() != Some(&number) {
        candidate.mentions.push(number);
        *candidate.spellings.entry(spelling).or_default() += 1;
    }
}

/// Numbers, handles and parts of addresses are no themes.
fn is_plain(said: &str, token: &text::Token<'_>) -> bool {
    token.text.chars().any(|c| c.is_ascii_digit())
        || token.text.chars().count() < 2
        || said[..token.start].ends_with(['@', '/', '_'])
        || said[token.end..].starts_with(['/', '_'])
        || said[token.end..].starts_with("://")
}

fn stop_stems() -> HashSet<String> {
    LANGUAGES
        .into_iter()
        .flat_map(stop_words::get)
        .flat_map(|phrase| text::tokens(phrase).map(|t| stem(t.text)).collect::<Vec<_>>())
        .collect()
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "shares of a sample of at most some ten thousand mentions"
)]
fn keep_frequent(candidates: &mut HashMap<String, Candidate>, mentions: usize) {
    let least = FEWEST.max((mentions as f64 * LEAST_SHARE) as usize);
    let most = FEWEST.max((mentions as f64 * LARGEST_SHARE) as usize);
    candidates.retain(|_, candidate| (least..=most).contains(&candidate.mentions.len()));
}

/// "customer service" says more than "customer".
#[expect(clippy::cast_precision_loss, reason = "numbers of mentions in a sample")]
fn drop_words_of_pairs(candidates: &mut HashMap<String, Candidate>) {
    let mut dropped: HashSet<String> = HashSet::new();
    for (key, pair) in candidates.iter() {
        let Some((first, second)) = key.split_once(' ') else { continue };
        for word in [first, second] {
            if let Some(alone) = candidates.get(word)
                && pair.mentions.len() as f64 >= PAIR_SHARE * alone.mentions.len() as f64
            {
                dropped.insert(word.to_owned());
            }
        }
    }
    candidates.retain(|key, _| !dropped.contains(key));
}

#[expect(clippy::cast_precision_loss, reason = "numbers of mentions in a sample")]
fn shares(group: &HashSet<u32>, mentions: &[u32]) -> bool {
    let common = mentions.iter().filter(|mention| group.contains(mention)).count();
    common as f64 >= COMMON_SHARE * group.len().min(mentions.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(said: &[&str]) -> Vec<ThemeText> {
        (1..)
            .zip(said)
            .map(|(id, text)| ThemeText { id, text: (*text).to_owned(), ..ThemeText::default() })
            .collect()
    }

    #[test]
    fn finds_what_people_speak_of_and_not_function_words() {
        let mut said = Vec::new();
        for i in 0..40 {
            said.push(match i % 8 {
                0 => "La batería se agota muy rápido por las noches",
                1 => "Mala atención telefónica, nadie contesta",
                2 => "Las baterías no duran",
                3 => "Sobre la atención telefónica: una hora esperando",
                4 => "Hoy hace sol",
                5 => "Me voy de paseo con @bateria_fan",
                6 => "Todo bien por aquí y por allá",
                _ => "Nada que contar 12345",
            });
        }
        let found = discover(&texts(&said));
        let labels: Vec<&str> = found.iter().map(|f| f.label.as_str()).collect();
        assert!(labels.contains(&"atención telefónica"), "{labels:?}");
        assert!(labels.contains(&"batería") || labels.contains(&"baterías"), "{labels:?}");
        assert!(!labels.iter().any(|l| ["muy", "por", "las", "12345"].contains(l)), "{labels:?}");
        assert!(!labels.contains(&"atención"), "{labels:?}");
    }

    #[test]
    fn few_mentions_make_no_theme() {
        assert_eq!(discover(&texts(&["La batería", "Otra batería"])), []);
        assert_eq!(discover(&[]), []);
    }
}
