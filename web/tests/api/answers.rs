//! Answers have the form that the OpenAPI document promises.

use axum::http::StatusCode;
use plaza_core::Role;
use serde_json::{Value, json};

use crate::schema::misfits;
use crate::server::{Client, Server};

/// The schema of the JSON with which an operation answers when all went well.
fn promised<'a>(document: &'a Value, path: &str, method: &str) -> &'a Value {
    let responses = &document["paths"][path][method]["responses"];
    let ok = responses.get("200").unwrap_or(&Value::Null);
    &ok["content"]["application/json"]["schema"]
}

async fn document(client: &Client) -> Value {
    client.get("/api/v1/openapi.json").await.expect(StatusCode::OK).json()
}

/// Collects from a place of this kind; the id of one of its mentions.
async fn mention_in(server: &Server, manager: &Client, kind: &str) -> Value {
    let source = json!({"kind": kind, "name": kind});
    let source = manager.post("/api/v1/sources", source).await.expect(StatusCode::CREATED).json();
    let path = format!("/api/v1/sources/{}/collect", source["id"]);
    manager.post(&path, json!({})).await.expect(StatusCode::OK);
    server.engine().find().index_caught_up().await.unwrap();
    let hits = manager.get(&format!("/api/v1/mentions?q=source:{kind}")).await;
    hits.expect(StatusCode::OK).json()["items"][0]["mention"]["id"].clone()
}

#[tokio::test]
async fn what_is_read_has_the_published_form() {
    let (_server, admin) = Server::furnished().await;
    let document = document(&admin).await;
    let mut checked = 0;
    for path in document["paths"].as_object().unwrap().keys() {
        let schema = promised(&document, path, "get");
        if schema.is_null() {
            continue;
        }
        let parts = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
        let query = if path.ends_with("/similar") { "?text=bater%C3%ADa" } else { "" };
        let address = format!("{}{query}", parts.collect::<Vec<_>>().join("/"));
        let answer = admin.get(&address).await;
        if answer.status == StatusCode::OK {
            let wrong = misfits(&document, schema, &answer.json(), "");
            assert!(wrong.is_empty(), "{address}: {wrong:#?}");
            checked += 1;
        }
    }
    assert!(checked > 25, "{checked} answers were looked at");
}

#[tokio::test]
async fn the_rules_of_a_place_name_their_unit_and_what_an_address_counts() {
    let server = Server::start().await;
    let manager = server.person(Role::Manager).await;
    let document = document(&manager).await;
    let schema = promised(&document, "/api/v1/mentions/{id}/preflight", "post");
    for (kind, unit, url_length, length) in [
        ("square", "characters", None, 33),
        ("square_of_links", "characters", Some(23), 29),
        ("square_by_weight", "weighted", Some(23), 29),
        ("square_of_bytes", "bytes", None, 34),
    ] {
        let mention = mention_in(&server, &manager, kind).await;
        let text = json!({"text": "Está: https://square.example/news"});
        let preflight = format!("/api/v1/mentions/{mention}/preflight");
        let answer = manager.post(&preflight, text).await.expect(StatusCode::OK).json();
        let wrong = misfits(&document, schema, &answer, "");
        assert!(wrong.is_empty(), "{kind}: {wrong:#?}");
        let rules = &answer["rules"];
        assert_eq!(rules["unit"], unit, "{kind}");
        assert_eq!(rules["url_length"], json!(url_length), "{kind}");
        assert_eq!(rules["length"], length, "{kind}");
    }
}
