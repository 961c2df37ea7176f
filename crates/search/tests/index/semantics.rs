//! Which query finds which mention.

use crate::common::{self, corpus, found, open, query, scope};
use plaza_search::{SearchError, SearchIndex};

fn index(dir: &std::path::Path) -> SearchIndex {
    let index = open(dir);
    let mut writer = index.writer().unwrap();
    // Two commits, so that there are two segments.
    let docs = corpus();
    writer.apply(&docs[..6]).unwrap();
    writer.commit(6).unwrap();
    writer.apply(&docs[6..]).unwrap();
    writer.commit(13).unwrap();
    index
}

/// The eighth is ours.
const EVERYTHING: &[i64] = &[1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13];

#[test]
fn queries_find_what_they_should() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(dir.path());
    let table: &[(&str, &[i64])] = &[
        // Words: accents, case, inflections, languages.
        ("", EVERYTHING),
        ("batería", &[1, 2, 5, 6]),
        ("BATERIA", &[1, 2, 5, 6]),
        ("baterias", &[1, 2, 5, 6, 7]),
        ("battery", &[3, 4]),
        ("batteries", &[3, 4]),
        ("dura", &[1, 2]),
        ("strasse", &[12]),
        ("Haus", &[12]),
        ("xyzzy", &[7]),
        ("nothinglikethis", &[]),
        ("电池", &[11]),
        ("池电", &[]),
        ("iphone", &[11]),
        // Operators.
        ("batería cargador", &[5, 6]),
        ("batería AND cargador", &[5, 6]),
        ("xyzzy OR casa", &[7, 9, 10]),
        ("xyzzy OR casa lang:es", &[7, 10]),
        ("batería -cargador", &[1, 2]),
        ("batería NOT cargador", &[1, 2]),
        ("NOT lang:es", &[3, 4, 7, 9, 11, 12]),
        ("-lang:es -lang:en", &[7, 9, 11, 12]),
        ("NOT NOT xyzzy", &[7]),
        ("xyzzy OR NOT lang:es", &[3, 4, 7, 9, 11, 12]),
        ("(batería OR battery) (nueva OR life)", &[2, 3, 5, 6]),
        ("batería NOT (cargador OR dura)", &[]),
        ("and", &[]),
        ("\"AND\"", &[]),
        ("y", &[]),
        // Phrases.
        ("\"batería nueva\"", &[2, 5, 6]),
        ("\"nueva batería\"", &[]),
        ("\"muy poco\"", &[1]),
        ("\"the battery life\"", &[3]),
        ("\"nueva gran\"", &[]),
        ("e-mail", &[12]),
        ("\"bat* nueva\"", &[2, 5, 6]),
        ("\"cargador es rápido\"", &[5]),
        // Distance.
        ("cargador NEAR/1 rápido", &[6]),
        ("cargador NEAR/2 rápido", &[5, 6]),
        ("rápido NEAR/2 cargador", &[5, 6]),
        ("rápido ONEAR/2 cargador", &[]),
        ("cargador ONEAR/2 rápido", &[5, 6]),
        ("uno NEAR/9 nueve", &[13]),
        ("dos NEAR/3 seis", &[]),
        ("dos NEAR/4 seis", &[13]),
        ("uno NEAR/10 uno", &[13]),
        ("dos NEAR/10 dos", &[]),
        ("(dos OR cuatro) NEAR/1 cinco", &[13]),
        ("\"dos tres\" NEAR/2 cinco", &[13]),
        ("\"dos tres\" NEAR/1 cinco", &[]),
        ("(uno NEAR/1 dos) ONEAR/2 cuatro", &[13]),
        ("batería NEAR/100 compra", &[]),
        // Wildcards and misspellings.
        ("bat*", &[1, 2, 3, 4, 5, 6, 7]),
        ("bater*", &[1, 2, 5, 6, 7]),
        ("*tería", &[1, 5, 6]),
        ("cas?", &[10]),
        ("appl*", &[3, 4]),
        ("b?ter*", &[1, 2, 5, 6, 7]),
        ("batria~1", &[1, 5, 6]),
        ("batria~", &[1, 5, 6]),
        ("abteria~1", &[1, 5, 6]),
        ("baetrai~2", &[1, 5, 6]),
        ("batria~1 NEAR/1 nueva", &[5, 6]),
        // Exact case.
        ("=Apple", &[3]),
        ("=apple", &[4]),
        ("=batería", &[1, 6]),
        ("=Batería", &[5]),
        ("=bateria", &[]),
        ("=baterias", &[7]),
        ("=\"Batería nueva\"", &[5]),
        ("=\"batería nueva\"", &[6]),
        ("=apple NEAR/4 apples", &[4]),
        // Filters.
        ("author:ana", &[5, 6]),
        ("author:@ana", &[6]),
        ("author:@ana_garcia", &[5]),
        ("author:\"María García\"", &[5]),
        ("author:mar*", &[5]),
        ("author:@ana*", &[5, 6]),
        ("source:Forum", &[1, 2, 3, 4, 6, 7, 9, 10, 11, 12, 13]),
        ("source:\"Shop reviews\"", &[5]),
        ("source:#2", &[5]),
        ("source:feed", EVERYTHING),
        ("lang:en", &[3, 4]),
        ("lang:en,de", &[3, 4, 12]),
        ("lang:none", &[7]),
        ("sentiment:positive", &[5]),
        ("sentiment:negative,positive", &[5, 6]),
        ("sentiment:none", &[7]),
        ("sentiment:mixed", &[6]),
        ("confidence:low", &[6]),
        ("confidence:high cargador", &[5]),
        ("confidence:none", &[7]),
        ("aspect:bateria", &[1, 2, 6]),
        ("aspect:BATERÍAS", &[1, 2, 6]),
        ("aspect:\"Batería nueva\"", &[2]),
        ("aspect:\"nueva batería\"", &[]),
        ("aspect:battery", &[3]),
        ("aspect:bat*", &[1, 2, 3, 6]),
        ("aspect.negative:batería", &[1]),
        ("aspect.neutral:batería", &[2]),
        ("aspect.positive:battery,batería", &[3, 6]),
        ("aspect:none batería", &[5]),
        ("-aspect.negative:none", &[1, 6]),
        ("aspect:dura", &[]),
        ("intent:praise", &[5]),
        ("intent:buy,complaint", &[5, 6]),
        ("intent:none batería", &[1, 2]),
        ("theme:\"Battery life\"", &[5]),
        ("theme:#6", &[6]),
        ("theme:none cargador", &[]),
        ("rating:4.5", &[5]),
        ("rating:>=4", &[5]),
        ("rating:1..2", &[6]),
        ("rating:1..2 is:anyone", &[6, 8]),
        ("rating:<2", &[6]),
        ("rating:none casa", &[9, 10]),
        ("country:es", &[5]),
        ("country:ES,MX", &[5, 6]),
        ("channel:Review", &[5]),
        ("date:today", &[1, 2, 3, 4, 7, 9, 10, 11, 12, 13]),
        ("date:2026-01-28", &[5]),
        ("date:7d -date:1d", &[5]),
        ("date:2025", &[6]),
        ("date:<2026-01-01", &[6]),
        ("date:2025-12..2026-01-28", &[5, 6]),
        ("is:ours", &[8]),
        ("gracias -is:ours", &[]),
        ("gracias", &[]),
        ("gracias is:anyone", &[8]),
        ("casa OR gracias OR is:ours", &[8, 9, 10]),
        ("is:unanswered", &[6]),
        ("is:answered", &[3]),
        ("-is:unasked", &[3, 6]),
        ("-is:unasked is:anyone", &[3, 6, 8]),
        ("is:answered,unanswered cargador", &[6]),
        ("is:draft", &[5]),
        ("is:mine", &[1, 5]),
        ("is:mine -is:draft", &[1]),
        ("import:1", &[2, 3, 4, 6]),
        ("import:#1 is:anyone", &[2, 3, 4, 6, 8]),
        ("import:1 batería", &[2, 6]),
        ("sentiment:negative OR sentiment:positive", &[5, 6]),
    ];
    let mut wrong = Vec::new();
    for (text, expected) in table {
        let ids = found(&index, text);
        if ids != *expected {
            wrong.push(format!("{text}: found {ids:?}, expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn unknown_names_point_at_the_name() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(dir.path());
    for (text, key, at, len) in [
        ("batería source:Nada", "query-unknown-source", 15, 4),
        ("theme:\"Nada de nada\"", "query-unknown-theme", 6, 14),
        ("x import:77", "query-unknown-import", 9, 2),
    ] {
        let error = index.matching_ids(&query(text), &scope(), 10).unwrap_err();
        let SearchError::Query(error) = error else { panic!("{error:?}") };
        assert_eq!((error.message_key, error.at, error.len), (key, at, len), "{text}");
    }
}

#[test]
fn a_wildcard_that_fits_too_much_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let index = open(dir.path());
    let mut writer = index.writer().unwrap();
    let words: Vec<String> = (0..6_000).map(|n| format!("za{n}x")).collect();
    writer.apply(&[common::doc(1, &words.join(" "))]).unwrap();
    writer.commit(1).unwrap();
    assert_eq!(found(&index, "za1*"), [1]);
    for text in ["za*", "\"za1* za2\""] {
        let error = index.matching_ids(&query(text), &scope(), 10).unwrap_err();
        let SearchError::Query(error) = error else { panic!("{error:?}") };
        assert_eq!(error.message_key, "query-too-broad", "{text}");
    }
}
