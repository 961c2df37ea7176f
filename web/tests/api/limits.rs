//! How much there may be of everything at once, and how much of a body is read.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode, header};
use futures::{StreamExt, stream};
use plaza_core::Role;
use plaza_web::{EdgeLimits, WebSettings};
use serde_json::json;
use tower::ServiceExt;

use crate::server::{Client, Server};

const SOON: Duration = Duration::from_secs(60);
/// Bytes of one piece of an endless body.
const PIECE: usize = 4_096;

/// The same server with other limits.
fn with_limits(server: &Server, client: Client, limits: &EdgeLimits) -> Client {
    let state = server.state.clone().with_limits(limits);
    Client { router: plaza_web::router(state), ..client }
}

#[tokio::test]
async fn event_streams_are_few_for_each_and_in_all() {
    let server = Server::start().await;
    let limits = EdgeLimits { streams: 3, streams_per_reader: 2, ..EdgeLimits::default() };
    let ana = with_limits(&server, server.person(Role::Viewer).await, &limits);
    let luis = Client { router: ana.router.clone(), ..server.person(Role::Analyst).await };
    let open = async |client: &Client| {
        let request = client.request(Method::GET, "/api/v1/events").body(Body::empty()).unwrap();
        client.router.clone().oneshot(request).await.unwrap()
    };
    let first = open(&ana).await;
    let _second = open(&ana).await;
    let third = ana.get("/events").await;
    assert_eq!(third.problem(), "/problems/too-many-at-once");
    assert_eq!((third.status, third.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "5"));
    let _other = open(&luis).await;
    let full = luis.get("/api/v1/events").await.expect(StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(full.header("retry-after"), "5");
    assert_eq!(first.status(), StatusCode::OK);
    drop(first);
    assert_eq!(open(&luis).await.status(), StatusCode::OK, "a closed stream leaves its place");
}

#[tokio::test]
async fn behind_a_proxy_requests_are_counted_by_the_address_that_it_names() {
    let settings = WebSettings { behind_proxy: true, ..WebSettings::default() };
    let server = Server::start_with(settings).await;
    let limits = EdgeLimits { requests_per_address: 2, ..EdgeLimits::default() };
    let client = with_limits(&server, server.program(Role::Manager).await, &limits);
    let ask = |from: &str, body: Body| {
        let request = client
            .request(Method::POST, "/api/v1/ideas")
            .header("x-forwarded-for", from)
            .header(header::CONTENT_TYPE, "application/json");
        let (client, request) = (client.clone(), request.body(body).unwrap());
        async move { client.run(request).await }
    };
    let idea = || Body::from(json!({"title": "x"}).to_string());
    let (inside, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let pending = || {
        let inside = inside.clone();
        Body::from_stream(stream::once(async move {
            inside.send(()).unwrap();
            std::future::pending::<Result<Bytes, std::io::Error>>().await
        }))
    };
    let slow: Vec<_> = (0..2).map(|_| tokio::spawn(ask("203.0.113.1", pending()))).collect();
    for _ in &slow {
        tokio::time::timeout(SOON, seen.recv()).await.unwrap().unwrap();
    }
    let refused = ask("203.0.113.1", idea()).await;
    assert_eq!(refused.problem(), "/problems/too-many-at-once");
    ask("203.0.113.2", idea()).await.expect(StatusCode::CREATED);
    for request in slow {
        request.abort();
    }
}

/// A body without an announced length and without an end, and how many bytes of it were taken.
fn endless(begin: &'static str) -> (Body, Arc<AtomicUsize>) {
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    let begin = stream::iter([Bytes::from_static(begin.as_bytes())]);
    let pieces = begin.chain(stream::repeat(Bytes::from_static(&[b' '; PIECE])));
    let pieces = pieces.map(move |piece| {
        count.fetch_add(piece.len(), Ordering::Relaxed);
        Ok::<_, std::io::Error>(piece)
    });
    (Body::from_stream(pieces), taken)
}

#[tokio::test]
async fn no_route_reads_more_of_a_body_than_its_limit() {
    let server = Server::start().await;
    let mut refused = 0;
    for route in plaza_web::routes().iter().filter(|route| route.method != Method::GET) {
        let admin = server.person(Role::Admin).await;
        let path = route.path.split('/').map(|p| if p.starts_with('{') { "987654321" } else { p });
        let path = path.collect::<Vec<_>>().join("/");
        let (kind, begin) = if route.path == "/api/v1/mentions" {
            ("application/json", "[")
        } else if route.path.starts_with("/api/") {
            ("application/json", "{\"no_such_field\":")
        } else {
            ("application/x-www-form-urlencoded", "a=")
        };
        let (body, taken) = endless(begin);
        let request = admin.request(route.method.clone(), &path).header(header::CONTENT_TYPE, kind);
        let answer = admin.run(request.body(body).unwrap()).await;
        let taken = taken.load(Ordering::Relaxed);
        let shown = format!("{} {path}: {} after {taken} bytes", route.method, answer.status);
        assert!(taken <= route.body_limit + 2 * PIECE, "{shown} of {}", route.body_limit);
        assert!(!answer.status.is_server_error(), "{shown}");
        if taken > route.body_limit {
            assert_eq!(answer.problem(), "/problems/too-large", "{shown}");
            refused += 1;
        }
    }
    assert!(refused > 30, "{refused} routes read a body");
}

#[test]
fn only_signed_in_people_may_send_much() {
    for route in plaza_web::routes().iter() {
        let most = match (route.path.as_str(), route.keeps_body) {
            // Deliveries are signed; who takes them reads them whole first.
            ("/hooks/{source}", true) => 1 << 20,
            ("/api/v1/mentions", true) => 32 << 20,
            ("/mentions/import" | "/api/v1/imports" | "/api/v1/imports/preview", false) => {
                256 << 20
            }
            // A form that waits for its sender comes along.
            ("/sign-in", true) => 320 << 10,
            (_, true) if route.access == plaza_web::Access::Public => 16 << 10,
            (_, true) => 1 << 20,
            (path, false) => panic!("{path}: is its body worked off as it comes?"),
        };
        assert!(route.body_limit <= most, "{}: {} bytes", route.path, route.body_limit);
    }
}
