//! The query language. `docs/guide/query-language.md` describes it for users.

mod asked;
mod ast;
mod date;
mod errors;
mod field;
mod filter;
mod lexer;
mod names;
mod parser;
mod place;
mod standing;

use std::fmt;

pub use asked::Asked;
pub(crate) use ast::{Leaf, LeafKind, Node, Text};
pub(crate) use date::HOUR;
pub(crate) use errors::{too_broad, unknown_import, unknown_source, unknown_theme};
pub(crate) use field::FieldName;
pub(crate) use filter::{Filter, FilterValue, ValueKind};
pub(crate) use names::phrase_steps;
pub(crate) use place::At;
pub(crate) use standing::Is;

use plaza_core::{Millis, Zone};

use crate::QueryError;

/// Bounds on a query, checked before any work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueryLimits {
    /// Longest query, in bytes.
    pub max_bytes: usize,
    /// Deepest nesting of parentheses, `NOT` and `NEAR`.
    pub max_depth: usize,
    /// Most words and filter values together. A wildcard counts for two, one at the beginning of a
    /// word for eight, a misspelling for two or four.
    pub max_clauses: usize,
}

impl QueryLimits {
    /// For the search box: 1,024 bytes, depth 16, 64 clauses.
    #[must_use]
    pub const fn typed() -> Self {
        Self { max_bytes: plaza_core::limits::QUERY_BYTES, max_depth: 16, max_clauses: 64 }
    }

    /// For stored monitors and theme rules: 16 KiB, depth 16, 1,000 clauses.
    #[must_use]
    pub const fn stored() -> Self {
        Self { max_bytes: 16_384, max_depth: 16, max_clauses: 1_000 }
    }
}

/// A query that has been read and found sound. The default finds everything.
///
/// Its `Display` form reads back as an equal query.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub(crate) root: Option<Node>,
    ignored: Vec<String>,
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.root == other.root
    }
}

impl Query {
    /// Whether it finds everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    /// What was typed and cannot be searched for: punctuation that stands alone. The query is run
    /// without it.
    #[must_use]
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// The time that it is limited to, as far as that holds for all it finds: first millisecond,
    /// and first behind it; `None` where it is open.
    #[must_use]
    pub fn asked_time(&self, now: Millis, zone: Zone) -> (Option<Millis>, Option<Millis>) {
        self.root.as_ref().map_or((None, None), |root| root.asked_time(now, zone))
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.as_ref().map_or(Ok(()), |root| write!(f, "{root}"))
    }
}

/// Reads a query; an empty one finds everything.
///
/// # Errors
/// [`QueryError`] points at the character.
pub fn parse(query: &str, limits: &QueryLimits) -> Result<Query, QueryError> {
    if query.len() > limits.max_bytes {
        let kept = query.char_indices().take_while(|(at, _)| *at < limits.max_bytes).count();
        let rest = query.chars().count() - kept;
        return Err(errors::too_long(limits.max_bytes).at(At { at: kept, len: rest }));
    }
    let (seen, places) = lexer::visible(query);
    let read = lexer::lex(&seen)
        .and_then(|lexed| parser::read(&lexed.lexemes, limits).map(|root| (root, lexed.ignored)));
    let (root, ignored) = read.map_err(|error| lexer::placed(error, &places))?;
    if root.is_none() && !query.trim().is_empty() {
        let len = query.chars().count();
        return Err(errors::no_words().at(At { at: 0, len }));
    }
    Ok(Query { root, ignored })
}

#[cfg(test)]
mod tests;
