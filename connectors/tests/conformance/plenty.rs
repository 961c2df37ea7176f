//! More than fits: pages, follow-ups and walks of any length are read to their end, or it is told
//! where reading ended.

use std::collections::{BTreeSet, HashMap};

use axum::extract::Query;
use axum::routing::get;
use axum::{Json, Router};
use plaza_core::{Missed, Page, to_rfc3339};
use serde_json::{Value, json};

use crate::bench::{Bench, mistake};
use crate::simulator::NOW;

const MINUTE: i64 = 60_000;

type Asked = Query<HashMap<String, String>>;

fn item(n: i64) -> Value {
    json!({ "id": format!("i{n}"), "text": format!("Item {n}"), "at": to_rfc3339(NOW - n * MINUTE) })
}

fn items(numbers: std::ops::Range<i64>) -> Json<Value> {
    Json(json!({ "items": numbers.map(item).collect::<Vec<_>>() }))
}

fn ids(page: &Page) -> BTreeSet<&str> {
    page.mentions.iter().map(|mention| mention.external_id.as_str()).collect()
}

fn stream(path: &str, more: &str) -> String {
    format!(
        "[[stream]]\nname = 's'\nmention = 'item'\nrecords = '.items[]'\n\
         request.url = '{{{{ config.url }}}}/{path}'\n{more}\n"
    )
}

#[tokio::test]
async fn a_page_of_any_length_is_read_to_its_end() {
    let routes = Router::new().route("/all", get(|| async { items(0..6_024) }));
    let newest =
        "incremental = { type = 'time', value = '.at', order = 'newest_first', overlap = '1h' }";
    for more in ["", newest] {
        let mut bench = Bench::of(routes.clone(), &stream("all", more)).await;
        let read = bench.round().await.unwrap();
        assert_eq!(ids(&read).len(), 6_024, "{more}");
        assert_eq!((read.rejected.len(), bench.missed().len()), (0, 0));
        assert_eq!(bench.log().len(), 2, "the page is asked for again for its rest");
        assert!(bench.cursor.as_ref().unwrap().len() < 300, "{:?}", bench.cursor);
        let again = bench.round().await.unwrap();
        assert_eq!(ids(&again).len(), 6_024, "the mark is the newest, and nothing is left over");
    }
}

/// 2,300 topics on one page, each with answers, and one with 2,500 of them.
#[tokio::test]
async fn every_record_is_followed_however_many_there_are() {
    async fn answers(Query(asked): Asked) -> Json<Value> {
        let of = &asked["of"];
        let count = if of == "i7" { 2_500 } else { 1 };
        let answer = |n: i64| json!({ "id": format!("{of}-{n}"), "text": "Yes", "parent": of });
        Json(json!({ "items": (0..count).map(answer).collect::<Vec<_>>() }))
    }
    let routes = Router::new()
        .route("/topics", get(|| async { items(0..2_300) }))
        .route("/answers", get(answers));
    let parts = format!(
        "{}[[stream]]\nname = 'answers'\nmention = 'item'\nrecords = '.items[]'\nfor_each = 's'\n\
         follow = '{{id}}'\nrequest = {{ url = '{{{{ config.url }}}}/answers', query = {{ of = '{{{{ parent.id }}}}' }} }}\n",
        stream("topics", "")
    );
    let mut bench = Bench::of(routes, &parts).await;
    let read = bench.round().await.unwrap();
    assert_eq!(ids(&read).len(), 2_300 + 2_299 + 2_500);
    let asked: Vec<String> =
        bench.log().into_iter().filter(|line| line.contains("/answers")).collect();
    let distinct: BTreeSet<&String> = asked.iter().collect();
    assert_eq!((asked.len(), distinct.len()), (2_300, 2_300), "each once");
}

#[tokio::test]
async fn a_request_that_ignores_the_page_ends_with_a_sentence() {
    let routes = Router::new()
        .route("/same", get(|| async { items(0..40) }))
        .route("/token", get(|| async { Json(json!({ "items": [item(1)], "next": "abc" })) }))
        .route(
            "/circle",
            get(|Query(asked): Asked| async move {
                let next = if asked.get("at").is_some_and(|at| at == "b") { "c" } else { "b" };
                Json(json!({ "items": [item(1)], "next": next }))
            }),
        )
        .route("/url", get(|| async { Json(json!({ "items": [item(1)], "next": "/url?page=2" })) }))
        .route("/link", get(|| async { ([("link", "</link?page=2>; rel=\"next\"")], items(0..3)) }))
        .route(
            "/end",
            get(|Query(asked): Asked| async move {
                let items = if asked.contains_key("at") { vec![] } else { vec![item(1)] };
                Json(json!({ "items": items, "next": "last" }))
            }),
        );
    for (path, pagination, requests, sentence) in [
        ("same", "type = 'page'", 2, "ignores `page`"),
        ("same", "type = 'offset', size = 40", 2, "ignores `page`"),
        ("token", "type = 'cursor', next = '.next'", 2, "just read"),
        ("circle", "type = 'cursor', next = '.next'", 3, "just read"),
        ("url", "type = 'next_url', next = '.next'", 2, "just read"),
        ("link", "type = 'link'", 2, "just read"),
        ("end", "type = 'cursor', next = '.next'", 2, ""),
    ] {
        let query = "request.query = { at = '{{ page }}' }";
        let parts = stream(path, &format!("pagination = {{ {pagination} }}\n{query}"));
        let mut bench = Bench::of(routes.clone(), &parts).await;
        let read = bench.round().await.unwrap();
        assert_eq!(bench.log().len(), requests, "{path}: {:?}", bench.log());
        let told: Vec<&str> = read.rejected.iter().map(|told| told.reason.text()).collect();
        match sentence {
            "" => assert_eq!(told, [""; 0], "{path}"),
            _ => assert!(told.len() == 1 && told[0].contains(sentence), "{path}: {told:?}"),
        }
    }
}

#[tokio::test]
async fn a_walk_that_ends_at_its_limit_leaves_a_gap() {
    async fn pages(Query(asked): Asked) -> Json<Value> {
        let page: i64 = asked["page"].parse().unwrap();
        items((page - 1) * 10..page * 10)
    }
    let routes = Router::new().route("/pages", get(pages));
    let query = "request.query = { page = '{{ page }}' }";
    let limit = "pagination = { type = 'page', most_pages = 3 }";
    let gap = |from, until| Missed { from, until };
    for (more, expected) in [
        // 30 records were read; older ones were not, whether a mark tells the time or not.
        ("", vec![gap(0, NOW - 29 * MINUTE)]),
        (
            "incremental = { type = 'time', value = '.at', order = 'newest_first', first = '2h' }",
            vec![gap(NOW - 120 * MINUTE, NOW - 29 * MINUTE)],
        ),
        (
            "incremental = { type = 'time', value = '.at', order = 'newest_first' }",
            vec![gap(0, NOW - 29 * MINUTE)],
        ),
        (
            "incremental = { type = 'time', value = '.at', order = 'newest_first', first = '20m' }",
            vec![],
        ),
    ] {
        let parts = stream("pages", &format!("{limit}\n{query}\n{more}"));
        let mut bench = Bench::of(routes.clone(), &parts).await;
        let read = bench.round().await.unwrap();
        assert!(read.rejected.is_empty());
        assert_eq!(bench.missed(), expected, "{more}");
    }
    // What was read meets what is known: nothing is missing between.
    let mut bench = Bench::of(routes.clone(), &stream("pages", &format!("{limit}\n{query}"))).await;
    bench.round().await.unwrap();
    bench.round().await.unwrap();
    assert_eq!(bench.missed().len(), 1, "{:?}", bench.missed());
}

#[test]
fn limits_beyond_what_is_possible_are_refused() {
    let recheck = |key: &str| {
        let request = "request = { url = '{{ config.url }}/one/{{ id }}' }";
        mistake(&stream("all", &format!("recheck = {{ {key}, {request} }}")))
    };
    for key in ["keep = 100000", "batch = 101", "keep = 0"] {
        let message = recheck(key);
        assert!(message.contains("takes 1 to"), "{key}: {message}");
    }
}
