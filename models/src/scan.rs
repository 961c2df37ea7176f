//! Cuts a text into tokens, the way people write in public: links, handles, emoticons, emoji,
//! runs of punctuation, words. Every model reads the same tokens.

use plaza_core::text::{fold_into, is_invisible};

use crate::hash;

/// Number of characters that the models read of a text. The rest is left out, so that the work for
/// one text is bounded.
pub const MAX_CHARS: usize = plaza_core::limits::ANALYZED_TEXT;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters, perhaps with digits.
    Word,
    /// Digits only.
    Number,
    /// An emoji or an emoticon such as `:-)`.
    Emoji,
    /// One punctuation mark or a run of the same mark.
    Mark,
    /// A web address.
    Link,
    /// `@somebody`.
    Handle,
}

/// How a word is capitalized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// No capital letter.
    Lower,
    /// Begins with a capital letter.
    Title,
    /// Two letters or more, all capital.
    Upper,
}

/// A piece of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Byte offset of its first byte.
    pub start: usize,
    /// Byte offset after its last byte.
    pub end: usize,
    /// Offset of its first character, in characters.
    pub char_start: usize,
    /// Offset after its last character, in characters.
    pub char_end: usize,
    /// What it is.
    pub kind: Kind,
    /// How it is capitalized.
    pub case: Case,
    /// True when a letter or mark is repeated three times or more, as in `looove`.
    pub stretched: bool,
    /// Hash of the folded form.
    pub hash: u64,
    folded: (usize, usize),
}

/// The tokens of one text.
#[derive(Debug, Clone)]
pub struct Scan<'a> {
    text: &'a str,
    folded: String,
    tokens: Vec<Token>,
}

impl<'a> Scan<'a> {
    /// Cuts up the first [`MAX_CHARS`] characters of `text`.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let text = plaza_core::text::truncate_chars(text, MAX_CHARS);
        let mut scan = Self {
            text,
            folded: String::with_capacity(text.len()),
            tokens: Vec::with_capacity(text.len() / 4 + 1),
        };
        scan.cut();
        scan
    }

    /// The tokens in order.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The text that was read.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// A token as written.
    #[must_use]
    pub fn written(&self, token: &Token) -> &'a str {
        &self.text[token.start..token.end]
    }

    /// Makes one token of several, in order and without gap, that is read as `word`.
    pub(crate) fn merge(&mut self, tokens: std::ops::Range<usize>, word: &str) {
        let Some(last) = tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last)).copied()
        else {
            return;
        };
        let begin = self.folded.len();
        self.folded.push_str(word);
        let first = &mut self.tokens[tokens.start];
        *first = Token {
            start: first.start,
            char_start: first.char_start,
            kind: Kind::Word,
            case: first.case,
            stretched: false,
            hash: hash::text(word),
            folded: (begin, self.folded.len()),
            ..last
        };
        self.tokens.drain(tokens.start + 1..tokens.end);
    }

    /// A token in lower case, without accents, with at most two equal letters in a row.
    #[must_use]
    pub fn folded(&self, token: &Token) -> &str {
        &self.folded[token.folded.0..token.folded.1]
    }

    fn cut(&mut self) {
        let (mut offset, mut char_offset) = (0, 0);
        while let Some(first) = self.text[offset..].chars().next() {
            let rest = &self.text[offset..];
            let (kind, length) = classify(first, rest);
            let chars = count_chars(&rest[..length]);
            if let Some(kind) = kind {
                self.push(kind, offset..offset + length, char_offset..char_offset + chars);
            }
            offset += length;
            char_offset += chars;
        }
    }

    fn push(&mut self, kind: Kind, bytes: std::ops::Range<usize>, chars: std::ops::Range<usize>) {
        let written = &self.text[bytes.clone()];
        let begin = self.folded.len();
        let mut stretched = false;
        match kind {
            Kind::Word => stretched = fold_word(written, &mut self.folded),
            Kind::Number => self.folded.push('0'),
            Kind::Link => self.folded.push_str("http"),
            Kind::Handle => self.folded.push('@'),
            Kind::Emoji => fold_emoji(written, &mut self.folded),
            Kind::Mark => {
                stretched = chars.len() > 2;
                self.folded.extend(written.chars().take(2));
            }
        }
        let folded = (begin, self.folded.len());
        self.tokens.push(Token {
            start: bytes.start,
            end: bytes.end,
            char_start: chars.start,
            char_end: chars.end,
            kind,
            case: if kind == Kind::Word { case_of(written) } else { Case::Lower },
            stretched,
            hash: hash::text(&self.folded[folded.0..folded.1]),
            folded,
        });
    }
}

fn count_chars(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// Kind and byte length of the token that begins `rest`; no kind for white space and control
/// characters.
fn classify(first: char, rest: &str) -> (Option<Kind>, usize) {
    if first.is_whitespace() || first.is_control() {
        return (None, first.len_utf8());
    }
    if let Some(length) = link_length(first, rest) {
        return (Some(Kind::Link), length);
    }
    if first == '@' {
        let name = run_length(&rest[1..], |c| is_word_char(c) || c == '_');
        let kind = if name == 0 { Kind::Mark } else { Kind::Handle };
        return (Some(kind), 1 + name);
    }
    if is_word_char(first) {
        let length = word_length(rest);
        let digits = rest[..length].bytes().all(|b| b.is_ascii_digit());
        return (Some(if digits { Kind::Number } else { Kind::Word }), length);
    }
    if let Some(length) = emoticon_length(rest) {
        return (Some(Kind::Emoji), length);
    }
    if is_emoji(first) {
        return (
            Some(Kind::Emoji),
            first.len_utf8() + run_length(&rest[first.len_utf8()..], joins_emoji),
        );
    }
    if is_invisible(first) {
        return (None, first.len_utf8());
    }
    (Some(Kind::Mark), run_length(rest, |c| c == first))
}

fn run_length(text: &str, wanted: impl Fn(char) -> bool) -> usize {
    text.find(|c| !wanted(c)).unwrap_or(text.len())
}

fn link_length(first: char, rest: &str) -> Option<usize> {
    if !matches!(first, 'h' | 'H' | 'w' | 'W') {
        return None;
    }
    let is_link = ["http://", "https://", "www."]
        .iter()
        .any(|scheme| rest.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme)));
    is_link.then(|| run_length(rest, |c| !c.is_whitespace()))
}

/// A word keeps its `n't`; other apostrophes split it, as in `l'ambiance` or `chef's`.
fn word_length(rest: &str) -> usize {
    let length = letters_length(rest);
    let negation = rest[..length].ends_with(['n', 'N'])
        && ["'t", "’t", "'T"].iter().any(|t| rest[length..].starts_with(t));
    if !negation {
        return length;
    }
    let apostrophe = rest[length..].chars().next().map_or(0, char::len_utf8);
    let tail = run_length(&rest[length + apostrophe..], is_word_char);
    if tail == 1 { length + apostrophe + tail } else { length }
}

/// Letters with what cannot be seen between them.
fn letters_length(rest: &str) -> usize {
    let run = &rest[..run_length(rest, |c| is_word_char(c) || is_invisible(c))];
    run.trim_end_matches(is_invisible).len()
}

fn is_word_char(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)
    }
}

/// Length of an emoticon in Western style: eyes, perhaps a nose, a mouth; or a heart.
fn emoticon_length(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    if bytes.starts_with(b"<3") {
        return Some(2);
    }
    if !matches!(bytes.first()?, b':' | b';' | b'=') {
        return None;
    }
    let nose = usize::from(matches!(bytes.get(1)?, b'-' | b'\'' | b'o') && bytes.len() > 2);
    let mouth = |index: usize| bytes.get(index).is_some_and(|b| b")(DPpOo*/\\|][3".contains(b));
    let ends = |index: usize| bytes.get(index).is_none_or(|b| !b.is_ascii_alphanumeric());
    if mouth(1 + nose) && ends(2 + nose) {
        return Some(2 + nose);
    }
    (mouth(1) && ends(2)).then_some(2)
}

fn is_emoji(c: char) -> bool {
    matches!(u32::from(c), 0x1f000..=0x1faff | 0x2600..=0x27bf | 0x2b00..=0x2bff | 0x2190..=0x21ff | 0x2300..=0x23ff)
}

/// Skin tones and variation selectors belong to the emoji before them.
fn joins_emoji(c: char) -> bool {
    matches!(u32::from(c), 0xfe00..=0xfe0f | 0x1f3fb..=0x1f3ff | 0x20e3)
}

/// Appends the folded word with runs of one letter cut to two; returns whether a run was cut.
fn fold_word(word: &str, out: &mut String) -> bool {
    let begin = out.len();
    match word.split_once('’') {
        // `don’t` is `don't`.
        Some((head, tail)) => {
            fold_into(head, out);
            out.push('\'');
            fold_into(tail, out);
        }
        None => fold_into(word, out),
    }
    let (mut last, mut run, mut stretched) = ('\0', 0, false);
    for c in out[begin..].chars() {
        run = if c == last { run + 1 } else { 1 };
        last = c;
        stretched |= run > 2 && c.is_alphabetic();
    }
    if stretched {
        let long = out.split_off(begin);
        (last, run) = ('\0', 0);
        for c in long.chars() {
            run = if c == last { run + 1 } else { 1 };
            last = c;
            if run <= 2 {
                out.push(c);
            }
        }
    }
    stretched
}

/// One form for `:)` and `:-)`; an emoji without its skin tone.
fn fold_emoji(written: &str, out: &mut String) {
    let mut chars = written.chars();
    let Some(first) = chars.next() else { return };
    if !first.is_ascii() {
        out.push(first);
        return;
    }
    out.push(if first == '=' { ':' } else { first });
    out.extend(chars.next_back().map(|mouth| mouth.to_ascii_lowercase()));
}

fn case_of(word: &str) -> Case {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    if !letters.next().is_some_and(char::is_uppercase) {
        return Case::Lower;
    }
    let mut more = letters.peekable();
    if more.peek().is_some() && more.all(char::is_uppercase) { Case::Upper } else { Case::Title }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_what_people_write() {
        let text = "@ana ¡¡Looove l'app!! don’t :-) 👍🏽 https://a.b/c?d chef's 24h 100 #Fail …";
        let scan = Scan::new(text);
        let got: Vec<_> =
            scan.tokens().iter().map(|t| (scan.written(t), scan.folded(t), t.kind)).collect();
        use Kind::*;
        let expected = [
            ("@ana", "@", Handle),
            ("¡¡", "¡¡", Mark),
            ("Looove", "loove", Word),
            ("l", "l", Word),
            ("'", "'", Mark),
            ("app", "app", Word),
            ("!!", "!!", Mark),
            ("don’t", "don't", Word),
            (":-)", ":)", Emoji),
            ("👍🏽", "👍", Emoji),
            ("https://a.b/c?d", "http", Link),
            ("chef", "chef", Word),
            ("'", "'", Mark),
            ("s", "s", Word),
            ("24h", "24h", Word),
            ("100", "0", Number),
            ("#", "#", Mark),
            ("Fail", "fail", Word),
            ("…", "…", Mark),
        ];
        assert_eq!(got, expected);
    }

    #[test]
    fn offsets_count_characters_too() {
        for text in ["é😀 batería\u{202e}مرحبا", "\u{0}a\u{301}b ﷽ ", "🇪🇸🏳️‍🌈x", "שלום, world", ""]
        {
            let scan = Scan::new(text);
            let mut before = 0;
            for token in scan.tokens() {
                assert!(token.start >= before && token.end > token.start, "{text:?}");
                before = token.end;
                let by_chars: String = text
                    .chars()
                    .skip(token.char_start)
                    .take(token.char_end - token.char_start)
                    .collect();
                assert_eq!(by_chars, scan.written(token), "{text:?}");
            }
        }
    }

    #[test]
    fn reads_a_bounded_part() {
        let long = "ñ ".repeat(50_000);
        assert_eq!(Scan::new(&long).tokens().len(), MAX_CHARS / 2);
    }

    #[test]
    fn tells_shouting() {
        let scan = Scan::new("NO Funciona x X soooo");
        let cases: Vec<_> = scan.tokens().iter().map(|t| (t.case, t.stretched)).collect();
        assert_eq!(
            cases,
            [
                (Case::Upper, false),
                (Case::Title, false),
                (Case::Lower, false),
                (Case::Title, false),
                (Case::Lower, true)
            ]
        );
    }
}
