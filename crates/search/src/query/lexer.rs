//! Cuts a query into words, quotes, operators and filters.

use plaza_core::text::{emoticon_length, is_apostrophe, is_invisible, is_word_char, sign_length};

use super::ast::{Leaf, LeafKind};
use super::errors;
use super::field::FieldName;
use super::filter::{Filter, FilterValue, ValueKind};
use super::names::leaves;
use super::place::At;
use crate::QueryError;
use crate::pattern::MAX_PATTERN_BYTES;
use crate::words::{folded, folded_pattern, has_word};

/// Distance of a `NEAR` without number.
const DEFAULT_DISTANCE: u32 = 10;
/// Largest distance; smaller than the gap between title and body.
const MAX_DISTANCE: u32 = 100;
/// Letters that a wildcard needs, and one that begins with a wildcard.
const MIN_WILDCARD_CHARS: usize = 2;
const MIN_LEADING_WILDCARD_CHARS: usize = 3;
/// Letters that a word needs for one and for two misspellings.
const MIN_FUZZY_CHARS: [usize; 2] = [3, 5];

/// What a lexeme is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Lexeme {
    Open,
    Close,
    And,
    Or,
    Not,
    Near {
        ordered: bool,
        distance: u32,
    },
    /// One word or a phrase; never empty.
    Words(Vec<Leaf>),
    Filter(Filter),
}

/// A lexeme and its place.
pub(crate) type Placed = (Lexeme, At);

/// A query in pieces.
pub(crate) struct Lexed {
    pub(crate) lexemes: Vec<Placed>,
    /// Runs of characters that cannot be searched for.
    pub(crate) ignored: Vec<String>,
}

/// The characters of a query that can be seen, and the place of each in what was typed. Quotation
/// marks of all kinds are `"`: telephones type the curly ones by themselves.
pub(crate) fn visible(query: &str) -> (Vec<char>, Vec<usize>) {
    let is_joining = |c: char| matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}');
    let kept = query.chars().zip(0..).filter(|(c, _)| !is_invisible(*c) || is_joining(*c));
    let quote = |c: char| {
        if matches!(c, '“' | '”' | '„' | '‟' | '«' | '»' | '＂') { '"' } else { c }
    };
    kept.map(|(c, at)| (quote(c), at)).unzip()
}

/// The error with its place in what was typed.
pub(crate) fn placed(error: QueryError, places: &[usize]) -> QueryError {
    let typed = |at: usize| {
        places.get(at).copied().unwrap_or_else(|| places.last().map_or(at, |last| last + 1))
    };
    let at = typed(error.at);
    let len = if error.len == 0 { 0 } else { typed(error.at + error.len - 1) + 1 - at };
    QueryError { at, len, ..error }
}

/// Cuts the query; the first mistake ends it.
pub(crate) fn lex(query: &[char]) -> Result<Lexed, QueryError> {
    let chars = query.to_vec();
    let mut lexer =
        Lexer { chars, at: 0, out: Vec::new(), ignored: Vec::new(), open_question: false };
    while lexer.at < lexer.chars.len() {
        lexer.step()?;
    }
    Ok(Lexed { lexemes: lexer.out, ignored: lexer.ignored })
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    out: Vec<Placed>,
    ignored: Vec<String>,
    /// After `¿`, the next `?` at the end of a word is its other half.
    open_question: bool,
}

impl Lexer {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn text(&self, from: usize, to: usize) -> String {
        self.chars[from..to].iter().collect()
    }

    fn push(&mut self, lexeme: Lexeme, from: usize) {
        self.out.push((lexeme, At { at: from, len: self.at - from }));
    }

    fn step(&mut self) -> Result<(), QueryError> {
        let from = self.at;
        match self.chars[from] {
            c if c.is_whitespace() => self.at += 1,
            '(' | ')' => {
                self.at += 1;
                let paren = if self.chars[from] == '(' { Lexeme::Open } else { Lexeme::Close };
                self.push(paren, from);
            }
            '"' => {
                let (inner, start) = self.quoted()?;
                self.push_words(phrase(&inner, start, false)?, from);
            }
            '=' if self.chars.get(from + 1) == Some(&'"') => {
                self.at += 1;
                let (inner, start) = self.quoted()?;
                self.push_words(phrase(&inner, start, true)?, from);
            }
            ':' | ';' if self.emoticon() > 0 => {
                self.at += self.emoticon();
                self.push_words(leaves_of(&self.chars[from..self.at], from), from);
            }
            '-' if self.begins_operand(from + 1) => {
                self.at += 1;
                self.push(Lexeme::Not, from);
            }
            _ => self.bare()?,
        }
        Ok(())
    }

    /// Whether a `-` before `at` negates something.
    fn begins_operand(&self, at: usize) -> bool {
        let mark = |at: usize| self.chars.get(at).is_some_and(|c| matches!(c, '#' | '@'));
        let at = if mark(at) { at + 1 } else { at };
        self.chars.get(at).is_some_and(|c| {
            matches!(c, '"' | '(' | '=') || is_word_char(*c) || (!c.is_ascii() && is_sign(*c))
        })
    }

    /// Number of characters of the emoticon that stands here by itself: one with parentheses is
    /// one where a word could begin. Within parentheses it has one mouth.
    fn emoticon(&self) -> usize {
        let parens = self.out.iter().map(|(lexeme, _)| match lexeme {
            Lexeme::Open => 1,
            Lexeme::Close => -1,
            _ => 0,
        });
        let is_inside = parens.sum::<i32>() > 0;
        let end = self.chars[self.at..].iter().position(|c| c.is_whitespace());
        let end = end.map_or(self.chars.len(), |length| self.at + length);
        let mut run: &[char] = &self.chars[self.at..end];
        if is_inside {
            while let [head @ .., ')', ')'] = run {
                run = &self.chars[self.at..=self.at + head.len()];
            }
        }
        let text: String = run.iter().collect();
        if emoticon_length(None, &text) == text.len() { run.len() } else { 0 }
    }

    /// What stands in quotes, and where it begins.
    fn quoted(&mut self) -> Result<(Vec<char>, usize), QueryError> {
        let open = self.at;
        let Some(length) = self.chars[open + 1..].iter().position(|c| *c == '"') else {
            return Err(errors::unclosed_quote().at(At { at: open, len: 1 }));
        };
        self.at = open + length + 2;
        Ok((self.chars[open + 1..open + 1 + length].to_vec(), open + 1))
    }

    fn bare(&mut self) -> Result<(), QueryError> {
        let from = self.at;
        while self.peek().is_some_and(|c| !is_delimiter(c)) {
            self.at += 1;
        }
        let word = self.text(from, self.at);
        if let Some(lexeme) = operator(&word, At { at: from, len: self.at - from })? {
            self.push(lexeme, from);
            return Ok(());
        }
        if let Some(colon) = self.chars[from..self.at].iter().position(|c| *c == ':')
            && self.field(from, from + colon)?
        {
            return Ok(());
        }
        let leaves = self.bare_words(from)?;
        if leaves.is_empty() {
            self.ignored.push(word);
        }
        self.push_words(leaves, from);
        Ok(())
    }

    /// Reads `name:value,value`; says false where the colon is part of a word.
    fn field(&mut self, from: usize, colon: usize) -> Result<bool, QueryError> {
        let name = self.text(from, colon);
        let Some(field) = FieldName::parse(&name) else {
            let value = self.chars.get(colon + 1).copied();
            let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic());
            let is_word = !is_name || value.is_none_or(|c| c == '/' || c.is_whitespace());
            return if is_word {
                Ok(false)
            } else {
                Err(errors::unknown_field(&name).at(At { at: from, len: colon - from }))
            };
        };
        self.at = colon + 1;
        let mut values = Vec::new();
        loop {
            values.push(self.field_value(field, from)?);
            if self.peek() != Some(',') {
                break;
            }
            self.at += 1;
        }
        self.push(Lexeme::Filter(Filter { field, values }), from);
        Ok(true)
    }

    fn field_value(&mut self, field: FieldName, from: usize) -> Result<FilterValue, QueryError> {
        let start = self.at;
        let quoted = self.peek() == Some('"');
        let value: String = if quoted {
            self.quoted()?.0.into_iter().collect()
        } else {
            while self.peek().is_some_and(|c| !is_delimiter(c) && c != ',') {
                self.at += 1;
            }
            self.text(start, self.at)
        };
        let at = At { at: start, len: self.at - start };
        if value.trim().is_empty() {
            let place = At { at: from, len: self.at - from };
            return Err(errors::empty_field(field.name()).at(place));
        }
        let kind =
            ValueKind::parse(field, value.trim(), quoted).map_err(|problem| problem.at(at))?;
        match &kind {
            ValueKind::Wildcard(pattern) => {
                check_wildcard(pattern.trim_start_matches('@'), at)?;
            }
            ValueKind::Text(name)
                if matches!(field, FieldName::Author | FieldName::Aspect(_)) && !has_word(name) =>
            {
                return Err(errors::no_words().at(at));
            }
            _ => {}
        }
        Ok(FilterValue { kind, at })
    }

    /// The words of a run without spaces; punctuation separates, and alone it is nothing.
    fn bare_words(&mut self, from: usize) -> Result<Vec<Leaf>, QueryError> {
        let mut run = self.chars[from..self.at].to_vec();
        let at = At { at: from, len: run.len() };
        if run.contains(&'¿') {
            self.open_question = true;
        }
        if self.open_question && run.last() == Some(&'?') {
            run.pop();
            self.open_question = false;
        }
        if run.first() == Some(&'=') {
            return Ok(exact_leaves(&run[1..], from + 1));
        }
        // A habit from other search boxes, where it says that a word must be there.
        if matches!(run.as_slice(), ['+', letter, ..] if letter.is_alphabetic()) {
            return Ok(leaves_of(&run[1..], from + 1));
        }
        if let Some(tilde) = run.iter().rposition(|c| *c == '~') {
            let tail: String = run[tilde + 1..].iter().collect();
            if tail.chars().all(|c| c.is_ascii_digit()) && run[..tilde].iter().any(is_word) {
                return fuzzy(&run[..tilde], &tail, at);
            }
        }
        match run.iter().position(|c| matches!(c, '*' | '?')) {
            None => Ok(leaves_of(&run, from)),
            Some(_) if !run.iter().any(is_word) => {
                let signs = leaves_of(&run, from);
                if signs.is_empty() && run.contains(&'*') {
                    Err(errors::wildcard_alone().at(at))
                } else {
                    Ok(signs)
                }
            }
            Some(_) => wildcard_leaves(&run, from),
        }
    }

    fn push_words(&mut self, leaves: Vec<Leaf>, from: usize) {
        if !leaves.is_empty() {
            self.push(Lexeme::Words(leaves), from);
        }
    }
}

fn is_delimiter(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '"')
}

fn is_word(c: &char) -> bool {
    is_word_char(*c)
}

fn is_sign(c: char) -> bool {
    sign_length(c.encode_utf8(&mut [0; 4])) > 0
}

/// `AND`, `OR`, `NOT`, `NEAR`, `NEAR/5`, `ONEAR/5`.
fn operator(word: &str, at: At) -> Result<Option<Lexeme>, QueryError> {
    let (name, number) = match word.split_once('/') {
        Some((name, number)) => (name, Some(number)),
        None => (word, None),
    };
    let ordered = match (name, number) {
        ("AND", None) => return Ok(Some(Lexeme::And)),
        ("OR", None) => return Ok(Some(Lexeme::Or)),
        ("NOT", None) => return Ok(Some(Lexeme::Not)),
        ("NEAR", _) => false,
        ("ONEAR", _) => true,
        _ => return Ok(None),
    };
    let distance = match number {
        None => Some(DEFAULT_DISTANCE),
        Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok(),
        Some(_) => None,
    };
    match distance.filter(|distance| (1..=MAX_DISTANCE).contains(distance)) {
        Some(distance) => Ok(Some(Lexeme::Near { ordered, distance })),
        None => Err(errors::bad_distance(MAX_DISTANCE).at(at)),
    }
}

/// What `run` can be looked for by, each with its place.
fn leaves_of(run: &[char], from: usize) -> Vec<Leaf> {
    let text: String = run.iter().collect();
    leaves(&text, from, false, |word| LeafKind::Word(word.to_owned()))
}

/// The same, letter by letter.
fn exact_leaves(run: &[char], from: usize) -> Vec<Leaf> {
    let text: String = run.iter().collect();
    leaves(&text, from, true, |word| LeafKind::Exact(word.to_owned()))
}

/// What stands in quotes.
fn phrase(inner: &[char], from: usize, exact: bool) -> Result<Vec<Leaf>, QueryError> {
    if exact {
        return Ok(exact_leaves(inner, from));
    }
    let mut leaves = Vec::new();
    let mut at = 0;
    while at < inner.len() {
        let end =
            inner[at..].iter().position(|c| c.is_whitespace()).map_or(inner.len(), |n| at + n);
        let mut run = &inner[at..end];
        // In running text a question mark at the end of a word is punctuation.
        while let [head @ .., '?'] = run {
            run = head;
        }
        if run.iter().any(is_word) && run.iter().any(|c| matches!(c, '*' | '?')) {
            leaves.extend(wildcard_leaves(run, from + at)?);
        } else {
            leaves.extend(leaves_of(run, from + at));
        }
        at = end + 1;
    }
    Ok(leaves)
}

/// Words of a run in which some have wildcards.
fn wildcard_leaves(run: &[char], from: usize) -> Result<Vec<Leaf>, QueryError> {
    let is_part = |c: &char| matches!(c, '*' | '?' | '#' | '@') || is_word(c) || is_apostrophe(*c);
    let mut leaves = Vec::new();
    let mut at = 0;
    while at < run.len() {
        let length = run[at..].iter().position(|c| !is_part(c)).unwrap_or(run.len() - at);
        let piece = &run[at..at + length];
        let place = At { at: from + at, len: length };
        if piece.iter().any(|c| matches!(c, '*' | '?')) {
            let pattern: String = piece.iter().collect();
            if piece.iter().any(is_word) {
                check_wildcard(&pattern, place)?;
                leaves.push(Leaf { kind: LeafKind::Wildcard(pattern), at: place });
            }
        } else {
            leaves.extend(leaves_of(piece, from + at));
        }
        at += length + 1;
    }
    Ok(leaves)
}

fn check_wildcard(pattern: &str, at: At) -> Result<(), QueryError> {
    let letters = pattern.chars().filter(|c| !matches!(c, '*' | '?')).count();
    let min = if pattern.starts_with(['*', '?']) {
        MIN_LEADING_WILDCARD_CHARS
    } else {
        MIN_WILDCARD_CHARS
    };
    if letters == 0 {
        return Err(errors::wildcard_alone().at(at));
    }
    if letters < min {
        return Err(errors::wildcard_short(min).at(at));
    }
    if folded_pattern(pattern).len() > MAX_PATTERN_BYTES {
        return Err(errors::wildcard_long(MAX_PATTERN_BYTES).at(at));
    }
    Ok(())
}

fn fuzzy(run: &[char], edits: &str, at: At) -> Result<Vec<Leaf>, QueryError> {
    let distance = match edits {
        "" | "1" => 1,
        "2" => 2,
        _ => return Err(errors::fuzzy_distance().at(at)),
    };
    let kind = |word: &str| LeafKind::Fuzzy(word.to_owned(), distance);
    let text: String = run.iter().collect();
    let leaves = leaves(&text, at.at, true, kind);
    let [leaf] = leaves.as_slice() else { return Err(errors::fuzzy_word().at(at)) };
    if run.iter().any(|c| matches!(c, '*' | '?')) {
        return Err(errors::fuzzy_word().at(at));
    }
    let min = MIN_FUZZY_CHARS[usize::from(distance - 1)];
    let letters = folded(leaf.kind.word()).chars().count();
    if letters < min {
        return Err(errors::fuzzy_short(min).at(at));
    }
    Ok(leaves)
}
