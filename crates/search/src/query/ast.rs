//! The parts of a query that has been read.

use std::fmt;

use plaza_core::{Millis, Zone};

use super::field::FieldName;
use super::filter::{Filter, ValueKind};
use super::place::At;

/// A condition on a mention. `And` and `Or` have two parts or more, none of their own kind; the
/// part of a `Not` is no `Not`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Text(Text),
    Filter(Filter),
}

impl Node {
    /// All of `parts`; a single one stands for itself.
    pub(crate) fn and(parts: Vec<Self>) -> Self {
        Self::joined(parts, Self::And, |part| match part {
            Self::And(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// Any of `parts`; a single one stands for itself.
    pub(crate) fn or(parts: Vec<Self>) -> Self {
        Self::joined(parts, Self::Or, |part| match part {
            Self::Or(inner) => Ok(inner),
            other => Err(other),
        })
    }

    fn joined(
        parts: Vec<Self>,
        join: impl Fn(Vec<Self>) -> Self,
        open: impl Fn(Self) -> Result<Vec<Self>, Self>,
    ) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match open(part) {
                Ok(inner) => flat.extend(inner),
                Err(whole) => flat.push(whole),
            }
        }
        match <[Self; 1]>::try_from(flat) {
            Ok([single]) => single,
            Err(flat) => join(flat),
        }
    }

    /// Shows every filter.
    pub(crate) fn each_filter(&self, look: &mut impl FnMut(&Filter)) {
        match self {
            Self::And(parts) | Self::Or(parts) => {
                parts.iter().for_each(|part| part.each_filter(look));
            }
            Self::Not(inner) => inner.each_filter(look),
            Self::Filter(filter) => look(filter),
            Self::Text(_) => {}
        }
    }

    /// The time that everything it finds was said in; `None` where it is open.
    pub(crate) fn asked_time(&self, now: Millis, zone: Zone) -> (Option<Millis>, Option<Millis>) {
        let latest = |a: Option<Millis>, b: Option<Millis>| a.max(b);
        let earliest = |a: Option<Millis>, b: Option<Millis>| a.into_iter().chain(b).min();
        match self {
            Self::And(parts) => parts
                .iter()
                .map(|part| part.asked_time(now, zone))
                .fold((None, None), |(from, until), part| {
                    (latest(from, part.0), earliest(until, part.1))
                }),
            Self::Filter(filter) if filter.field == FieldName::Date => {
                let spans = filter.values.iter().filter_map(|value| match &value.kind {
                    ValueKind::Date(span) => Some(span.resolve(now, zone)),
                    _ => None,
                });
                let joined = |a: (Option<Millis>, Option<Millis>),
                              b: (Option<Millis>, Option<Millis>)| {
                    (a.0.zip(b.0).map(|(a, b)| a.min(b)), a.1.zip(b.1).map(|(a, b)| a.max(b)))
                };
                spans.reduce(joined).unwrap_or_default()
            }
            Self::Or(_) | Self::Not(_) | Self::Text(_) | Self::Filter(_) => (None, None),
        }
    }

    /// The opposite.
    pub(crate) fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }
}

/// Words in places.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Text {
    Leaf(Leaf),
    /// One directly behind the other; two leaves or more.
    Phrase(Vec<Leaf>),
    /// Both, at most `distance` words apart: 1 means side by side.
    Near {
        ordered: bool,
        distance: u32,
        left: Box<Text>,
        right: Box<Text>,
    },
    /// Any of these; only as a part of a `Near`.
    Any(Vec<Text>),
}

/// What one word of a text has to be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Leaf {
    pub(crate) kind: LeafKind,
    pub(crate) at: At,
}

/// Ways to match one word; all hold the word as it was typed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum LeafKind {
    /// This word in any inflection.
    Word(String),
    /// With `*` and `?`.
    Wildcard(String),
    /// And the number of edits allowed.
    Fuzzy(String, u8),
    /// Letter by letter, accents and case included.
    Exact(String),
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    let gap = if at == 0 { "" } else { " " };
                    match part {
                        Self::Or(_) => write!(f, "{gap}({part})")?,
                        _ => write!(f, "{gap}{part}")?,
                    }
                }
                Ok(())
            }
            Self::Or(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    let gap = if at == 0 { "" } else { " OR " };
                    write!(f, "{gap}{part}")?;
                }
                Ok(())
            }
            Self::Not(inner) => match inner.as_ref() {
                Self::And(_) | Self::Or(_) => write!(f, "NOT ({inner})"),
                _ => write!(f, "NOT {inner}"),
            },
            Self::Text(text) => write!(f, "{text}"),
            Self::Filter(filter) => write!(f, "{filter}"),
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaf(leaf) => write!(f, "{leaf}"),
            // In quotes, a question mark that ends a word is punctuation.
            Self::Phrase(leaves) if leaves.iter().any(|l| l.kind.word().ends_with('?')) => {
                let words: Vec<_> = leaves.iter().map(|leaf| leaf.kind.word()).collect();
                f.write_str(&words.join("-"))
            }
            Self::Phrase(leaves) => {
                let exact = leaves.iter().all(|l| matches!(l.kind, LeafKind::Exact(_)));
                f.write_str(if exact { "=\"" } else { "\"" })?;
                for (at, leaf) in leaves.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { " " })?;
                    f.write_str(leaf.kind.word())?;
                }
                f.write_str("\"")
            }
            Self::Near { ordered, distance, left, right } => {
                let operator = if *ordered { "ONEAR" } else { "NEAR" };
                write_operand(f, left)?;
                write!(f, " {operator}/{distance} ")?;
                write_operand(f, right)
            }
            Self::Any(parts) => {
                f.write_str("(")?;
                for (at, part) in parts.iter().enumerate() {
                    let gap = if at == 0 { "" } else { " OR " };
                    write!(f, "{gap}{part}")?;
                }
                f.write_str(")")
            }
        }
    }
}

fn write_operand(f: &mut fmt::Formatter<'_>, operand: &Text) -> fmt::Result {
    match operand {
        Text::Near { .. } => write!(f, "({operand})"),
        _ => write!(f, "{operand}"),
    }
}

impl LeafKind {
    /// The word or pattern that was written.
    pub(crate) fn word(&self) -> &str {
        match self {
            Self::Word(word) | Self::Wildcard(word) | Self::Fuzzy(word, _) | Self::Exact(word) => {
                word
            }
        }
    }
}

impl fmt::Display for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            // Quotes turn an operator's name into a word.
            LeafKind::Word(word) if is_operator(word) => write!(f, "\"{word}\""),
            LeafKind::Word(word) | LeafKind::Wildcard(word) => f.write_str(word),
            LeafKind::Fuzzy(word, distance) => write!(f, "{word}~{distance}"),
            LeafKind::Exact(word) => write!(f, "={word}"),
        }
    }
}

/// Whether a bare word is taken for an operator.
pub(crate) fn is_operator(word: &str) -> bool {
    matches!(word, "AND" | "OR" | "NOT" | "NEAR" | "ONEAR")
}
