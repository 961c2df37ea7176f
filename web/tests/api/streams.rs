//! Server-sent events, callers that go away, and a server that drains.

use std::time::Duration;

use axum::body::BodyDataStream;
use axum::http::{Method, StatusCode};
use futures::StreamExt;
use plaza_core::Role;
use plaza_engine::Actor;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use crate::server::{Client, PASSWORD, Server};

const SOON: Duration = Duration::from_secs(60);

#[tokio::test]
async fn events_tell_what_changed() {
    let server = Server::start().await;
    let admin = server.person(Role::Admin).await;
    let request = admin.request(Method::GET, "/api/v1/events");
    let request = request.body(axum::body::Body::empty()).unwrap();
    let response = server.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let mut events = response.into_body().into_data_stream();
    admin.post("/api/v1/ideas", json!({"title": "x"})).await.expect(StatusCode::CREATED);
    let first = tokio::time::timeout(SOON, events.next()).await.unwrap().unwrap().unwrap();
    let first = String::from_utf8_lossy(&first).into_owned();
    assert!(first.contains("event: change") && first.contains("\"kind\":\"ideas\""), "{first}");
    server.state.stop();
    let end = tokio::time::timeout(SOON, async { while events.next().await.is_some() {} }).await;
    assert!(end.is_ok(), "the stream ends when the server stops");
}

/// An open stream of events.
async fn open(server: &Server, client: &Client, path: &str) -> BodyDataStream {
    let request = client.request(Method::GET, path);
    let request = request.body(axum::body::Body::empty()).unwrap();
    let response = server.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    response.into_body().into_data_stream()
}

/// Waits until a stream has ended.
async fn ends(mut events: BodyDataStream, why: &str) {
    let patience = Duration::from_secs(60);
    let end = tokio::time::timeout(patience, async { while events.next().await.is_some() {} });
    assert!(end.await.is_ok(), "{why}: the stream goes on");
}

async fn is_open(events: &mut BodyDataStream) -> bool {
    tokio::time::timeout(Duration::from_millis(100), events.next()).await.is_err()
}

#[tokio::test]
async fn a_stream_ends_with_what_its_reader_came_with() {
    let server = Server::start().await;
    let admin = server.person(Role::Admin).await;
    let auth = server.engine().access();
    let operator = Actor::system();
    let viewer = server.person(Role::Viewer).await;
    let other = server.person(Role::Viewer).await;
    let id = viewer.get("/api/v1/session").await.json()["user"]["id"].as_i64().unwrap();
    let mut left = open(&server, &admin, "/api/v1/events").await;

    let events = open(&server, &other, "/events").await;
    other.send(Method::DELETE, "/api/v1/session", None).await.expect(StatusCode::NO_CONTENT);
    ends(events, "signed out").await;

    let events = open(&server, &viewer, "/api/v1/events").await;
    let path = format!("/api/v1/users/{id}");
    admin
        .reading(&path)
        .await
        .send(Method::PATCH, &path, Some(json!({"role": "analyst"})))
        .await
        .expect(StatusCode::OK);
    ends(events, "another role").await;

    let mut again = server.anonymous();
    again.sign_in("viewer@example.com", PASSWORD).await;
    let events = open(&server, &again, "/api/v1/events").await;
    admin
        .reading(&path)
        .await
        .send(Method::PATCH, &path, Some(json!({"disabled": true})))
        .await
        .expect(StatusCode::OK);
    ends(events, "locked out").await;

    let made = admin.post("/api/v1/tokens", json!({"name": "CI", "role": "manager"})).await.json();
    let bearer = made["secret"].as_str().map(str::to_owned);
    let program = Client { bearer, ..server.anonymous() };
    let events = open(&server, &program, "/api/v1/events").await;
    auth.revoke_token(&operator, made["token"]["id"].as_i64().unwrap().into()).await.unwrap();
    ends(events, "revoked").await;

    // What ends by itself, and what another process changes, is noticed a little later.
    let soon = Some(server.engine().now() + 1_000);
    let (_, secret) = auth.create_token(&operator, "short", Role::Viewer, soon).await.unwrap();
    let program = Client { bearer: Some(secret), ..server.anonymous() };
    let events = open(&server, &program, "/api/v1/events").await;
    server.clock.advance(1_000);
    ends(events, "expired").await;
    assert!(is_open(&mut left).await, "the others go on");
}

#[tokio::test]
async fn a_server_with_open_streams_stops_when_asked() {
    let server = Server::start().await;
    let token = server.program(Role::Viewer).await.bearer.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let shutdown = async move { drop(stopped.await) };
    let serving = tokio::spawn(plaza_web::serve(listener, server.state.clone(), shutdown));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET /api/v1/events HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = [0; 1024];
    let read = tokio::time::timeout(SOON, stream.read(&mut head)).await.unwrap().unwrap();
    assert!(head[..read].starts_with(b"HTTP/1.1 200 OK"));
    stop.send(()).unwrap();
    tokio::time::timeout(SOON, serving).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_write_is_finished_and_audited_when_its_caller_goes_away() {
    let server = Server::start().await;
    let program = server.program(Role::Manager).await;
    let mut cut_off = 0;
    for delay in 0..30 {
        let write = program.post("/api/v1/ideas", json!({"title": format!("Idea {delay}")}));
        let patience = Duration::from_micros(delay * 400);
        cut_off += u32::from(tokio::time::timeout(patience, write).await.is_err());
    }
    assert!(cut_off > 0, "no caller went away in time");
    server.state.drained().await;
    let ideas = server.store().innovate().ideas(None).await.unwrap();
    let log = server.store().audit_log(None, 1_000).await.unwrap();
    let mut audited: Vec<String> = log
        .into_iter()
        .filter(|record| record.action == "idea.create")
        .map(|record| record.target)
        .collect();
    let mut made: Vec<String> = ideas.iter().map(|idea| format!("idea:{}", idea.id)).collect();
    audited.sort();
    made.sort();
    assert_eq!(made, audited);
}
