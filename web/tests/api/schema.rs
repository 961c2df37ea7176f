//! Answers are what the OpenAPI document says: every one that a test gets is looked at.

use axum::http::{Method, StatusCode};
use plaza_web::PROBLEM_JSON;
use serde_json::{Value, json};

use crate::server::Answer;

/// Panics where an answer of the API is not one that the document describes.
#[track_caller]
pub(crate) fn check(document: &Value, method: &Method, path: &str, answer: &Answer) {
    let Some(operation) = operation(document, method, path) else { return };
    let wrong = wrong(document, operation, answer);
    assert!(wrong.is_empty(), "{}: {}: {wrong:#?}", answer.request, answer.status);
}

/// The operation that a request was for.
fn operation<'a>(document: &'a Value, method: &Method, path: &str) -> Option<&'a Value> {
    let path = path.split('?').next().unwrap_or_default();
    let fits = |template: &&String| {
        let (mut parts, mut given) = (template.split('/'), path.split('/'));
        loop {
            match (parts.next(), given.next()) {
                (None, None) => return true,
                (Some(part), Some(given)) if part.starts_with('{') || part == given => {}
                _ => return false,
            }
        }
    };
    let paths = document["paths"].as_object().unwrap();
    // A fixed name wins over a parameter.
    let template = paths.keys().filter(fits).min_by_key(|template| template.matches('{').count());
    let operation = &paths[template?][method.as_str().to_lowercase()];
    operation.is_object().then_some(operation)
}

/// What is wrong with an answer.
fn wrong(document: &Value, operation: &Value, answer: &Answer) -> Vec<String> {
    let responses = &operation["responses"];
    let described = match &responses[answer.status.as_str()] {
        Value::Null if answer.status.is_success() => {
            return vec!["this success is not described".to_owned()];
        }
        Value::Null => &responses["default"],
        described => described,
    };
    let content = described["content"].as_object();
    let kind = answer.header("content-type").split(';').next().unwrap_or_default();
    let Some(content) = content.filter(|content| !content.is_empty()) else {
        let is_empty = kind.is_empty() && answer.text.is_empty();
        return if is_empty { Vec::new() } else { vec![format!("a body of type {kind}")] };
    };
    let Some(media) = content.get(kind) else {
        return vec![format!("is of type {kind:?}, not of {:?}", content.keys())];
    };
    if kind != "application/json" && kind != PROBLEM_JSON {
        return Vec::new();
    }
    misfits(document, &media["schema"], &answer.json(), "")
}

/// Where `value` does not have the form of `schema`, each with the reason.
pub(crate) fn misfits(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
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

#[test]
fn answers_that_are_not_described_are_found() {
    let ok = json!({"content": {"application/json": {"schema": {"type": "object"}}}});
    let problem = json!({"content": {PROBLEM_JSON: {"schema": {"type": "object"}}}});
    let get = json!({"responses": {"200": ok, "204": {}, "default": problem}});
    let document = json!({"paths": {"/a/{id}": {"get": get}, "/a/new": {"post": {}}}});
    let found = |status: StatusCode, kind: &str, text: &str| {
        let operation = operation(&document, &Method::GET, "/a/7?x=1").unwrap();
        let mut headers = axum::http::HeaderMap::new();
        if !kind.is_empty() {
            headers.insert("content-type", kind.parse().unwrap());
        }
        let answer = Answer { request: String::new(), status, headers, text: text.to_owned() };
        wrong(&document, operation, &answer).len()
    };
    assert_eq!(found(StatusCode::OK, "application/json", "{}"), 0);
    assert_eq!(found(StatusCode::NO_CONTENT, "", ""), 0);
    assert_eq!(found(StatusCode::NOT_FOUND, PROBLEM_JSON, "{}"), 0);
    assert_eq!(found(StatusCode::OK, "application/json", "[]"), 1);
    assert_eq!(found(StatusCode::OK, "text/plain", "x"), 1);
    assert_eq!(found(StatusCode::CREATED, "application/json", "{}"), 1);
    assert_eq!(found(StatusCode::NO_CONTENT, "application/json", "{}"), 1);
    assert_eq!(found(StatusCode::NOT_FOUND, "text/plain", "x"), 1);
    assert!(operation(&document, &Method::GET, "/a/new").is_none(), "the fixed name wins");
}
