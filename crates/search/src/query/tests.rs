//! The query language without an index.

use proptest::prelude::*;

use super::{QueryLimits, parse};
use crate::QueryError;

fn error(query: &str) -> QueryError {
    parse(query, &QueryLimits::typed()).expect_err(query)
}

#[test]
fn mistakes_are_pointed_at() {
    for (query, key, at, len) in [
        ("hola \"mundo", "query-unclosed-quote", 5, 1),
        ("=\"Mundo", "query-unclosed-quote", 1, 1),
        ("(a b", "query-unclosed-parenthesis", 0, 1),
        ("a) b", "query-stray-parenthesis", 1, 1),
        (") b", "query-stray-parenthesis", 0, 1),
        ("a () b", "query-empty-parentheses", 2, 2),
        ("a AND", "query-missing-right", 2, 3),
        ("a AND OR b", "query-missing-right", 2, 3),
        ("OR b", "query-missing-left", 0, 2),
        ("(AND b)", "query-missing-left", 1, 3),
        ("NEAR/3 b", "query-missing-left", 0, 6),
        ("a NOT", "query-missing-right", 2, 3),
        ("a NEAR/3", "query-missing-right", 2, 6),
        ("a NEAR/0 b", "query-bad-distance", 2, 6),
        ("a NEAR/101 b", "query-bad-distance", 2, 8),
        ("a NEAR/x b", "query-bad-distance", 2, 6),
        ("a ONEAR/99999999999 b", "query-bad-distance", 2, 17),
        ("(a b) NEAR/3 c", "query-near-operand", 0, 5),
        ("a NEAR/3 lang:es", "query-near-operand", 9, 7),
        ("a NEAR/3 (b OR NOT c)", "query-near-operand", 9, 12),
        ("ñ *", "query-wildcard-alone", 2, 1),
        ("b*", "query-wildcard-short", 0, 2),
        ("*ab", "query-wildcard-short", 0, 3),
        ("ab~1", "query-fuzzy-short", 0, 4),
        ("abcd~2", "query-fuzzy-short", 0, 6),
        ("abcde~3", "query-fuzzy-distance", 0, 7),
        ("e-mail~1", "query-fuzzy-word", 0, 8),
        ("ba*ria~1", "query-fuzzy-word", 0, 8),
        ("foo:bar", "query-unknown-field", 0, 3),
        ("foo:\"bar\"", "query-unknown-field", 0, 3),
        ("a lang:", "query-empty-field", 2, 5),
        ("lang: es", "query-empty-field", 0, 5),
        ("lang:es,", "query-empty-field", 0, 8),
        ("author:\"!!\"", "query-no-words", 7, 4),
        ("author:*", "query-wildcard-alone", 7, 1),
        ("lang:klingon", "query-bad-value", 5, 7),
        ("sentiment:happy", "query-bad-value", 10, 5),
        ("confidence:some", "query-bad-value", 11, 4),
        ("aspect:…", "query-no-words", 7, 1),
        ("intent:foo", "query-bad-value", 7, 3),
        ("rating:9", "query-bad-value", 7, 1),
        ("country:Spain", "query-bad-value", 8, 5),
        ("is:spam", "query-bad-value", 3, 4),
        ("source:#x", "query-bad-value", 7, 2),
        ("ñandú date:ayer", "query-bad-date", 11, 4),
        ("!!! ...", "query-no-words", 0, 7),
    ] {
        let error = error(query);
        assert_eq!((error.message_key, error.at, error.len), (key, at, len), "{query}: {error}");
    }
}

#[test]
fn punctuation_and_typing_habits_are_forgiven() {
    for (query, shown) in [
        ("", ""),
        ("   ", ""),
        ("hola - mundo", "hola mundo"),
        ("hola!!! mundo...", "hola mundo"),
        ("¿funciona la batería?", "funciona la batería"),
        ("ça va ?", "ça va"),
        ("nota: bien", "nota bien"),
        ("https://example.com/x", "\"https example com x\""),
        ("12:30", "\"12 30\""),
        ("#batería @ana", "#batería @ana"),
        ("C++", "C++"),
        ("don't", "don't"),
        ("Coca-Cola EE.UU.", "Coca-Cola EE.UU"),
        ("=Coca-Cola", "=\"Coca Cola\""),
        ("AT&T", "\"AT & T\""),
        ("9,99 €", "\"9 99\" €"),
        ("+batería +34", "batería \"+ 34\""),
        ("genial😍😍", "\"genial 😍\""),
        ("-#fail -😡", "NOT #fail NOT 😡"),
        (":( :-)", ":( :-)"),
        ("(a :))", "a :)"),
        ("(a :(( )", "a :(("),
        ("\":-)\"", ":-)"),
        ("“batería nueva” «x»", "\"batería nueva\" x"),
        ("\u{200b}lang:es a\u{ad}b", "lang:\"es\" ab"),
        ("L'Or* #bat*", "L'Or* #bat*"),
        ("\"¿qué tal?\"", "\"qué tal\""),
        ("\"solo\"", "solo"),
        ("\"AND\"", "\"AND\""),
        ("a and b", "a and b"),
        ("a Y b O c NO d", "a Y b O c NO d"),
        ("(((a)))", "a"),
        ("a OR (b OR c)", "a OR b OR c"),
        ("a (b c)", "a b c"),
        ("NOT NOT a", "a"),
        ("--a", "a"),
        ("-(a OR b)", "NOT (a OR b)"),
        ("a NEAR b", "a NEAR/10 b"),
        ("LANG:ES", "lang:\"es\""),
        ("rating:>=4", "rating:4.00..5.00"),
        ("date:2026-01", "date:2026-01-01..2026-01-31"),
        ("gat?-x", "gat?-x"),
    ] {
        let read = parse(query, &QueryLimits::typed()).unwrap_or_else(|e| panic!("{query}: {e}"));
        assert_eq!(read.to_string(), shown, "{query}");
    }
}

#[test]
fn what_cannot_be_searched_is_told() {
    for (query, ignored) in [
        ("hola !!! mundo …", vec!["!!!", "…"]),
        ("hola - mundo", vec!["-"]),
        ("¡hola, mundo!", vec![]),
        ("50 % + 😡 & €", vec![]),
    ] {
        assert_eq!(parse(query, &QueryLimits::typed()).unwrap().ignored(), ignored, "{query}");
    }
    // Where nothing is left, that is an error, at its place in what was typed.
    for query in ["...", "¿?", "\u{200b}", "\u{200b} -"] {
        assert_eq!(error(query).message_key, "query-no-words", "{query}");
    }
    let error = error("\u{200b}a\u{200b} foo:bar");
    assert_eq!((error.message_key, error.at, error.len), ("query-unknown-field", 4, 3));
}

/// Attacks that overflow the stack or run for minutes in the engine's own parser.
#[test]
fn hostile_queries_are_refused_at_once() {
    let typed = QueryLimits::typed();
    let stored = QueryLimits::stored();
    let words = |n: usize| vec!["ab"; n].join(" OR ");
    for (query, limits, key) in [
        ("(".repeat(5_000), typed, "query-too-long"),
        ("(".repeat(1_000), typed, "query-too-deep"),
        ("(".repeat(16_000), stored, "query-too-deep"),
        (format!("{}a{}", "(".repeat(17), ")".repeat(17)), typed, "query-too-deep"),
        (format!("{}a", "(NOT ".repeat(200)), typed, "query-too-deep"),
        (format!("{}a", "NOT ".repeat(200)), typed, "query-too-deep"),
        (format!("a{}", " NEAR/2 a".repeat(40)), typed, "query-too-deep"),
        (words(65), typed, "query-too-many-clauses"),
        (words(500), typed, "query-too-long"),
        (words(1_001), stored, "query-too-many-clauses"),
        ("a ".repeat(65), typed, "query-too-many-clauses"),
        (format!("\"{}\"", "a ".repeat(65)), typed, "query-too-many-clauses"),
        (format!("lang:{}es", "es,".repeat(65)), typed, "query-too-many-clauses"),
        ("*ing ".repeat(9), typed, "query-too-many-clauses"),
        ("words~2 ".repeat(17), typed, "query-too-many-clauses"),
        (format!("aa{}", "*a".repeat(100)), typed, "query-wildcard-long"),
    ] {
        let error = parse(&query, &limits).expect_err(&query);
        let shown: String = query.chars().take(30).collect();
        assert_eq!(error.message_key, key, "{shown}");
    }
    assert!(parse(&words(64), &typed).is_ok());
    assert!(parse(&format!("{}a{}", "(".repeat(16), ")".repeat(16)), &typed).is_ok());
}

/// Texts of a regular expression, which is read once and not for each text.
fn like(regex: &str) -> impl Strategy<Value = String> + use<> {
    prop::string::string_regex(regex).unwrap()
}

/// Any characters.
fn anything(length: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(any::<char>(), length).prop_map(String::from_iter)
}

/// Pieces that make the parser take every path.
fn piece() -> impl Strategy<Value = String> {
    let signs = ["AND", "OR", "NOT", "-", "(", ")", "\"", "=", "~", "*", "?", "¿", ":", ","];
    let fields = "author|source|lang|sentiment|intent|theme|rating|country|channel|date|is|nope|confidence|\
                  aspect|aspect\\.negative";
    let values = "lang:es|rating:[0-5]|date:[0-9]d|date:2026-0[1-9]|is:ours|sentiment:mixed|\
                  confidence:low|aspect:[a-zé]{2,4}\\*?|aspect\\.positive:\"[a-z]{2} [a-z]{2}\"";
    prop_oneof![
        10 => prop::sample::select(signs.to_vec()).prop_map(str::to_owned),
        1 => like("O?NEAR/[0-9]{1,3}"),
        1 => like(&format!("({fields}):")),
        1 => like(&format!("({values}|theme:#[0-9])")),
        1 => like("[a-zñá电½⑴]{1,6}"),
        1 => like("[a-z]{1,3}[-'’.&+#@][a-z]{0,3}[+#]?"),
        1 => like("[#@.][a-z_]{1,4}"),
        1 => prop::sample::select(vec!["😡", "👍🏽", "❤️", ":)", ":-(", "€", "%", "🤦‍♀️", "\u{200b}"])
            .prop_map(str::to_owned),
        1 => like("[A-ZÑ]{2,5}\\*"),
        1 => like("[a-z]{5,8}~[12]"),
        1 => like("\"[a-zé?* -]{0,12}\""),
        1 => like("=?\"?[A-Za-z]{1,5}\"?"),
        1 => anything(1..5),
    ]
}

fn random_query() -> impl Strategy<Value = String> {
    let glue = prop_oneof![3 => Just(" "), 1 => Just("")];
    prop::collection::vec((piece(), glue), 0..24)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(p, glue)| [p, glue.to_owned()]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn every_text_is_read_or_refused_inside_itself(query in random_query()) {
        if let Err(error) = parse(&query, &QueryLimits::typed()) {
            let chars = query.chars().count();
            prop_assert!(error.at + error.len <= chars, "{error:?}");
            prop_assert!(error.message_key.starts_with("query-"));
            prop_assert!(!error.message.is_empty());
        }
    }

    #[test]
    fn what_is_shown_reads_back_as_the_same_query(query in random_query()) {
        if let Ok(read) = parse(&query, &QueryLimits::typed()) {
            let shown = read.to_string();
            let again = parse(&shown, &QueryLimits::stored());
            prop_assert_eq!(again, Ok(read), "{} shown as {}", query, shown);
        }
    }

    #[test]
    fn highlights_are_ranges_of_the_text(query in random_query(), text in anything(0..80)) {
        if let Ok(read) = parse(&query, &QueryLimits::typed()) {
            let mut end = 0;
            for range in read.highlight(&text, Some("es")) {
                prop_assert!(range.start >= end && range.start < range.end);
                prop_assert!(text.get(range.clone()).is_some());
                end = range.end;
            }
        }
    }
}
