//! Names for themes: what their mentions say and others do not.
//!
//! Words and phrases of up to three words are weighed by how often a theme's mentions hold them
//! and how rarely those of other themes do (class-based tf-idf: Grootendorst, "BERTopic", 2022).

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use plaza_core::text;
use plaza_store::understand::ThemeText;
use stop_words::Language;

use super::matcher::stem;
use crate::stop::{StopSign, Stopped};

/// Languages whose function words are never a name.
const LANGUAGES: [(&str, Language); 7] = [
    ("es", Language::Spanish),
    ("en", Language::English),
    ("fr", Language::French),
    ("pt", Language::Portuguese),
    ("de", Language::German),
    ("it", Language::Italian),
    ("ca", Language::Catalan),
];
/// Words that people write everywhere and that name nothing, folded.
const EMPTY: [&str; 66] = [
    "hola", "gracias", "favor", "buenos", "buenas", "dias", "tardes", "saludos", "hello", "thanks",
    "thank", "please", "hey", "guys", "want", "need", "know", "get", "got", "tell", "help", "let",
    "make", "made", "quiero", "necesito", "puedo", "puede", "pueden", "hacer", "hace", "hecho",
    "tengo", "tiene", "tienen", "haber", "decir", "dice", "ver", "siempre", "nunca", "aun",
    "todavia", "ahora", "luego", "cosa", "cosas", "thing", "things", "still", "also", "really",
    "just", "one", "two", "way", "would", "could", "should", "going", "says", "said", "asi",
    "sido", "user", "rt",
];
/// Texts of a theme that are read.
pub(super) const READ: usize = 150;
/// Share of all texts above which a word tells nothing: the brand itself, say.
const LARGEST_SHARE: f64 = 0.25;
/// Texts from which that share can be told.
const ENOUGH: usize = 40;
/// A phrase names a theme when this share of the best word's texts hold it.
const PHRASE_SHARE: f64 = 0.3;
/// Share of a theme's texts in the workspace's language from which only those name it.
const OWN_LANGUAGE: f64 = 0.2;
/// Keywords kept.
const KEYWORDS: usize = 8;
/// Longest word that is read, in characters; what is longer is no word of anybody.
const LONGEST_WORD: usize = 40;
/// Letters that words of one family begin with, at least.
const AKIN_CHARS: usize = 5;
/// Longest phrase, in words.
const LONGEST: usize = 3;

/// A name and the words behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) label: String,
    pub(super) keywords: Vec<String>,
}

#[derive(Debug, Default)]
struct Term {
    /// Texts of each group that hold it.
    groups: HashMap<usize, u32>,
    spellings: HashMap<String, u32>,
    words: usize,
}

/// Names groups of texts. `lang` is the workspace's language, `brands` are words that no name may
/// hold.
///
/// # Errors
/// The sign went up.
pub(super) fn name(
    groups: &[Vec<&ThemeText>],
    lang: &str,
    brands: &[String],
    stop: &StopSign,
) -> Result<Vec<Name>, Stopped> {
    let brands: HashSet<String> = brands
        .iter()
        .flat_map(|b| text::tokens(b).map(|t| stem(t.text)).collect::<Vec<_>>())
        .collect();
    let read: Vec<Vec<&ThemeText>> = groups.iter().map(|group| in_language(group, lang)).collect();
    let mut terms: HashMap<String, Term> = HashMap::new();
    for (index, group) in read.iter().enumerate() {
        stop.check()?;
        for said in group {
            note(&mut terms, index, said, &brands);
        }
    }
    let all: usize = read.iter().map(Vec::len).sum();
    if all >= ENOUGH && read.len() > 3 {
        terms.retain(|_, term| share(term.groups.values().sum(), all) <= LARGEST_SHARE);
    }
    let mut by_group: Vec<Vec<(f64, &String, &Term)>> = vec![Vec::new(); read.len()];
    for (key, term) in &terms {
        let total: u32 = term.groups.values().sum();
        for (index, count) in &term.groups {
            let size = read[*index].len();
            if *count < 2 && size > 3 {
                continue;
            }
            let rare = (1.0 + share_of(all, read.len()) / f64::from(total)).ln();
            by_group[*index].push((share(*count, size) * rare, key, term));
        }
    }
    let mut taken: HashSet<String> = HashSet::new();
    by_group
        .into_iter()
        .enumerate()
        .map(|(index, mut ranked)| {
            stop.check()?;
            ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
            let mut name = compose(index, &ranked, &taken);
            if name.label.is_empty() {
                name.label = beginning(read[index].first());
            }
            taken.insert(text::fold(&name.label));
            Ok(name)
        })
        .collect()
}

fn in_language<'a>(group: &[&'a ThemeText], lang: &str) -> Vec<&'a ThemeText> {
    let own: Vec<&ThemeText> = group
        .iter()
        .filter(|said| said.lang.as_deref() == Some(lang))
        .take(READ)
        .copied()
        .collect();
    if own.len() >= 2 && share_of(own.len(), group.len()) >= OWN_LANGUAGE {
        return own;
    }
    group.iter().take(READ).copied().collect()
}

fn note(
    terms: &mut HashMap<String, Term>,
    group: usize,
    said: &ThemeText,
    brands: &HashSet<String>,
) {
    let stops = stops(said.lang.as_deref());
    let said = format!("{} \n {}", said.title, said.text);
    let mut seen: HashSet<String> = HashSet::new();
    // The words since the last break, with their stems and whether they name something.
    let mut run: Vec<(String, &str, bool)> = Vec::new();
    let mut end = 0;
    for token in text::tokens(&said) {
        if !said[end..token.start].chars().all(|c| c == ' ') {
            run.clear();
        }
        end = token.end;
        if is_plain(&said, &token) {
            run.clear();
            continue;
        }
        let stem = stem(token.text);
        let folded = text::fold(token.text);
        let names = !stops.is_some_and(|stops| stops.contains(&folded));
        if brands.contains(&stem) {
            run.clear();
            continue;
        }
        run.push((stem, token.text, names));
        for length in 1..=LONGEST.min(run.len()) {
            let words = &run[run.len() - length..];
            let is_whole = words.first().is_some_and(|w| w.2) && words.last().is_some_and(|w| w.2);
            if !is_whole || (length == 1 && token.text.chars().count() < 3) {
                continue;
            }
            let key = words.iter().map(|w| w.0.as_str()).collect::<Vec<_>>().join(" ");
            if seen.insert(key.clone()) {
                let spelling = words.iter().map(|w| w.1.to_lowercase()).collect::<Vec<_>>();
                let term = terms.entry(key).or_default();
                *term.groups.entry(group).or_default() += 1;
                *term.spellings.entry(spelling.join(" ")).or_default() += 1;
                term.words = length;
            }
        }
    }
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

/// Function words by language; under the empty name those of all languages.
static STOPS: LazyLock<HashMap<&str, HashSet<String>>> = LazyLock::new(|| {
    let mut stops: HashMap<&str, HashSet<String>> = HashMap::new();
    for (lang, language) in LANGUAGES {
        for phrase in stop_words::get(language) {
            for token in text::tokens(phrase) {
                let word = text::fold(token.text);
                stops.entry("").or_default().insert(word.clone());
                stops.entry(lang).or_default().insert(word);
            }
        }
    }
    for words in stops.values_mut() {
        words.extend(EMPTY.into_iter().map(str::to_owned));
    }
    stops
});

/// The function words that a text of that language may hold.
fn stops(lang: Option<&str>) -> Option<&'static HashSet<String>> {
    lang.and_then(|lang| STOPS.get(lang)).or_else(|| STOPS.get(""))
}

impl Term {
    fn spelling(&self) -> String {
        let best = self.spellings.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        best.map(|(spelling, _)| spelling.clone()).unwrap_or_default()
    }
}

/// The first words of the most typical text, where nothing else names a group.
fn beginning(said: Option<&&ThemeText>) -> String {
    let Some(said) = said else { return String::new() };
    let whole = if said.title.is_empty() { &said.text } else { &said.title };
    let words: Vec<&str> = whole.split_whitespace().take(4).collect();
    let words = words.join(" ");
    capital(text::truncate_chars(&words, LONGEST_WORD))
}

/// A phrase that holds much of the best word's weight; otherwise the two best words.
fn compose(group: usize, ranked: &[(f64, &String, &Term)], taken: &HashSet<String>) -> Name {
    let Some((_, _, first)) = ranked.iter().find(|(_, _, term)| term.words == 1) else {
        return Name::default();
    };
    let held = |term: &Term| f64::from(term.groups.get(&group).copied().unwrap_or_default());
    let phrase = ranked
        .iter()
        .filter(|(_, _, term)| term.words > 1 && held(term) >= PHRASE_SHARE * held(first))
        .max_by(|a, b| (a.0 * weight(a.2)).total_cmp(&(b.0 * weight(b.2))).then(b.1.cmp(a.1)));
    let mut parts: Vec<(&String, String)> = Vec::new();
    if let Some((_, key, term)) = phrase {
        parts.push((key, term.spelling()));
    }
    let mut label = join(&parts);
    for (_, key, term) in ranked.iter().filter(|(_, _, term)| term.words == 1) {
        let words: usize = parts.iter().map(|(key, _)| key.split(' ').count()).sum();
        let is_free = !label.is_empty() && !taken.contains(&text::fold(&label));
        if (words >= 2 && is_free) || words >= 4 {
            break;
        }
        if parts.iter().any(|(held, _)| held.split(' ').any(|word| are_akin(word, key))) {
            continue;
        }
        parts.push((key, term.spelling()));
        label = join(&parts);
    }
    Name { label: capital(&label), keywords: keywords(ranked) }
}

/// The best terms, each of which adds a word that those before it do not say.
fn keywords(ranked: &[(f64, &String, &Term)]) -> Vec<String> {
    // Function words within a phrase are no terms of their own, and add nothing.
    let telling: HashSet<&str> = ranked
        .iter()
        .filter(|(_, _, term)| term.words == 1)
        .map(|(_, key, _)| key.as_str())
        .collect();
    let mut keywords: Vec<String> = Vec::new();
    let mut said: Vec<&str> = Vec::new();
    for (_, key, term) in ranked {
        let mut words = key.split(' ').filter(|word| telling.contains(word));
        if words.any(|word| !said.iter().any(|other| are_akin(other, word))) {
            said.extend(key.split(' '));
            keywords.push(term.spelling());
        }
        if keywords.len() == KEYWORDS {
            break;
        }
    }
    keywords
}

/// Whether two stems are of one family, as `declined` and `declining`: they begin alike for
/// [`AKIN_CHARS`] letters and most of the shorter one.
fn are_akin(a: &str, b: &str) -> bool {
    let alike = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let shorter = a.chars().count().min(b.chars().count());
    a == b || (alike >= AKIN_CHARS && alike * 4 >= shorter * 3)
}

/// Longer phrases say more than their words alone.
fn weight(term: &Term) -> f64 {
    if term.words > 2 { 1.25 } else { 1.0 }
}

fn join(parts: &[(&String, String)]) -> String {
    parts.iter().map(|(_, spelling)| spelling.as_str()).collect::<Vec<_>>().join(", ")
}

/// With a capital letter at the beginning.
pub(super) fn capital(label: &str) -> String {
    let mut chars = label.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

fn share(count: u32, of: usize) -> f64 {
    f64::from(count) / share_of(of.max(1), 1)
}

#[expect(clippy::cast_precision_loss, reason = "numbers of texts")]
fn share_of(count: usize, of: usize) -> f64 {
    count as f64 / of.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(groups: &[Vec<&ThemeText>], lang: &str, brands: &[String]) -> Vec<Name> {
        name(groups, lang, brands, &StopSign::never()).unwrap()
    }

    fn texts(said: &[(&str, &str)]) -> Vec<ThemeText> {
        (1..)
            .zip(said)
            .map(|(id, (lang, text))| ThemeText {
                id: id.into(),
                lang: Some((*lang).to_owned()),
                text: (*text).to_owned(),
                ..ThemeText::default()
            })
            .collect()
    }

    #[test]
    fn names_are_what_only_this_theme_says_in_the_language_of_the_house() {
        let battery = texts(&[
            ("es", "La batería de AcmePhone se agota muy rápido"),
            ("es", "Se agota la batería por las noches"),
            ("es", "batería del AcmePhone: se agota en dos horas"),
            ("en", "AcmePhone battery drains overnight"),
        ]);
        let support = texts(&[
            ("es", "Mala atención al cliente de AcmePhone"),
            ("es", "La atención al cliente no contesta"),
            ("es", "Una hora esperando a atención al cliente"),
        ]);
        let english = texts(&[
            ("en", "Please add a dark mode"),
            ("en", "dark mode would be great"),
            ("en", "AcmePhone needs dark mode"),
        ]);
        let groups: Vec<Vec<&ThemeText>> =
            [&battery, &support, &english].map(|group| group.iter().collect()).into();
        let names = named(&groups, "es", &["AcmePhone".to_owned()]);
        let labels: Vec<&str> = names.iter().map(|name| name.label.as_str()).collect();
        assert_eq!(labels[0], "Agota la batería");
        assert_eq!(labels[1..], ["Atención al cliente", "Dark mode"], "{names:?}");
        assert!(names.iter().all(|n| n.keywords.iter().all(|k| !k.contains("acme"))), "{names:?}");
        assert!(names[0].keywords.contains(&"batería".to_owned()));
    }

    #[test]
    fn one_family_of_words_is_said_once() {
        for (a, b) in
            [("declin", "declined"), ("declined", "declining"), ("withdrawal", "withdraw")]
        {
            assert!(are_akin(a, b), "{a} {b}");
        }
        for (a, b) in
            [("card", "cart"), ("transfer", "transit"), ("pantalla", "panel"), ("pin", "pint")]
        {
            assert!(!are_akin(a, b), "{a} {b}");
        }
        let group = texts(&[
            ("en", "change my pin"),
            ("en", "how do I change my pin"),
            ("en", "changing the pin at a machine"),
            ("en", "pin change, which machine"),
        ]);
        let other = texts(&[("en", "late parcel"), ("en", "my late parcel")]);
        let names = named(&[group.iter().collect(), other.iter().collect()], "en", &[]);
        let [first, second, ..] = &names[0].keywords[..] else { panic!("{names:?}") };
        assert_eq!((first.as_str(), second.as_str()), ("pin", "change"));
        assert!(!names[0].keywords.contains(&"change my pin".to_owned()), "{names:?}");
        assert!(!names[0].keywords.contains(&"changing".to_owned()), "{names:?}");
    }

    #[test]
    fn no_texts_have_no_name_and_equal_names_are_told_apart() {
        assert_eq!(named(&[vec![]], "es", &[]), [Name::default()]);
        let marks = texts(&[("other", "1234 5678"), ("other", "1234 99")]);
        assert_eq!(named(&[marks.iter().collect()], "es", &[])[0].label, "1234 5678");
        let one = texts(&[("en", "late parcel again today"), ("en", "late parcel downtown")]);
        let two = texts(&[("en", "late parcel, rude courier"), ("en", "late parcel, courier")]);
        let names = named(&[one.iter().collect(), two.iter().collect()], "en", &[]);
        assert_ne!(names[0].label, names[1].label, "{names:?}");
    }
}
