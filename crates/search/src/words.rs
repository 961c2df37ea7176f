//! How a text becomes terms: the words, their positions, and the terms that each word leaves.
//!
//! All kinds of terms share one field and the word's position, so that phrases and `NEAR` work on
//! any mixture of them:
//! - the folded word itself;
//! - in a language with a stemmer, its stem, where that differs: `\u{1}`…`\u{12}` and the stem;
//! - where the word as written differs from the folded one: `\u{1f}`, folded, `\0`, written.
//!
//! A word whose stem is itself leaves no stem term; the query side asks for the plain term within
//! that language instead. This keeps the index a third smaller than with one stem per word.

use plaza_core::text::{Token as Written, fold, fold_into, tokens};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::language::{Language, StemCache};

/// Longest word that is indexed, in bytes; the rest of a longer one is dropped.
const MAX_WORD_BYTES: usize = 200;
/// Words between title and body, so that no phrase and no `NEAR` reaches from one to the other.
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

/// Scripts that are written without spaces: there each character is a word, and a word of several
/// characters is a phrase.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The words of a text, in order. Some fold to nothing; those have no position.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Written<'_>> {
    let mut tokens = tokens(text);
    let mut rest: Option<Written<'_>> = None;
    std::iter::from_fn(move || {
        let mut token = rest.take().or_else(|| tokens.next())?;
        let piece = first_piece(token.text);
        if piece < token.text.len() {
            let cut = token.start + piece;
            rest = Some(Written { text: &token.text[piece..], start: cut, end: token.end });
            token = Written { text: &token.text[..piece], start: token.start, end: cut };
        }
        token.text = clip(token.text);
        Some(token)
    })
}

/// Length of the first word in a run of word characters.
fn first_piece(run: &str) -> usize {
    // Unspaced scripts need three bytes or more.
    if run.bytes().all(|b| b < 0xe0) {
        return run.len();
    }
    let mut chars = run.char_indices();
    match chars.next() {
        Some((_, first)) if is_unspaced(first) => first.len_utf8(),
        _ => chars.find(|(_, c)| is_unspaced(*c)).map_or(run.len(), |(at, _)| at),
    }
}

fn clip(word: &str) -> &str {
    if word.len() <= MAX_WORD_BYTES {
        return word;
    }
    let end = (0..=MAX_WORD_BYTES).rev().find(|at| word.is_char_boundary(*at));
    &word[..end.unwrap_or(0)]
}

/// A word of a text as matching sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoldedWord<'a> {
    /// As written.
    pub(crate) written: &'a str,
    /// Folded; never empty.
    pub(crate) folded: String,
    /// Byte offset of its first byte.
    pub(crate) start: usize,
    /// Byte offset behind its last byte.
    pub(crate) end: usize,
}

/// The words of a text with their folded forms; an element's index is its position.
pub(crate) fn folded_words(text: &str) -> impl Iterator<Item = FoldedWord<'_>> {
    words(text)
        .map(|w| FoldedWord { written: w.text, folded: fold(w.text), start: w.start, end: w.end })
        .filter(|w| !w.folded.is_empty())
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
            words: Box::new(words(title)),
            body: Some(parts.next().unwrap_or_default()),
            folded: String::new(),
            written: "",
            next_kind: Kind::Folded,
            next_position: 0,
            token: Token::default(),
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Folded,
    Stem,
    Exact,
}

/// Terms of one mention; see [`BodyTokenizer`].
pub(crate) struct BodyStream<'a> {
    stems: &'a mut StemCache,
    language: Option<Language>,
    words: Box<dyn Iterator<Item = Written<'a>> + 'a>,
    body: Option<&'a str>,
    folded: String,
    written: &'a str,
    next_kind: Kind,
    next_position: usize,
    token: Token,
}

impl BodyStream<'_> {
    fn next_word(&mut self) -> bool {
        loop {
            if let Some(word) = self.words.next() {
                self.folded.clear();
                fold_into(word.text, &mut self.folded);
                if self.folded.is_empty() {
                    continue;
                }
                self.written = word.text;
                self.token.position = self.next_position;
                self.next_position += 1;
                return true;
            }
            let Some(body) = self.body.take() else { return false };
            self.words = Box::new(words(body));
            self.next_position += TITLE_GAP;
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
        if self.folded == self.written {
            return false;
        }
        self.token.text.clear();
        self.token.text.push(EXACT);
        self.token.text.push_str(&self.folded);
        self.token.text.push('\0');
        self.token.text.push_str(self.written);
        true
    }
}

impl TokenStream for BodyStream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            match self.next_kind {
                Kind::Folded => {
                    if !self.next_word() {
                        return false;
                    }
                    self.emit_folded();
                    self.next_kind = Kind::Stem;
                    return true;
                }
                Kind::Stem => {
                    self.next_kind = Kind::Exact;
                    if self.emit_stem() {
                        return true;
                    }
                }
                Kind::Exact => {
                    self.next_kind = Kind::Folded;
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
            (0, "titulo".to_owned()),
            (0, stem_term(es, "titul")),
            (0, exact_term("titulo", "Título")),
            (1 + TITLE_GAP, "la".to_owned()),
            (2 + TITLE_GAP, "bateria".to_owned()),
            (2 + TITLE_GAP, stem_term(es, "bateri")),
            (2 + TITLE_GAP, exact_term("bateria", "batería")),
        ];
        assert_eq!(terms(&body_value("es", "Título", "la batería")), expected);
    }

    #[test]
    fn a_text_without_language_has_no_stems() {
        let expected = vec![(TITLE_GAP, "baterias".to_owned())];
        assert_eq!(terms(&body_value("", "", "baterias")), expected);
        assert_eq!(terms(&body_value("other", "", "baterias")), expected);
    }

    #[test]
    fn unspaced_scripts_are_cut_into_characters() {
        let words: Vec<_> = words("iPhone電池 很好").map(|w| w.text).collect();
        assert_eq!(words, ["iPhone", "電", "池", "很", "好"]);
    }

    #[test]
    fn long_runs_are_clipped_on_a_character_boundary() {
        let long = "é".repeat(50_000);
        let words: Vec<_> = words(&long).collect();
        assert_eq!(words.len(), 1);
        assert_eq!(words[0].text.len(), MAX_WORD_BYTES);
        assert_eq!(words[0].end, long.len());
    }
}
