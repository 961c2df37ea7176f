//! References between the objects of a page: JSON-LD names an object once and points at it from
//! everywhere.

use std::collections::HashMap;

use serde_json::{Map, Value};
use url::Url;

/// Properties that hold the answers to an object.
pub(super) const ANSWERS: [&str; 4] =
    ["comment", "suggestedAnswer", "acceptedAnswer", "replyToUrl"];
/// Most references that lead from one to the next.
const MAX_STEPS: usize = 4;

/// The objects of a page by their ids.
pub(super) struct Graph<'a> {
    page: &'a Url,
    by_id: HashMap<String, &'a Value>,
    /// The thing that lists a review, and the object that lists an answer, by the id of what is
    /// listed.
    about: HashMap<String, String>,
    parents: HashMap<String, String>,
}

impl<'a> Graph<'a> {
    pub(super) fn of(values: &'a [Value], page: &'a Url) -> Self {
        let (by_id, about, parents) = Default::default();
        let mut graph = Self { page, by_id, about, parents };
        let mut open: Vec<&Value> = values.iter().rev().collect();
        while let Some(value) = open.pop() {
            match value {
                Value::Array(values) => open.extend(values),
                Value::Object(object) => {
                    graph.add(value, object);
                    open.extend(object.values().filter(|v| v.is_object() || v.is_array()));
                }
                _ => {}
            }
        }
        graph
    }

    fn add(&mut self, value: &'a Value, object: &'a Map<String, Value>) {
        let id = self.id(object);
        if let Some(id) = id.as_ref().filter(|_| !is_reference(object)) {
            let known = self.by_id.get(id).and_then(|value| value.as_object()).map_or(0, Map::len);
            if known < object.len() {
                self.by_id.insert(id.clone(), value);
            }
        }
        let name = object.get("name").and_then(Value::as_str).unwrap_or_default();
        for key in ["review", "reviews"].into_iter().filter(|_| !name.is_empty()) {
            for listed in self.listed(object, key) {
                self.about.insert(listed, name.to_owned());
            }
        }
        let Some(id) = id else { return };
        for key in ANSWERS {
            for listed in self.listed(object, key) {
                self.parents.insert(listed, id.clone());
            }
        }
    }

    /// Ids of the objects that `key` of `object` only points at.
    fn listed(&self, object: &Map<String, Value>, key: &str) -> Vec<String> {
        let listed = match object.get(key) {
            Some(Value::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => &[],
        };
        let references = listed.iter().filter_map(Value::as_object).filter(|o| is_reference(o));
        references.filter_map(|object| self.id(object)).collect()
    }

    fn id(&self, object: &Map<String, Value>) -> Option<String> {
        let id = object.get("@id")?.as_str()?;
        (!id.trim().is_empty()).then(|| absolute(id, self.page))
    }

    /// What `value` points at, otherwise `value` itself.
    pub(super) fn follow<'v>(&self, value: &'v Value) -> &'v Value
    where
        'a: 'v,
    {
        let mut value = value;
        for _ in 0..MAX_STEPS {
            let id = match value {
                Value::Object(object) if is_reference(object) => self.id(object),
                Value::String(text) if text.starts_with(['#', '_']) || text.starts_with("http") => {
                    Some(absolute(text, self.page))
                }
                _ => None,
            };
            match id.and_then(|id| self.by_id.get(&id).copied()) {
                Some(found) => value = found,
                None => break,
            }
        }
        value
    }

    /// The name of the thing that lists the review `id`.
    pub(super) fn about(&self, id: &str) -> String {
        self.about.get(id).cloned().unwrap_or_default()
    }

    /// The id of what lists `id` as an answer.
    pub(super) fn parent(&self, id: &str) -> Option<String> {
        self.parents.get(id).cloned()
    }
}

/// Whether an object says nothing but which one is meant.
fn is_reference(object: &Map<String, Value>) -> bool {
    object.contains_key("@id") && object.keys().all(|key| matches!(key.as_str(), "@id" | "@type"))
}

/// Resolves fragments and relative addresses; anything else stays as it is.
pub(super) fn absolute(id: &str, page: &Url) -> String {
    let id = id.trim();
    if id.starts_with(['#', '/', '?']) || id.starts_with("http") {
        return page.join(id).map_or_else(|_| id.to_owned(), String::from);
    }
    id.to_owned()
}
