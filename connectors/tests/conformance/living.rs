//! A second look at a list of what lives: what is missing in it is gone, and a list that proves
//! nothing buries nobody.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use plaza_core::{Deletion, Takes, to_rfc3339};
use serde_json::{Value, json};

use crate::bench::{Bench, mistake};
use crate::simulator::NOW;

const HOUR: i64 = 3_600_000;

/// What the list of what lives answers: numbers, or a status.
#[derive(Clone)]
enum Shown {
    Items(Vec<i64>),
    Status(u16),
    Endless,
}

type Place = Arc<Mutex<Shown>>;

fn item(n: i64) -> Value {
    json!({ "id": format!("i{n}"), "text": format!("Item {n}"), "at": to_rfc3339(NOW - n * HOUR) })
}

async fn living(
    State(place): State<Place>,
    Query(asked): Query<HashMap<String, usize>>,
) -> Response {
    let page = asked.get("page").copied().unwrap_or(1) - 1;
    let shown = place.lock().unwrap().clone();
    match shown {
        Shown::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Shown::Endless => Json(json!({ "ids": ["i0", "i1", "i2", "i3"] })).into_response(),
        Shown::Items(numbers) => {
            let page = numbers.chunks(4).nth(page).unwrap_or_default();
            let ids: Vec<String> = page.iter().map(|n| format!("i{n}")).collect();
            Json(json!({ "ids": ids, "items": page.iter().map(|n| item(*n)).collect::<Vec<_>>() }))
                .into_response()
        }
    }
}

async fn bench(recheck: &str) -> (Bench, Place) {
    let place: Place = Arc::new(Mutex::new(Shown::Items((0..10).collect())));
    let items = || async { Json(json!({ "items": (0..10).map(item).collect::<Vec<_>>() })) };
    let routes = Router::new()
        .route("/items", get(items))
        .route("/living", get(living))
        .with_state(Arc::clone(&place));
    let parts = format!(
        "[[stream]]\nname = 's'\nmention = 'item'\nrecords = '.items[]'\n\
         request.url = '{{{{ config.url }}}}/items'\n\
         incremental = {{ type = 'time', value = '.at', order = 'newest_first' }}\n\
         [stream.recheck]\nevery = '1h'\nrequest.url = '{{{{ config.url }}}}/living'\n{recheck}\n"
    );
    (Bench::of(routes, &parts).await, place)
}

const PAGES: &str = "list = 'all'\nid = '.'\nrecords = '.ids[]'\nrequest.query.page = '{{ page }}'\n\
                     pagination = { type = 'page', size = 4 }";

/// What the next look calls deleted, and what it says.
async fn look(bench: &mut Bench, place: &Place, shown: Shown) -> (Vec<String>, Vec<String>) {
    *place.lock().unwrap() = shown;
    bench.clock.advance(2 * HOUR);
    let page = bench.round().await.unwrap();
    let mut gone: Vec<String> =
        page.deletions.into_iter().map(|deletion| deletion.external_id).collect();
    gone.sort();
    (gone, page.rejected.into_iter().map(|told| told.reason.to_string()).collect())
}

fn all_but(missing: &[i64]) -> Shown {
    Shown::Items((0..10).filter(|n| !missing.contains(n)).collect())
}

#[tokio::test]
async fn what_is_missing_in_a_list_of_what_lives_is_gone() {
    for recheck in [
        PAGES,
        "list = 'all'\nrecords = '.items[]'\nrequest.query.page = '{{ page }}'\npagination = { type = 'page' }",
    ] {
        let (mut bench, place) = bench(recheck).await;
        bench.round().await.unwrap();
        assert_eq!(look(&mut bench, &place, all_but(&[])).await, (vec![], vec![]));
        let (gone, told) = look(&mut bench, &place, all_but(&[3, 8])).await;
        assert_eq!((gone, told), (vec!["i3".to_owned(), "i8".to_owned()], vec![]));
    }
}

#[tokio::test]
async fn a_list_that_proves_nothing_buries_nobody() {
    let (mut bench, place) = bench(PAGES).await;
    bench.round().await.unwrap();
    let (gone, told) = look(&mut bench, &place, Shown::Items(vec![])).await;
    assert!(gone.is_empty() && told[0].contains("is empty"), "{told:?}");
    let (gone, told) = look(&mut bench, &place, Shown::Endless).await;
    assert!(gone.is_empty() && told[0].contains("does not end"), "{told:?}");
    *place.lock().unwrap() = Shown::Status(500);
    bench.clock.advance(2 * HOUR);
    assert!(bench.round().await.is_err(), "a page that fails is asked for again");
    // Most of it missing: only when the next list says the same.
    let (gone, told) = look(&mut bench, &place, Shown::Items(vec![0, 1, 2])).await;
    assert!(gone.is_empty() && told[0].contains("more than half"), "{gone:?} {told:?}");
    let (gone, _) = look(&mut bench, &place, Shown::Items(vec![0, 1, 2, 3])).await;
    assert_eq!(gone, ["i4", "i5", "i6", "i7", "i8", "i9"]);
}

#[tokio::test]
async fn a_list_of_the_newest_says_nothing_of_what_is_older() {
    let (mut bench, place) = bench("list = 'newest'\nid = '.'\nrecords = '.ids[]'").await;
    bench.round().await.unwrap();
    // One page: the newest four that live.
    let (gone, told) = look(&mut bench, &place, all_but(&[2])).await;
    assert_eq!((gone, told), (vec!["i2".to_owned()], vec![]));
}

#[tokio::test]
async fn what_a_deletion_takes_along_is_declared() {
    let routes = Router::new()
        .route("/items", get(|| async { Json(json!({ "items": [item(1), item(2), item(3)] })) }))
        .route(
            "/one",
            get(|Query(asked): Query<HashMap<String, String>>| async move {
                match asked["id"].as_str() {
                    "i1" => StatusCode::NOT_FOUND.into_response(),
                    "i2" => Json(json!({ "id": "i2", "topic_deleted": true })).into_response(),
                    _ => Json(json!({ "id": "i3", "deleted": true })).into_response(),
                }
            }),
        );
    let parts = "[[stream]]\nname = 's'\nmention = 'item'\nrecords = '.items[]'\n\
         request.url = '{{ config.url }}/items'\n\
         incremental = { type = 'time', value = '.at', order = 'newest_first' }\n\
         recheck = { every = '1h', request = { url = '{{ config.url }}/one', query = { id = '{{ id }}' } } }\n\
         [mention.item]\nid = '.id'\ntext = '.text'\ncreated_at = '.at'\ndeleted = '.deleted'\n\
         thread_deleted = '.topic_deleted'\ntakes = 'answers'\n";
    let mut bench = Bench::of(routes, parts).await;
    bench.round().await.unwrap();
    bench.clock.advance(2 * HOUR);
    let mut gone = bench.round().await.unwrap().deletions;
    gone.sort_by(|a, b| a.external_id.cmp(&b.external_id));
    let deletion = |id: &str, takes| Deletion { takes, ..Deletion::of(id) };
    assert_eq!(
        gone,
        [
            deletion("i1", Takes::Answers),
            deletion("i2", Takes::Thread),
            deletion("i3", Takes::Answers)
        ]
    );
}

/// One message that cannot be asked for keeps nobody from looking at the others.
#[tokio::test]
async fn a_refused_second_look_is_told_and_the_others_go_on() {
    let routes = Router::new()
        .route("/items", get(|| async { Json(json!({ "items": [item(1), item(2)] })) }))
        .route(
            "/one",
            get(|Query(asked): Query<HashMap<String, String>>| async move {
                if asked["id"] == "i1" {
                    (StatusCode::FORBIDDEN, "moved to the members' corner").into_response()
                } else {
                    StatusCode::GONE.into_response()
                }
            }),
        );
    let parts = "[[stream]]\nname = 's'\nmention = 'item'\nrecords = '.items[]'\n\
         request.url = '{{ config.url }}/items'\n\
         incremental = { type = 'time', value = '.at', order = 'newest_first' }\n\
         recheck = { every = '1h', request = { url = '{{ config.url }}/one', query = { id = '{{ id }}' } } }\n";
    let mut bench = Bench::of(routes, parts).await;
    bench.round().await.unwrap();
    bench.clock.advance(2 * HOUR);
    let page = bench.round().await.unwrap();
    assert_eq!(page.deletions, [Deletion::of("i2")]);
    assert!(page.rejected[0].reason.contains("members' corner"), "{:?}", page.rejected);
}

#[test]
fn a_list_and_single_requests_exclude_each_other() {
    let recheck = |keys: &str| {
        mistake(&format!(
            "[[stream]]\nname = 's'\nmention = 'item'\nrequest.url = '{{{{ config.url }}}}/items'\n\
             [stream.recheck]\nrequest.url = '{{{{ config.url }}}}/living'\n{keys}\n"
        ))
    };
    for (keys, part) in [
        ("list = 'all'\nbatch = 20", "either `list` or `batch`"),
        ("list = 'all'\ngone = '.x'", "leave `gone` out"),
        ("id = '.'", "belongs to a recheck with `list`"),
        ("list = 'some'", "unknown variant"),
        ("list = 'all'\nrequest.query.x = '{{ id }}'", "`id` is not known here"),
    ] {
        let message = recheck(keys);
        assert!(message.contains(part), "{keys}: {message}");
    }
}
