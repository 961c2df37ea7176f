//! The OpenAPI document describes the API, and drives tests of every input.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use plaza_core::Role;
use serde_json::{Map, Value, json};

use crate::server::{Client, Server};

/// Columns and other words that no input of the API has, or has elsewhere.
const FOREIGN: [&str; 16] = [
    "id",
    "user_id",
    "created_by",
    "created_at",
    "updated_at",
    "password_hash",
    "token_hash",
    "csrf",
    "revision",
    "approved_by",
    "attempts",
    "place_id",
    "merged_into",
    "is_admin",
    "rank",
    "__proto__",
];

const INJECTIONS: [&str; 10] = [
    "' or 1=1 --",
    "'; drop table mention; --",
    "\" or \"\"=\"",
    "1); delete from user_account; --",
    "') union select password_hash from user_account --",
    "%27%20or%201%3D1",
    "\\' or 1=1",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "\u{0}' or '1'='1",
];

struct Operation {
    method: Method,
    path: String,
    parameters: Vec<(String, String)>,
    /// The body's object schema with references resolved.
    body: Option<Value>,
}

async fn document(server: &Server) -> Value {
    server.anonymous().get("/api/v1/openapi.json").await.expect(StatusCode::OK).json()
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let mut schema = schema;
    loop {
        if let Some(reference) = schema["$ref"].as_str() {
            schema = document.pointer(&reference[1..]).unwrap();
        } else if let Some(choice) =
            schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array())
        {
            schema = choice.iter().find(|choice| choice["type"] != "null").unwrap();
        } else {
            return schema;
        }
    }
}

fn operations(document: &Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let body = &operation["requestBody"]["content"]["application/json"]["schema"];
            operations.push(Operation {
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                parameters: parameters
                    .iter()
                    .map(|p| (p["in"].as_str().unwrap().into(), p["name"].as_str().unwrap().into()))
                    .collect(),
                body: (!body.is_null()).then(|| resolve(document, body).clone()),
            });
        }
    }
    operations
}

fn with_ids(path: &str, id: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { id } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A value that fits `schema`, with every string replaced by `text`.
fn example(document: &Value, schema: &Value, text: &str) -> Value {
    let schema = resolve(document, schema);
    let kind = schema["type"].as_array().map_or(&schema["type"], |types| &types[0]);
    match kind.as_str() {
        Some("object") => {
            let properties = schema["properties"].as_object().cloned().unwrap_or_default();
            let filled =
                properties.iter().map(|(key, value)| (key.clone(), example(document, value, text)));
            Value::Object(filled.collect())
        }
        Some("array") => json!([example(document, &schema["items"], text)]),
        Some("string") => match schema["enum"].as_array() {
            Some(names) => names[0].clone(),
            None => json!(text),
        },
        Some("integer") => json!(1),
        Some("number") => json!(0.5),
        Some("boolean") => json!(false),
        _ => Value::Null,
    }
}

/// The paths, as JSON pointers, of all free strings in an example.
fn string_places(value: &Value, at: &str, places: &mut Vec<String>) {
    match value {
        Value::String(text) if text == "x" => places.push(at.to_owned()),
        Value::Array(items) => string_places(&items[0], &format!("{at}/0"), places),
        Value::Object(fields) => {
            for (key, value) in fields {
                string_places(value, &format!("{at}/{key}"), places);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn every_api_route_is_described() {
    let server = Server::start().await;
    let document = document(&server).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    let described: BTreeSet<String> = operations(&document)
        .iter()
        .map(|operation| format!("{} {}", operation.method, operation.path))
        .collect();
    let watched = ["/healthz", "/readyz", "/metrics"];
    let served: BTreeSet<String> = plaza_web::routes()
        .iter()
        .filter(|route| route.path.starts_with("/api") || watched.contains(&route.path.as_str()))
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    assert_eq!(described, served);
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let shown = format!("{method} {path}");
            assert!(operation["summary"].is_string(), "{shown} has no summary");
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.contains_key("default"), "{shown} describes no problem");
            assert!(responses.values().all(|r| r["description"].is_string()), "{shown}");
            let public =
                ["/healthz", "/readyz", "/api/v1/openapi.json", "/api/v1/setup", "/api/v1/reset"];
            let is_public = public.contains(&path.as_str()) || shown == "post /api/v1/session";
            assert_eq!(operation["security"].is_null(), is_public, "{shown}");
        }
    }
    let text = document.to_string();
    for part in text.split("\"$ref\":\"#").skip(1) {
        let pointer = part.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer} leads nowhere");
    }
}

#[tokio::test]
async fn foreign_fields_are_refused_by_name() {
    let (server, admin) = Server::furnished().await;
    let document = document(&server).await;
    let mut tried = 0;
    for operation in operations(&document) {
        let Some(schema) = &operation.body else { continue };
        let records = ["/api/v1/mentions", "/api/v1/quarantine/{id}/take"];
        if records.contains(&operation.path.as_str()) {
            continue; // Records keep what they do not know in `extra`.
        }
        let known = schema["properties"].as_object().cloned().unwrap_or_default();
        let path = with_ids(&operation.path, "1");
        let before = server.fingerprint().await;
        for field in FOREIGN.iter().filter(|field| !known.contains_key(**field)) {
            let body = json!({*field: 1});
            let answer = admin.send(operation.method.clone(), &path, Some(body)).await;
            let answer = answer.expect(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(answer.json()["field"], *field, "{path}: {}", answer.text);
            tried += 1;
        }
        assert_eq!(server.fingerprint().await, before, "{path}");
    }
    for route in ["/api/v1/mentions", "/api/v1/timeline", "/api/v1/audit", "/api/v1/ideas"] {
        let answer = admin.get(&format!("{route}?order_by=password_hash")).await;
        assert_eq!(answer.expect(StatusCode::UNPROCESSABLE_ENTITY).json()["field"], "order_by");
    }
    assert!(tried > 200, "{tried}");
}

#[tokio::test]
async fn a_megabyte_in_any_field_is_refused() {
    let (server, admin) = Server::furnished().await;
    let document = document(&server).await;
    let huge = "ñ".repeat(500_000);
    let long = "a".repeat(60_000);
    let mut tried = 0;
    for operation in operations(&document) {
        let path = with_ids(&operation.path, "1");
        if let Some(schema) = operation.body.as_ref().filter(|_| path != "/api/v1/mentions") {
            let plain = example(&document, schema, "x");
            let mut places = Vec::new();
            string_places(&plain, "", &mut places);
            let before = server.fingerprint().await;
            for place in places {
                let mut body = plain.clone();
                *body.pointer_mut(&place).unwrap() = json!(huge);
                let answer = admin.send(operation.method.clone(), &path, Some(body)).await;
                assert!(answer.status.is_client_error(), "{path} {place}: {}", answer.text);
                tried += 1;
            }
            assert_eq!(server.fingerprint().await, before, "{path}");
        }
        for (_, name) in operation.parameters.iter().filter(|(place, _)| place == "query") {
            let path = format!("{path}?{name}={long}");
            let answer = admin.send(operation.method.clone(), &path, None).await;
            assert!(answer.status.is_client_error(), "{path:.60}: {}", answer.status);
            tried += 1;
        }
    }
    assert!(tried > 40, "{tried}");
    let values = json!({"kind": "feed", "name": "x", "values": {"url": huge}});
    admin.post("/api/v1/sources", values).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let body = json!({"title": "x".repeat(2 << 20)});
    admin.post("/api/v1/ideas", body).await.expect(StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_huge_record_is_quarantined_and_its_neighbours_are_stored() {
    let server = Server::start().await;
    let program = server.program(Role::Analyst).await;
    for field in [
        "id",
        "text",
        "title",
        "url",
        "author",
        "author_name",
        "parent_id",
        "conversation_id",
        "channel",
        "country",
    ] {
        let mut bad = json!({"id": format!("bad-{field}"), "text": "x"});
        bad[field] = json!("x".repeat(1 << 20));
        let good = json!({"id": format!("good-{field}"), "text": "Muy bien."});
        let answer = program.post("/api/v1/mentions", json!([bad, good])).await;
        let answer = answer.expect(StatusCode::OK).json();
        assert_eq!(answer["items"][0]["status"], "quarantined", "{field}");
        assert!(answer["items"][0]["reason"].as_str().unwrap().contains(field), "{answer}");
        assert!(answer["items"][1]["mention_id"].is_i64(), "{field}: {answer}");
    }
    assert_eq!(server.store().docs_count().await.unwrap(), 10);
    assert_eq!(server.store().listen().quarantine(None, None, 100).await.unwrap().len(), 10);
}

#[tokio::test]
async fn injections_are_plain_text() {
    let (server, admin) = Server::furnished().await;
    let document = document(&server).await;
    let users = server.store().access().users_count().await.unwrap();
    for operation in operations(&document) {
        // Events never end; and what deletes a mention does what it is told.
        let deletes = operation.method == Method::DELETE
            && operation.path == "/api/v1/mentions/{id}"
            || operation.path == "/api/v1/mentions/delete";
        if deletes || operation.path.ends_with("/events") {
            continue;
        }
        for payload in INJECTIONS {
            try_injection(&admin, &document, &operation, payload).await;
        }
    }
    assert_eq!(server.store().access().users_count().await.unwrap(), users);
    assert!(server.store().docs_count().await.unwrap() >= 30);
    admin.get("/readyz").await.expect(StatusCode::OK);
}

async fn try_injection(admin: &Client, document: &Value, operation: &Operation, payload: &str) {
    // Session and user inputs would sign the tester out.
    if operation.method != Method::GET && operation.path.starts_with("/api/v1/session") {
        return;
    }
    let check = |answer: crate::server::Answer| {
        assert!(
            answer.status.as_u16() < 500 || answer.status == StatusCode::BAD_GATEWAY,
            "{} {payload}: {}",
            answer.request,
            answer.text
        );
    };
    if operation.path.contains('{') {
        let path = with_ids(&operation.path, &encoded(payload));
        check(admin.send(operation.method.clone(), &path, Some(json!({}))).await);
    }
    let path = with_ids(&operation.path, "1");
    for (_, name) in operation.parameters.iter().filter(|(place, _)| place == "query") {
        let path = format!("{path}?{name}={}", encoded(payload));
        check(admin.send(operation.method.clone(), &path, None).await);
    }
    if let Some(schema) = &operation.body {
        let mut body = example(document, schema, payload);
        if let Some(fields) = body.as_object_mut() {
            fields.remove("role");
            keep_apart(fields);
        }
        check(admin.send(operation.method.clone(), &path, Some(body)).await);
    }
}

/// Leaves out what would reach for a place outside.
fn keep_apart(fields: &mut Map<String, Value>) {
    fields.remove("allowed_host");
    fields.remove("disabled");
    fields.remove("password");
}
