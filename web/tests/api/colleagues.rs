//! Two who change the same thing from what they read before: nobody's write is silently lost.

use axum::http::{Method, StatusCode};
use plaza_core::Role;
use serde_json::{Value, json};

use crate::server::{Answer, Client, Server};

/// A square with two mentions that can be answered; gives the id of one.
pub(crate) async fn answerable(server: &Server) -> i64 {
    let admin = server.person(Role::Admin).await;
    let source = json!({"kind": "square", "name": "La plaza"});
    let source = admin.post("/api/v1/sources", source).await.expect(StatusCode::CREATED).json();
    let collect = format!("/api/v1/sources/{}/collect", source["id"]);
    admin.post(&collect, json!({})).await.expect(StatusCode::OK);
    let texts = server.store().understand().sample_texts(0.into(), 9).await.unwrap();
    texts.iter().find(|text| text.text.contains("q1")).unwrap().id.get()
}

/// A draft of an answer.
async fn draft(client: &Client, mention: i64, text: &str) -> Value {
    let path = format!("/api/v1/mentions/{mention}/replies");
    client.post(&path, json!({ "text": text })).await.expect(StatusCode::CREATED).json()
}

#[track_caller]
fn expect_stale(answer: Answer, by: &str, version: i64) -> Value {
    let answer = answer.expect(StatusCode::CONFLICT);
    assert_eq!(answer.problem(), "/problems/stale");
    let problem = answer.json();
    assert_eq!((&problem["changed_by"], &problem["version"]), (&json!(by), &json!(version)));
    assert!(problem["changed_at"].is_string(), "{problem}");
    problem
}

#[tokio::test]
async fn a_stale_edit_of_a_draft_is_told_both_texts() {
    let server = Server::start().await;
    let mention = answerable(&server).await;
    let (ana, bea) =
        (server.person(Role::Manager).await, server.person(Role::CommunityManager).await);
    let reply = draft(&bea, mention, "Mañana.").await;
    let path = format!("/api/v1/replies/{}", reply["id"]);
    let shown = ana.get(&path).await.expect(StatusCode::OK);
    assert_eq!((shown.header("etag"), &shown.json()["version"]), ("\"1\"", &json!(1)));
    let unnamed = ana.send(Method::PATCH, &path, Some(json!({"text": "Hoy."}))).await;
    let unnamed = unnamed.expect(StatusCode::PRECONDITION_REQUIRED);
    assert_eq!(unnamed.problem(), "/problems/version-required");

    let first = json!({"text": "Llega hoy.", "version": 1});
    let first = bea.send(Method::PATCH, &path, Some(first)).await.expect(StatusCode::OK);
    assert_eq!(first.header("etag"), "\"2\"");
    let second = json!({"text": "Ni idea.", "version": 1});
    let stale = ana.send(Method::PATCH, &path, Some(second)).await;
    let problem = expect_stale(stale, "community_manager", 2);
    assert_eq!(problem["yours"], json!({"text": "Ni idea."}));
    assert_eq!(problem["theirs"]["text"], "Llega hoy.");
    // What is approved is what was read.
    let submit = format!("{path}/submit");
    expect_stale(ana.post(&submit, json!({"version": 1})).await, "community_manager", 2);
    ana.post(&submit, json!({"version": 2})).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_second_answer_is_held_until_the_first_was_read() {
    let server = Server::start().await;
    let mention = answerable(&server).await;
    let (ana, eva) = (server.person(Role::Manager).await, server.person(Role::Admin).await);
    let mine = draft(&ana, mention, "Mañana.").await["id"].clone();
    let hers = draft(&eva, mention, "Pasado mañana.").await["id"].clone();
    let step = |id: &Value| format!("/api/v1/replies/{id}/submit");
    eva.post(&step(&hers), json!({"version": 1})).await.expect(StatusCode::OK);
    let held = ana.post(&step(&mine), json!({"version": 1})).await.expect(StatusCode::CONFLICT);
    assert_eq!(held.problem(), "/problems/answered-meanwhile");
    let theirs = &held.json()["replies"][0];
    assert_eq!((&theirs["id"], &theirs["text"]), (&hers, &json!("Pasado mañana.")));
    assert_eq!((&theirs["author"], &theirs["state"]), (&json!("admin"), &json!("queued")));
    assert!(theirs["updated_at"].is_string());

    let preflight = format!("/api/v1/mentions/{mention}/preflight");
    let told = ana.post(&preflight, json!({"text": "Hola"})).await.expect(StatusCode::OK).json();
    assert_eq!(told["replies"][0]["id"], hers);
    let all_the_same = json!({"version": 1, "seen_replies": [hers]});
    let sent = ana.post(&step(&mine), all_the_same).await.expect(StatusCode::OK).json();
    assert_eq!(sent["state"], "queued");
}

#[tokio::test]
async fn ideas_themes_sources_and_people_have_versions_too() {
    let (server, admin) = Server::furnished().await;
    let manager = server.person(Role::Manager).await;
    let id =
        server.store().access().user_by_email("manager@example.com").await.unwrap().unwrap().id;
    let blog = server.store().listen().source_by_name("Blog").await.unwrap().unwrap().id;
    let cases = [
        ("/api/v1/ideas/1".to_owned(), json!({"title": "A"}), json!({"title": "B"})),
        ("/api/v1/themes/1".to_owned(), json!({"label": "A"}), json!({"label": "B"})),
        (format!("/api/v1/sources/{blog}"), json!({"name": "A"}), json!({"name": "B"})),
        (format!("/api/v1/users/{id}"), json!({"name": "A"}), json!({"name": "B"})),
    ];
    for (path, first, second) in cases {
        let reader = admin.reading(&path).await;
        reader.send(Method::PATCH, &path, Some(first.clone())).await.expect(StatusCode::OK);
        let stale = reader.send(Method::PATCH, &path, Some(second.clone())).await;
        let problem = expect_stale(stale, "admin", 2);
        assert_eq!(problem["yours"], second, "{path}");
        let (field, value) = first.as_object().unwrap().iter().next().unwrap();
        assert_eq!(problem["theirs"][field], *value, "{path}");
        let unnamed = admin.send(Method::PATCH, &path, Some(second)).await;
        unnamed.expect(StatusCode::PRECONDITION_REQUIRED);
    }
    for (path, body) in [
        ("/api/v1/ideas/1/move".to_owned(), json!({"stage": "planned", "version": 1})),
        ("/api/v1/themes/1/merge".to_owned(), json!({"into": 999, "version": 1})),
        (format!("/api/v1/sources/{blog}/pause"), json!({"paused": true, "version": 1})),
    ] {
        expect_stale(manager.post(&path, body).await, "admin", 2);
    }
    let mut old = admin.clone();
    old.if_match = Some("\"1\"".to_owned());
    let path = format!("/api/v1/sources/{blog}");
    expect_stale(old.send(Method::DELETE, &path, None).await, "admin", 2);
    old.if_match = Some("1".to_owned());
    let malformed = old.send(Method::DELETE, &path, None).await;
    assert_eq!(malformed.expect(StatusCode::UNPROCESSABLE_ENTITY).json()["field"], "if-match");
}

#[tokio::test]
async fn what_a_colleague_said_of_a_mention_is_not_undone_unseen() {
    let (server, admin) = Server::furnished().await;
    let path = "/api/v1/mentions/1/insight";
    let (ana, eva) = (admin.reading(path).await, server.person(Role::Analyst).await);
    let eva = eva.reading(path).await;
    let word = Some(json!({"sentiment": "mixed"}));
    ana.send(Method::PATCH, path, word).await.expect(StatusCode::OK);
    let other = Some(json!({"sentiment": "positive"}));
    let stale = eva.send(Method::PATCH, path, other).await.expect(StatusCode::CONFLICT);
    let problem = stale.json();
    assert_eq!(problem["type"], "/problems/stale");
    assert_eq!(
        (&problem["changed_by"], &problem["yours"]["sentiment"]),
        (&json!("admin"), &json!("positive"))
    );
    assert_eq!(problem["theirs"]["insight"]["sentiment"], "mixed");
    let confirm = format!("{path}/confirm");
    eva.post(&confirm, json!({})).await.expect(StatusCode::CONFLICT);
    let now = eva.reading(path).await;
    now.post(&confirm, json!({})).await.expect(StatusCode::OK);
}
