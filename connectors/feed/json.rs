//! JSON Feed, item by item.

use serde_json::{Map, Value, json};

/// A JSON feed cut into items.
pub(super) struct JsonOutline {
    /// The feed's title.
    pub(super) title: String,
    /// The language that the feed claims.
    pub(super) lang: Option<String>,
    /// Each item in a feed of its own.
    pub(super) items: Vec<Value>,
}

/// Cuts a JSON feed into feeds of one item each.
///
/// # Errors
/// The text is not JSON, or not a feed.
pub(super) fn outline(text: &str) -> Result<JsonOutline, String> {
    let feed: Value =
        serde_json::from_str(text).map_err(|error| format!("broken JSON: {error}"))?;
    let version = feed.get("version").and_then(Value::as_str).unwrap_or_default();
    if !version.contains("jsonfeed.org/version/") {
        return Err("the JSON has no `version` of a JSON Feed".to_owned());
    }
    let items = feed.get("items").and_then(Value::as_array).ok_or("it has no `items`")?;
    let authors: Map<String, Value> = ["author", "authors"]
        .into_iter()
        .filter_map(|key| Some((key.to_owned(), feed.get(key)?.clone())))
        .collect();
    let alone = |item: &Value| {
        let mut item = item.clone();
        // The standard requires text, and asks readers to accept numbers too.
        if let Some(id) = item.get_mut("id").filter(|id| id.is_number()) {
            *id = Value::String(id.to_string());
        }
        let mut single = authors.clone();
        single.insert("version".to_owned(), json!("https://jsonfeed.org/version/1.1"));
        single.insert("title".to_owned(), json!(""));
        single.insert("items".to_owned(), json!([item]));
        Value::Object(single)
    };
    let text = |key: &str| feed.get(key).and_then(Value::as_str).map(str::to_owned);
    Ok(JsonOutline {
        title: text("title").unwrap_or_default(),
        lang: text("language"),
        items: items.iter().map(alone).collect(),
    })
}
