//! How a login's token travels, what else of its answers later requests use, and replies whose id
//! the place does not tell.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use plaza_core::{ConnectorError, OtherReplies, OutgoingReply};
use serde_json::{Value, json};

use crate::bench::{Bench, mistake};
use crate::simulator::NOW;

const STREAM: &str = "[[stream]]\nname = 's'\nmention = 'item'\nrecords = '.items[]'\n\
                      request.url = '{{ config.url }}/list'\n";

fn login(more: &str) -> String {
    format!(
        "[auth]\ntype = 'login'\nneeds = ['user', 'password']\ntoken_from = '.token'\n{more}\n\
         [auth.request]\nmethod = 'POST'\nurl = '{{{{ config.url }}}}/login'\n\
         json = {{ name = '{{{{ config.user }}}}', word = '{{{{ config.password }}}}' }}\n{STREAM}"
    )
}

#[tokio::test]
async fn a_logins_token_travels_as_the_manifest_says() {
    type Seen = Arc<Mutex<Vec<String>>>;
    async fn list(
        State(seen): State<Seen>,
        Query(asked): Query<HashMap<String, String>>,
        headers: HeaderMap,
    ) -> Json<Value> {
        let header =
            |name: &str| headers.get(name).map(|v| format!("{name}: {}", v.to_str().unwrap()));
        let found = ["authorization", "x-auth", "cookie"].into_iter().filter_map(header);
        let found = found.chain(asked.get("key").map(|key| format!("?key={key}")));
        seen.lock().unwrap().extend(found);
        Json(json!({ "items": [] }))
    }
    for (more, expected) in [
        ("", "authorization: Bearer t0ken-of-ours"),
        ("send_as = 'bearer'", "authorization: Bearer t0ken-of-ours"),
        ("send_as = 'header'\nname = 'X-Auth'", "x-auth: t0ken-of-ours"),
        (
            "send_as = 'header'\nname = 'X-Auth'\nvalue = 'Token {{ token }}'",
            "x-auth: Token t0ken-of-ours",
        ),
        ("send_as = 'query'\nname = 'key'", "?key=t0ken-of-ours"),
        ("send_as = 'cookie'\nname = 'sid'", "cookie: sid=t0ken-of-ours"),
    ] {
        let seen = Seen::default();
        let routes = Router::new()
            .route("/login", post(|| async { Json(json!({ "token": "t0ken-of-ours" })) }))
            .route("/list", get(list))
            .with_state(Arc::clone(&seen));
        Bench::of(routes, &login(more)).await.round().await.unwrap();
        assert_eq!(*seen.lock().unwrap(), [expected], "{more}");
    }
}

/// Django's way: a cookie whose value comes back in a header; both change with the answers.
#[tokio::test]
async fn values_of_cookies_and_headers_go_with_later_requests() {
    async fn list(headers: HeaderMap) -> Response {
        let cookies = headers["cookie"].to_str().unwrap();
        let is_right = cookies.contains("sid=a1") || cookies.contains("sid=a2");
        if !is_right || headers["x-csrftoken"] != "csrf-of-today" || headers["x-version"] != "17" {
            return (StatusCode::FORBIDDEN, "who are you?").into_response();
        }
        (
            [("set-cookie", "sid=a2; Path=/")],
            Json(json!({ "items": [], "next": cookies.contains("sid=a1").then_some("more") })),
        )
            .into_response()
    }
    let answer = || async {
        let mut headers = HeaderMap::new();
        headers.append("set-cookie", "sid=a1; Path=/; HttpOnly".parse().unwrap());
        headers.append("set-cookie", "csrftoken=csrf-of-today; Path=/".parse().unwrap());
        headers.append("x-api-version", "17".parse().unwrap());
        (headers, Json(json!({})))
    };
    let routes = Router::new().route("/login", post(answer)).route("/list", get(list));
    let parts = login(
        "cookies = true\nkeep = { csrf = '$cookies.csrftoken', version = '$headers[\"x-api-version\"]' }",
    )
    .replace("token_from = '.token'\n", "");
    let parts = format!(
        "[headers]\nX-CSRFToken = '{{{{ session.csrf }}}}'\nX-Version = '{{{{ session.version }}}}'\n\
         {parts}pagination = {{ type = 'cursor', next = '.next' }}\nrequest.query.page = '{{{{ page }}}}'\n"
    );
    let mut bench = Bench::of(routes, &parts).await;
    bench.round().await.unwrap();
    assert_eq!(bench.log().iter().filter(|line| line.contains("/login")).count(), 1);
}

#[tokio::test]
async fn a_login_that_gives_nothing_is_told_with_the_places_words() {
    let answer = || async { (StatusCode::OK, "<h1>Your account is on hold</h1>") };
    let routes = Router::new().route("/login", post(answer)).route("/list", get(|| async { "" }));
    for more in ["", "cookies = true"] {
        let parts = login(more);
        let parts =
            if more.is_empty() { parts } else { parts.replace("token_from = '.token'\n", "") };
        let parts = parts.replace("'.token'", "'.token?'");
        let error = Bench::of(routes.clone(), &parts).await.round().await.unwrap_err();
        let ConnectorError::Unauthorized(message) = &error else { panic!("{error:?}") };
        assert!(message.contains("Your account is on hold"), "{message}");
    }
}

#[test]
fn what_belongs_to_a_login_is_checked() {
    for (more, part) in [
        ("send_as = 'header'", "needs `name`"),
        ("send_as = 'query'\nname = 'k'\nvalue = 'x'", "belongs to `send_as = \"header\"`"),
        ("name = 'X'", "belongs to `send_as`"),
        ("send_as = 'header'\nname = 'X'\nvalue = '{{ tken }}'", "`tken` is not known here"),
        ("send_as = 'body'", "unknown variant `body`"),
    ] {
        let message = mistake(&login(more));
        assert!(message.contains(part), "{more}: {message}");
    }
    let headers = "[headers]\nX = '{{ session.b }}'\n";
    let message = mistake(&format!("{headers}{}", login("keep = { a = '.x' }")));
    assert!(message.contains("`session.b` is not kept by `[auth]`; kept is a"), "{message}");
    let message = mistake(&format!("{headers}{STREAM}"));
    assert!(message.contains("`session` is not known here"), "{message}");
    let message = mistake(&login("").replace("token_from = '.token'\n", ""));
    assert!(message.contains("`cookies = true`"), "{message}");
    let message = mistake(&format!("[auth]\ntype = 'none'\nsend_as = 'query'\n{STREAM}"));
    assert!(message.contains("belongs to `type = \"login\"`"), "{message}");
}

const REPLY: &str = "[reply]\nmax_length = 100\nunit = 'characters'\n\
     [reply.send]\nrequest = { method = 'POST', url = '{{ config.url }}/say', json = { to = '{{ reply.parent_id }}', text = '{{ reply.text }}' } }\n\
     [reply.read_back]\nrequest = { url = '{{ config.url }}/list' }\nrecords = '.items[]'\n\
     ours = '.by == \"plaza\"'\ntext = '.text'\nid = '.id'\n";

#[tokio::test]
async fn a_reply_without_an_id_is_found_by_reading_back() {
    let said: Arc<Mutex<Vec<Value>>> = Arc::default();
    let hides = Arc::new(Mutex::new(false));
    let (heard, shown, hidden) = (Arc::clone(&said), Arc::clone(&said), Arc::clone(&hides));
    let routes = Router::new()
        .route(
            "/say",
            post(move |Json(sent): Json<Value>| async move {
                let mut said = heard.lock().unwrap();
                let id = format!("r{}", said.len());
                said.push(json!({ "id": id, "by": "plaza", "text": sent["text"] }));
                StatusCode::NO_CONTENT
            }),
        )
        .route(
            "/list",
            get(move || async move {
                let items =
                    if *hidden.lock().unwrap() { vec![] } else { shown.lock().unwrap().clone() };
                Json(json!({ "items": items }))
            }),
        );
    let bench = Bench::of(routes, &format!("{STREAM}{REPLY}")).await;
    let replier = bench.connector.replier().unwrap();
    let reply = |text: &str| OutgoingReply {
        key: "k".to_owned(),
        conversation_id: None,
        parent_id: "i1".to_owned(),
        text: text.to_owned(),
        first_try_at: NOW,
        others: OtherReplies::default(),
    };
    let receipt = replier.send(&reply("We look into it")).await.unwrap();
    assert_eq!((receipt.external_id.as_str(), receipt.held), ("r0", false));
    // Not shown yet: it may be there, and is not sent again before somebody has looked.
    *hides.lock().unwrap() = true;
    let error = replier.send(&reply("And thank you")).await.unwrap_err();
    assert!(matches!(error, ConnectorError::MayBeDone(_)), "{error:?}");
    assert_eq!(said.lock().unwrap().len(), 2);
    let without = REPLY.replace(
        "request = { url = '{{ config.url }}/list' }\nrecords = '.items[]'\nours",
        "uncertain = 'x'\nours",
    );
    let message = mistake(&format!("{STREAM}{without}"));
    assert!(message.contains("`send` has no `id`"), "{message}");
}

/// What has no value is named, with what there is.
#[tokio::test]
async fn a_template_names_what_has_no_value() {
    let routes = Router::new()
        .route("/list", get(|| async { Json(json!({ "items": [{ "id": "i1", "text": "x" }] })) }))
        .route("/below", get(|| async { Json(json!({ "items": [] })) }));
    let parts = format!(
        "{STREAM}[[stream]]\nname = 'below'\nmention = 'item'\nfor_each = 's'\nfollow = '{{id, text}}'\n\
         records = '.items[]'\nrequest = {{ url = '{{{{ config.url }}}}/below', query = {{ of = '{{{{ parent.thread }}}}' }} }}\n"
    );
    let error = Bench::of(routes, &parts).await.round().await.unwrap_err();
    let message = error.to_string();
    assert!(message.ends_with("`parent.thread` is not set; `parent` has: id, text"), "{message}");
    for (from, to, part) in [
        ("config.url }}/list", "config.url | lowr }}/list", "`lowr` is no filter"),
        ("config.url }}/list", "config.ur }}/list", "`config.ur` is not a field"),
        ("config.url }}/list", "config.url }}/{{ today() }}", "`today` is no"),
    ] {
        let message = mistake(&STREAM.replace(from, to));
        assert!(message.contains(part), "{to}: {message}");
    }
}

#[tokio::test]
async fn a_trial_reads_every_stream_its_second_page_and_its_second_look() {
    let item =
        |n: i64| json!({ "id": format!("i{n}"), "text": format!("Item {n}"), "at": NOW - n });
    let list = move |Query(asked): Query<HashMap<String, i64>>| async move {
        let page = asked["page"];
        let items: Vec<Value> = ((page - 1) * 3..page * 3).map(item).collect();
        Json(json!({ "items": items }))
    };
    let below = |Query(asked): Query<HashMap<String, String>>| async move {
        Json(
            json!({ "items": [{ "id": format!("{}-a", asked["of"]), "text": "Yes", "at": NOW }, { "text": "no id" }] }),
        )
    };
    let routes = Router::new()
        .route("/list", get(list))
        .route("/below", get(below))
        .route("/one", get(|| async { StatusCode::NOT_FOUND }));
    let parts = "[[stream]]\nname = 'posts'\nmention = 'item'\nrecords = '.items[]'\n\
        request = { url = '{{ config.url }}/list', query = { page = '{{ page }}' } }\n\
        pagination = { type = 'page' }\n\
        recheck = { request = { url = '{{ config.url }}/one', query = { id = '{{ id }}' } } }\n\
        [[stream]]\nname = 'answers'\nmention = 'item'\nfor_each = 'posts'\nfollow = '{id}'\n\
        records = '.items[]'\nrequest = { url = '{{ config.url }}/below', query = { of = '{{ parent.id }}' } }\n\
        [[stream]]\nname = 'extra'\nmention = 'item'\nunless = ['user']\nrequest.url = '{{ config.url }}/extra'\n";
    let bench = Bench::of(routes, &format!("{parts}{REPLY}")).await;
    let tried = bench.connector.try_out().await.unwrap().unwrap();
    let told: Vec<&str> = tried.told.iter().map(plaza_core::Message::text).collect();
    assert_eq!(
        told,
        [
            "posts: page 1: 3 records, 3 mentions; page 2: 3 records, 3 mentions",
            "posts: second look at 1: 1 gone",
            "answers: asked for 1 of 6: 2 records, 1 mentions, 1 unreadable",
            "extra: not read with these settings",
            "not tried: pages after the second, sending a reply and looking for it",
        ]
    );
    assert_eq!((tried.page.mentions.len(), tried.page.deletions.len()), (7, 1));
    assert!(bench.log().iter().all(|line| line.starts_with("GET ")), "{:?}", bench.log());
    assert_eq!(bench.log().len(), 4);
}
