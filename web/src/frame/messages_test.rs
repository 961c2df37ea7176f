//! Every message that the house or a place can make has words in both languages of the board, with
//! the same arguments; and the words are those of one voice.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use plaza_core::{Message, TECHNICAL};
use serde_json::{Value, json};

use crate::frame::i18n::{Lang, Translator, translator};

/// Folders whose code makes messages.
const MAKERS: [&str; 8] = [
    "../crates/core/src",
    "../crates/store/src",
    "../crates/search/src",
    "../crates/engine/src",
    "../crates/plaza/src",
    "../connectors",
    "../models/src",
    "src",
];
/// Arguments that count things, and choose the words for them.
const COUNTS: [&str; 6] = ["n", "shown", "count", "times", "tries", "days"];
/// What one thing does; no plural, although it ends in s.
const OF_ONE: [&str; 3] = ["needs", "has", "waits"];
/// Ways to refuse something with bare words, without a code.
const BARE: [&str; 9] = [
    "Conflict(\"",
    "Unavailable(\"",
    "Malformed(\"",
    "Transient(\"",
    "Unauthorized(\"",
    "Gone(\"",
    "MayBeDone(\"",
    "Duplicate(\"",
    "Problem::malformed(\"",
];
/// Words of another voice than tú, of machines, or of shop assistants.
const OTHER_VOICES: [&str; 22] = [
    "usted",
    "ustedes",
    "vosotros",
    "vuestro",
    "vuestra",
    "vuestros",
    "vuestras",
    "por favor",
    "déjelo",
    "déjela",
    "introduzca",
    "escriba",
    "rellene",
    "elija",
    "compruebe",
    "inténtelo",
    "registre",
    "seleccione",
    "disculpe",
    "coincidís",
    "habéis",
    "haga",
];

fn code_files() -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> = MAKERS.iter().map(|folder| here.join(folder)).collect();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && name != "tests" {
                folders.push(path);
            } else if name.ends_with(".rs") && name != "tests.rs" && !name.ends_with("_test.rs") {
                found.push(path);
            }
        }
    }
    found
}

/// What stands before the tests of a file, without its comments.
fn code_of(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]").next().unwrap();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The string literal at the beginning, with its escapes and line breaks taken out, and the rest.
fn literal(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start().strip_prefix('"')?;
    let mut words = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((words, &text[at + 1..])),
            '\\' => match chars.next()?.1 {
                '\n' => {
                    let rest = chars.as_str();
                    let blank = rest.len() - rest.trim_start().len();
                    (0..rest[..blank].chars().count()).for_each(|_| {
                        chars.next();
                    });
                }
                other => words.push(other),
            },
            other => words.push(other),
        }
    }
    None
}

/// Code and English of every message that is made by `say!`.
fn said() -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in code_files() {
        for rest in code_of(&path).split("say!(").skip(1) {
            let Some((code, rest)) = literal(rest) else { continue };
            let Some((english, _)) = rest.strip_prefix(',').and_then(literal) else { continue };
            all.entry(code).or_default().insert(english);
        }
    }
    assert!(all.len() > 400, "the makers of messages are not found: {}", all.len());
    all
}

fn names_in(english: &str) -> BTreeSet<String> {
    let inside = english.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    inside.map(|name| name.split(':').next().unwrap().to_owned()).collect()
}

/// Key and source of every message of a language.
fn catalogue(lang: Lang) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(lang.code());
    let mut messages: BTreeMap<String, String> = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut key = None;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                let (name, words) = line.split_once('=').unwrap();
                messages.insert(name.trim().to_owned(), words.to_owned());
                key = Some(name.trim().to_owned());
            } else if let Some(key) = &key {
                messages.get_mut(key).unwrap().push_str(line);
            }
        }
    }
    messages
}

fn arguments(source: &str) -> BTreeSet<String> {
    let names = source.split('$').skip(1);
    names
        .filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_message_has_words_in_both_languages_with_the_same_arguments() {
    let catalogues = Lang::ALL.map(|lang| (lang, catalogue(lang)));
    let mut wrong = Vec::new();
    for (code, english) in said() {
        if english.len() > 1 && code != "takes-yes-or-no" {
            wrong.push(format!("{code} is made with different words: {english:?}"));
        }
        for lang in Lang::ALL {
            if !translator(lang).has(&code) {
                wrong.push(format!("{}: no words for {code}", lang.code()));
            }
        }
        let known: BTreeSet<String> = english.iter().flat_map(|words| names_in(words)).collect();
        for (lang, catalogue) in &catalogues {
            let asked = catalogue.get(&code).map(|words| arguments(words));
            let unknown: Vec<_> =
                asked.iter().flatten().filter(|name| !known.contains(*name)).collect();
            if !unknown.is_empty() {
                wrong.push(format!("{}: {code} asks for {unknown:?}", lang.code()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_is_refused_in_words_without_a_code() {
    let mut bare = Vec::new();
    for path in code_files() {
        let code = code_of(&path);
        for way in BARE {
            bare.extend(code.match_indices(way).map(|(at, _)| {
                format!("{}: {}", path.display(), code[at..].lines().next().unwrap_or_default())
            }));
        }
        let refusals = code.match_indices("::invalid(").filter_map(|(at, _)| {
            let inside = code[at + "::invalid(".len()..].split_once(',')?.1.trim_start();
            (inside.starts_with('"') || inside.starts_with("format!")).then_some(at)
        });
        bare.extend(
            refusals
                .map(|at| format!("{}: {}", path.display(), &code[at..code.len().min(at + 80)])),
        );
    }
    assert!(bare.is_empty(), "say it with say!: {bare:#?}");
}

/// A message with these arguments, however it would be made.
fn message(code: &str, args: &BTreeMap<String, Value>) -> Message {
    serde_json::from_value(json!({ "code": code, "args": args, "text": "" })).unwrap()
}

fn rendered(t: &Translator, code: &str, source: &str, n: i64) -> String {
    let args = arguments(source).into_iter().map(|name| {
        let value = match name.as_str() {
            "shown" => json!(t.number(n)),
            name if COUNTS.contains(&name) => json!(n),
            _ => json!("x"),
        };
        (name, value)
    });
    t.say(&message(code, &args.collect()))
}

#[test]
fn one_thing_is_said_as_one_and_many_as_many() {
    let mut wrong = Vec::new();
    for lang in Lang::ALL {
        let t = translator(lang);
        for (code, source) in catalogue(lang) {
            if !arguments(&source).iter().any(|name| COUNTS.contains(&name.as_str())) {
                continue;
            }
            for n in [0, 1, 2, 1000] {
                let words = rendered(t, &code, &source, n);
                assert!(!words.is_empty() && words != code, "{code}");
            }
            let words = rendered(t, &code, &source, 1);
            let parts: Vec<&str> = words.split([' ', '\u{a0}']).collect();
            let of_many = parts.windows(2).any(|pair| {
                pair[0] == "1"
                    && pair[1].chars().all(char::is_alphabetic)
                    && pair[1].chars().count() > 2
                    && pair[1].ends_with('s')
                    && pair[1] != "más"
                    && !OF_ONE.contains(&pair[1])
            });
            if of_many {
                wrong.push(format!("{}: {code}: {words}", lang.code()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn spanish_speaks_with_one_voice() {
    let mut wrong = Vec::new();
    for (key, source) in catalogue(Lang::Es) {
        let words = source.to_lowercase();
        let parts: BTreeSet<&str> =
            words.split(|c: char| !c.is_alphabetic()).filter(|part| !part.is_empty()).collect();
        let voices = OTHER_VOICES.iter().filter(|voice| {
            if voice.contains(' ') { words.contains(**voice) } else { parts.contains(**voice) }
        });
        wrong.extend(voices.map(|voice| format!("{key}: {voice}")));
        if words.contains(['¡', '!']) && key != "takes-room" {
            wrong.push(format!("{key}: an exclamation"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_message_becomes_a_sentence_in_its_readers_language() {
    let refused =
        plaza_core::say!("cause-refused", "nothing listens there, or it refuses the connection");
    let cause = plaza_core::say!(
        "place-unreachable",
        "{host} cannot be reached: {why}",
        host = "foro.example",
        why = refused
    );
    let es = translator(Lang::Es);
    assert_eq!(
        es.say(&cause),
        "No se puede conectar con foro.example: rechaza la conexión, o allí no escucha nadie."
    );
    let said = cause.clone().saying(Some("Come back at noon".to_owned()));
    assert!(es.say(&said).ends_with("Dice: «Come back at noon»"), "{}", es.say(&said));
    let old = Message::from_stored("Connection refused (os error 111)");
    assert_eq!(es.say(&old), "Connection refused (os error 111)");
    let both = Message::localized("the key is old", "la clave es vieja");
    assert_eq!(
        (es.say(&both), translator(Lang::En).say(&both)),
        ("la clave es vieja".into(), "the key is old".into())
    );
    let hidden =
        plaza_core::say!("job-not-kept", "a job cannot be kept: {technical}", technical = "EOF");
    assert_eq!((es.technical(&hidden).as_str(), TECHNICAL), ("EOF", "technical"));
    assert!(!es.say(&hidden).contains("EOF"));
}
