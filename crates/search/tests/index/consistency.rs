//! Highlights and the index agree: a text query finds exactly the mentions in which it marks
//! something.

use plaza_search::{QueryLimits, parse};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use crate::common::{doc, found, in_lang, open};

const WORDS: &[&str] = &[
    "batería",
    "baterías",
    "Bateria",
    "nueva",
    "nuevas",
    "dura",
    "duran",
    "run",
    "running",
    "runs",
    "cas",
    "casa",
    "casas",
    "Cargador",
    "电池",
    "e-mail",
    "email",
    "x1000",
    "McDonald's",
    "McDonald’s",
    "McDonalds",
    "d'aigua",
    "aigua",
    "Coca-Cola",
    "CocaCola",
    "C++",
    "C",
    "#casa",
    "Disney+",
    "disney",
    "😡",
    "👍🏽",
    "bate\u{ad}ría",
    "9,99€",
];
const LANGS: &[&str] = &["es", "en", "fr", "de", "other"];

fn word() -> impl Strategy<Value = String> {
    prop::sample::select(WORDS).prop_map(str::to_owned)
}

fn text_query() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => word(),
        1 => word().prop_map(|w| format!("={w}")),
        1 => Just("bat*".to_owned()),
        1 => Just("*asa*".to_owned()),
        1 => Just("r?n*".to_owned()),
        1 => Just("cargadro~1".to_owned()),
        1 => Just("duran~2".to_owned()),
    ];
    let phrase = prop::collection::vec(word(), 2..4).prop_map(|w| format!("\"{}\"", w.join(" ")));
    let exact = prop::collection::vec(word(), 2..3).prop_map(|w| format!("=\"{}\"", w.join(" ")));
    let operand = prop_oneof![4 => leaf, 1 => phrase, 1 => exact];
    operand.prop_recursive(2, 6, 2, |inner| {
        let near = (inner.clone(), any::<bool>(), 1..6u32, inner.clone()).prop_map(
            |(left, ordered, distance, right)| {
                let operator = if ordered { "ONEAR" } else { "NEAR" };
                format!("({left}) {operator}/{distance} ({right})")
            },
        );
        prop_oneof![near, (inner.clone(), inner).prop_map(|(a, b)| format!("({a} OR {b})"))]
    })
}

#[test]
fn what_is_found_is_what_is_marked() {
    let dir = tempfile::tempdir().unwrap();
    let index = open(dir.path());
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let texts = prop::collection::vec(word(), 1..12).prop_map(|words| words.join(" "));
    let corpus = prop::collection::vec((texts, prop::sample::select(LANGS)), 120);
    let corpus = corpus.new_tree(&mut runner).unwrap().current();
    let mut writer = index.writer().unwrap();
    let docs: Vec<_> =
        (1..).zip(&corpus).map(|(id, (text, lang))| in_lang(lang, doc(id, text))).collect();
    for half in docs.chunks(60) {
        writer.apply(half).unwrap();
        writer.commit(half.last().unwrap().id.get()).unwrap();
    }
    runner
        .run(&text_query(), |text| {
            let query = parse(&text, &QueryLimits::typed()).unwrap();
            let marked: Vec<_> = docs
                .iter()
                .filter(|doc| !query.highlight(&doc.text, doc.lang.as_deref()).is_empty())
                .map(|doc| doc.id.get())
                .collect();
            prop_assert_eq!(found(&index, &text), marked, "{}", text);
            Ok(())
        })
        .unwrap();
}

#[test]
fn marks_cover_the_words_that_matched() {
    for (query, lang, text, marks) in [
        ("baterias", "es", "La batería y las baterías", vec!["batería", "baterías"]),
        ("baterias", "other", "La batería y las baterías", vec!["baterías"]),
        ("\"batería nueva\"", "es", "batería vieja, batería nueva", vec!["batería nueva"]),
        ("uno NEAR/2 tres", "es", "uno dos tres uno", vec!["uno", "tres uno"]),
        ("uno ONEAR/2 tres", "es", "uno dos tres uno", vec!["uno", "tres"]),
        ("bat*", "es", "Batman, combate y bates", vec!["Batman", "bates"]),
        ("batria~1", "es", "la batería", vec!["batería"]),
        ("=Apple", "en", "Apple apple", vec!["Apple"]),
        ("a -b", "es", "a b", vec!["a"]),
        ("lang:es", "es", "es", vec![]),
        ("", "es", "nada", vec![]),
        ("uno dos", "es", "uno\ndos", vec!["uno", "dos"]),
        ("uno tres", "es", "uno y tres", vec!["uno", "tres"]),
        ("👍", "es", "bien 👍🏽👍🏽!", vec!["👍🏽"]),
        ("actualización", "es", "la actuali\u{ad}za\u{ad}ción.", vec!["actuali\u{ad}za\u{ad}ción"]),
        (
            "Coca-Cola",
            "es",
            "Coca Cola, CocaCola y coca-cola",
            vec!["Coca Cola, CocaCola", "coca-cola"],
        ),
        ("mcdonalds", "es", "en McDonald’s", vec!["McDonald’s"]),
        ("aigua", "ca", "l'aigua", vec!["aigua"]),
        ("\"encanta la\"", "es", "me encanta 😍 la app", vec!["encanta", "la"]),
        ("\"encanta 😍 la\"", "es", "me encanta 😍 la app", vec!["encanta 😍 la"]),
        ("#fail", "en", "fail #fail", vec!["#fail"]),
    ] {
        let read = parse(query, &QueryLimits::typed()).unwrap();
        let found: Vec<_> =
            read.highlight(text, Some(lang)).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, marks, "{query}");
    }
}
