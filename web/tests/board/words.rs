//! What a search, a facet and a mention's page say of what was left out.

use axum::http::StatusCode;
use plaza_core::{Role, limits};
use serde_json::{Value, json};

use crate::board_browser::Browser;
use crate::server::Server;

#[tokio::test]
async fn a_search_says_what_of_it_cannot_be_searched() {
    let server = Server::start().await;
    let program = server.program(Role::Analyst).await;
    let record =
        json!([{"id": "a", "text": "Otra vez sin servicio 😡"}, {"id": "b", "text": "Va bien"}]);
    program.post("/api/v1/mentions", record).await.expect(StatusCode::OK);
    server.engine().find().index_caught_up().await.unwrap();
    let search = |q: &str| {
        let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
        format!("/mentions?q={q}")
    };
    let found = program.get(&format!("/api/v1{}", search("😡 … servicio"))).await;
    let found = found.expect(StatusCode::OK).json();
    assert_eq!((&found["total"], &found["ignored"]), (&json!(1), &json!(["…"])));
    let mut es = Browser::of(&server, Role::Viewer, "es").await;
    let page = es.open(&search("😡 … servicio")).await.expect(StatusCode::OK);
    assert!(page.text.contains("Se ha buscado sin …"), "{}", page.text);
    let page = es.open(&search("servicio 😡")).await.expect(StatusCode::OK);
    assert!(!page.text.contains("Se ha buscado sin"), "{}", page.text);
    let mut en = Browser::of(&server, Role::Viewer, "en").await;
    let page = en.open(&search("… !")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("punctuation alone is not"), "{}", page.text);
}

#[tokio::test]
async fn a_facet_opens_the_values_that_do_not_stand_there() {
    let server = Server::start().await;
    let program = server.program(Role::Analyst).await;
    for n in 0..53 {
        let path = format!("/api/v1/mentions?source=foro{n}");
        program.post(&path, json!({"id": "a", "text": "Hola"})).await.expect(StatusCode::OK);
    }
    server.engine().find().index_caught_up().await.unwrap();
    let found = program.get("/api/v1/mentions?facets=source,lang").await.expect(StatusCode::OK);
    let facets = &found.json()["facets"];
    assert_eq!(facets[0]["values"].as_array().map(Vec::len), Some(53));
    assert_eq!((&facets[0]["more"], &facets[1]["more"]), (&json!(0), &json!(0)));
    let mut es = Browser::of(&server, Role::Viewer, "es").await;
    let page = es.open("/mentions").await.expect(StatusCode::OK);
    assert!(page.text.contains("49 más"), "{}", page.text);
    // All of them are there, behind a fold.
    assert!((0..53).all(|n| page.text.contains(&format!(">foro{n}<"))), "{}", page.text);
}

#[tokio::test]
async fn a_mention_says_what_the_model_did_not_read_and_what_was_not_kept() {
    let server = Server::start().await;
    let program = server.program(Role::Analyst).await;
    let long = "palabra ".repeat(limits::ANALYZED_TEXT / 8 + 1);
    let records: Vec<Value> = vec![
        json!({"id": "a", "text": long, "extra": {"tags_left_out": 3, "cut": true}}),
        json!({"id": "b", "text": "Hola"}),
    ];
    let stored =
        program.post("/api/v1/mentions", json!(records)).await.expect(StatusCode::OK).json();
    let mut es = Browser::of(&server, Role::Viewer, "es").await;
    for (item, is_cut) in [(0, true), (1, false)] {
        let id = stored["items"][item]["mention_id"].as_i64().unwrap();
        let page = es.open(&format!("/mentions/{id}")).await.expect(StatusCode::OK);
        for note in
            ["ha leído los primeros 16.384", "Tenía 3 etiquetas más", "más largo de lo que se lee"]
        {
            assert_eq!(page.text.contains(note), is_cut, "{note}: {}", page.text);
        }
    }
}
