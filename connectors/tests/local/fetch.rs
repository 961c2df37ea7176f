//! The client's limits, waits, retries and redirects.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request};
use axum::http::header::{CONTENT_ENCODING, LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use futures::{StreamExt, stream};
use plaza_connectors::fetch::{FetchSettings, Fetcher, HeaderName, endpoint};
use plaza_core::ConnectorError;
use tower_http::compression::CompressionLayer;
use url::Url;

use crate::support::{NOW, Server, client, settings};

/// A body of `megabytes` of zeros, generated while it is sent.
fn zeros(megabytes: usize) -> Body {
    let chunk = Bytes::from(vec![0_u8; 1_000_000]);
    Body::from_stream(stream::iter(
        (0..megabytes).map(move |_| Ok::<_, std::io::Error>(chunk.clone())),
    ))
}

#[tokio::test]
async fn every_compression_is_read_and_bombs_are_cut_off() {
    let none = || CompressionLayer::new().no_gzip().no_br().no_deflate().no_zstd();
    for (encoding, layer) in [
        ("gzip", none().gzip(true)),
        ("br", none().br(true)),
        ("deflate", none().deflate(true)),
        ("zstd", none().zstd(true)),
    ] {
        let server = Server::start(
            Router::new()
                .route("/bomb", get(|| async { zeros(3) }))
                .route("/fine", get(|| async { "señal ".repeat(1_000) }))
                .route("/torn", get(|| async { ([(CONTENT_ENCODING, "gzip")], "no gzip") }))
                .layer(layer),
        )
        .await;
        let ask = |path: &str| client(&server).get(server.url(path)).max_body(200_000).send();
        assert_eq!(ask("/fine").await.unwrap().text(), "señal ".repeat(1_000), "{encoding}");
        let started = Instant::now();
        let error = ask("/bomb").await.unwrap_err();
        let message = error.to_string();
        assert!(message.contains("sent more than 200000 bytes"), "{encoding}: {message}");
        assert!(started.elapsed() < Duration::from_secs(20), "{encoding}: {:?}", started.elapsed());
        let torn = ask("/torn").await;
        assert!(matches!(torn, Err(ConnectorError::Malformed(_))), "{torn:?}");
    }
}

#[tokio::test]
async fn bodies_are_bounded_with_and_without_a_length() {
    let server = Server::start(
        Router::new()
            .route("/long", get(|| async { vec![b'x'; 2_000] }))
            .route("/endless", get(|| async { zeros(100_000) })),
    )
    .await;
    let long = client(&server).get(server.url("/long")).max_body(1_999).send().await;
    assert!(matches!(long, Err(ConnectorError::Malformed(_))), "{long:?}");
    assert!(client(&server).get(server.url("/long")).max_body(2_000).send().await.is_ok());
    let endless = client(&server).get(server.url("/endless")).send().await;
    assert!(matches!(endless, Err(ConnectorError::Malformed(_))), "{endless:?}");
}

#[tokio::test]
async fn slow_bodies_and_silent_servers_are_given_up() {
    let drip = || {
        stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            Some((Ok::<_, std::io::Error>(Bytes::from_static(b".")), ()))
        })
    };
    let server = Server::start(
        Router::new()
            .route("/drip", get(move || async move { Body::from_stream(drip()) }))
            .route("/never", get(std::future::pending::<String>)),
    )
    .await;
    let source = Fetcher::new(FetchSettings {
        read_timeout: Duration::from_millis(300),
        retries: 1,
        ..settings()
    })
    .for_source(Some(&server.allowed()));
    let started = Instant::now();
    let drip = source.get(server.url("/drip")).timeout(Duration::from_secs(1)).send().await;
    assert!(matches!(drip, Err(ConnectorError::Transient(_))), "{drip:?}");
    let never = source.get(server.url("/never")).send().await;
    assert!(matches!(never, Err(ConnectorError::Transient(_))), "{never:?}");
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
    let asked = server.asked();
    assert_eq!(asked.iter().filter(|path| *path == "/never").count(), 2, "tried twice");
}

#[tokio::test]
async fn redirects_are_followed_three_times_and_loops_end() {
    let hop = |Path(n): Path<usize>| async move {
        if n == 0 {
            return "there".into_response();
        }
        (StatusCode::FOUND, [(LOCATION, format!("/hop/{}", n - 1))]).into_response()
    };
    let server = Server::start(
        Router::new()
            .route("/hop/{n}", get(hop))
            .route("/loop", get(|| async { (StatusCode::FOUND, [(LOCATION, "/loop")]) }))
            .route("/post", post(|| async { (StatusCode::FOUND, [(LOCATION, "/hop/0")]) })),
    )
    .await;
    let three = client(&server).get(server.url("/hop/3")).send().await.unwrap();
    assert_eq!((three.text(), three.final_url.path()), ("there".to_owned(), "/hop/0"));
    for path in ["/hop/4", "/loop"] {
        let error = client(&server).get(server.url(path)).send().await.unwrap_err();
        assert!(error.to_string().contains("redirects more than 3 times"), "{error}");
    }
    let posted = client(&server).post(server.url("/post")).send().await;
    assert!(matches!(posted, Err(ConnectorError::Malformed(_))), "{posted:?}");
    let asked = server.asked();
    assert_eq!(asked.iter().filter(|path| *path == "/loop").count(), 4, "{asked:?}");
    assert_eq!(asked.iter().filter(|path| *path == "/hop/0").count(), 1, "{asked:?}");
}

#[tokio::test]
async fn credentials_stay_with_their_origin() {
    let seen = |headers: HeaderMap| async move {
        let shown = |name: &str| headers.get(name).map_or("-".to_owned(), |v| format!("{v:?}"));
        format!("{} {} {}", shown("authorization"), shown("api-key"), shown("accept"))
    };
    let other = Server::start(Router::new().route("/", get(seen))).await;
    let there = other.url("/").to_string();
    let server = Server::start(
        Router::new()
            .route("/away", get(move || async move { (StatusCode::FOUND, [(LOCATION, there)]) }))
            .route("/here", get(|| async { (StatusCode::FOUND, [(LOCATION, "/end")]) }))
            .route("/end", get(seen)),
    )
    .await;
    // Both servers are on one address; the second is reached through a resolver that knows it.
    let ask = |path: &str| {
        client(&server)
            .get(server.url(path))
            .bearer("canary")
            .header(HeaderName::from_static("api-key"), "canary")
            .header(HeaderName::from_static("accept"), "text/plain")
    };
    let here = ask("/here").send().await.unwrap().text();
    assert_eq!(here, "\"Bearer canary\" \"canary\" \"text/plain\"");
    // Another port is another origin, which is not allowed: it is refused, and the message shows no
    // secrets.
    let away = ask("/away").send().await.unwrap_err().to_string();
    assert!(away.contains("is not on the public internet") && !away.contains("canary"), "{away}");
    assert!(other.asked().is_empty());
    let shown = format!("{:?}", ask("/here?token=canary"));
    assert!(!shown.contains("canary"), "{shown}");
}

#[tokio::test]
async fn waits_are_obeyed() {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let server = Server::start(
        Router::new()
            .route(
                "/short",
                get(move || {
                    let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
                    async move {
                        if first {
                            return (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "1")], "wait");
                        }
                        (StatusCode::OK, [(RETRY_AFTER, "0")], "fine")
                    }
                }),
            )
            .route(
                "/long",
                get(|| async { (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "60")]) }),
            )
            .route("/mute", get(|| async { StatusCode::TOO_MANY_REQUESTS }))
            .route(
                "/quota",
                get(|| async {
                    let headers = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "300")];
                    (StatusCode::FORBIDDEN, headers)
                }),
            )
            .route(
                "/maintenance",
                get(|| async { (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "120")]) }),
            )
            .route(
                "/post",
                post(|| async { (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "1")]) }),
            ),
    )
    .await;
    let started = Instant::now();
    assert_eq!(client(&server).get(server.url("/short")).send().await.unwrap().text(), "fine");
    assert!(started.elapsed() >= Duration::from_secs(1));
    for (path, wait) in
        [("/long", 60_000), ("/mute", 60_000), ("/quota", 300_000), ("/maintenance", 120_000)]
    {
        let error = client(&server).get(server.url(path)).send().await.unwrap_err();
        let ConnectorError::RateLimited { until, reason } = error else {
            panic!("{path}: {error}")
        };
        assert_eq!(until - NOW, wait, "{path}");
        assert!(reason.starts_with(&server.allowed()), "{reason}");
    }
    let posted = client(&server).post(server.url("/post")).send().await.unwrap_err();
    assert!(matches!(posted, ConnectorError::RateLimited { .. }), "{posted}");
    for (path, times) in [("/long", 1), ("/mute", 1), ("/quota", 1), ("/post", 1), ("/short", 2)] {
        let asked = server.asked().iter().filter(|asked| *asked == path).count();
        assert_eq!(asked, times, "{path}");
    }
}

#[tokio::test]
async fn only_what_may_be_repeated_is_repeated() {
    let server = Server::start(Router::new().fallback(|request: Request| async move {
        let status: u16 = request.uri().path()[1..].parse().unwrap();
        StatusCode::from_u16(status).unwrap()
    }))
    .await;
    for status in [500, 502, 503, 504] {
        let error =
            client(&server).get(server.url(&format!("/{status}"))).send().await.unwrap_err();
        assert!(matches!(error, ConnectorError::Transient(_)), "{status}: {error}");
        let posted = client(&server).post(server.url(&format!("/{status}?post"))).send().await;
        assert!(matches!(posted, Err(ConnectorError::MayBeDone(_))), "{status}");
        let count = |path: &str| server.asked().iter().filter(|asked| *asked == path).count();
        assert_eq!(count(&format!("/{status}")), 3);
        assert_eq!(count(&format!("/{status}?post")), 1);
    }
    for (status, kind) in [
        (401, "not authorised"),
        (403, "not authorised"),
        (404, "gone"),
        (410, "gone"),
        (400, "127.0.0.1"),
        (422, "127.0.0.1"),
    ] {
        let path = format!("/{status}");
        let error = client(&server).get(server.url(&path)).send().await.unwrap_err().to_string();
        assert!(error.starts_with(kind), "{error}");
        assert!(error.contains(&status.to_string()), "{error}");
        assert_eq!(server.asked().iter().filter(|asked| **asked == path).count(), 1);
        let raw = client(&server).get(server.url(&path)).send_raw().await.unwrap();
        assert_eq!(raw.status, status);
    }
}

/// A stream of bytes that breaks off.
fn broken_off(bytes: &'static str) -> Body {
    let end = stream::once(async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(std::io::Error::other("the connection breaks off"))
    });
    Body::from_stream(stream::iter([Ok(Bytes::from_static(bytes.as_bytes()))]).chain(end))
}

#[tokio::test]
async fn after_a_change_was_sent_only_a_status_decides() {
    let server = Server::start(Router::new().fallback(|request: Request| async move {
        let status: u16 = request.uri().path()[1..].parse().unwrap();
        let status = StatusCode::from_u16(status).unwrap();
        match request.uri().query() {
            Some("length") => {
                (status, [("content-length", "100")], broken_off("{")).into_response()
            }
            Some("huge") => {
                (status, [("content-length", "99999999999")], broken_off("{")).into_response()
            }
            Some("gzip") => (status, [("content-encoding", "gzip")], "no gzip").into_response(),
            Some("headers") => (status, [("x-large", "v".repeat(70_000))]).into_response(),
            Some("wait") => (status, [(RETRY_AFTER, "60")]).into_response(),
            Some("never") => std::future::pending().await,
            _ => (status, broken_off("{\"error\":")).into_response(),
        }
    }))
    .await;
    let post = async |path: &str| {
        client(&server).post(server.url(path)).timeout(Duration::from_millis(500)).send().await
    };
    for path in [
        "/201",
        "/201?length",
        "/200?huge",
        "/200?gzip",
        "/200?headers",
        "/200?never",
        "/303?whole",
        "/500?length",
        "/503?wait",
        "/408?length",
        "/599",
    ] {
        let answer = post(path).await;
        assert!(matches!(answer, Err(ConnectorError::MayBeDone(_))), "{path}: {answer:?}");
    }
    for (path, kind) in [
        ("/403", "not authorised"),
        ("/404?length", "gone"),
        ("/422", "127.0.0.1"),
        ("/400?huge", "127.0.0.1"),
        ("/409?gzip", "127.0.0.1"),
        ("/429?wait", "rate limited"),
    ] {
        let error = post(path).await.unwrap_err();
        assert!(!matches!(error, ConnectorError::MayBeDone(_)), "{path}: {error:?}");
        assert!(error.to_string().starts_with(kind), "{path}: {error}");
    }
    assert_eq!(server.asked().len(), 17, "none is sent twice: {:?}", server.asked());
    // A query by POST changes nothing: it may just be asked again.
    let read = client(&server).post(server.url("/200?length")).only_reads().send().await;
    assert!(matches!(read, Err(ConnectorError::Transient(_))), "{read:?}");
}

#[tokio::test]
async fn a_read_that_breaks_off_is_repeated() {
    for broken in ["/length", "/chunked", "/torn"] {
        let count = Arc::new(AtomicUsize::new(0));
        let server = Server::start(Router::new().fallback(move |request: Request| {
            let is_first = count.fetch_add(1, Ordering::SeqCst) == 0;
            async move {
                match request.uri().path() {
                    _ if !is_first => "whole".into_response(),
                    "/length" => ([("content-length", "100")], broken_off("wh")).into_response(),
                    "/chunked" => broken_off("wh").into_response(),
                    // The beginning of a compressed text.
                    _ => ([(CONTENT_ENCODING, "gzip")], &b"\x1f\x8b\x08\0\0\0\0\0\0\xff\x01"[..])
                        .into_response(),
                }
            }
        }))
        .await;
        let answer = client(&server).get(server.url(broken)).send().await.unwrap();
        assert_eq!((answer.text().as_str(), server.asked().len()), ("whole", 2), "{broken}");
    }
}

/// An earlier attempt may have made the change, whatever the last one says.
#[tokio::test]
async fn a_repeated_change_remembers_its_earlier_attempts() {
    let count = Arc::new(AtomicUsize::new(0));
    let server = Server::start(Router::new().fallback(move || {
        let attempt = count.fetch_add(1, Ordering::SeqCst);
        async move { [StatusCode::BAD_GATEWAY, StatusCode::NOT_FOUND][attempt % 2] }
    }))
    .await;
    let gone = client(&server).delete(server.url("/")).send().await;
    assert!(matches!(gone, Err(ConnectorError::MayBeDone(_))), "{gone:?}");
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn what_cannot_be_reached_has_done_nothing_and_is_told_in_words() {
    let server = Server::start(Router::new()).await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let closed = format!("127.0.0.1:{port}");
    let source = Fetcher::new(settings()).for_source(Some(&closed));
    let refused = source.post(Url::parse(&format!("http://{closed}/")).unwrap()).send().await;
    let Err(ConnectorError::Transient(words)) = &refused else { panic!("{refused:?}") };
    assert!(words.ends_with("nothing listens there, or it refuses the connection"), "{words}");
    let unknown = Url::parse("http://nowhere.example/").unwrap();
    let unknown = client(&server).post(unknown).send().await;
    let Err(ConnectorError::Transient(words)) = &unknown else { panic!("{unknown:?}") };
    assert!(words.ends_with("there is no host of that name"), "{words}");
    let plain = Url::parse(&format!("https://{}/", server.allowed())).unwrap();
    let plain = client(&server).post(plain).send().await;
    let Err(ConnectorError::Transient(words)) = &plain else { panic!("{plain:?}") };
    assert!(words.contains("TLS"), "{words}");
}

#[tokio::test]
async fn requests_to_one_host_keep_their_distance() {
    let server = Server::start(Router::new().route("/", get(|| async { "ok" }))).await;
    let source = client(&server).with_min_delay(Duration::from_millis(200));
    let started = Instant::now();
    let all = (0..4).map(|_| source.get(server.url("/")).send());
    for result in futures::future::join_all(all).await {
        result.unwrap();
    }
    assert!(started.elapsed() >= Duration::from_millis(600), "{:?}", started.elapsed());
}

#[tokio::test]
async fn too_many_headers_are_refused() {
    let many = || async {
        let headers: HeaderMap = (0..200)
            .map(|n| {
                let name = HeaderName::try_from(format!("x-{n}")).unwrap();
                (name, "v".parse().unwrap())
            })
            .collect();
        headers
    };
    let large = || async { [("x-large", "v".repeat(70_000))] };
    let server =
        Server::start(Router::new().route("/many", get(many)).route("/large", get(large))).await;
    for path in ["/many", "/large"] {
        let result = client(&server).get(server.url(path)).idempotent(false).send().await;
        assert!(result.is_err(), "{path}");
    }
}

#[test]
fn addresses_are_built_without_leaving_their_segment() {
    let base = Url::parse("https://x.example/wp-json/?a=b#c").unwrap();
    for (segment, expected) in [
        ("posts", "https://x.example/wp-json/posts"),
        ("a/b", "https://x.example/wp-json/a%2Fb"),
        ("a?b#c", "https://x.example/wp-json/a%3Fb%23c"),
        ("ñ %2e", "https://x.example/wp-json/%C3%B1%20%252e"),
    ] {
        assert_eq!(endpoint(&base, &[segment]).unwrap().as_str(), expected);
    }
    for segment in ["..", ".", ""] {
        assert!(endpoint(&base, &["a", segment]).is_err());
    }
}

#[tokio::test]
async fn no_query_value_leaves_its_parameter() {
    let echo = |Query(pairs): Query<Vec<(String, String)>>| async move { axum::Json(pairs) };
    let server = Server::start(Router::new().route("/q", get(echo))).await;
    let ascii: String = (1..128_u8).map(char::from).collect();
    for value in [
        ascii.as_str(),
        "a&admin=true",
        "a#fragment",
        "a=b;c=d",
        "%26admin=true",
        "+ +",
        "\r\nHost: evil.example",
        "../../etc",
        "ñ 日本 😀",
        "",
    ] {
        let request = client(&server).get(server.url("/q")).query("q", value).query(value, "v");
        let pairs: Vec<(String, String)> = request.send().await.unwrap().json().unwrap();
        let expected = [("q".to_owned(), value.to_owned()), (value.to_owned(), "v".to_owned())];
        assert_eq!(pairs, expected);
    }
    let broken = client(&server)
        .get(server.url("/q"))
        .header(HeaderName::from_static("x-a"), "a\r\nx-b: secret")
        .send()
        .await
        .unwrap_err()
        .to_string();
    assert!(broken.contains("x-a contains line breaks") && !broken.contains("secret"), "{broken}");
}

/// The highest memory use of this process so far, in kilobytes.
#[cfg(not(debug_assertions))]
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_ascii_whitespace().nth(1).unwrap().parse().unwrap()
}

/// The server, which compresses the bomb in the same process, is counted too. This measurement
/// takes minutes without optimization, so it exists in release builds only.
#[cfg(not(debug_assertions))]
#[tokio::test]
#[ignore = "measures memory; run it alone with --release"]
async fn bombs_do_not_fill_the_memory() {
    let none = || CompressionLayer::new().no_gzip().no_br().no_deflate().no_zstd();
    for (encoding, layer) in [
        ("none", none()),
        ("gzip", none().gzip(true)),
        ("deflate", none().deflate(true)),
        ("br", none().br(true)),
        ("zstd", none().zstd(true)),
    ] {
        let router = Router::new().route("/bomb", get(|| async { zeros(100_000) })).layer(layer);
        let server = Server::start(router).await;
        let before = peak_memory();
        let error = client(&server).get(server.url("/bomb")).send().await.unwrap_err();
        assert!(error.to_string().contains("sent more than 10000000 bytes"), "{error}");
        println!("{encoding}: peak rose by {} kB", peak_memory() - before);
    }
}
