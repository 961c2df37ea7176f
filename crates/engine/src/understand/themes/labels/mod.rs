//! Names for themes: what their mentions say and others do not.
//!
//! Words, phrases of up to three words and pairs of words are weighed by how much they tell that a
//! text is of this group (the evidence of Good, 1950: share within times the logarithm of how much
//! larger it is than outside) and by whether they stand where a name does. A name is held by an
//! eighth of the group at least; words of praise and blame, the brand, and what a quarter of all
//! texts hold are none. A group without any such name is of various things.

mod empty;
mod terms;

use std::collections::{HashMap, HashSet};

use plaza_core::text;
use plaza_store::understand::ThemeText;

use self::terms::{Term, note};
use super::matcher::stem;
use crate::stop::{StopSign, Stopped};

/// Texts of a theme that are read.
pub(super) const READ: usize = 150;
/// Share of all texts above which a word tells nothing: the brand itself, say.
const LARGEST_SHARE: f64 = 0.25;
/// Texts from which that share can be told.
const ENOUGH: usize = 40;
/// Share of a theme's texts that hold its name, at least.
const LEAST_SHARE: f64 = 0.12;
/// Share that keeps a name that people know already.
const KEPT_SHARE: f64 = 0.1;
/// Share of a theme's texts in the workspace's language from which only those name it.
const OWN_LANGUAGE: f64 = 0.2;
/// Keywords kept.
const KEYWORDS: usize = 8;
/// Words of which pairs are tried.
const PAIRED: usize = 10;
/// What a pair says more than either word; a phrase says it better.
const PAIR: f64 = 1.3;
/// Letters that words of one family begin with, at least.
const AKIN_CHARS: usize = 5;
/// Letters of an ending, at most.
const ENDING: usize = 3;
/// Longest name that is a sentence, in characters.
const SENTENCE: usize = 60;

/// A name and the words behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) label: String,
    pub(super) keywords: Vec<String>,
    /// Whether the texts share it; otherwise the label is the beginning of one of them.
    pub(super) is_shared: bool,
}

/// The terms of all texts, and which texts belong to which group.
struct Table {
    terms: HashMap<String, Term>,
    /// Number of the first text of each group, and of what would be the next.
    starts: Vec<u32>,
}

/// A possible name: one term, or two that stand in the same texts.
struct Candidate<'a> {
    score: f64,
    parts: Vec<(&'a str, &'a Term)>,
}

/// Names groups of texts. `known` are names that groups have and keep, `lang` is the workspace's
/// language, `brands` are words that no name may hold.
///
/// # Errors
/// The sign went up.
pub(super) fn name(
    groups: &[Vec<&ThemeText>],
    known: &[Option<&str>],
    lang: &str,
    brands: &[String],
    stop: &StopSign,
) -> Result<Vec<Name>, Stopped> {
    let read: Vec<Vec<&ThemeText>> = groups.iter().map(|group| in_language(group, lang)).collect();
    let table = Table::new(&read, brands, stop)?;
    let by_group = table.by_group();
    let mut taken: HashSet<String> =
        known.iter().flatten().map(|label| text::fold(label)).collect();
    let mut names = Vec::with_capacity(read.len());
    for (group, terms) in by_group.iter().enumerate() {
        stop.check()?;
        let ranked = table.ranked(group, terms);
        let mut name = Name { keywords: keywords(&ranked), ..Name::default() };
        let best = || table.best(group, &ranked, &taken);
        let known = known.get(group).copied().flatten().map(str::to_owned);
        match known.or_else(best) {
            Some(label) => (name.label, name.is_shared) = (label, true),
            None => name.label = beginning(read[group].first()),
        }
        taken.insert(text::fold(&name.label));
        names.push(name);
    }
    Ok(names)
}

/// Whether so many texts of a group hold the words of `label` that it names them still.
pub(super) fn still_names(label: &str, group: &[&ThemeText], lang: &str) -> bool {
    let words: Vec<String> = text::tokens(label)
        .filter(|token| {
            let empty = empty::of_language(Some(lang));
            !empty.is_some_and(|empty| empty.contains(&text::fold(token.text)))
        })
        .map(|token| stem(token.text))
        .collect();
    let group = in_language(group, lang);
    let holds = |said: &&&ThemeText| {
        let stems: HashSet<String> = [&said.title, &said.text]
            .into_iter()
            .flat_map(|part| text::tokens(part).map(|token| stem(token.text)))
            .collect();
        words.iter().all(|word| stems.contains(word))
    };
    !words.is_empty() && share(group.iter().filter(holds).count(), group.len()) >= KEPT_SHARE
}

impl Table {
    fn new(read: &[Vec<&ThemeText>], brands: &[String], stop: &StopSign) -> Result<Self, Stopped> {
        let brands: HashSet<String> = brands
            .iter()
            .flat_map(|brand| text::tokens(brand).map(|token| stem(token.text)).collect::<Vec<_>>())
            .collect();
        let mut terms: HashMap<String, Term> = HashMap::new();
        let mut starts = vec![0];
        let mut number = 0;
        for group in read {
            stop.check()?;
            for said in group {
                note(&mut terms, number, said, &brands);
                number += 1;
            }
            starts.push(number);
        }
        let all = number as usize;
        if all >= ENOUGH && read.len() > 3 {
            terms.retain(|_, term| share(term.texts.len(), all) <= LARGEST_SHARE);
        }
        Ok(Self { terms, starts })
    }

    /// The terms that enough texts of each group hold.
    fn by_group(&self) -> Vec<Vec<(&str, &Term)>> {
        let groups = self.starts.len() - 1;
        let mut by_group: Vec<Vec<(&str, &Term)>> = vec![Vec::new(); groups];
        for (key, term) in &self.terms {
            let mut rest = &term.texts[..];
            while let Some(first) = rest.first() {
                let group = self.starts.partition_point(|start| start <= first) - 1;
                let held = rest.partition_point(|text| *text < self.starts[group + 1]);
                if self.is_enough(held, group) {
                    by_group[group].push((key, term));
                }
                rest = &rest[held..];
            }
        }
        by_group
    }

    fn size(&self, group: usize) -> usize {
        (self.starts[group + 1] - self.starts[group]) as usize
    }

    /// Whether so many texts make a name of a group.
    fn is_enough(&self, held: usize, group: usize) -> bool {
        let size = self.size(group);
        share(held, size) >= LEAST_SHARE && (held > 1 || size < 4)
    }

    fn held(&self, texts: &[u32], group: usize) -> usize {
        let until = |bound: u32| texts.partition_point(|text| *text < bound);
        until(self.starts[group + 1]) - until(self.starts[group])
    }

    /// How much it tells of a group that a text is one of these, which all hold a term.
    fn evidence(&self, texts: &[u32], group: usize) -> f64 {
        let (held, size) = (self.held(texts, group), self.size(group));
        let all = self.starts.last().copied().unwrap_or(0) as usize;
        let within = (count(held) + 0.5) / (count(size) + 1.0);
        let outside = (count(texts.len() - held) + 0.5) / (count(all - size) + 1.0);
        share(held, size) * (within / outside).ln().max(0.0)
    }

    /// The terms of a group, the most telling first.
    fn ranked<'a>(&self, group: usize, terms: &[(&'a str, &'a Term)]) -> Vec<Candidate<'a>> {
        let mut ranked: Vec<Candidate<'a>> = terms
            .iter()
            .map(|(key, term)| Candidate {
                score: self.evidence(&term.texts, group) * place(term),
                parts: vec![(*key, *term)],
            })
            .collect();
        ranked.sort_by(|a, b| {
            b.score.total_cmp(&a.score).then_with(|| a.parts[0].0.cmp(b.parts[0].0))
        });
        ranked
    }

    /// The best name that no other group has.
    fn best(
        &self,
        group: usize,
        ranked: &[Candidate<'_>],
        taken: &HashSet<String>,
    ) -> Option<String> {
        let alone = ranked.iter().map(|candidate| {
            (candidate.score * length(candidate.parts[0].1.words), candidate.label())
        });
        let mut candidates: Vec<(f64, String)> = alone.collect();
        let words: Vec<&Candidate<'_>> = ranked
            .iter()
            .filter(|candidate| candidate.parts[0].1.words == 1)
            .take(PAIRED)
            .collect();
        for (at, first) in words.iter().enumerate() {
            let pairs = words[at + 1..].iter().filter_map(|second| self.pair(group, first, second));
            candidates.extend(pairs.map(|pair| (pair.score, pair.label())));
        }
        candidates.retain(|(score, label)| *score > 0.0 && !taken.contains(&text::fold(label)));
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        candidates.into_iter().next().map(|(_, label)| label)
    }

    /// Two words as one name, where enough texts hold both.
    fn pair<'a>(
        &self,
        group: usize,
        first: &Candidate<'a>,
        second: &Candidate<'a>,
    ) -> Option<Candidate<'a>> {
        let [(a, one), (b, other)] = [first.parts[0], second.parts[0]];
        let both = in_both(&one.texts, &other.texts);
        if are_akin(a, b) || !self.is_enough(self.held(&both, group), group) {
            return None;
        }
        let place = f64::midpoint(place(one), place(other));
        let score = self.evidence(&both, group) * place * PAIR;
        Some(Candidate { score, parts: vec![(a, one), (b, other)] })
    }
}

impl Candidate<'_> {
    fn label(&self) -> String {
        let parts: Vec<String> = self.parts.iter().map(|(_, term)| term.spelling()).collect();
        capital(&parts.join(", "))
    }
}

fn in_language<'a>(group: &[&'a ThemeText], lang: &str) -> Vec<&'a ThemeText> {
    let spoken = |lang: &str| -> Vec<&'a ThemeText> {
        let own = group.iter().filter(|said| said.lang.as_deref() == Some(lang));
        own.take(READ).copied().collect()
    };
    let own = spoken(lang);
    if own.len() >= 2 && share(own.len(), group.len()) >= OWN_LANGUAGE {
        return own;
    }
    // A name of two languages is none: the one that is spoken most.
    let mut languages: HashMap<&str, usize> = HashMap::new();
    for lang in group.iter().filter_map(|said| said.lang.as_deref()) {
        *languages.entry(lang).or_default() += 1;
    }
    let most = languages.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)));
    match most {
        Some((most, spoken_by)) if spoken_by * 2 > group.len() => spoken(most),
        _ => group.iter().take(READ).copied().collect(),
    }
}

/// The first words of the most typical text, where nothing names a group.
fn beginning(said: Option<&&ThemeText>) -> String {
    let Some(said) = said else { return String::new() };
    let whole = if said.title.is_empty() { &said.text } else { &said.title };
    let sentence =
        whole.trim().split(['\n', '.', '!', '?', ';']).find(|part| !part.trim().is_empty());
    let sentence = sentence.unwrap_or(whole).trim();
    if sentence.chars().count() <= SENTENCE {
        return capital(sentence);
    }
    let cut = text::truncate_chars(sentence, SENTENCE);
    let cut = cut.rsplit_once(' ').map_or(cut, |(words, _)| words);
    format!("{}…", capital(cut.trim_end_matches([',', ':', ' '])))
}

/// The best terms, each of which adds a word that those before it do not say.
fn keywords(ranked: &[Candidate<'_>]) -> Vec<String> {
    // Function words within a phrase are no terms of their own, and add nothing.
    let terms = || ranked.iter().map(|candidate| candidate.parts[0]);
    let telling: HashSet<&str> =
        terms().filter(|(_, term)| term.words == 1).map(|(key, _)| key).collect();
    let mut keywords: Vec<String> = Vec::new();
    let mut said: Vec<&str> = Vec::new();
    for (key, term) in terms() {
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

/// Whether two stems are of one family, as `declined` and `declining` or `post` and `posted`: they
/// begin alike for [`AKIN_CHARS`] letters and most of the shorter one, or one is the other with an
/// ending.
fn are_akin(a: &str, b: &str) -> bool {
    let alike = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let (one, other) = (a.chars().count(), b.chars().count());
    let (shorter, longer) = (one.min(other), one.max(other));
    a == b
        || (alike >= AKIN_CHARS && alike * 4 >= shorter * 3)
        || (alike == shorter && shorter + 1 >= AKIN_CHARS && longer - shorter <= ENDING)
}

/// What stands where a name does is likelier to be one.
fn place(term: &Term) -> f64 {
    0.6 + 0.8 * term.named_share()
}

/// Phrases say more than their words alone.
fn length(words: usize) -> f64 {
    match words {
        1 => 1.0,
        2 => 1.9,
        _ => 2.1,
    }
}

/// The numbers in both of two ascending lists.
fn in_both(a: &[u32], b: &[u32]) -> Vec<u32> {
    a.iter().filter(|text| b.binary_search(text).is_ok()).copied().collect()
}

/// With a capital letter at the beginning, unless the first word has one elsewhere.
pub(super) fn capital(label: &str) -> String {
    let word = label.split(' ').next().unwrap_or_default();
    let mut chars = label.chars();
    match chars.next() {
        Some(first) if !word.chars().skip(1).any(char::is_uppercase) => {
            first.to_uppercase().chain(chars).collect()
        }
        _ => label.to_owned(),
    }
}

fn share(part: usize, of: usize) -> f64 {
    count(part) / count(of.max(1))
}

#[expect(clippy::cast_precision_loss, reason = "numbers of texts")]
fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(groups: &[Vec<&ThemeText>], lang: &str, brands: &[String]) -> Vec<Name> {
        name(groups, &[], lang, brands, &StopSign::never()).unwrap()
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
        assert_eq!(labels, ["Batería", "Atención al cliente", "Dark mode"], "{names:?}");
        assert!(names.iter().all(|n| n.keywords.iter().all(|k| !k.contains("acme"))), "{names:?}");
        assert!(names[0].keywords.contains(&"batería".to_owned()));
    }

    #[test]
    fn one_family_of_words_is_said_once() {
        for (a, b) in [("declin", "declined"), ("withdrawal", "withdraw"), ("post", "posted")] {
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
            ("en", "pin pin"),
            ("en", "PIN pin"),
        ]);
        let other = texts(&[("en", "late parcel"), ("en", "my late parcel")]);
        let names = named(&[group.iter().collect(), other.iter().collect()], "en", &[]);
        let [first, second, ..] = &names[0].keywords[..] else { panic!("{names:?}") };
        assert_eq!((first.as_str(), second.as_str()), ("pin", "change"));
        assert!(!names[0].keywords.contains(&"change my pin".to_owned()), "{names:?}");
        assert!(!names[0].keywords.contains(&"changing".to_owned()), "{names:?}");
        assert!(!names[0].label.to_lowercase().contains("pin pin"), "{names:?}");
    }

    #[test]
    fn no_texts_have_no_name_and_equal_names_are_told_apart() {
        assert_eq!(named(&[vec![]], "es", &[]), [Name::default()]);
        let marks = texts(&[("other", "1234 5678"), ("other", "1234 99")]);
        let various = named(&[marks.iter().collect()], "es", &[]).remove(0);
        assert_eq!((various.label.as_str(), various.is_shared), ("1234 5678", false));
        let one = texts(&[("en", "late parcel again today"), ("en", "late parcel downtown")]);
        let two = texts(&[("en", "late parcel, rude courier"), ("en", "late parcel, courier")]);
        let names = named(&[one.iter().collect(), two.iter().collect()], "en", &[]);
        assert_ne!(names[0].label, names[1].label, "{names:?}");
    }

    #[test]
    fn praise_is_no_name_and_neither_is_what_few_texts_hold() {
        let mut said: Vec<(&str, String)> = Vec::new();
        for number in 0..20 {
            let rare = if number < 2 { " con el cargador inalámbrico" } else { "" };
            said.push(("es", format!("Genial la Cobertura, todo perfecto{rare} {number}")));
        }
        let said: Vec<(&str, &str)> = said.iter().map(|(l, text)| (*l, text.as_str())).collect();
        let coverage = texts(&said);
        let other = texts(&[("es", "genial, perfecto"), ("es", "perfecto, genial")]);
        let names = named(&[coverage.iter().collect(), other.iter().collect()], "es", &[]);
        assert_eq!((names[0].label.as_str(), names[0].is_shared), ("Cobertura", true));
        assert!(!names[0].keywords.iter().any(|word| word.contains("cargador")), "{names:?}");
        assert!(!names[1].is_shared, "{names:?}");
        let known = |label: &str| still_names(label, &coverage.iter().collect::<Vec<_>>(), "es");
        assert!(known("La cobertura") && known("cargador inalámbrico"));
        assert!(!known("La factura") && !known("Genial"));
    }

    #[test]
    fn names_are_of_one_language_and_spelt_as_people_spell_them() {
        let mixed = texts(&[
            ("pt", "o iPhone não carrega"),
            ("pt", "meu iPhone ficou sem carregar"),
            ("pt", "IPHONE quebrado"),
            ("en", "my phone does not charge"),
        ]);
        let other = texts(&[("es", "la factura"), ("es", "otra factura")]);
        let names = named(&[mixed.iter().collect(), other.iter().collect()], "es", &[]);
        assert_eq!(names[0].label, "iPhone", "{names:?}");
        let long = "Una frase que no comparte nadie y que sigue y sigue hasta que ya no cabe";
        let long = texts(&[("es", long), ("es", "otra"), ("es", "distinta"), ("es", "ajena")]);
        let name = named(&[long.iter().collect()], "es", &[]).remove(0);
        assert_eq!(name.label, "Una frase que no comparte nadie y que sigue y sigue hasta…");
    }
}
