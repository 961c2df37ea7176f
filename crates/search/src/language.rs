//! The languages whose inflections are told apart, and their stemmers.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

/// ISO 639-1 code and Snowball algorithm. The index stores positions in this table: append only,
/// or raise [`crate::schema::VERSION`].
const LANGUAGES: [(&str, Algorithm); 18] = [
    ("ar", Algorithm::Arabic),
    ("da", Algorithm::Danish),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("en", Algorithm::English),
    ("es", Algorithm::Spanish),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("hu", Algorithm::Hungarian),
    ("it", Algorithm::Italian),
    ("nl", Algorithm::Dutch),
    ("no", Algorithm::Norwegian),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sv", Algorithm::Swedish),
    ("ta", Algorithm::Tamil),
    ("tr", Algorithm::Turkish),
];

/// Stems remembered per language before the memory is emptied.
const REMEMBERED_STEMS: usize = 40_000;

/// A language that has a stemmer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Language(u8);

impl Language {
    /// The language with that code, if it has a stemmer.
    pub(crate) fn of(code: &str) -> Option<Self> {
        let at = LANGUAGES.iter().position(|(known, _)| *known == code)?;
        u8::try_from(at).ok().map(Self)
    }

    /// All languages that have a stemmer.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0u8..).take(LANGUAGES.len()).map(Self)
    }

    /// ISO 639-1.
    pub(crate) fn code(self) -> &'static str {
        LANGUAGES[usize::from(self.0)].0
    }

    /// The control character that begins this language's stem terms.
    pub(crate) fn marker(self) -> char {
        char::from(1 + self.0)
    }

    /// The stem of a folded word; the word itself where there is nothing to take off.
    pub(crate) fn stem(self, folded: &str) -> Cow<'_, str> {
        if !is_stemmable(folded) {
            return Cow::Borrowed(folded);
        }
        self.stemmer().stem(folded)
    }

    fn stemmer(self) -> Stemmer {
        Stemmer::create(LANGUAGES[usize::from(self.0)].1)
    }
}

/// Model numbers are no inflected words, and one or two letters leave nothing to take off.
fn is_stemmable(folded: &str) -> bool {
    folded.len() > 2 && !folded.bytes().any(|b| b.is_ascii_digit())
}

/// Remembers stems, because a text's words are mostly the same few thousand.
#[derive(Default)]
pub(crate) struct StemCache {
    per_language: FxHashMap<u8, Remembered>,
}

struct Remembered {
    stemmer: Stemmer,
    /// `None` where the stem is the word itself.
    stems: FxHashMap<Box<str>, Option<Box<str>>>,
}

impl StemCache {
    /// The stem of a folded word, or `None` where it is the word itself.
    pub(crate) fn stem(&mut self, language: Language, folded: &str) -> Option<&str> {
        if !is_stemmable(folded) {
            return None;
        }
        let remembered = self.per_language.entry(language.0).or_insert_with(|| Remembered {
            stemmer: language.stemmer(),
            stems: FxHashMap::default(),
        });
        if !remembered.stems.contains_key(folded) {
            if remembered.stems.len() >= REMEMBERED_STEMS {
                remembered.stems.clear();
            }
            let stem = remembered.stemmer.stem(folded);
            let stem = (stem != folded).then(|| stem.as_ref().into());
            remembered.stems.insert(folded.into(), stem);
        }
        remembered.stems.get(folded)?.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflections_of_a_folded_word_share_a_stem() {
        for (code, one, other) in [
            ("es", "bateria", "baterias"),
            ("es", "cancion", "canciones"),
            ("en", "battery", "batteries"),
            ("de", "haus", "hauser"),
            ("fr", "chanson", "chansons"),
        ] {
            let language = Language::of(code).unwrap();
            assert_eq!(language.stem(one), language.stem(other), "{one} {other}");
        }
        assert_eq!(Language::of("xx"), None);
        assert_eq!(Language::of("en").unwrap().stem("7s"), "7s");
    }

    #[test]
    fn the_cache_agrees_with_the_stemmer() {
        let mut cache = StemCache::default();
        for language in Language::all() {
            for word in ["bateria", "running", "hauser", "a", "x1000s", "нового", "baterias"]
            {
                for _ in 0..2 {
                    let cached = cache.stem(language, word).map(str::to_owned);
                    assert_eq!(cached.as_deref().unwrap_or(word), language.stem(word));
                }
            }
        }
    }
}
