//! What is wrong with a query: one function per message, so that keys and words stay together.

use super::field::FieldName;
use super::place::At;
use crate::QueryError;

/// A message without a place yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    key: &'static str,
    params: Vec<(&'static str, String)>,
    message: String,
}

impl Problem {
    fn new(key: &'static str, params: Vec<(&'static str, String)>, message: String) -> Self {
        Self { key, params, message }
    }

    fn plain(key: &'static str, message: &str) -> Self {
        Self::new(key, Vec::new(), message.to_owned())
    }

    /// The error at a place.
    pub(crate) fn at(self, place: At) -> QueryError {
        QueryError {
            message_key: self.key,
            params: self.params,
            message: self.message,
            at: place.at,
            len: place.len,
        }
    }
}

/// Values in messages are cut to this many characters.
const SHOWN_CHARS: usize = 60;

fn shown(value: &str) -> String {
    plaza_core::text::truncate_chars(value, SHOWN_CHARS).to_owned()
}

pub(crate) fn too_long(max: usize) -> Problem {
    Problem::new(
        "query-too-long",
        vec![("max", max.to_string())],
        format!("the query is too long; at most {max} bytes are read"),
    )
}

pub(crate) fn too_deep(max: usize) -> Problem {
    Problem::new(
        "query-too-deep",
        vec![("max", max.to_string())],
        format!("parentheses and operators are nested too deeply; {max} levels are the most"),
    )
}

pub(crate) fn too_many_clauses(max: usize) -> Problem {
    Problem::new(
        "query-too-many-clauses",
        vec![("max", max.to_string())],
        format!("the query has too many words and filters; {max} are the most"),
    )
}

pub(crate) fn unclosed_quote() -> Problem {
    Problem::plain("query-unclosed-quote", "this quotation mark is never closed")
}

pub(crate) fn unclosed_paren() -> Problem {
    Problem::plain("query-unclosed-parenthesis", "this parenthesis is never closed")
}

pub(crate) fn stray_paren() -> Problem {
    Problem::plain("query-stray-parenthesis", "this parenthesis closes nothing")
}

pub(crate) fn empty_parens() -> Problem {
    Problem::plain("query-empty-parentheses", "there is nothing between these parentheses")
}

pub(crate) fn no_words() -> Problem {
    Problem::plain(
        "query-no-words",
        "there is nothing here to search for: punctuation alone is not searched; type words, \
         digits, emoji, or signs such as € % & +",
    )
}

pub(crate) fn missing_left(operator: &str) -> Problem {
    Problem::new(
        "query-missing-left",
        vec![("operator", operator.to_owned())],
        format!(
            "{operator} needs something before it; write \"{operator}\" in quotes to search for \
             the word"
        ),
    )
}

pub(crate) fn missing_right(operator: &str) -> Problem {
    Problem::new(
        "query-missing-right",
        vec![("operator", operator.to_owned())],
        format!(
            "{operator} needs something after it; write \"{operator}\" in quotes to search for \
             the word"
        ),
    )
}

pub(crate) fn bad_distance(max: u32) -> Problem {
    Problem::new(
        "query-bad-distance",
        vec![("max", max.to_string())],
        format!("the distance is a whole number from 1 to {max}, as in NEAR/5"),
    )
}

pub(crate) fn near_operand() -> Problem {
    Problem::plain(
        "query-near-operand",
        "NEAR takes words, phrases, and words in parentheses joined by OR",
    )
}

pub(crate) fn wildcard_alone() -> Problem {
    Problem::plain("query-wildcard-alone", "a wildcard needs letters beside it, as in bat*")
}

pub(crate) fn wildcard_short(min: usize) -> Problem {
    Problem::new(
        "query-wildcard-short",
        vec![("min", min.to_string())],
        format!("this wildcard fits too many words; write at least {min} letters"),
    )
}

pub(crate) fn wildcard_long(max: usize) -> Problem {
    Problem::new(
        "query-wildcard-long",
        vec![("max", max.to_string())],
        format!("a word with wildcards has at most {max} bytes"),
    )
}

pub(crate) fn too_broad(max: usize) -> Problem {
    Problem::new(
        "query-too-broad",
        vec![("max", max.to_string())],
        format!("this fits more than {max} different words; write more letters"),
    )
}

pub(crate) fn fuzzy_short(min: usize) -> Problem {
    Problem::new(
        "query-fuzzy-short",
        vec![("min", min.to_string())],
        format!("a word this short has too many neighbours; ~ takes {min} letters or more here"),
    )
}

pub(crate) fn fuzzy_distance() -> Problem {
    Problem::plain("query-fuzzy-distance", "~ allows one or two misspellings: word~1 or word~2")
}

pub(crate) fn fuzzy_word() -> Problem {
    Problem::plain("query-fuzzy-word", "~ stands behind one plain word")
}

pub(crate) fn unknown_field(name: &str) -> Problem {
    let known = FieldName::list();
    Problem::new(
        "query-unknown-field",
        vec![("name", shown(name)), ("known", known.clone())],
        format!(
            "there is no field `{}`; the fields are {known}. Write quotes around words that \
             contain a colon",
            shown(name)
        ),
    )
}

pub(crate) fn empty_field(name: &str) -> Problem {
    Problem::new(
        "query-empty-field",
        vec![("name", name.to_owned())],
        format!("{name}: needs a value directly behind the colon"),
    )
}

pub(crate) fn bad_value(field: FieldName, value: &str, known: &str) -> Problem {
    Problem::new(
        "query-bad-value",
        vec![
            ("field", field.name().to_owned()),
            ("value", shown(value)),
            ("known", known.to_owned()),
        ],
        format!("{}: does not take `{}`; it takes {known}", field.name(), shown(value)),
    )
}

pub(crate) fn bad_date(value: &str) -> Problem {
    Problem::new(
        "query-bad-date",
        vec![("value", shown(value))],
        format!(
            "`{}` is no date; write 2026-01-31, 2026-01, 2026-01..2026-03, >=2026-01-01, 24h, 7d, \
             today or yesterday",
            shown(value)
        ),
    )
}

pub(crate) fn unknown_source(name: &str) -> Problem {
    Problem::new(
        "query-unknown-source",
        vec![("name", shown(name))],
        format!("there is no source `{}`", shown(name)),
    )
}

pub(crate) fn unknown_theme(name: &str) -> Problem {
    Problem::new(
        "query-unknown-theme",
        vec![("name", shown(name))],
        format!("there is no theme `{}`", shown(name)),
    )
}

pub(crate) fn unknown_import(id: i64) -> Problem {
    Problem::new(
        "query-unknown-import",
        vec![("id", id.to_string())],
        format!("there is no import {id}"),
    )
}
