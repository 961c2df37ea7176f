//! Answers have the form that the OpenAPI document promises.

use axum::http::StatusCode;
use plaza_core::Role;
use serde_json::{Value, json};

use crate::server::{Client, Server};

/// Where `value` does not have the form of `schema`, each with the reason.
fn misfits(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let schema = document.pointer(&reference[1..]).unwrap();
        return misfits(document, schema, value, at);
    }
    let all = schema["allOf"].as_array().into_iter().flatten();
    let mut found: Vec<String> = all.flat_map(|part| misfits(document, part, value, at)).collect();
    let choices = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array());
    if let Some(choices) = choices
        && !choices.iter().any(|choice| misfits(document, choice, value, at).is_empty())
    {
        found.push(format!("{at}: {value} fits none of {choices:?}"));
    }
    if !has_type(schema, value) {
        found.push(format!("{at}: {value} is not {}", schema["type"]));
    }
    if schema["enum"].as_array().is_some_and(|names| !names.contains(value)) {
        found.push(format!("{at}: {value} is none of {}", schema["enum"]));
    }
    found.extend(misfits_within(document, schema, value, at));
    found
}

fn has_type(schema: &Value, value: &Value) -> bool {
    let fits = |kind: &Value| match kind.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => false,
    };
    match &schema["type"] {
        Value::Null => true,
        Value::Array(kinds) => kinds.iter().any(fits),
        kind => fits(kind),
    }
}

/// What is wrong with the items of an array and the fields of an object.
fn misfits_within(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(misfits(document, &schema["items"], item, &format!("{at}/{index}")));
    }
    let Some(fields) = value.as_object() else { return found };
    for name in schema["required"].as_array().into_iter().flatten() {
        if name.as_str().is_none_or(|name| !fields.contains_key(name)) {
            found.push(format!("{at}: {name} is missing"));
        }
    }
    for (name, field) in fields {
        let schema = &schema["properties"][name];
        found.extend(misfits(document, schema, field, &format!("{at}/{name}")));
    }
    found
}

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

#[test]
fn answers_of_another_form_are_found() {
    let schema = json!({"type": "object", "required": ["unit"], "properties": {
        "unit": {"type": "string", "enum": ["bytes"]}, "items": {"type": ["array", "null"]}}});
    let wrong = |value: &Value| misfits(&Value::Null, &schema, value, "").len();
    assert_eq!(wrong(&json!({"unit": "bytes", "items": null, "more": 1})), 0);
    assert_eq!(wrong(&json!({"unit": {"characters_with_urls": 23}})), 2);
    assert_eq!(wrong(&json!({"unit": "words"})), 1);
    assert_eq!(wrong(&json!({"items": 1})), 2);
    assert_eq!(wrong(&json!("unit")), 1);
}
