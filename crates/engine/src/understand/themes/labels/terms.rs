//! The words and phrases that texts hold.

use std::collections::{HashMap, HashSet};

use plaza_core::text;
use plaza_store::understand::ThemeText;

use super::empty;
use crate::understand::themes::matcher::stem;

/// Longest phrase, in words.
const LONGEST: usize = 3;
/// Shortest word that stands alone, in characters.
const SHORTEST: usize = 3;
/// Longest word that is read, in characters; what is longer is no word of anybody.
const LONGEST_WORD: usize = 40;
/// Letters from which a word in capitals is taken to be shouted.
const SHOUTED: usize = 5;

/// A word or a phrase.
#[derive(Debug, Default)]
pub(super) struct Term {
    /// Numbers of the texts that hold it, ascending.
    pub(super) texts: Vec<u32>,
    spellings: HashMap<String, u32>,
    /// Words of it.
    pub(super) words: usize,
    /// How often it was said, and how often where a name stands.
    said: u32,
    named: u32,
}

impl Term {
    /// The usual spelling.
    pub(super) fn spelling(&self) -> String {
        let best = self.spellings.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        best.map(|(spelling, _)| spelling.clone()).unwrap_or_default()
    }

    /// Share of its uses that stand where a name does, 0 to 1.
    pub(super) fn named_share(&self) -> f64 {
        f64::from(self.named) / f64::from(self.said.max(1))
    }
}

/// A word of a text.
struct Spoken<'a> {
    stem: String,
    /// As it stands in the text.
    written: &'a str,
    start: usize,
    /// Whether it names something.
    names: bool,
    /// Whether it stands behind an article or the like.
    in_place: bool,
    /// Begins a sentence, so that its capital letter tells nothing.
    begins: bool,
}

/// Takes up the terms of text number `number`; none holds a word of `brands` (stems).
pub(super) fn note(
    terms: &mut HashMap<String, Term>,
    number: u32,
    said: &ThemeText,
    brands: &HashSet<String>,
) {
    let empty = empty::of_language(said.lang.as_deref());
    let said = format!("{} \n {}", said.title, said.text);
    let mut seen: HashSet<String> = HashSet::new();
    // The words since the last break.
    let mut run: Vec<Spoken<'_>> = Vec::new();
    let (mut end, mut before) = (0, String::new());
    for token in text::tokens(&said) {
        let gap = &said[end..token.start];
        // `top-up` is one word, and names something whatever its parts do.
        let joined = if gap == "-" { run.pop() } else { None };
        if joined.is_none() && !gap.chars().all(|c| c == ' ') {
            run.clear();
            before.clear();
        }
        let begins = end == 0 || gap.contains(['.', '!', '?', '\n', '¡', '¿', '"', '«', '“']);
        end = token.end;
        let (stem, folded) = (stem(token.text), text::fold(token.text));
        let in_place = empty::comes_before_names(&before);
        before.clone_from(&folded);
        if is_plain(&said, &token) || brands.contains(&stem) {
            run.clear();
            continue;
        }
        let names = !empty.is_some_and(|empty| empty.contains(&folded)) && !says_how(&folded);
        run.push(match joined {
            None => {
                Spoken { stem, written: token.text, start: token.start, names, in_place, begins }
            }
            Some(first) => Spoken {
                stem: format!("{}-{stem}", first.stem),
                written: &said[first.start..token.end],
                names: true,
                ..first
            },
        });
        for length in 1..=LONGEST.min(run.len()) {
            add(terms, &mut seen, number, &run[run.len() - length..]);
        }
    }
}

fn add(
    terms: &mut HashMap<String, Term>,
    seen: &mut HashSet<String>,
    number: u32,
    words: &[Spoken<'_>],
) {
    let ends = [words.first(), words.last()];
    let repeats = (1..words.len()).any(|at| words[..at].iter().any(|w| w.stem == words[at].stem));
    let is_short = words.len() == 1 && words[0].written.chars().count() < SHORTEST;
    if repeats || is_short || !ends.iter().flatten().all(|word| word.names) {
        return;
    }
    let key = words.iter().map(|word| word.stem.as_str()).collect::<Vec<_>>().join(" ");
    let term = terms.entry(key.clone()).or_default();
    term.said += 1;
    term.named += u32::from(words[0].in_place);
    if seen.insert(key) {
        let spelling = words.iter().map(spelled).collect::<Vec<_>>().join(" ");
        term.texts.push(number);
        *term.spellings.entry(spelling).or_default() += 1;
        term.words = words.len();
    }
}

/// As it was written, without a capital letter that the place or the voice gives.
fn spelled(word: &Spoken<'_>) -> String {
    let letters = word.written.chars().count();
    let is_shouted = letters >= SHOUTED && !word.written.chars().any(char::is_lowercase);
    let mixes = word.written.chars().skip(1).any(char::is_uppercase);
    if is_shouted || (word.begins && !mixes) {
        word.written.to_lowercase()
    } else {
        word.written.to_owned()
    }
}

/// Adverbs of the Romance languages: `totalmente`.
fn says_how(folded: &str) -> bool {
    folded.len() > "mente".len() + 2 && folded.ends_with("mente")
}

/// Numbers, handles and parts of addresses name nothing.
fn is_plain(said: &str, token: &text::Token<'_>) -> bool {
    token.text.chars().any(|c| c.is_ascii_digit())
        || token.text.chars().nth(LONGEST_WORD).is_some()
        || said[..token.start].ends_with(['@', '/', '_', '\'', '’'])
        || said[token.end..].starts_with(['/', '_'])
        || said[token.end..].starts_with("://")
        || text::fold(token.text).starts_with("http")
}
