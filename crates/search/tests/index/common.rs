//! What the tests of the index share.

use std::sync::LazyLock;

use plaza_core::{
    Aspect, AuthorId, AuthorIs, Intent, MentionDoc, MentionId, Millis, Sentiment, SourceId,
    ThemeId, Writer, Zone,
};
use plaza_search::{
    Names, OpenOptions, Ours, Query, QueryLimits, Scope, SearchIndex, SearchOptions, parse,
};

/// 2026-01-31T10:00:00Z
pub(crate) const NOW: Millis = 1_769_853_600_000;
pub(crate) const DAY: Millis = plaza_core::DAY_MS;

/// Two sources and two themes.
pub(crate) struct TestNames;

impl Names for TestNames {
    fn sources(&self, name: &str) -> Vec<SourceId> {
        match name {
            "Forum" => vec![1.into()],
            "Shop reviews" => vec![2.into()],
            "feed" => vec![1.into(), 2.into()],
            _ => Vec::new(),
        }
    }

    fn themes(&self, name: &str) -> Vec<ThemeId> {
        if name == "Battery life" { vec![5.into()] } else { Vec::new() }
    }

    fn authors(&self, name: &str) -> Vec<AuthorId> {
        // Ana was called that before, and the second one turned out to be hers.
        if matches!(name, "anita" | "#10") { vec![10.into(), 11.into()] } else { Vec::new() }
    }

    fn import(&self, id: i64) -> Option<Vec<(MentionId, MentionId)>> {
        let pair = |first: i64, last: i64| (first.into(), last.into());
        (id == 1).then(|| vec![pair(2, 4), pair(6, 6), pair(8, 8)])
    }

    fn drafted(&self) -> &[MentionId] {
        static DRAFTED: LazyLock<Vec<MentionId>> = LazyLock::new(|| vec![5.into(), 90.into()]);
        &DRAFTED
    }

    fn mine(&self) -> &[MentionId] {
        static MINE: LazyLock<Vec<MentionId>> = LazyLock::new(|| vec![1.into(), 5.into()]);
        &MINE
    }
}

pub(crate) fn scope() -> Scope<'static> {
    Scope { names: &TestNames, now: NOW, zone: Zone::UTC, ours: Ours::Exclude }
}

pub(crate) fn open(dir: &std::path::Path) -> SearchIndex {
    SearchIndex::open(dir, OpenOptions { memory_bytes: 15_000_000 }).unwrap()
}

/// The writer with that id, whose account the platform names.
pub(crate) fn account(id: i64) -> Writer {
    Writer { id: id.into(), is: AuthorIs::Account, by_id: true }
}

/// A mention in Spanish of source 1, said `id` minutes before now.
pub(crate) fn doc(id: i64, text: &str) -> MentionDoc {
    MentionDoc {
        id: id.into(),
        revision: id,
        deleted: false,
        title: String::new(),
        text: text.to_owned(),
        author: None,
        author_name: None,
        writer: None,
        source_id: 1.into(),
        lang: Some("es".to_owned()),
        sentiment: Some(Sentiment::Neutral),
        mixed: false,
        unsure: false,
        aspects: Vec::new(),
        intents: Vec::new(),
        theme_id: None,
        rating: None,
        country: None,
        channel: None,
        created_at: NOW - id * 60_000,
        ours: false,
        answered: false,
    }
}

pub(crate) fn in_lang(lang: &str, doc: MentionDoc) -> MentionDoc {
    MentionDoc { lang: Some(lang.to_owned()), ..doc }
}

fn aspect(term: &str, sentiment: Sentiment) -> Aspect {
    Aspect { term: term.to_owned(), start: 0, end: term.chars().count(), sentiment }
}

pub(crate) fn query(text: &str) -> Query {
    parse(text, &QueryLimits::typed()).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

/// Ids that a query finds, ascending.
pub(crate) fn found(index: &SearchIndex, text: &str) -> Vec<i64> {
    let options = SearchOptions { limit: 1_000, ..SearchOptions::default() };
    let results = index.search(&query(text), &scope(), &options).unwrap();
    assert_eq!(results.total, results.ids.len() as u64, "{text}");
    let mut ids: Vec<i64> = results.ids.into_iter().map(MentionId::get).collect();
    ids.sort_unstable();
    ids
}

/// The texts that the table of queries is asked about.
pub(crate) fn corpus() -> Vec<MentionDoc> {
    vec![
        MentionDoc {
            aspects: vec![aspect("batería", Sentiment::Negative)],
            ..doc(1, "La batería dura poco, muy poco.")
        },
        MentionDoc {
            aspects: vec![aspect("baterías nuevas", Sentiment::Neutral)],
            ..doc(2, "Las baterías nuevas duran dos días")
        },
        MentionDoc {
            aspects: vec![aspect("battery life", Sentiment::Positive)],
            answered: true,
            ..in_lang("en", doc(3, "The battery life is great; Apple did it"))
        },
        in_lang("en", doc(4, "I ate an apple, then two apples. Batteries not included.")),
        MentionDoc {
            title: "Batería nueva".to_owned(),
            author: Some("@Ana_García".to_owned()),
            author_name: Some("Ana María García".to_owned()),
            writer: Some(account(10)),
            sentiment: Some(Sentiment::Positive),
            intents: vec![Intent::Praise, Intent::Buy],
            theme_id: Some(5.into()),
            rating: Some(4.5),
            country: Some("ES".to_owned()),
            channel: Some("review".to_owned()),
            source_id: 2.into(),
            created_at: NOW - 3 * DAY,
            ..doc(5, "Gran compra. El cargador es rápido")
        },
        MentionDoc {
            author: Some("ana".to_owned()),
            writer: Some(Writer { by_id: false, ..account(11) }),
            sentiment: Some(Sentiment::Negative),
            intents: vec![Intent::Complaint],
            theme_id: Some(6.into()),
            rating: Some(1.0),
            country: Some("MX".to_owned()),
            channel: Some("forum".to_owned()),
            created_at: NOW - 40 * DAY,
            mixed: true,
            unsure: true,
            aspects: vec![
                aspect("cargador rápido", Sentiment::Negative),
                aspect("Batería", Sentiment::Positive),
            ],
            ..doc(6, "El cargador rápido no carga la batería nueva")
        },
        MentionDoc { lang: None, sentiment: None, ..doc(7, "baterias xyzzy") },
        MentionDoc { ours: true, rating: Some(2.0), ..doc(8, "¡Gracias por escribirnos!") },
        in_lang("fr", doc(9, "Dans ce cas, la maison est à vendre")),
        doc(10, "Mi casa está en venta"),
        in_lang("zh", doc(11, "这个电池很好 iPhone电池")),
        in_lang("de", doc(12, "Die Häuser in der Straße; e-mail an uns")),
        doc(13, "uno dos tres cuatro cinco seis siete ocho nueve diez uno"),
    ]
}
