//! The forms and words of connectors are in both languages, and Spanish says tú.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use plaza_connectors::fetch::{FetchSettings, Fetcher};
use plaza_core::{FixedClock, Localized};

use crate::server::NOW;

/// Forms of usted and vosotros, in the words that forms use.
const OTHER_VOICES: [&str; 25] = [
    "usted",
    "ustedes",
    "vosotros",
    "vuestro",
    "vuestra",
    "déjelo",
    "déjela",
    "introduzca",
    "escriba",
    "rellene",
    "registre",
    "elija",
    "pegue",
    "copie",
    "cree",
    "abra",
    "pulse",
    "ponga",
    "compruebe",
    "seleccione",
    "genere",
    "conceda",
    "vaya",
    "indique",
    "añada",
];
/// Words that are the same in both languages, because they are names.
const SAME: usize = 24;

fn voices(words: &str) -> Vec<&'static str> {
    let lower = words.to_lowercase();
    let parts: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).collect();
    OTHER_VOICES.into_iter().filter(|voice| parts.contains(voice)).collect()
}

#[test]
fn every_form_is_in_both_languages_and_says_tu() {
    let clock = Arc::new(FixedClock::at(NOW));
    let fetcher = Fetcher::new(FetchSettings::new("Plaza test", clock));
    let mut wrong = Vec::new();
    let mut check = |place: String, words: Localized, is_sentence: bool| {
        if words.en.is_empty() != words.es.is_empty() {
            wrong.push(format!("{place} is in one language only: {words:?}"));
        }
        if is_sentence && words.en == words.es && words.en.len() > SAME {
            wrong.push(format!("{place} is the same in both: {}", words.en));
        }
        wrong.extend(voices(words.es).into_iter().map(|voice| format!("{place}: {voice}")));
    };
    for factory in plaza_connectors::registry(&fetcher) {
        let spec = factory.spec();
        check(format!("{}: title", spec.kind), spec.title, false);
        check(format!("{}: summary", spec.kind), spec.summary, true);
        for field in spec.fields {
            check(format!("{}: label of {}", spec.kind, field.key), field.label, false);
            check(format!("{}: help of {}", spec.kind, field.key), field.help, true);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Words outside of placeholders, or inside of them as text.
fn has_words(value: &str) -> bool {
    let mut bare = String::new();
    let mut rest = value;
    while let Some((before, inside)) = rest.split_once("{{") {
        let (inside, after) = inside.split_once("}}").unwrap_or((inside, ""));
        bare.push_str(before);
        if inside.contains(" if ") {
            bare.push_str(inside.split('\'').nth(1).unwrap_or_default());
        }
        rest = after;
    }
    bare.push_str(rest);
    let outside =
        bare.split("{%").map(|part| part.split_once("%}").map_or(part, |(_, after)| after));
    let words: String = outside.collect();
    words.split(|c: char| !c.is_alphabetic()).any(|word| word.len() > 2)
}

#[test]
fn what_manifests_say_of_answers_is_in_both_languages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../connectors");
    let mut wrong = Vec::new();
    let mut said = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path().join("manifest.toml");
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for section in text.split("\n[") {
            for key in ["message", "invalid", "uncertain"] {
                let Some((_, value)) = section.split_once(&format!("\n{key} = ")) else { continue };
                let value = match value.strip_prefix("\"\"\"") {
                    Some(long) => long.split("\"\"\"").next().unwrap(),
                    None => value.lines().next().unwrap(),
                };
                if !has_words(value) {
                    continue;
                }
                said += 1;
                if !section.contains(&format!("\n{key}_es = ")) {
                    wrong.push(format!("{}: no {key}_es for {value}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty() && said > 80, "{said} said; {wrong:#?}");
}
