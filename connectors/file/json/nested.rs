//! Keys inside keys, as paths.

use plaza_core::Extra;
use serde_json::Value;

/// Levels of objects inside objects that have paths of their own; deeper ones are values.
const MAX_DEPTH: usize = 6;

/// A value inside an object.
pub(super) struct Leaf<'a> {
    /// Such as `user.name`.
    pub(super) path: String,
    keys: Vec<&'a str>,
    pub(super) value: &'a Value,
}

/// The values of an object with their paths.
pub(super) fn flatten(object: &serde_json::Map<String, Value>) -> Vec<Leaf<'_>> {
    let mut found = Vec::with_capacity(object.len());
    add(object, &[], &mut found);
    found
}

fn add<'a>(
    object: &'a serde_json::Map<String, Value>,
    above: &[&'a str],
    found: &mut Vec<Leaf<'a>>,
) {
    for (key, value) in object {
        let mut keys = above.to_vec();
        keys.push(key);
        match value {
            // `extra` is a field of its own.
            Value::Object(inner)
                if keys.len() <= MAX_DEPTH && !inner.is_empty() && keys != ["extra"] =>
            {
                add(inner, &keys, found);
            }
            _ => found.push(Leaf { path: keys.join("."), keys, value }),
        }
    }
}

impl Leaf<'_> {
    /// Puts the value where it stood, under the keys that it had.
    pub(super) fn keep(&self, extra: &mut Extra) {
        let Some((last, above)) = self.keys.split_last() else { return };
        let mut place = extra;
        for key in above {
            let inner = place.entry(*key).or_insert_with(|| Value::Object(Extra::new()));
            let Value::Object(object) = inner else { return };
            place = object;
        }
        place.entry(*last).or_insert_with(|| self.value.clone());
    }
}

/// A value as the cell of a table would show it.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_inside_keys_are_paths() {
        let json = serde_json::json!({ "id": 7, "user": { "name": "Ana", "tags": [1] }, "x": {} });
        let Value::Object(object) = json else { unreachable!() };
        let leaves = flatten(&object);
        let found: Vec<String> =
            leaves.iter().map(|leaf| format!("{}={}", leaf.path, shown(leaf.value))).collect();
        assert_eq!(found, ["id=7", "user.name=Ana", "user.tags=[1]", "x={}"]);
        let mut extra = Extra::new();
        leaves.iter().skip(1).for_each(|leaf| leaf.keep(&mut extra));
        let kept = serde_json::json!({ "user": { "name": "Ana", "tags": [1] }, "x": {} });
        assert_eq!(Value::Object(extra), kept);
    }
}
