//! Which theme a text belongs to.

use std::collections::HashMap;

use plaza_core::{ThemeId, text};

/// Finds themes by their keywords; built once per batch, then a look-up per word.
#[derive(Debug, Default)]
pub(crate) struct ThemeMatcher {
    /// Keywords by their first stem: the other stems and the theme.
    by_first: HashMap<String, Vec<(Vec<String>, ThemeId)>>,
}

impl ThemeMatcher {
    /// Themes with their keywords.
    pub(crate) fn new<'a>(themes: impl Iterator<Item = (ThemeId, &'a [String])>) -> Self {
        let mut by_first: HashMap<String, Vec<(Vec<String>, ThemeId)>> = HashMap::new();
        for (theme, keywords) in themes {
            for keyword in keywords {
                let mut stems = stems(keyword).into_iter();
                if let Some(first) = stems.next() {
                    by_first.entry(first).or_default().push((stems.collect(), theme));
                }
            }
        }
        Self { by_first }
    }

    /// The theme with most matching keyword words in `said`; the older theme when they are equal.
    pub(crate) fn theme_of(&self, said: &str) -> Option<ThemeId> {
        if self.by_first.is_empty() {
            return None;
        }
        let words = stems(said);
        let mut scores: Vec<(ThemeId, usize)> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            for (rest, theme) in self.by_first.get(word).into_iter().flatten() {
                if words[at + 1..].starts_with(rest) {
                    let score = 1 + rest.len();
                    match scores.iter_mut().find(|(id, _)| id == theme) {
                        Some((_, sum)) => *sum += score,
                        None => scores.push((*theme, score)),
                    }
                }
            }
        }
        scores
            .into_iter()
            .max_by_key(|(id, score)| (*score, std::cmp::Reverse(*id)))
            .map(|(id, _)| id)
    }
}

/// The folded, lightly stemmed words of a text.
pub(super) fn stems(said: &str) -> Vec<String> {
    text::tokens(said).map(|token| stem(token.text)).collect()
}

/// Folds a word and takes off plural endings, the same way for Spanish and English: a final `s`,
/// then a final `e`, and `y` becomes `i` (so that `batteries` meets `battery`, `móviles` `móvil`).
pub(super) fn stem(word: &str) -> String {
    let mut stem = text::fold(word);
    for ending in ['s', 'e'] {
        if stem.len() > 3 && stem.ends_with(ending) {
            stem.pop();
        }
    }
    if stem.len() > 3 && stem.ends_with('y') {
        stem.pop();
        stem.push('i');
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_meet_their_singulars() {
        for (one, many) in [
            ("batería", "BATERÍAS"),
            ("móvil", "móviles"),
            ("battery", "batteries"),
            ("service", "services"),
            ("pantalla", "Pantallas"),
        ] {
            assert_eq!(stem(one), stem(many), "{one}");
        }
    }

    #[test]
    fn the_theme_with_most_words_wins_and_ties_go_to_the_older() {
        let words = |list: &[&str]| list.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let (battery, support) = (words(&["batería"]), words(&["atención al cliente", "soporte"]));
        let themes = [(1.into(), battery.as_slice()), (2.into(), support.as_slice())];
        let matcher = ThemeMatcher::new(themes.into_iter());
        assert_eq!(matcher.theme_of("La bateria y la atención al cliente"), Some(2.into()));
        assert_eq!(matcher.theme_of("Batería y soporte"), Some(1.into()));
        assert_eq!(matcher.theme_of("atención, cliente"), None);
        assert_eq!(ThemeMatcher::default().theme_of("batería"), None);
    }
}
