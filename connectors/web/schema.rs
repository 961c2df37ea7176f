//! schema.org data: which objects are mentions, and which mention answers which.

use serde_json::{Map, Value};
use url::Url;

use super::graph::{ANSWERS, Graph, absolute};
use super::item::{Item, Rating};
use crate::html::{Leaving, own_words, readable_by, to_text};
use crate::place::profile;

/// What is known about the place of a value.
#[derive(Clone, Default)]
struct Around {
    /// Id of the mention that the value answers.
    parent: Option<String>,
    /// Id of the thread.
    thread: Option<String>,
    /// Name of the thing that is reviewed.
    about: String,
}

/// All mentions in `values`, parents before their answers, at most `max`.
pub(super) fn items(values: &[Value], page: &Url, max: usize) -> Vec<Item> {
    let graph = Graph::of(values, page);
    let mut items = Vec::new();
    let mut open: Vec<(&Value, Around)> =
        values.iter().rev().map(|value| (value, Around::default())).collect();
    while let Some((value, around)) = open.pop() {
        if items.len() >= max {
            break;
        }
        match value {
            Value::Array(values) => {
                open.extend(values.iter().rev().map(|value| (value, around.clone())));
            }
            Value::Object(object) => {
                visit(object, &around, (page, &graph), &mut items, &mut open);
            }
            _ => {}
        }
    }
    items
}

fn visit<'a>(
    object: &'a Map<String, Value>,
    around: &Around,
    (page, graph): (&Url, &Graph<'_>),
    items: &mut Vec<Item>,
    open: &mut Vec<(&'a Value, Around)>,
) {
    let Some(channel) = channel(object) else {
        let name = text(object, &["name"]);
        let is_thing = object.contains_key("review") || object.contains_key("reviews");
        let about = if is_thing && !name.is_empty() { name } else { around.about.clone() };
        for value in nested(object) {
            open.push((value.1, Around { about: about.clone(), ..around.clone() }));
        }
        return;
    };
    let item = read(object, channel, around, (page, graph));
    // A mere reference to something that is described elsewhere has no content.
    let says_something = !(item.text.is_empty() && item.title.is_empty()) || object.len() > 3;
    let own_id = if item.id.is_empty() { None } else { Some(item.id.clone()) };
    let thread = around.thread.clone().or_else(|| own_id.clone());
    for (key, value) in nested(object) {
        if ANSWERS.contains(&key) {
            let parent = own_id.clone().or_else(|| around.parent.clone());
            open.push((value, Around { parent, thread: thread.clone(), about: String::new() }));
        } else if !matches!(key, "itemReviewed" | "parentItem" | "author" | "reviewRating") {
            open.push((value, around.clone()));
        }
    }
    if says_something {
        items.push(item);
    }
}

/// The kinds of the objects in `value` that are no mentions.
pub(super) fn kinds(value: &Value) -> Vec<String> {
    let objects = match value {
        Value::Array(values) => values.as_slice(),
        value => std::slice::from_ref(value),
    };
    let graph = objects.iter().filter_map(|object| object.get("@graph")?.as_array()).flatten();
    objects
        .iter()
        .chain(graph)
        .filter_map(|object| match object.get("@type")? {
            Value::String(name) => Some(name.clone()),
            Value::Array(names) => names.first().and_then(Value::as_str).map(str::to_owned),
            _ => None,
        })
        .map(|name| plaza_core::text::truncate_chars(&name, 40).to_owned())
        .collect()
}

/// Nested objects and arrays, last first, so that the first is popped first.
fn nested(object: &Map<String, Value>) -> impl Iterator<Item = (&str, &Value)> {
    object
        .iter()
        .rev()
        .filter(|(_, value)| value.is_object() || value.is_array())
        .map(|(key, value)| (key.as_str(), value))
}

/// The kind of place, where the object is something that a person said.
fn channel(object: &Map<String, Value>) -> Option<&'static str> {
    let named = |name: &str| {
        Some(match name.rsplit(['/', '#', ':']).next().unwrap_or(name) {
            "Review" | "UserReview" | "CriticReview" | "EmployerReview" | "Recommendation" => {
                "review"
            }
            "Comment" | "Answer" | "UserComments" => "comment",
            "DiscussionForumPosting" | "SocialMediaPosting" | "Question" => "forum",
            _ => return None,
        })
    };
    match object.get("@type")? {
        Value::String(name) => named(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).find_map(named),
        _ => None,
    }
}

fn read(
    object: &Map<String, Value>,
    channel: &str,
    around: &Around,
    (page, graph): (&Url, &Graph<'_>),
) -> Item {
    let name_of = |value: &Value| name_of(value, graph);
    let id = id(object, page);
    let parent = object.get("parentItem").and_then(|parent| reference(parent, page));
    let parent = parent.or_else(|| around.parent.clone()).or_else(|| graph.parent(&id));
    let author = ["author", "creator"].into_iter().find_map(|key| object.get(key));
    let about = object.get("itemReviewed").map(name_of).filter(|name| !name.is_empty());
    let about = about.unwrap_or_else(|| around.about.clone());
    let thread = around.thread.clone();
    Item {
        text: text(object, &["reviewBody", "text", "articleBody", "commentText", "description"]),
        title: text(object, &["headline", "name"]).replace('\n', " "),
        author: author.map(name_of).unwrap_or_default(),
        account: author.and_then(|author| account(author, (page, graph))),
        date: string(object, &["datePublished", "dateCreated", "commentTime", "dateModified"]),
        link: string(object, &["url", "discussionUrl", "mainEntityOfPage"]),
        rating: object.get("reviewRating").map(|value| rating(value, graph)).unwrap_or_default(),
        lang: string(object, &["inLanguage"]),
        parent,
        conversation: if channel == "comment" {
            thread.or_else(|| Some(page.as_str().to_owned()))
        } else {
            thread
        },
        channel: channel.to_owned(),
        about: if about.is_empty() { graph.about(&id) } else { about },
        id,
    }
}

/// `@id`, otherwise `identifier`, otherwise an address of its own.
fn id(object: &Map<String, Value>, page: &Url) -> String {
    let id = string(object, &["@id"]);
    if !id.is_empty() {
        return absolute(&id, page);
    }
    let identifier = match object.get("identifier") {
        Some(Value::Object(property)) => string(property, &["value"]),
        Some(value) => scalar(value),
        None => String::new(),
    };
    if !identifier.is_empty() {
        return identifier;
    }
    let url = string(object, &["url"]);
    let url = if url.is_empty() { url } else { absolute(&url, page) };
    // Many pages give all their reviews the address of the page.
    if url == page.as_str() { String::new() } else { url }
}

/// The id that a `parentItem` points to.
fn reference(value: &Value, page: &Url) -> Option<String> {
    let id = match value {
        Value::Object(object) => id(object, page),
        Value::String(text) => absolute(text, page),
        _ => String::new(),
    };
    (!id.is_empty()).then_some(id)
}

fn rating(value: &Value, graph: &Graph<'_>) -> Rating {
    let number = |object: &Map<String, Value>, key: &str| {
        scalar(object.get(key)?).trim().replace(',', ".").parse::<f64>().ok()
    };
    match graph.follow(value) {
        Value::Object(object) => match number(object, "ratingValue") {
            Some(value) => Rating::Scaled {
                value,
                worst: number(object, "worstRating"),
                best: number(object, "bestRating"),
            },
            None => shown(string(object, &["ratingValue"])),
        },
        Value::Array(values) => {
            values.first().map(|value| rating(value, graph)).unwrap_or_default()
        }
        value => shown(scalar(value)),
    }
}

fn shown(text: String) -> Rating {
    if text.trim().is_empty() { Rating::None } else { Rating::Shown(text) }
}

/// The name of a person or thing that is given as text, object or list.
fn name_of(value: &Value, graph: &Graph<'_>) -> String {
    match graph.follow(value) {
        Value::Object(object) => text(object, &["name", "alternateName"]).replace('\n', " "),
        Value::Array(values) => {
            values.first().map(|value| name_of(value, graph)).unwrap_or_default()
        }
        value => to_text(&scalar(value)),
    }
}

/// What the site calls an author's account: its address there, otherwise its `identifier`.
fn account(author: &Value, (page, graph): (&Url, &Graph<'_>)) -> Option<String> {
    let object = match graph.follow(author) {
        Value::Object(object) => object,
        Value::Array(values) => return account(values.first()?, (page, graph)),
        value => {
            let written = scalar(value);
            let is_address = written.starts_with('/') || written.starts_with("http");
            return profile(&written, page).filter(|_| is_address).map(String::from);
        }
    };
    let address = ["@id", "url"].into_iter().find_map(|key| {
        let written = string(object, &[key]);
        profile(&written, page).map(String::from)
    });
    let identifier = || {
        let identifier = match object.get("identifier")? {
            Value::Object(property) => string(property, &["value"]),
            value => scalar(value),
        };
        Some(identifier.trim().to_owned()).filter(|identifier| !identifier.is_empty())
    };
    address.or_else(identifier)
}

/// The first of `keys` that has text, as plain text without what it quotes.
fn text(object: &Map<String, Value>, keys: &[&str]) -> String {
    let own = |html: &str| own_words(html, Leaving::All);
    let raw = string(object, keys);
    if raw.contains("[quote") { own(&raw) } else { readable_by(raw.trim(), false, own) }
}

fn string(object: &Map<String, Value>, keys: &[&str]) -> String {
    keys.iter()
        .filter_map(|key| object.get(*key))
        .map(scalar)
        .find(|text| !text.trim().is_empty())
        .unwrap_or_default()
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => {
            values.first().filter(|v| !v.is_array()).map(scalar).unwrap_or_default()
        }
        Value::Object(object) => object
            .get("@value")
            .or_else(|| object.get("@id"))
            .filter(|value| value.is_string())
            .map(scalar)
            .unwrap_or_default(),
        _ => String::new(),
    }
}
