//! Answering people: drafts, approval, undo.

use axum::http::{Method, StatusCode};
use plaza_core::Role;
use serde_json::{Value, json};

use crate::server::{Client, Server};

async fn step(client: &Client, id: &Value, step: &str, body: Value) -> crate::server::Answer {
    let path = format!("/api/v1/replies/{id}/{step}");
    client.reading(&path).await.post(&path, body).await
}

#[tokio::test]
async fn a_reply_goes_out_when_somebody_who_may_has_approved_it() {
    let server = Server::start().await;
    let manager = server.person(Role::Manager).await;
    let bea = server.person(Role::CommunityManager).await;
    let viewer = server.program(Role::Viewer).await;
    let source = json!({"kind": "square", "name": "La plaza"});
    let source = manager.post("/api/v1/sources", source).await.expect(StatusCode::CREATED).json();
    let source = format!("/api/v1/sources/{}", source["id"]);
    let found = manager.post(&format!("{source}/test"), json!({})).await.expect(StatusCode::OK);
    assert_eq!(found.json()["found"], "2 mentions on the first page");
    let collected = manager.post(&format!("{source}/collect"), json!({})).await;
    assert_eq!(collected.expect(StatusCode::OK).json()["report"]["new"], 2);
    server.engine().find().index_caught_up().await.unwrap();
    let hits = viewer.get("/api/v1/mentions?q=llega%20q1").await.expect(StatusCode::OK).json();
    let mention = &hits["items"][0]["mention"]["id"];

    let preflight = format!("/api/v1/mentions/{mention}/preflight");
    let long = json!({"text": "demasiado largo para esta plaza, que admite cuarenta"});
    let refused = bea.post(&preflight, long.clone()).await.expect(StatusCode::OK).json();
    assert_eq!(refused["rules"]["max_length"], 40);
    assert_eq!(refused["rules"]["length"], 52);
    assert_eq!(refused["problems"][0]["problem"], "too_long");

    let replies = format!("/api/v1/mentions/{mention}/replies");
    viewer.post(&replies, json!({"text": "x"})).await.expect(StatusCode::FORBIDDEN);
    let draft = bea.post(&replies, json!({"text": "Mañana."})).await;
    let draft = draft.expect(StatusCode::CREATED).json();
    let id = &draft["id"];
    assert_eq!(
        (draft["state"].as_str(), draft["author"].as_str()),
        (Some("draft"), Some("community_manager"))
    );
    let path = format!("/api/v1/replies/{id}");
    bea.reading(&path).await.send(Method::PATCH, &path, Some(long)).await.expect(StatusCode::OK);
    let refused = step(&bea, id, "submit", json!({})).await;
    assert!(matches!(refused.status.as_u16(), 409 | 422), "{}", refused.text);
    let text = json!({"text": "Llega mañana."});
    bea.reading(&path).await.send(Method::PATCH, &path, Some(text)).await.expect(StatusCode::OK);

    let submitted = step(&bea, id, "submit", json!({})).await.expect(StatusCode::OK).json();
    assert_eq!(submitted["state"], "submitted");
    step(&bea, id, "approve", json!({})).await.expect(StatusCode::FORBIDDEN);
    let rejected = step(&manager, id, "reject", json!({"reason": "¿seguro?"})).await;
    let rejected = rejected.expect(StatusCode::OK).json();
    assert_eq!((&rejected["state"], &rejected["error"]), (&json!("draft"), &json!("¿seguro?")));
    step(&bea, id, "submit", json!({})).await.expect(StatusCode::OK);
    let waiting = viewer.get("/api/v1/replies?state=submitted").await.expect(StatusCode::OK).json();
    assert_eq!(waiting["items"].as_array().unwrap().len(), 1);
    let changed = json!({"text": "Llega mañana por la tarde."});
    let queued = step(&manager, id, "approve", changed).await.expect(StatusCode::OK).json();
    assert_eq!(queued["state"], "queued");
    assert_eq!(queued["approved_by"], "manager");
    assert_eq!(queued["text"], "Llega mañana por la tarde.");
    step(&manager, id, "approve", json!({})).await.expect(StatusCode::CONFLICT);
    let undone = step(&bea, id, "cancel", json!({})).await.expect(StatusCode::OK).json();
    assert_eq!(undone["state"], "draft");
    step(&manager, id, "retract", json!({})).await.expect(StatusCode::CONFLICT);
    step(&manager, id, "resolve", json!({"was_sent": true})).await.expect(StatusCode::CONFLICT);

    let thread = viewer.get(&format!("/api/v1/mentions/{mention}/conversation")).await;
    let thread = thread.expect(StatusCode::OK).json();
    assert_eq!(thread["mentions"].as_array().unwrap().len(), 2);
    assert_eq!(thread["replies"][0]["id"], *id);
}
