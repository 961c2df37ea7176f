//! Facets, timelines, pages, and the writer's promises.

use plaza_core::{Accounts, AuthorIs, MentionDoc, MentionId, People, Writer, Zone};
use plaza_search::{
    Bucket, Facet, Query, Scope, SearchError, SearchIndex, SearchOptions, Sort, TimelineBucket,
};

use crate::common::{DAY, NOW, corpus, doc, found, open, query, scope};

fn filled(dir: &std::path::Path) -> SearchIndex {
    let index = open(dir);
    let mut writer = index.writer().unwrap();
    writer.apply(&corpus()).unwrap();
    writer.commit(13).unwrap();
    index
}

fn pairs(values: &[(String, u64)]) -> Vec<(&str, u64)> {
    values.iter().map(|(value, count)| (value.as_str(), *count)).collect()
}

#[test]
fn facets_count_all_matches_and_not_the_page() {
    let dir = tempfile::tempdir().unwrap();
    let index = filled(dir.path());
    let facets = vec![
        Facet::Lang,
        Facet::Sentiment,
        Facet::Source,
        Facet::Intent,
        Facet::Theme,
        Facet::Aspect,
        Facet::Confidence,
    ];
    let options = SearchOptions { limit: 1, facets, ..SearchOptions::default() };
    let results = index.search(&query("batería OR battery"), &scope(), &options).unwrap();
    assert_eq!(results.total, 6);
    assert_eq!(results.ids, [1.into()]);
    let counts: Vec<_> = results.facets.iter().map(|f| (f.facet, pairs(&f.values))).collect();
    assert_eq!(
        counts,
        [
            (Facet::Lang, vec![("es", 4), ("en", 2)]),
            (
                Facet::Sentiment,
                vec![("neutral", 4), ("mixed", 1), ("negative", 1), ("positive", 1)]
            ),
            (Facet::Source, vec![("1", 5), ("2", 1)]),
            (Facet::Intent, vec![("none", 4), ("buy", 1), ("complaint", 1), ("praise", 1)]),
            (Facet::Theme, vec![("none", 4), ("5", 1), ("6", 1)]),
            (
                Facet::Aspect,
                vec![
                    ("batería", 2),
                    ("none", 2),
                    ("baterías nuevas", 1),
                    ("battery life", 1),
                    ("cargador rápido", 1),
                ]
            ),
            (Facet::Confidence, vec![("high", 5), ("low", 1)]),
        ]
    );
}

#[test]
fn what_has_many_values_splits_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let index = filled(dir.path());
    let by = Some(Facet::Aspect);
    let timeline = index.timeline(&Query::default(), &scope(), Bucket::Day, by, None);
    assert!(matches!(timeline, Err(SearchError::CannotSplit(_))), "{timeline:?}");
    // A mention that is marked as mixed counts once in a timeline, as what it is.
    let by = Some(Facet::Sentiment);
    let month = index.timeline(&query("sentiment:mixed"), &scope(), Bucket::Month, by, None);
    assert_eq!(month.unwrap()[0].parts, [("negative".to_owned(), 1)]);
}

#[test]
fn timelines_list_empty_buckets_too() {
    let dir = tempfile::tempdir().unwrap();
    let index = filled(dir.path());
    let by = Some(Facet::Sentiment);
    let days = |from: i64, to: i64| Some(NOW - from * DAY..NOW - to * DAY);
    let timeline =
        index.timeline(&Query::default(), &scope(), Bucket::Day, by, days(4, 2)).unwrap();
    let bucket = |span: [&str; 2], total, parts: &[(&str, u64)]| TimelineBucket {
        start: plaza_core::parse_timestamp(span[0]).unwrap(),
        until: plaza_core::parse_timestamp(span[1]).unwrap(),
        complete: !span[0].contains('T') && !span[1].contains('T') && span[1] <= "2026-01-31",
        total,
        parts: parts.iter().map(|(value, count)| ((*value).to_owned(), *count)).collect(),
    };
    assert_eq!(
        timeline,
        [
            // What is cut off by the asked time is not whole.
            bucket(["2026-01-27T10:00:00Z", "2026-01-28"], 0, &[]),
            bucket(["2026-01-28", "2026-01-29"], 1, &[("positive", 1)]),
            bucket(["2026-01-29", "2026-01-29T10:00:00Z"], 0, &[]),
        ]
    );
    let months = index.timeline(&query("batería"), &scope(), Bucket::Month, None, None).unwrap();
    let expected = [
        bucket(["2025-12-01", "2026-01-01"], 1, &[]),
        bucket(["2026-01-01", "2026-02-01"], 3, &[]),
    ];
    assert_eq!(months, expected);
    let nothing = index.timeline(&query("nada"), &scope(), Bucket::Hour, by, None).unwrap();
    assert_eq!(nothing, []);
    let old = MentionDoc { created_at: 0, ..doc(99, "viejo") };
    let mut writer = index.writer().unwrap();
    writer.apply(&[old]).unwrap();
    writer.commit(99).unwrap();
    let error = index.timeline(&Query::default(), &scope(), Bucket::Hour, None, None).unwrap_err();
    assert!(matches!(error, SearchError::TooManyBuckets(_)), "{error}");
}

#[test]
fn days_are_those_of_the_readers_zone() {
    let dir = tempfile::tempdir().unwrap();
    let index = open(dir.path());
    let at = |time: &str| plaza_core::parse_timestamp(time).unwrap();
    let mut writer = index.writer().unwrap();
    let times =
        ["2026-03-28T23:30Z", "2026-03-29T21:59Z", "2026-03-29T22:00Z", "2026-03-30T04:00Z"];
    let docs: Vec<MentionDoc> = (1..)
        .zip(times)
        .map(|(id, time)| MentionDoc { created_at: at(time), ..doc(id, "plaza") })
        .collect();
    writer.apply(&docs).unwrap();
    writer.commit(9).unwrap();
    for (zone, day, found, by_day) in [
        ("UTC", "2026-03-29", 2, vec![1, 2, 1]),
        // The day on which the clocks change has 23 hours.
        ("Europe/Madrid", "2026-03-29", 2, vec![2, 2]),
        ("America/Mexico_City", "2026-03-29", 3, vec![1, 3]),
        ("Asia/Kathmandu", "2026-03-29", 1, vec![1, 3]),
        ("Pacific/Kiritimati", "2026-03-30", 3, vec![1, 3]),
    ] {
        let scope = Scope { zone: zone.parse().unwrap(), ..scope() };
        let asked = query(&format!("date:{day}"));
        let options = SearchOptions::default();
        assert_eq!(index.search(&asked, &scope, &options).unwrap().total, found, "{zone}");
        let days = index.timeline(&Query::default(), &scope, Bucket::Day, None, None).unwrap();
        let totals: Vec<u64> = days.iter().map(|bucket| bucket.total).collect();
        assert_eq!(totals, by_day, "{zone}");
    }
    let extent = index.extent(&Query::default(), &scope()).unwrap();
    assert_eq!(extent, Some((at(times[0]), at(times[3]))));
    assert_eq!(index.extent(&query("nada"), &scope()).unwrap(), None);
}

#[test]
fn a_query_says_what_time_it_is_limited_to() {
    let at = |time: &str| plaza_core::parse_timestamp(time).ok();
    for (q, from, until) in [
        ("plaza", "", ""),
        ("plaza date:2026-01", "2026-01-01", "2026-02-01"),
        ("date:>=2026-01-10 date:<2026-01-20", "2026-01-10", "2026-01-20"),
        ("date:2026-01-10,2026-01-12", "2026-01-10", "2026-01-13"),
        ("date:2026-01-10 OR plaza", "", ""),
        ("-date:2026-01-10", "", ""),
        ("date:3d", "2026-01-29", ""),
    ] {
        assert_eq!(query(q).asked_time(NOW, Zone::UTC), (at(from), at(until)), "{q}");
    }
}

#[test]
fn tables_and_people_are_counted() {
    let dir = tempfile::tempdir().unwrap();
    let index = filled(dir.path());
    let table =
        index.breakdown(&query("cargador"), &scope(), Facet::Source, Facet::Sentiment).unwrap();
    let expected = [("1", "negative", 1), ("2", "positive", 1)];
    assert_eq!(table, expected.map(|(row, col, n)| (row.to_owned(), col.to_owned(), n)));
    let people =
        |text: &str, accounts: &Accounts| index.people(&query(text), &scope(), accounts).unwrap();
    let none = Accounts::default();
    // One of ours says nothing, ten mentions have no author.
    assert_eq!(people("", &none), People { by_id: 1, by_handle: 1, unknown: 10 });
    assert_eq!(people("casa", &none), People { unknown: 2, ..People::default() });
    assert_eq!(people("cargador", &none), People { by_id: 1, by_handle: 1, unknown: 0 });
    let marked = Accounts { marked: vec![10.into()], ..Accounts::default() };
    assert_eq!(people("cargador", &marked), People { by_handle: 1, ..People::default() });
    let same = Accounts { same: vec![(11.into(), 10.into())], ..Accounts::default() };
    assert_eq!(people("cargador", &same), People { by_id: 1, ..People::default() });
}

/// Names that anybody may show, labels for many, and our own posts.
#[test]
fn only_accounts_count_once() {
    let dir = tempfile::tempdir().unwrap();
    let index = open(dir.path());
    let by = |id: i64, author: i64, is: AuthorIs| MentionDoc {
        author: Some("María García".to_owned()),
        writer: Some(Writer { id: author.into(), is, by_id: false }),
        ..doc(id, "hola")
    };
    let mut writer = index.writer().unwrap();
    let docs = [
        by(1, 1, AuthorIs::Account),
        by(2, 1, AuthorIs::Account),
        by(3, 2, AuthorIs::ShownName),
        by(4, 2, AuthorIs::ShownName),
        by(5, 3, AuthorIs::Collective),
        MentionDoc { ours: true, ..by(6, 4, AuthorIs::Account) },
    ];
    writer.apply(&docs).unwrap();
    writer.commit(6).unwrap();
    let people = index.people(&query("hola"), &scope(), &Accounts::default()).unwrap();
    assert_eq!(people, People { by_id: 0, by_handle: 1, unknown: 3 });
    // A mention that comes again counts once.
    writer.apply(&[MentionDoc { revision: 7, ..by(3, 2, AuthorIs::ShownName) }]).unwrap();
    writer.commit(7).unwrap();
    let people = index.people(&query("hola"), &scope(), &Accounts::default()).unwrap();
    assert_eq!(people.total(), 4);
    assert_eq!(found(&index, "author:\"María García\""), [1, 2, 3, 4, 5]);
    assert_eq!(found(&index, "author:\"María García\" is:anyone"), [1, 2, 3, 4, 5, 6]);
    assert_eq!(found(&index, "author:#2"), [3, 4]);
}

#[test]
fn pages_join_without_gap_or_overlap() {
    let dir = tempfile::tempdir().unwrap();
    let index = open(dir.path());
    let mut writer = index.writer().unwrap();
    for batch in 0..5 {
        // Groups of three share a time, so that ids have to break ties.
        let docs: Vec<_> = (1..=20)
            .map(|n| batch * 20 + n)
            .map(|id| MentionDoc { created_at: NOW - id / 3 * 1_000, ..doc(id, "batería x") })
            .collect();
        writer.apply(&docs).unwrap();
        writer.commit(batch).unwrap();
    }
    for (sort, text) in
        [(Sort::Newest, "batería"), (Sort::Relevance, "batería"), (Sort::Relevance, "")]
    {
        let all = SearchOptions { sort, limit: 1_000, ..SearchOptions::default() };
        let all = index.search(&query(text), &scope(), &all).unwrap();
        assert_eq!((all.total, all.ids.len(), all.next_cursor), (100, 100, None));
        let mut joined = Vec::new();
        let mut cursor = None;
        loop {
            let options = SearchOptions { sort, limit: 7, cursor, ..SearchOptions::default() };
            let page = index.search(&query(text), &scope(), &options).unwrap();
            assert_eq!(page.total, 100);
            joined.extend(page.ids);
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(joined, all.ids, "{sort:?}");
    }
    let options = SearchOptions { cursor: Some("n123".to_owned()), ..SearchOptions::default() };
    let error = index.search(&query(""), &scope(), &options).unwrap_err();
    assert!(matches!(error, SearchError::BadCursor));
}

#[test]
fn newest_and_relevance_order_differently() {
    let dir = tempfile::tempdir().unwrap();
    let index = open(dir.path());
    let mut writer = index.writer().unwrap();
    writer
        .apply(&[
            doc(1, "la batería entre muchas otras palabras que nada dicen de ella ni de nada"),
            doc(2, "batería batería batería"),
        ])
        .unwrap();
    writer.commit(2).unwrap();
    for (sort, ids) in [(Sort::Newest, [1, 2]), (Sort::Relevance, [2, 1])] {
        let options = SearchOptions { sort, limit: 9, ..SearchOptions::default() };
        for text in ["batería", "batería -nada OR batería", "bater* batería", "batería lang:es"]
        {
            let results = index.search(&query(text), &scope(), &options).unwrap();
            assert_eq!(results.ids, ids.map(MentionId::from), "{sort:?} {text}");
        }
    }
}

#[test]
fn edits_replace_and_tombstones_remove() {
    let dir = tempfile::tempdir().unwrap();
    let index = open(dir.path());
    let mut writer = index.writer().unwrap();
    writer.apply(&[doc(1, "antes"), doc(2, "otro"), doc(2, "otro más")]).unwrap();
    assert_eq!(index.count(), 0, "nothing shows before a commit");
    writer.commit(2).unwrap();
    assert_eq!(index.count(), 2);
    writer
        .apply(&[doc(1, "después"), doc(1, "después"), MentionDoc { deleted: true, ..doc(2, "") }])
        .unwrap();
    writer.commit(5).unwrap();
    assert!(found(&index, "antes").is_empty());
    assert_eq!(found(&index, "después"), [1]);
    assert_eq!(found(&index, ""), [1]);
    assert_eq!((index.count(), writer.watermark()), (1, 5));
    writer.clear().unwrap();
    assert_eq!((index.count(), writer.watermark()), (0, 0));
    writer.apply(&[doc(1, "otra vez")]).unwrap();
    writer.commit(6).unwrap();
    assert_eq!(found(&index, "vez"), [1]);
}

#[test]
fn the_watermark_is_kept_and_uncommitted_work_is_not() {
    let dir = tempfile::tempdir().unwrap();
    {
        let index = open(dir.path());
        assert!(!index.was_reset());
        let mut writer = index.writer().unwrap();
        assert_eq!(writer.watermark(), 0);
        writer.apply(&[doc(1, "uno")]).unwrap();
        writer.commit(41).unwrap();
        writer.apply(&[doc(2, "dos")]).unwrap();
    }
    let index = open(dir.path());
    assert!(!index.was_reset());
    assert!(index.is_sound().unwrap());
    assert_eq!(found(&index, ""), [1]);
    let mut writer = index.writer().unwrap();
    assert_eq!(writer.watermark(), 41);
    // The writer has to find the older state although it did not write it.
    writer.apply(&[doc(1, "uno mejor")]).unwrap();
    writer.commit(42).unwrap();
    assert_eq!(found(&index, "uno"), [1]);
}

#[test]
fn there_is_one_writer() {
    let dir = tempfile::tempdir().unwrap();
    let index = open(dir.path());
    let writer = index.writer().unwrap();
    assert!(matches!(index.writer().unwrap_err(), SearchError::WriterBusy));
    assert!(matches!(open(dir.path()).writer().unwrap_err(), SearchError::WriterBusy));
    writer.close().unwrap();
    index.writer().unwrap();
}

#[test]
fn many_small_commits_leave_few_segments() {
    let dir = tempfile::tempdir().unwrap();
    let index = open(dir.path());
    let mut writer = index.writer().unwrap();
    for id in 1..=60 {
        writer.apply(&[doc(id, "poco a poco")]).unwrap();
        writer.commit(id).unwrap();
    }
    writer.close().unwrap();
    assert_eq!(found(&index, "poco").len(), 60);
    assert!(index.segments() <= 14, "{} segments", index.segments());
}

#[test]
fn another_versions_index_is_thrown_away() {
    let dir = tempfile::tempdir().unwrap();
    let old = dir.path().join("v0");
    std::fs::create_dir_all(&old).unwrap();
    std::fs::write(old.join("meta.json"), "{}").unwrap();
    std::fs::write(dir.path().join("notes.txt"), "mine").unwrap();
    assert!(open(dir.path()).was_reset());
    assert!(!old.exists());
    assert!(dir.path().join("notes.txt").exists(), "foreign files stay");
    assert!(!open(dir.path()).was_reset());
}

/// The folder of the version in use.
fn home(dir: &std::path::Path) -> std::path::PathBuf {
    let entries = std::fs::read_dir(dir).unwrap();
    entries.map(|entry| entry.unwrap().path()).find(|path| path.is_dir()).unwrap()
}

#[test]
fn a_damaged_folder_is_reset_and_says_so() {
    let names: Vec<_> = {
        let dir = tempfile::tempdir().unwrap();
        filled(dir.path());
        let files = std::fs::read_dir(home(dir.path())).unwrap();
        files.map(|f| f.unwrap().file_name().to_string_lossy().into_owned()).collect()
    };
    // Segment names are random; their endings are not.
    let endings: Vec<_> = names
        .iter()
        .filter(|name| !name.starts_with('.'))
        .map(|name| name.rsplit('.').next().unwrap().to_owned())
        .collect();
    assert!(endings.len() >= 5, "{names:?}");
    for ending in endings {
        let dir = tempfile::tempdir().unwrap();
        filled(dir.path());
        let home = home(dir.path());
        for file in std::fs::read_dir(&home).unwrap() {
            let path = file.unwrap().path();
            if path.to_string_lossy().ends_with(&ending) && !path.ends_with(".managed.json") {
                let bytes = std::fs::read(&path).unwrap();
                std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
            }
        }
        let index = open(dir.path());
        assert!(index.was_reset(), "half of .{ending} is gone");
        assert_eq!((index.count(), index.writer().unwrap().watermark()), (0, 0));
        let mut writer = index.writer().unwrap();
        writer.apply(&corpus()).unwrap();
        writer.commit(13).unwrap();
        assert_eq!(found(&index, "xyzzy"), [7]);
    }
}

#[test]
fn what_stands_beside_a_mention_is_what_the_pages_show() {
    let dir = tempfile::tempdir().unwrap();
    let index = filled(dir.path());
    for (text, sort) in
        [("", Sort::Newest), ("batería", Sort::Newest), ("batería OR cargador", Sort::Relevance)]
    {
        let options = SearchOptions { sort, limit: 100, ..SearchOptions::default() };
        let ids = index.search(&query(text), &scope(), &options).unwrap().ids;
        assert!(ids.len() > 2, "{text}");
        for (at, id) in ids.iter().enumerate() {
            let beside = index.neighbours(&query(text), &scope(), sort, *id).unwrap();
            let before = at.checked_sub(1).map(|at| ids[at]);
            assert_eq!((beside.before, beside.after), (before, ids.get(at + 1).copied()), "{text}");
            let cursor = index.cursor_at(&query(text), &scope(), sort, *id).unwrap();
            let page = SearchOptions { cursor, limit: 1, ..options.clone() };
            assert_eq!(index.search(&query(text), &scope(), &page).unwrap().ids, [*id], "{text}");
        }
    }
}

#[test]
fn stretches_of_time_and_people_are_counted_with_the_page() {
    let dir = tempfile::tempdir().unwrap();
    let index = filled(dir.path());
    let spans = ["date:today", "date:7d", "date:60d", "date:2025"].map(query).to_vec();
    for sort in [Sort::Newest, Sort::Relevance] {
        let (spans, facets) = (spans.clone(), vec![Facet::Answer, Facet::Rating, Facet::Channel]);
        let options =
            SearchOptions { sort, spans, facets, people: true, ..SearchOptions::default() };
        let results = index.search(&query("batería"), &scope(), &options).unwrap();
        assert_eq!(results.spans, [2, 3, 4, 1]);
        let people = results.people.finish(&Accounts::default());
        assert_eq!(people, People { by_id: 1, by_handle: 1, unknown: 2 });
        let counts = |at: usize| {
            let values = results.facets[at].values.iter();
            values.map(|(value, count)| (value.as_str(), *count)).collect::<Vec<_>>()
        };
        assert_eq!(counts(0), [("unasked", 3), ("unanswered", 1)]);
        assert_eq!(counts(1), [("none", 2), ("few", 1), ("many", 1)]);
        assert_eq!(counts(2), [("none", 2), ("forum", 1), ("review", 1)]);
    }
}
