//! What other platforms than the built-in ones need from the engine: every kind of pagination, time
//! windows, follow-up requests, second looks in batches, and answers that are errors.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use plaza_connectors::fetch::{FetchSettings, Fetcher};
use plaza_connectors::from_manifest;
use plaza_core::{
    Connector, ConnectorError, Deletion, FixedClock, IncomingMention, SourceConfig, to_rfc3339,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::simulator::NOW;

/// Records of the list server.
const COUNT: i64 = 25;
const HOUR: i64 = 3_600_000;

const HEAD: &str = r#"
format = 1
kind = "list"
place = "{{ config.url | place }}"
name = { en = "L", es = "L" }
summary = { en = "L.", es = "L." }

[[field]]
key = "url"
type = "url"
label = { en = "A", es = "A" }
help = { en = "A", es = "A" }

[mention.item]
id = ".id"
text = ".text"
created_at = ".at"
parent_id = "$parent.id"

"#;

struct Bench {
    connector: Box<dyn Connector>,
    clock: Arc<FixedClock>,
    asked: Arc<AtomicUsize>,
}

impl Bench {
    async fn of(streams: &str) -> Self {
        let asked = Arc::new(AtomicUsize::new(0));
        let router = Router::new()
            .route("/page", get(page))
            .route("/offset", get(offset))
            .route("/cursor", get(cursor))
            .route("/link", get(link))
            .route("/next", get(next))
            .route(
                "/abroad",
                get(|| async { Json(json!({ "items": [], "next": "http://8.8.8.8/" })) }),
            )
            .route("/window", get(window))
            .route("/children", get(children))
            .route("/batch", get(batch))
            .route(
                "/fine",
                get(|| async {
                    Json(json!({ "error": { "code": 88, "text": "Slow down", "wait": 42 } }))
                }),
            )
            .route("/odd", get(|| async { (StatusCode::IM_A_TEAPOT, "short and stout") }))
            .route(
                "/usage",
                get(|| async {
                    let message = r#"{"group": [{"share": 97, "minutes": 3}]}"#;
                    ([("X-Usage", message), ("X-Plain", "seven")], Json(json!({ "items": [] })))
                }),
            )
            .route("/html", get(|| async { "<html>maintenance</html>" }))
            .with_state(Arc::clone(&asked));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let clock = Arc::new(FixedClock::at(NOW));
        let settings = FetchSettings {
            min_delay: Duration::ZERO,
            ..FetchSettings::new("Plaza test", Arc::clone(&clock) as _)
        };
        let manifest = format!("{HEAD}{streams}");
        let factory = from_manifest("list.toml", &manifest, Fetcher::new(settings)).unwrap();
        let values = BTreeMap::from([("url".to_owned(), format!("http://{address}"))]);
        let config = SourceConfig::checked(factory.spec(), values, Some(address)).unwrap();
        Self { connector: factory.open(&config).unwrap(), clock, asked }
    }

    /// All pages after `cursor`.
    async fn round(
        &self,
        mut cursor: Option<String>,
    ) -> Result<(Vec<IncomingMention>, Vec<Deletion>, Option<String>), ConnectorError> {
        let (mut mentions, mut deletions) = (Vec::new(), Vec::new());
        for _ in 0..100 {
            let page = self.connector.collect(cursor.as_deref()).await?;
            mentions.extend(page.mentions);
            deletions.extend(page.deletions);
            cursor = page.cursor;
            if !page.more {
                return Ok((mentions, deletions, cursor));
            }
        }
        panic!("the round does not end");
    }
}

type Asked = Query<HashMap<String, String>>;
type Count = State<Arc<AtomicUsize>>;

fn item(n: i64) -> Value {
    let at = NOW - (COUNT - n) * HOUR;
    json!({ "id": format!("i{n}"), "text": format!("Item {n}"), "at": to_rfc3339(at) })
}

fn items(from: i64, count: i64) -> Vec<Value> {
    (from..(from + count).min(COUNT)).map(item).collect()
}

fn number(asked: &HashMap<String, String>, key: &str) -> i64 {
    asked.get(key).map_or(0, |value| value.parse().unwrap())
}

async fn page(Query(asked): Asked) -> Json<Value> {
    Json(json!({ "items": items((number(&asked, "page") - 1) * 10, 10) }))
}

async fn offset(Query(asked): Asked) -> Json<Value> {
    Json(json!({ "items": items(number(&asked, "offset"), 10) }))
}

/// The second page is empty, because everything on it is hidden from us.
async fn cursor(Query(asked): Asked) -> Json<Value> {
    let (items, next) = match asked.get("after").map(String::as_str) {
        None => (items(0, 10), Some("a b&c")),
        Some("a b&c") => (Vec::new(), Some("d")),
        Some(_) => (items(10, 15), None),
    };
    Json(json!({ "items": items, "next": next }))
}

async fn link(Query(asked): Asked) -> Response {
    let from = number(&asked, "from");
    let items = Json(json!({ "items": items(from, 10) }));
    if from + 10 >= COUNT {
        return items.into_response();
    }
    let link = format!(
        "<?from=0>; rel=\"first\", <?from={}>; title=\"a, b\"; rel=\"next last\"",
        from + 10
    );
    ([("link", link)], items).into_response()
}

async fn next(Query(asked): Asked) -> Json<Value> {
    let from = number(&asked, "from");
    let next = (from + 10 < COUNT).then(|| format!("/next?from={}", from + 10));
    Json(json!({ "items": items(from, 10), "next": next }))
}

/// Only the records in the window.
async fn window(State(count): Count, Query(asked): Asked) -> Json<Value> {
    count.fetch_add(1, Ordering::SeqCst);
    let time = |key: &str| asked[key].parse::<i64>().unwrap() * 1000;
    let (from, to) = (time("from"), time("to"));
    let at = |n: i64| NOW - (COUNT - n) * HOUR;
    let shown: Vec<Value> =
        (0..COUNT).filter(|n| (from..=to).contains(&at(*n))).map(item).collect();
    Json(json!({ "items": shown }))
}

async fn children(Query(asked): Asked) -> Response {
    if asked["of"] == "i3" {
        return StatusCode::NOT_FOUND.into_response();
    }
    let second = asked.contains_key("after");
    let n = usize::from(second);
    let child = json!({ "id": format!("{}-c{n}", asked["of"]), "text": "Child" });
    Json(json!({ "items": [child], "next": (!second).then_some("2") })).into_response()
}

/// Three of the items are gone by now, and one is edited.
async fn batch(Query(asked): Asked) -> Json<Value> {
    let shown: Vec<Value> = asked["ids"]
        .split(',')
        .filter(|id| !["i20", "i21", "i22"].contains(id))
        .map(|id| json!({ "id": id, "text": "Edited", "at": to_rfc3339(NOW - HOUR) }))
        .collect();
    Json(json!({ "items": shown }))
}

#[tokio::test]
async fn every_kind_of_pagination_reaches_the_end() {
    for (name, request, pagination) in [
        ("page", "query = { page = '{{ page }}' }", "type = 'page', size = 10"),
        ("page", "query = { page = '{{ page }}' }", "type = 'page'"),
        ("offset", "query = { offset = '{{ page }}' }", "type = 'offset'"),
        ("cursor", "query = { after = '{{ page }}' }", "type = 'cursor', next = '.next'"),
        ("link", "query = { from = '0' }", "type = 'link'"),
        ("next", "query = { from = '0' }", "type = 'next_url', next = '.next'"),
    ] {
        let bench = Bench::of(&format!(
            "[[stream]]\nname = 's'\nmention = 'item'\nrecords = '.items[]'\n\
             request = {{ url = '{{{{ config.url }}}}/{name}', {request} }}\n\
             pagination = {{ {pagination} }}"
        ))
        .await;
        let (mentions, _, cursor) = bench.round(None).await.unwrap();
        let ids: Vec<_> = mentions.iter().map(|mention| mention.external_id.clone()).collect();
        let expected: Vec<_> = (0..COUNT).map(|n| format!("i{n}")).collect();
        assert_eq!(ids, expected, "{name}: {pagination}");
        assert!(cursor.is_some_and(|cursor| cursor.len() < 300));
    }
}

#[tokio::test]
async fn credentials_are_not_carried_to_another_host() {
    let bench = Bench::of(
        "[[stream]]\nname = 's'\nmention = 'item'\nrecords = '.items[]'\n\
         request = { url = '{{ config.url }}/abroad' }\n\
         pagination = { type = 'next_url', next = '.next' }",
    )
    .await;
    let error = bench.round(None).await.unwrap_err();
    assert!(error.to_string().contains("another host (8.8.8.8)"), "{error}");
}

#[tokio::test]
async fn windows_go_from_the_past_to_now() {
    let bench = Bench::of(
        "[[stream]]\nname = 's'\nmention = 'item'\nrecords = '.items[]'\n\
         request = { url = '{{ config.url }}/window', query = { from = '{{ window.from }}', to = '{{ window.to }}' } }\n\
         window = { step = '6h', first = '30h', overlap = '1h', format = 'unix' }",
    )
    .await;
    let (mentions, _, cursor) = bench.round(None).await.unwrap();
    assert_eq!(bench.asked.load(Ordering::SeqCst), 5);
    let mut ids: Vec<_> = mentions.iter().map(|mention| mention.external_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 25);
    bench.clock.advance(HOUR);
    bench.round(cursor).await.unwrap();
    assert_eq!(bench.asked.load(Ordering::SeqCst), 6);
}

#[tokio::test]
async fn each_record_is_followed() {
    let bench = Bench::of(
        "[[stream]]\nname = 'items'\nmention = 'item'\nrecords = '.items[]'\n\
         request = { url = '{{ config.url }}/offset', query = { offset = '{{ page }}' } }\n\
         pagination = { type = 'offset', size = 10 }\n\
         [[stream]]\nname = 'children'\nmention = 'item'\nrecords = '.items[]'\n\
         for_each = 'items'\nfollow = 'select(.id | test(\"^i[0-4]$\")) | {id}'\n\
         request = { url = '{{ config.url }}/children', query = { of = '{{ parent.id }}', after = '{{ page }}' } }\n\
         pagination = { type = 'cursor', next = '.next' }",
    )
    .await;
    let (mentions, deletions, _) = bench.round(None).await.unwrap();
    let children: Vec<_> = mentions.iter().filter(|m| m.external_id.contains("-c")).collect();
    let ids: Vec<_> = children.iter().map(|m| m.external_id.as_str()).collect();
    assert_eq!(ids, ["i0-c0", "i0-c1", "i1-c0", "i1-c1", "i2-c0", "i2-c1", "i4-c0", "i4-c1"]);
    assert_eq!(children[1].parent_id.as_deref(), Some("i0"));
    assert_eq!((mentions.len(), deletions.len()), (25 + 8, 0));
}

#[tokio::test]
async fn a_second_look_in_batches_finds_edits_and_gaps() {
    let bench = Bench::of(
        "[[stream]]\nname = 's'\nmention = 'item'\nrecords = '.items[]'\n\
         request = { url = '{{ config.url }}/offset', query = { offset = '{{ page }}' } }\n\
         pagination = { type = 'offset' }\n\
         incremental = { type = 'time', value = '.at', order = 'any' }\n\
         [stream.recheck]\nkeep = 10\nbatch = 4\nevery = '1h'\nrecords = '.items[]'\n\
         request = { url = '{{ config.url }}/batch', query = { ids = \"{{ ids | join(',') }}\" } }",
    )
    .await;
    let (_, deletions, cursor) = bench.round(None).await.unwrap();
    assert_eq!(deletions, []);
    bench.clock.advance(2 * HOUR);
    let (mentions, deletions, cursor) = bench.round(cursor).await.unwrap();
    let mut gone: Vec<_> = deletions.iter().map(|d| d.external_id.as_str()).collect();
    gone.sort_unstable();
    assert_eq!(gone, ["i20", "i21", "i22"]);
    assert_eq!(mentions.iter().filter(|m| m.text == "Edited").count(), 7);
    bench.clock.advance(60_000);
    let (_, deletions, _) = bench.round(cursor).await.unwrap();
    assert_eq!(deletions, [], "not again before an hour has passed");
}

#[tokio::test]
async fn limits_in_headers_are_seen_by_programs() {
    let stream = "[[stream]]\nname = 's'\nmention = 'item'\nrecords = '.items[]'\n\
                  request = { url = '{{ config.url }}/usage' }";
    let wait = r#"$headers["x-usage"].group[0] | select(.share > 95) | .minutes * 60"#;
    let bench = Bench::of(&format!("[limits]\nwait = '{wait}'\n{stream}")).await;
    bench.round(None).await.unwrap();
    let error = bench.round(None).await.unwrap_err();
    let ConnectorError::RateLimited { until, .. } = &error else { panic!("{error:?}") };
    assert_eq!(*until, NOW + 180_000);
    let rule = r#"$headers["x-plain"] == "seven" and $headers["x-missing"] == null"#;
    let rule = format!("[[error]]\nstatus = [200]\nmatch = '{rule}'\nas = 'gone'\n{stream}");
    let error = Bench::of(&rule).await.round(None).await.unwrap_err();
    assert!(matches!(error, ConnectorError::Gone(_)), "{error:?}");
}

#[tokio::test]
async fn errors_are_named_after_what_to_do() {
    let rules = "[[error]]\nstatus = [200]\nmatch = '.error.code == 88'\nas = 'rate_limited'\n\
                 wait = '.error.wait'\nmessage = '{{ body.error.text }}'\n\
                 [[error]]\nstatus = [418]\nas = 'gone'\nmessage = '{{ body.no.such.thing }}'\n";
    let stream = |path: &str| {
        format!(
            "{rules}[[stream]]\nname = 's'\nmention = 'item'\nrecords = '.items[]'\nrequest = {{ url = '{{{{ config.url }}}}/{path}' }}"
        )
    };
    let bench = Bench::of(&stream("fine")).await;
    let error = bench.round(None).await.unwrap_err();
    let ConnectorError::RateLimited { until, reason } = &error else { panic!("{error:?}") };
    assert_eq!(*until, NOW + 42_000);
    assert!(reason.ends_with("Slow down"), "{reason}");
    let error = Bench::of(&stream("odd")).await.round(None).await.unwrap_err();
    let ConnectorError::Gone(message) = &error else { panic!("{error:?}") };
    assert!(message.ends_with("answered 418: short and stout"), "{message}");
    let error = Bench::of(&stream("html")).await.round(None).await.unwrap_err();
    assert!(
        matches!(&error, ConnectorError::Malformed(message) if message.contains("not JSON")),
        "{error:?}"
    );
    let bench = Bench::of("[[stream]]\nname = 's'\nmention = 'item'\nrecords = '.items | .[] | .[]'\nrequest = { url = '{{ config.url }}/next' }").await;
    let (mentions, _, _) = bench.round(None).await.unwrap();
    assert_eq!(mentions, [], "values that are no records are set aside");
}
