//! How a text becomes terms: its readings, their positions, and the terms that each leaves.
//!
//! All kinds of terms share one field and the reading's position, so that phrases and `NEAR` work
//! on any mixture of them:
//! - the folded word (or name, or sign) itself;
//! - in a language with a stemmer, its stem, where that differs: `\u{1}`…`\u{12}` and the stem;
//! - where the word as written differs from the folded one: `\u{1f}`, folded, `\0`, written.
//!
//! A word whose stem is itself leaves no stem term; the query side asks for the plain term within
//! that language instead. This keeps the index a third smaller than with one stem per word.

use std::borrow::Cow;

use plaza_core::text::{
    begins_word, fold, fold_into, fold_sign, is_apostrophe, sign_length, written,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::language::{Language, StemCache};
use crate::readings::{Kind, Readings, is_joint, readings};

/// Longest word that is indexed, in bytes; the rest of a longer one is dropped.
const MAX_WORD_BYTES: usize = 200;
/// Steps between title and body, so that no phrase and no `NEAR` reaches from one to the other.
pub(crate) const TITLE_GAP: usize = 1_000;
/// Separates language, title and body of a field value.
const SEPARATOR: char = '\u{1}';
/// First character of a term that holds a word as written.
const EXACT: char = '\u{1f}';
/// Terms below this byte are not folded words.
pub(crate) const FIRST_FOLDED_BYTE: u8 = 0x20;

/// The term of a stem.
pub(crate) fn stem_term(language: Language, stem: &str) -> String {
    let mut term = String::with_capacity(stem.len() + 1);
    term.push(language.marker());
    term.push_str(stem);
    term
}

/// The term of a word as written.
pub(crate) fn exact_term(folded: &str, written: &str) -> String {
    let mut term = exact_prefix(folded);
    term.push_str(written);
    term
}

/// What all written forms of a folded word begin with.
pub(crate) fn exact_prefix(folded: &str) -> String {
    format!("{EXACT}{folded}\0")
}

fn clip(word: &str) -> &str {
    if word.len() <= MAX_WORD_BYTES {
        return word;
    }
    let end = (0..=MAX_WORD_BYTES).rev().find(|at| word.is_char_boundary(*at));
    &word[..end.unwrap_or(0)]
}

/// The form in which a reading is compared: folded, a name without its joints. It is empty for a
/// text that is no reading.
pub(crate) fn folded(reading: &str) -> String {
    let mut out = String::with_capacity(reading.len());
    folded_into(reading, &mut out);
    out
}

fn folded_into(reading: &str, out: &mut String) {
    let reading = clip(reading);
    if reading.bytes().all(|b| b.is_ascii_alphanumeric()) {
        out.extend(reading.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    let Some(first) = reading.chars().next() else { return };
    if !begins_word(first) && (!matches!(first, '#' | '@' | '.') || is_keycap(reading)) {
        fold_sign(reading, out);
        return;
    }
    let (mark, name) = reading.split_at(usize::from(!begins_word(first)));
    out.push_str(mark);
    if name.contains(is_joint) {
        let bare: String = name.chars().filter(|c| !is_joint(*c)).collect();
        fold_into(&bare, out);
    } else {
        fold_into(name, out);
    }
}

fn is_keycap(reading: &str) -> bool {
    sign_length(reading) == reading.len()
}

/// A reading of a text as matching sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoldedWord<'a> {
    /// As written, without what cannot be seen.
    pub(crate) written: Cow<'a, str>,
    /// Folded; never empty.
    pub(crate) folded: String,
    /// Where it stands; see [`crate::readings`].
    pub(crate) step: u32,
    pub(crate) kind: Kind,
    /// Byte offset of its first byte.
    pub(crate) start: usize,
    /// Byte offset behind its last byte.
    pub(crate) end: usize,
}

/// All readings of a text with their folded forms.
pub(crate) fn folded_readings(text: &str) -> impl Iterator<Item = FoldedWord<'_>> {
    readings(text)
        .map(|reading| FoldedWord {
            written: written_form(reading.text),
            folded: folded(reading.text),
            step: reading.step,
            kind: reading.kind,
            start: reading.start,
            end: reading.end(),
        })
        .filter(|word| !word.folded.is_empty())
}

/// The words alone, without signs and without names of several words.
pub(crate) fn folded_words(text: &str) -> impl Iterator<Item = FoldedWord<'_>> {
    folded_readings(text).filter(|word| word.kind == Kind::Word)
}

/// Whether a text has a word.
pub(crate) fn has_word(text: &str) -> bool {
    folded_words(text).next().is_some()
}

/// The form in which a pattern with `*` and `?` is compared.
pub(crate) fn folded_pattern(pattern: &str) -> String {
    fold(&pattern.chars().filter(|c| !is_apostrophe(*c)).collect::<String>())
}

/// As written, for exact searches: without what cannot be seen.
pub(crate) fn written_form(reading: &str) -> Cow<'_, str> {
    written(clip(reading))
}

/// Joins what [`BodyTokenizer`] takes apart.
pub(crate) fn body_value(lang: &str, title: &str, text: &str) -> String {
    let mut value = String::with_capacity(lang.len() + title.len() + text.len() + 2);
    for (part, end) in [(lang, Some(SEPARATOR)), (title, Some(SEPARATOR)), (text, None)] {
        value.push_str(part);
        value.extend(end);
    }
    value
}

/// Makes the terms of a [`body_value`].
#[derive(Default)]
pub(crate) struct BodyTokenizer {
    stems: StemCache,
}

impl Clone for BodyTokenizer {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Tokenizer for BodyTokenizer {
    type TokenStream<'a> = BodyStream<'a>;

    fn token_stream<'a>(&'a mut self, value: &'a str) -> BodyStream<'a> {
        let mut parts = value.splitn(3, SEPARATOR);
        let language = parts.next().and_then(Language::of);
        let title = parts.next().unwrap_or_default();
        BodyStream {
            stems: &mut self.stems,
            language,
            readings: readings(title),
            body: Some(parts.next().unwrap_or_default()),
            folded: String::new(),
            written: Cow::Borrowed(""),
            next_term: Term::Folded,
            base: 0,
            last_step: 0,
            token: Token::default(),
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Term {
    Folded,
    Stem,
    Exact,
}

/// Terms of one mention; see [`BodyTokenizer`].
pub(crate) struct BodyStream<'a> {
    stems: &'a mut StemCache,
    language: Option<Language>,
    readings: Readings<'a>,
    body: Option<&'a str>,
    folded: String,
    written: Cow<'a, str>,
    next_term: Term,
    /// Position of the part's first step.
    base: usize,
    last_step: usize,
    token: Token,
}

impl BodyStream<'_> {
    fn next_reading(&mut self) -> bool {
        loop {
            if let Some(reading) = self.readings.next() {
                self.folded.clear();
                folded_into(reading.text, &mut self.folded);
                if self.folded.is_empty() {
                    continue;
                }
                self.written = written_form(reading.text);
                self.last_step = reading.step as usize;
                self.token.position = self.base + self.last_step;
                return true;
            }
            let Some(body) = self.body.take() else { return false };
            self.readings = readings(body);
            self.base = self.last_step + TITLE_GAP;
        }
    }

    fn emit_folded(&mut self) {
        self.token.text.clear();
        self.token.text.push_str(&self.folded);
    }

    fn emit_stem(&mut self) -> bool {
        let Some(language) = self.language else { return false };
        let Some(stem) = self.stems.stem(language, &self.folded) else { return false };
        self.token.text.clear();
        self.token.text.push(language.marker());
        self.token.text.push_str(stem);
        true
    }

    fn emit_exact(&mut self) -> bool {
        if self.folded == self.written.as_ref() {
            return false;
        }
        self.token.text.clear();
        self.token.text.push(EXACT);
        self.token.text.push_str(&self.folded);
        self.token.text.push('\0');
        self.token.text.push_str(&self.written);
        true
    }
}

impl TokenStream for BodyStream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            match self.next_term {
                Term::Folded => {
                    if !self.next_reading() {
                        return false;
                    }
                    self.emit_folded();
                    self.next_term = Term::Stem;
                    return true;
                }
                Term::Stem => {
                    self.next_term = Term::Exact;
                    if self.emit_stem() {
                        return true;
                    }
                }
                Term::Exact => {
                    self.next_term = Term::Folded;
                    if self.emit_exact() {
                        return true;
                    }
                }
            }
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Separates the terms of the field of facts.
pub(crate) const FACT_SEPARATOR: char = '\u{1f}';

/// Takes a list of ready terms apart.
#[derive(Debug, Clone, Default)]
pub(crate) struct FactTokenizer;

/// Terms of a list; see [`FactTokenizer`].
pub(crate) struct FactStream<'a> {
    facts: std::str::Split<'a, char>,
    token: Token,
}

impl Tokenizer for FactTokenizer {
    type TokenStream<'a> = FactStream<'a>;

    fn token_stream<'a>(&'a mut self, value: &'a str) -> FactStream<'a> {
        FactStream { facts: value.split(FACT_SEPARATOR), token: Token::default() }
    }
}

impl TokenStream for FactStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(fact) = self.facts.next() else { return false };
        self.token.text.clear();
        self.token.text.push_str(fact);
        self.token.position = 0;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(value: &str) -> Vec<(usize, String)> {
        let mut tokenizer = BodyTokenizer::default();
        let mut stream = tokenizer.token_stream(value);
        let mut terms = Vec::new();
        while stream.advance() {
            terms.push((stream.token().position, stream.token().text.clone()));
        }
        terms
    }

    #[test]
    fn a_word_leaves_its_folded_form_its_stem_and_its_written_form() {
        let es = Language::of("es").unwrap();
        let expected = vec![
            (1, "titulo".to_owned()),
            (1, stem_term(es, "titul")),
            (1, exact_term("titulo", "Título")),
            (2 + TITLE_GAP, "la".to_owned()),
            (4 + TITLE_GAP, "bateria".to_owned()),
            (4 + TITLE_GAP, stem_term(es, "bateri")),
            (4 + TITLE_GAP, exact_term("bateria", "batería")),
        ];
        assert_eq!(terms(&body_value("es", "Título", "la batería")), expected);
    }

    #[test]
    fn a_text_without_language_has_no_stems() {
        let expected = vec![(1 + TITLE_GAP, "baterias".to_owned())];
        assert_eq!(terms(&body_value("", "", "baterias")), expected);
        assert_eq!(terms(&body_value("other", "", "baterias")), expected);
    }

    #[test]
    fn names_and_signs_are_compared_by_what_they_say() {
        for (reading, expected) in [
            ("McDonald’s", "mcdonalds"),
            ("McDonald's", "mcdonalds"),
            ("L´Oréal", "loreal"),
            ("Coca\u{2011}Cola", "cocacola"),
            ("EE. UU", "eeuu"),
            ("C++", "c++"),
            ("C#", "c#"),
            (".NET", ".net"),
            ("#Una_Más", "#una_mas"),
            ("👍🏽", "👍"),
            (":-)", ":)"),
            ("#️⃣", "#⃣"),
            ("%", "%"),
            ("", ""),
        ] {
            assert_eq!(folded(reading), expected, "{reading}");
        }
        assert_eq!(written_form("L’Ore\u{301}al"), "L'Oréal");
        assert_eq!(written_form("❤\u{fe0f}"), "❤");
    }

    #[test]
    fn long_runs_are_clipped_on_a_character_boundary() {
        let long = "é".repeat(50_000);
        let words: Vec<_> = folded_words(&long).collect();
        assert_eq!(words.len(), 1);
        assert_eq!(words[0].written.len(), MAX_WORD_BYTES);
        assert_eq!(words[0].end, long.len());
    }
}
