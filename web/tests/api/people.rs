//! Who counts as a person: what the API and the board say.

use axum::http::{Method, StatusCode};
use plaza_core::{People, Role};
use serde_json::{Value, json};

use crate::board_browser::Browser;
use crate::server::{Client, Server};

/// Two people with an account, one of them twice; a shown name twice; one of ours.
async fn talk(admin: &Client) {
    let said = |id: &str, who: Value| {
        let mut record = json!({"id": id, "text": "La pantalla se raya. Ojalá fuera más dura."});
        record.as_object_mut().unwrap().extend(who.as_object().unwrap().clone());
        record
    };
    let eva =
        |handle: &str| json!({"author": handle, "account": "7", "account_space": "x.example"});
    let google = json!({"author": "A Google user", "author_is": "shown_name"});
    let first = json!([said("p1", eva("eva"))]);
    admin.post("/api/v1/mentions?source=tienda", first).await.expect(StatusCode::OK);
    let records = json!([
        said("p2", eva("eva_madrid")),
        said("p3", json!({"author": "bea", "account": "8", "account_space": "x.example"})),
        said("p4", google.clone()),
        said("p5", google),
        said("p6", json!({"author": "tienda", "account": "9", "ours": true})),
    ]);
    let report = admin.post("/api/v1/mentions?source=tienda", records).await;
    report.expect(StatusCode::OK);
}

async fn find(server: &Server, admin: &Client, q: &str) -> Vec<Value> {
    server.engine().find().index_caught_up().await.unwrap();
    let page = admin.get(&format!("/api/v1/mentions?q={q}")).await.expect(StatusCode::OK).json();
    page["items"].as_array().unwrap().iter().map(|hit| hit["mention"].clone()).collect()
}

#[tokio::test]
async fn accounts_are_told_apart_marked_and_counted() {
    let (server, admin) = Server::furnished().await;
    talk(&admin).await;
    let found = find(&server, &admin, "pantalla&ours=include").await;
    assert_eq!(found.len(), 6);
    let quotes: Vec<Value> = found
        .iter()
        .map(|mention| json!({"mention_id": mention["id"], "quote": "La pantalla se raya."}))
        .collect();
    let idea = json!({"title": "Pantalla", "evidence": quotes});
    let idea = admin.post("/api/v1/ideas", idea).await.expect(StatusCode::CREATED).json();
    assert_eq!(idea["people"], 4);
    let voices = json!({"accounts": 2, "accounts_by_id": 2, "unknown_voices": 2});
    assert_eq!(idea["voices"], voices);
    // The index counts by the same rule.
    let people = server.engine().find().people("pantalla").await.unwrap();
    assert_eq!(people, People { by_id: 2, by_handle: 0, unknown: 2 });

    let eva =
        found.iter().find(|mention| mention["external_id"] == "p1").unwrap()["author"].clone();
    assert_eq!((&eva["account"], &eva["account_space"]), (&json!("7"), &json!("x.example")));
    assert_eq!((&eva["author_is"], &eva["mark"]), (&json!("account"), &Value::Null));
    let path = format!("/api/v1/authors/{}", eva["id"]);
    let author = admin.get(&path).await.expect(StatusCode::OK).json();
    assert_eq!(author["mention_count"], 2);
    let staff = json!({"mark": "staff"});
    let reader = admin.reading(&path).await;
    let marked = reader.send(Method::PUT, &format!("{path}/mark"), Some(staff)).await;
    assert_eq!(marked.expect(StatusCode::OK).json()["mark"], "staff");
    let idea = admin.get(&format!("/api/v1/ideas/{}", idea["id"])).await.json();
    let idea = idea.get("idea").unwrap_or(&idea);
    assert_eq!(idea["people"], 3);
    let people = server.engine().find().people("pantalla").await.unwrap();
    assert_eq!(people, People { by_id: 1, by_handle: 0, unknown: 2 });
    // Somebody else was quicker.
    let late = json!({"mark": "bot", "version": 1});
    let late = admin.send(Method::PUT, &format!("{path}/mark"), Some(late)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let shown = found.iter().find(|mention| mention["external_id"] == "p4").unwrap();
    let shown = format!("/api/v1/authors/{}/mark", shown["author"]["id"]);
    let refused = json!({"mark": "bot", "version": 1});
    let refused = admin.send(Method::PUT, &shown, Some(refused)).await;
    assert!(refused.status.is_client_error(), "{}", refused.status);
}

#[tokio::test]
async fn an_author_is_found_by_handle_old_handle_and_account() {
    let (server, admin) = Server::furnished().await;
    talk(&admin).await;
    let ids = |found: Vec<Value>| {
        let mut ids: Vec<String> =
            found.iter().map(|m| m["external_id"].as_str().unwrap().to_owned()).collect();
        ids.sort_unstable();
        ids
    };
    let eva = find(&server, &admin, "author:bea").await[0]["author"]["id"].clone();
    assert_eq!(ids(find(&server, &admin, &format!("author:%23{eva}")).await), ["p3"]);
    for q in ["author:eva_madrid", "author:@eva_madrid", "author:eva", "author:7"] {
        assert_eq!(ids(find(&server, &admin, q).await), ["p1", "p2"], "{q}");
    }
    assert_eq!(ids(find(&server, &admin, "author:%22A%20Google%20user%22").await), ["p4", "p5"]);
}

#[tokio::test]
async fn a_page_marks_an_author_and_words_counts_by_what_is_known() {
    let (server, admin) = Server::furnished().await;
    talk(&admin).await;
    // What the first idea rests on has no ids.
    let mut eva = Browser::of(&server, Role::Analyst, "es").await;
    let idea = eva.open("/ideas/1").await.expect(StatusCode::OK);
    assert!(idea.text.contains(">1 cuenta</h2>"), "{}", idea.text);
    let mut bob = Browser::of(&server, Role::Viewer, "en").await;
    let idea = bob.open("/ideas/1").await.expect(StatusCode::OK);
    assert!(idea.text.contains(">1 account</h2>"), "{}", idea.text);

    let found = find(&server, &admin, "author:bea").await;
    let mention = format!("/mentions/{}", found[0]["id"]);
    let page = eva.open(&mention).await.expect(StatusCode::OK);
    assert!(page.text.contains("Una cuenta") && page.text.contains("8 · x.example"));
    let author = found[0]["author"]["id"].to_string();
    let form = [("author", author.as_str()), ("version", "1"), ("mark", "bot")];
    let marked = eva.follow(&format!("{mention}/author"), &form).await.expect(StatusCode::OK);
    assert!(marked.text.contains("<option value=\"bot\" selected>Robot</option>"));
    let late = eva.send(&format!("{mention}/author"), &form).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let seen = bob.open(&mention).await.expect(StatusCode::OK);
    assert!(seen.text.contains("Bot") && !seen.text.contains("name=\"mark\""));
    let shown = find(&server, &admin, "author:%22A%20Google%20user%22").await;
    let page = eva.open(&format!("/mentions/{}", shown[0]["id"])).await.expect(StatusCode::OK);
    assert!(page.text.contains("Un nombre que puede mostrar cualquiera"));
    assert!(!page.text.contains("name=\"mark\""), "a shown name is nobody to mark");
}
