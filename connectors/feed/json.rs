//! JSON Feed, item by item.

use serde_json::{Map, Value, json};
use url::Url;

use super::entry::Found;
use super::parsed::{Beside, parsed};
use super::person;

/// Maximum number of an item's tags that are looked at.
const MAX_TAGS: usize = 1_000;

/// A JSON feed cut into items.
pub(super) struct JsonOutline {
    /// The feed's title.
    pub(super) title: String,
    /// The language that the feed claims.
    pub(super) lang: Option<String>,
    /// Who wrote the items that name nobody.
    author: Option<String>,
    /// What relative addresses are relative to.
    base: Url,
    /// The items, in order.
    pub(super) items: Vec<Value>,
}

/// Cuts a JSON feed into items.
///
/// # Errors
/// The text is not JSON, or not a feed.
pub(super) fn outline(text: &str, url: &Url) -> Result<JsonOutline, String> {
    let mut feed: Value =
        serde_json::from_str(text).map_err(|error| format!("broken JSON: {error}"))?;
    let version = feed.get("version").and_then(Value::as_str).unwrap_or_default();
    if !version.contains("jsonfeed.org/version/") {
        return Err("the JSON has no `version` of a JSON Feed".to_owned());
    }
    let items = feed.get_mut("items").map(Value::take);
    let Some(Value::Array(items)) = items else { return Err("it has no `items`".to_owned()) };
    let lang = string(&feed, "language");
    Ok(JsonOutline {
        title: string(&feed, "title"),
        lang: (!lang.is_empty()).then_some(lang),
        author: author(&feed),
        base: url.join(&string(&feed, "home_page_url")).unwrap_or_else(|_| url.clone()),
        items,
    })
}

impl JsonOutline {
    /// Reads one item.
    ///
    /// # Errors
    /// It is no object, or feed-rs refuses it.
    pub(super) fn found(&self, item: &Value) -> Result<Found, String> {
        if !item.is_object() {
            return Err("it is not an object".to_owned());
        }
        let dates = ["date_published", "date_modified"].map(|key| string(item, key));
        let lang = string(item, "language");
        let author = author(item).or_else(|| self.author.clone());
        let document = document(item, author.as_deref().filter(|name| person::is_plain(name)));
        let beside = Beside {
            author,
            profile: profile(item),
            dates: dates.into_iter().filter(|date| !date.is_empty()).collect(),
            lang: (!lang.is_empty()).then_some(lang),
            in_reply_to: None,
            updated: string(item, "date_modified"),
        };
        parsed(&document, &self.base, beside)
    }
}

/// A feed of one item for feed-rs, which refuses items for one field of another kind: only what
/// becomes part of a mention is in it, and all of it as the standard wants it.
fn document(item: &Value, author: Option<&str>) -> String {
    const TEXTS: [&str; 7] =
        ["id", "url", "external_url", "title", "content_html", "content_text", "summary"];
    let texts = TEXTS.iter().map(|key| ((*key).to_owned(), string(item, key)));
    let texts = texts.filter(|(_, text)| !text.is_empty());
    let mut sound: Map<String, Value> = texts.map(|(key, text)| (key, text.into())).collect();
    let tags = item.get("tags").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let tags = tags.iter().take(MAX_TAGS).filter_map(Value::as_str).map(str::trim);
    sound.insert("tags".to_owned(), tags.filter(|tag| !tag.is_empty()).collect());
    sound.insert(
        "authors".to_owned(),
        author.map(|name| json!({ "name": name })).into_iter().collect(),
    );
    json!({ "version": "https://jsonfeed.org/version/1.1", "title": "", "items": [sound] })
        .to_string()
}

/// The page of the first author.
fn profile(item: &Value) -> Option<String> {
    let url = authors(item).next().map(|author| string(author, "url"));
    url.filter(|url| !url.is_empty())
}

fn authors(value: &Value) -> impl Iterator<Item = &Value> {
    let listed = value.get("authors").and_then(Value::as_array).map(Vec::as_slice);
    listed.unwrap_or_default().iter().chain(value.get("author"))
}

/// The first author that has a name.
fn author(value: &Value) -> Option<String> {
    authors(value).find_map(|author| match author {
        Value::String(name) => person::name(name),
        author => ["name", "url"].iter().find_map(|key| person::name(&string(author, key))),
    })
}

/// A text; the standard asks readers to accept numbers too.
fn string(value: &Value, key: &str) -> String {
    match value.get(key) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
