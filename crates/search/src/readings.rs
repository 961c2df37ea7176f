//! What can be looked for in a text, piece by piece: words, names with apostrophes, hyphens and
//! signs, emoji; each with its place.
//!
//! Places are counted in steps: words stand at odd steps, one every two, and the signs between two
//! words share the even step there. So a phrase runs over an emoji as if it were not there, and can
//! name it too.

use plaza_core::text::{
    begins_word, emoticon_length, is_apostrophe, is_invisible, is_word_char, sign_length,
};

/// Steps from one word to the next.
pub(crate) const WORD_STEP: u32 = 2;
/// Words with hyphens between that are one name at most; a longer run is an address.
const MAX_PIECES: usize = 4;

/// What a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word; one with apostrophes is a single word.
    Word,
    /// Several words as one, or a word with its sign: `Coca-Cola`, `#tag`, `@name`, `.NET`,
    /// `Disney+`. The words in it follow as readings of their own, the first in the same place.
    Whole,
    /// What stands on one side of an apostrophe in the word before, in the same place.
    Part,
    /// An emoji, an emoticon, a symbol.
    Sign,
}

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading<'a> {
    /// As written.
    pub(crate) text: &'a str,
    /// Byte offset of its first byte.
    pub(crate) start: usize,
    /// Where it stands, in steps from the beginning of the text.
    pub(crate) step: u32,
    pub(crate) kind: Kind,
}

impl Reading<'_> {
    /// Byte offset behind its last byte.
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The readings of a text, in order.
pub(crate) struct Readings<'a> {
    text: &'a str,
    /// Where reading goes on.
    at: usize,
    /// Step of the next word.
    step: u32,
    /// Parts of the last word that are still to be told: from here to there.
    parts: std::ops::Range<usize>,
    /// Up to here [`Kind::Whole`] has been told.
    told: usize,
    /// The last sign before the next word.
    sign: &'a str,
}

/// Reads a text.
pub(crate) fn readings(text: &str) -> Readings<'_> {
    Readings { text, at: 0, step: 1, parts: 0..0, told: 0, sign: "" }
}

/// Scripts that are written without spaces: there each character is a word, and a word of several
/// characters is a phrase.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

impl<'a> Iterator for Readings<'a> {
    type Item = Reading<'a>;

    fn next(&mut self) -> Option<Reading<'a>> {
        if !self.parts.is_empty()
            && let Some(part) = self.part()
        {
            return Some(part);
        }
        loop {
            let c = self.text[self.at..].chars().next()?;
            if begins_word(c) {
                return Some(self.word());
            }
            if c.is_ascii_whitespace() {
                self.at += 1;
            } else if let Some(reading) = self.other(c) {
                return Some(reading);
            }
        }
    }
}

impl<'a> Readings<'a> {
    fn reading(&self, start: usize, end: usize, kind: Kind) -> Reading<'a> {
        let step = match kind {
            Kind::Word | Kind::Whole => self.step,
            Kind::Part => self.step.saturating_sub(WORD_STEP),
            Kind::Sign => self.step - 1,
        };
        Reading { text: &self.text[start..end], start, step, kind }
    }

    fn before(&self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    /// The word that begins here; first, once, the name of several words that it begins.
    fn word(&mut self) -> Reading<'a> {
        let start = self.at;
        let plain = run_end(self.text, start);
        // Most words end at a space, and nothing is to be looked for behind them.
        if self.text.as_bytes().get(plain).is_none_or(u8::is_ascii_whitespace) {
            return self.take(start, plain);
        }
        let end = self.apostrophes_end(plain);
        if start >= self.told {
            match self.whole_end(start, end) {
                (whole, true) => return self.take(start, whole),
                (whole, false) if whole > end => {
                    self.told = whole;
                    return self.reading(start, whole, Kind::Whole);
                }
                _ => {}
            }
        }
        if end > plain {
            self.parts = start..end;
        }
        self.take(start, end)
    }

    fn take(&mut self, start: usize, end: usize) -> Reading<'a> {
        let word = self.reading(start, end, Kind::Word);
        self.at = end;
        self.step += WORD_STEP;
        self.sign = "";
        word
    }

    /// The end of a word that goes on behind apostrophes.
    fn apostrophes_end(&self, mut end: usize) -> usize {
        while let Some(next) = joined(self.text, end, is_in_name) {
            end = run_end(self.text, next);
        }
        end
    }

    /// The end of the name that begins with the word from `start` to `end`, and whether the word
    /// alone is another: `C` is not `C++`.
    fn whole_end(&mut self, start: usize, end: usize) -> (usize, bool) {
        let rest = &self.text[end..];
        let length = suffix_length(rest, end - start);
        if length > 0 {
            return (end + length, self.text[start..end].chars().nth(1).is_none());
        }
        let hyphens = self.hyphens_end(end);
        let dots = if hyphens > end { hyphens } else { self.dots_end(start, end) };
        let has_letter = self.text[start..dots].chars().any(char::is_alphabetic);
        (if has_letter { dots } else { end }, false)
    }

    fn hyphens_end(&mut self, first: usize) -> usize {
        let (mut end, mut pieces) = (first, 1);
        while let Some(next) = joined(self.text, end, is_hyphen) {
            end = self.apostrophes_end(run_end(self.text, next));
            pieces += 1;
        }
        if pieces > MAX_PIECES {
            // Nor is any piece of it the beginning of a name.
            self.told = self.told.max(end);
            return first;
        }
        end
    }

    /// The end of an abbreviation: one or two letters each, as in `U.S.A.`, `EE.UU.`, `EE. UU.`
    fn dots_end(&self, start: usize, first: usize) -> usize {
        let is_short = |word: &str| {
            word.len() <= 4 && word.chars().count() <= 2 && word.chars().all(char::is_alphabetic)
        };
        let mut end = first;
        let mut piece = &self.text[start..first];
        while is_short(piece) && self.text[end..].starts_with('.') {
            let next = match self.text[end + 1..].strip_prefix([' ', '\u{a0}']) {
                Some(rest) if is_doubled(piece) && is_doubled(&rest[..run_end(rest, 0)]) => {
                    self.text.len() - rest.len()
                }
                _ => end + 1,
            };
            let next_end = run_end(self.text, next);
            piece = &self.text[next..next_end];
            if piece.is_empty() || !is_short(piece) {
                break;
            }
            end = next_end;
        }
        end
    }

    /// What begins with another character than a letter; goes behind it in any case.
    fn other(&mut self, first: char) -> Option<Reading<'a>> {
        let rest = &self.text[self.at..];
        let start = self.at;
        let marked = match first {
            '#' | '@' => name_length(&rest[1..]),
            '.' => dotted_length(&rest[1..]),
            _ => 0,
        };
        if marked > 0 && start >= self.told && self.stands_apart(first) {
            self.at += 1;
            self.told = start + 1 + marked;
            return Some(self.reading(start, self.told, Kind::Whole));
        }
        let length = match emoticon_length(self.before(), rest) {
            0 => sign_length(rest),
            length => length,
        };
        if length == 0 {
            self.at += first.len_utf8();
            return None;
        }
        let sign = self.reading(start, start + length, Kind::Sign);
        self.at += length;
        // Three angry faces say what one says.
        let before = std::mem::replace(&mut self.sign, sign.text);
        (before != sign.text).then_some(sign)
    }

    fn stands_apart(&self, mark: char) -> bool {
        match self.before() {
            None => true,
            Some(c) if mark == '.' => c.is_whitespace() || matches!(c, '(' | '"' | '/'),
            Some(c) => !is_word_char(c),
        }
    }

    /// The next part of the last word that is worth a term: two letters or more.
    fn part(&mut self) -> Option<Reading<'a>> {
        while !self.parts.is_empty() {
            let start = self.parts.start;
            let end = run_end(self.text, start).min(self.parts.end);
            let next = self.text[end..self.parts.end].chars().next().map_or(0, char::len_utf8);
            self.parts.start = (end + next).max(start + 1);
            if self.text[start..end].chars().nth(1).is_some() {
                return Some(self.reading(start, end, Kind::Part));
            }
        }
        None
    }
}

/// The end of the run of word characters that begins at `start`; a character of an unspaced
/// script is a run of its own.
fn run_end(text: &str, start: usize) -> usize {
    let ascii = text.as_bytes()[start..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    let mut end = start + ascii;
    if text.as_bytes().get(end).is_none_or(u8::is_ascii) {
        return end;
    }
    for (at, c) in text[end..].char_indices() {
        let behind = start + ascii + at + c.len_utf8();
        if is_unspaced(c) {
            return if end == start { behind } else { end };
        }
        if is_word_char(c) {
            end = behind;
        } else if !is_invisible(c) || parts_persian(c, &text[..behind - c.len_utf8()]) {
            break;
        }
    }
    end
}

/// In the Arabic script a zero-width non-joiner parts what may also be written with a space.
fn parts_persian(c: char, before: &str) -> bool {
    c == '\u{200c}' && before.chars().next_back().is_some_and(|c| matches!(c, '\u{600}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'))
}

/// Where the word goes on behind one joint at `end`, and none where it does not.
fn joined(text: &str, end: usize, is_joint: fn(char) -> bool) -> Option<usize> {
    let mut rest = text[end..].char_indices().filter(|(_, c)| !is_invisible(*c) || is_joint(*c));
    let (_, joint) = rest.next()?;
    if !is_joint(joint) {
        return None;
    }
    let (at, next) = rest.next()?;
    (begins_word(next) && !is_unspaced(next)).then_some(end + at)
}

/// Apostrophes, and the point of Catalan `col·lapse`.
fn is_in_name(c: char) -> bool {
    is_apostrophe(c) || matches!(c, '·' | '‧')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '\u{200c}')
}

/// Joints that are left out where a name is compared as one word.
pub(crate) fn is_joint(c: char) -> bool {
    is_in_name(c) || is_hyphen(c) || matches!(c, '.' | ' ' | '\u{a0}')
}

fn is_doubled(word: &str) -> bool {
    let mut letters = word.chars();
    matches!((letters.next(), letters.next(), letters.next()), (Some(a), Some(b), None) if a == b && a.is_uppercase())
}

/// Length of `++`, `+` or `#` behind a word of so many bytes.
fn suffix_length(rest: &str, word: usize) -> usize {
    let length = if rest.starts_with("++") {
        return 2;
    } else if rest.starts_with('+') || (rest.starts_with('#') && word <= 2) {
        1
    } else {
        return 0;
    };
    let goes_on = rest[length..]
        .chars()
        .next()
        .is_some_and(|c| is_word_char(c) || matches!(c, '+' | '#' | '\u{fe0f}' | '\u{20e3}'));
    if goes_on { 0 } else { length }
}

/// Length of a tag's or a handle's name: letters, digits and underscores.
fn name_length(rest: &str) -> usize {
    let name =
        rest.char_indices().take_while(|(_, c)| is_word_char(*c) || *c == '_' || is_invisible(*c));
    let end = name.filter(|(_, c)| !is_invisible(*c)).last().map_or(0, |(at, c)| at + c.len_utf8());
    if rest[..end].contains(begins_word) { end } else { 0 }
}

/// Length of a name behind its point, as in `.NET`.
fn dotted_length(rest: &str) -> usize {
    if rest.starts_with(char::is_alphabetic) { run_end(rest, 0) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(&str, u32, Kind)> {
        readings(text).map(|r| (r.text, r.step, r.kind)).collect()
    }

    #[test]
    fn words_and_signs_have_steps_of_their_own() {
        use Kind::{Sign, Word};
        let expected = vec![
            ("Otra", 1, Word),
            ("vez", 3, Word),
            ("😡", 4, Sign),
            ("🔥", 4, Sign),
            ("sin", 5, Word),
            (":(", 6, Sign),
        ];
        assert_eq!(read("Otra vez😡😡 🔥 (sin) :("), expected);
        assert_eq!(read("9,99 €"), vec![("9", 1, Word), ("99", 3, Word), ("€", 4, Sign)]);
        assert_eq!(read("H&M"), vec![("H", 1, Word), ("&", 2, Sign), ("M", 3, Word)]);
    }

    #[test]
    fn names_are_read_whole_and_in_parts() {
        use Kind::{Part, Sign, Whole, Word};
        assert_eq!(read("d'aigua"), vec![("d'aigua", 1, Word), ("aigua", 1, Part)]);
        assert_eq!(
            read("col·lapse"),
            vec![("col·lapse", 1, Word), ("col", 1, Part), ("lapse", 1, Part)]
        );
        assert_eq!(
            read("Coca-Cola, x"),
            vec![("Coca-Cola", 1, Whole), ("Coca", 1, Word), ("Cola", 3, Word), ("x", 5, Word)]
        );
        assert_eq!(read("EE. UU."), vec![("EE. UU", 1, Whole), ("EE", 1, Word), ("UU", 3, Word)]);
        assert_eq!(
            read("#una_mas"),
            vec![("#una_mas", 1, Whole), ("una", 1, Word), ("mas", 3, Word)]
        );
        assert_eq!(read("C++ C# C"), vec![("C++", 1, Word), ("C#", 3, Word), ("C", 5, Word)]);
        assert_eq!(
            read("Disney+"),
            vec![("Disney+", 1, Whole), ("Disney", 1, Word), ("+", 2, Sign)]
        );
        assert_eq!(read("en .NET"), vec![("en", 1, Word), (".NET", 3, Whole), ("NET", 3, Word)]);
        assert_eq!(
            read("l'e-mail"),
            vec![("l'e-mail", 1, Whole), ("l'e", 1, Word), ("mail", 3, Word)]
        );
    }

    #[test]
    fn what_is_no_name_stays_apart() {
        let words = |text| read(text).into_iter().map(|(text, ..)| text).collect::<Vec<_>>();
        for (text, expected) in [
            ("fin.Pero", vec!["fin", "Pero"]),
            ("2026-01-31", vec!["2026", "01", "31"]),
            ("a-b-c-d-e", vec!["a", "b", "c", "d", "e"]),
            ("ana@xyz.es", vec!["ana", "xyz", "es"]),
            ("hola -mundo", vec!["hola", "mundo"]),
            ("'hola'", vec!["hola"]),
            ("iPhone電池", vec!["iPhone", "電", "池"]),
            ("1️⃣ #️⃣", vec!["1️⃣", "#️⃣"]),
            ("bate\u{200b}ría\u{200b} x", vec!["bate\u{200b}ría", "x"]),
            ("می\u{200c}خواهم", vec!["می\u{200c}خواهم", "می", "خواهم"]),
            ("\u{301}\u{fe0f}\u{200d}", vec![]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }
}
