//! Folding and tokenising, the same wherever text is compared: search, themes, duplicates, models.

mod invisible;
mod signs;

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};

pub use invisible::is_invisible;
use invisible::{latin_twin, mixes_scripts, unboxed};
pub use signs::{emoticon_length, fold_sign, sign_length};

/// Lower-cases and strips accents, so that `Batería` and `bateria` are one word.
///
/// `ñ` folds to `n` and `ß` to `ss`: people type without them when they search. Invisible characters
/// are left out, ornamental letters (`𝗹𝗶𝗸𝗲`, `ｌｉｋｅ`, `ﬁ`) are plain ones, and Cyrillic letters
/// among Latin ones are those that they are drawn like.
#[must_use]
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_into(word, &mut folded);
    folded
}

/// Appends the folded form of `word` to `out`; the allocation-free twin of [`fold`].
pub fn fold_into(word: &str, out: &mut String) {
    if word.is_ascii() {
        out.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    let twin: fn(char) -> char = if mixes_scripts(word) { latin_twin } else { |c| c };
    for c in word.nfkd().filter(|c| !is_combining_mark(*c) && !is_invisible(*c)) {
        match unboxed(c).unwrap_or(c) {
            'ß' | 'ẞ' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            c => out.extend(c.to_lowercase().filter(|c| !is_combining_mark(*c)).map(twin)),
        }
    }
}

/// The letters that an ornamental one stands for: `𝗮`, `ａ` and `ﬁ` are letters in another dress.
pub fn plain_letters(c: char) -> impl Iterator<Item = char> {
    let dressed = c >= '\u{2000}';
    let own = (!dressed).then_some(c).into_iter();
    let plain = dressed.then(|| unboxed(c).unwrap_or(c).nfkc()).into_iter().flatten();
    own.chain(plain)
}

/// A word as its letters were meant: without invisible characters, each accent joined to its letter
/// (NFC), with one kind of apostrophe. Capitals and accents stay.
#[must_use]
pub fn written(word: &str) -> Cow<'_, str> {
    if word.is_ascii()
        || (is_nfc(word) && !word.chars().any(|c| is_invisible(c) || is_apostrophe(c)))
    {
        return Cow::Borrowed(word);
    }
    let plain = |c: char| if is_apostrophe(c) { '\'' } else { c };
    Cow::Owned(word.chars().filter(|c| !is_invisible(*c)).map(plain).nfc().collect())
}

/// Whether people write this for an apostrophe.
#[must_use]
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʹ' | '′' | '`' | '´' | '‛' | '＇' | 'ꞌ')
}

/// Whether `shown` is what a platform makes of the text `ours`: platforms curl quotes and change
/// dashes and spaces, so that letters and digits alone are compared, where there are any.
#[must_use]
pub fn says(shown: &str, ours: &str) -> bool {
    let (shown, ours) = comparable(shown, ours);
    shown == ours
}

/// Whether `shown` ends with what a platform makes of the text `ours`: some put handles in front.
#[must_use]
pub fn ends_saying(shown: &str, ours: &str) -> bool {
    let (shown, ours) = comparable(shown, ours);
    !ours.is_empty() && shown.ends_with(&ours)
}

/// Both texts as they are compared. A text of signs alone, such as a heart, has no letters.
fn comparable(shown: &str, ours: &str) -> (String, String) {
    let letters =
        |text: &str| fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let bare = letters(ours);
    if !bare.is_empty() {
        return (letters(shown), bare);
    }
    let signs = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    (signs(shown), signs(ours))
}

/// A word and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// The word as written.
    pub text: &'a str,
    /// Byte offset of its first byte.
    pub start: usize,
    /// Byte offset behind its last byte.
    pub end: usize,
}

/// Splits text into words: runs of letters, digits, combining marks and invisible characters, with
/// inner apostrophes and underscores kept out.
///
/// A `#tag` or `@handle` yields its bare word. Chinese, Japanese and Thai come out as whole runs;
/// they are not segmented.
pub fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = rest.find(|(_, c)| is_word_char(*c))?;
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = rest.next_if(|(_, c)| is_word_char(*c) || is_invisible(*c)) {
            // What shows nothing at the end of a word does not belong to it.
            if !is_invisible(c) {
                end = at + c.len_utf8();
            }
        }
        Some(Token { text: &text[start..end], start, end })
    })
}

/// Whether words are made of it: letters, digits, and the marks upon them.
#[must_use]
pub fn is_word_char(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        (c.is_alphanumeric() || is_combining_mark(c)) && !is_invisible(c) && !is_apostrophe(c)
    }
}

/// Whether a word can begin with it: a letter or a digit.
#[must_use]
pub fn begins_word(c: char) -> bool {
    is_word_char(c) && (c.is_ascii() || !is_combining_mark(c))
}

/// A hash of `text` that is stable across versions and machines: it is stored.
#[must_use]
pub fn stable_hash(text: &str) -> i64 {
    xxhash_rust::xxh3::xxh3_64(text.as_bytes()).cast_signed()
}

/// Cuts `text` to at most `max` characters, on a character boundary.
#[must_use]
pub fn truncate_chars(text: &str, max: usize) -> &str {
    match text.char_indices().nth(max) {
        Some((at, _)) => &text[..at],
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_platforms_change_does_not_count_when_texts_are_compared() {
        assert!(says("“It’s” – fixed", "\"It's\" - fixed"));
        assert!(!says("fixed now", "fixed"));
        assert!(ends_saying("@ana fixed!", "Fixed"));
        assert!(!ends_saying("fixed @ana", "fixed"));
        // Signs alone are compared as they are.
        assert!(says(" 👍 ", "👍") && !says("👎", "👍") && !says("", "👍"));
        assert!(ends_saying("@ana 👍", "👍") && !ends_saying("@ana 👎", "👍"));
    }

    #[test]
    fn folding_ignores_case_and_accents() {
        for (word, folded) in [
            ("Batería", "bateria"),
            ("NIÑO", "nino"),
            ("Straße", "strasse"),
            ("İstanbul", "istanbul"),
            ("ﬁn", "fin"),
            ("Ελλάδα", "ελλαδα"),
            ("plain", "plain"),
            ("ac\u{ad}ción", "accion"),
            ("bate\u{200b}ría", "bateria"),
            ("des\u{2060}carga", "descarga"),
            ("bateri\u{301}a", "bateria"),
            ("co\u{34f}sa", "cosa"),
            ("𝗹𝗶𝗸𝗲", "like"),
            ("ＬＩＫＥ", "like"),
            ("Ⓛⓘⓚⓔ", "like"),
            ("🅻🅸🅺🅴", "like"),
            ("Аррlе", "apple"),
            ("Россия", "россия"),
        ] {
            assert_eq!(fold(word), folded, "{word}");
        }
    }

    #[test]
    fn tokens_carry_byte_offsets() {
        let text = "¡La batería (nueva) dura 2h!";
        let words: Vec<_> = tokens(text).map(|t| (t.text, &text[t.start..t.end])).collect();
        let expected = ["La", "batería", "nueva", "dura", "2h"];
        assert_eq!(words, expected.map(|w| (w, w)));
    }

    #[test]
    fn invisible_characters_part_no_word() {
        let text = "la actuali\u{ad}za\u{ad}ción\u{200b} \u{feff}bate\u{200b}ría\u{200e}, \u{2067}x\u{2069}";
        let words: Vec<_> = tokens(text).map(|t| (fold(t.text), written(t.text))).collect();
        let expected =
            [("la", "la"), ("actualizacion", "actualización"), ("bateria", "batería"), ("x", "x")];
        assert_eq!(words, expected.map(|(folded, written)| (folded.to_owned(), written.into())));
        assert_eq!(written("L’Oréal"), "L'Oréal");
        assert_eq!(written("bateri\u{301}a"), "batería");
    }

    #[test]
    fn truncation_counts_characters() {
        assert_eq!(truncate_chars("ñandú", 2), "ña");
        assert_eq!(truncate_chars("a", 5), "a");
    }
}
