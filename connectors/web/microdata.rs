//! HTML microdata as equivalent JSON-LD.

use scraper::{ElementRef, Html, Selector};
use serde_json::{Map, Value};

use crate::html::{Leaving, own_words};

/// Deepest nesting of items.
const MAX_DEPTH: usize = 32;

/// The items of a page that do not lie in another item. Shops mark reviews as a property of a
/// product that they do not mark up, so `itemprop` alone says nothing about that.
pub(super) fn items(page: &Html, max: usize) -> Vec<Value> {
    let Ok(scopes) = Selector::parse("[itemscope][itemtype]") else { return Vec::new() };
    let is_outermost = |element: &ElementRef<'_>| {
        let mut around = element.ancestors().filter_map(ElementRef::wrap);
        !around.any(|element| element.attr("itemscope").is_some())
    };
    page.select(&scopes).filter(is_outermost).take(max).map(|element| item(element, 0)).collect()
}

/// An element with `itemscope` as an object.
fn item(scope: ElementRef<'_>, depth: usize) -> Value {
    let mut object = Map::new();
    let types = scope.attr("itemtype").unwrap_or_default();
    let types: Vec<Value> = types
        .split_ascii_whitespace()
        .map(|t| Value::from(t.rsplit(['/', '#']).next().unwrap_or(t)))
        .collect();
    object.insert("@type".to_owned(), Value::Array(types));
    let id = scope.attr("itemid").map(str::to_owned);
    if let Some(id) = id.or_else(|| scope.attr("id").map(|id| format!("#{id}"))) {
        object.insert("@id".to_owned(), Value::String(id));
    }
    let mut open: Vec<ElementRef<'_>> = scope.child_elements().collect();
    open.reverse();
    while let Some(element) = open.pop() {
        let nested = element.attr("itemscope").is_some();
        if let Some(names) = element.attr("itemprop") {
            let value = if nested && depth < MAX_DEPTH {
                item(element, depth + 1)
            } else {
                Value::String(value(element))
            };
            for name in names.split_ascii_whitespace() {
                add(&mut object, name, value.clone());
            }
        }
        if !nested {
            let from = open.len();
            open.extend(element.child_elements());
            open[from..].reverse();
        }
    }
    Value::Object(object)
}

fn add(object: &mut Map<String, Value>, name: &str, value: Value) {
    match object.get_mut(name) {
        Some(Value::Array(values)) => values.push(value),
        Some(earlier) => *earlier = Value::Array(vec![earlier.take(), value]),
        None => {
            object.insert(name.to_owned(), value);
        }
    }
}

/// The value of a property, by the kind of element.
fn value(element: ElementRef<'_>) -> String {
    let attribute = match element.value().name() {
        "a" | "area" | "link" => "href",
        "img" | "audio" | "embed" | "iframe" | "source" | "track" | "video" => "src",
        "time" => "datetime",
        "data" | "meter" => "value",
        _ => "content",
    };
    match element.attr(attribute) {
        Some(value) => value.to_owned(),
        None => own_words(&element.inner_html(), Leaving::All),
    }
}
