//! Between JSON, programs and templates.

use jaq_json::{Num, Val};
use serde_json::Value;

/// JSON as programs see it.
pub(crate) fn from_json(value: &Value) -> Val {
    match value {
        Value::Null => Val::Null,
        Value::Bool(yes) => Val::Bool(*yes),
        Value::Number(number) => match number.as_i64().and_then(|n| isize::try_from(n).ok()) {
            Some(integer) => Val::Num(Num::Int(integer)),
            None => Val::Num(Num::Float(number.as_f64().unwrap_or(f64::NAN))),
        },
        Value::String(text) => Val::from(text.clone()),
        Value::Array(items) => items.iter().map(from_json).collect(),
        Value::Object(entries) => {
            let pairs = entries.iter().map(|(k, v)| (Val::from(k.clone()), from_json(v)));
            Val::obj(pairs.collect())
        }
    }
}

/// A program's result as JSON. Numbers that JSON cannot hold become text.
pub(crate) fn to_json(value: &Val) -> Value {
    match value {
        Val::Null => Value::Null,
        Val::Bool(yes) => Value::Bool(*yes),
        Val::Num(Num::Int(integer)) => Value::from(*integer),
        Val::Num(Num::Float(float)) => Value::from(*float),
        Val::Num(number) => {
            serde_json::from_str(&number.to_string()).unwrap_or(Value::String(number.to_string()))
        }
        Val::BStr(text) | Val::TStr(text) => {
            Value::String(String::from_utf8_lossy(text).into_owned())
        }
        Val::Arr(items) => items.iter().map(to_json).collect(),
        Val::Obj(entries) => {
            entries.iter().map(|(key, value)| (text_of(key), to_json(value))).collect()
        }
    }
}

/// A program's value as templates see it.
pub(crate) fn to_template(value: &Val) -> minijinja::Value {
    json_to_template(&to_json(value))
}

/// JSON as templates see it.
pub(crate) fn json_to_template(json: &Value) -> minijinja::Value {
    match json {
        Value::Null => minijinja::Value::from(()),
        Value::Bool(yes) => minijinja::Value::from(*yes),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => minijinja::Value::from(integer),
            None => minijinja::Value::from(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::String(text) => minijinja::Value::from(text.as_str()),
        Value::Array(items) => minijinja::Value::from_iter(items.iter().map(json_to_template)),
        Value::Object(entries) => minijinja::Value::from_pairs(
            entries.iter().map(|(key, value)| (key.as_str(), json_to_template(value))),
        ),
    }
}

/// A value as text: strings as they are, everything else as JSON.
pub(crate) fn text_of(value: &Val) -> String {
    match value {
        Val::BStr(text) | Val::TStr(text) => String::from_utf8_lossy(text).into_owned(),
        other => other.to_string(),
    }
}
