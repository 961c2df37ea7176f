//! The query language.

use std::ops::Range;

use crate::QueryError;

/// Bounds on a query, checked before any work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueryLimits {
    /// Longest query, in bytes.
    pub max_bytes: usize,
    /// Deepest nesting of parentheses and `NOT`.
    pub max_depth: usize,
    /// Most words, wildcards and filters together.
    pub max_clauses: usize,
}

impl QueryLimits {
    /// For the search box: 1,024 bytes, depth 16, 64 clauses.
    #[must_use]
    pub const fn typed() -> Self {
        Self { max_bytes: 1_024, max_depth: 16, max_clauses: 64 }
    }

    /// For stored monitors and theme rules: 16 KiB, depth 16, 1,000 clauses.
    #[must_use]
    pub const fn stored() -> Self {
        Self { max_bytes: 16_384, max_depth: 16, max_clauses: 1_000 }
    }
}

/// A query that has been read and found sound. The default finds everything.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {}

impl Query {
    /// Byte ranges of `text` that made the query match, in order and without overlap.
    ///
    /// `lang` is the mention's language; stems are compared in that language only.
    #[must_use]
    pub fn highlight(&self, _text: &str, _lang: Option<&str>) -> Vec<Range<usize>> {
        Vec::new()
    }
}

/// Reads a query; an empty one finds everything.
///
/// # Errors
/// [`QueryError`] points at the character.
pub fn parse(_query: &str, _limits: &QueryLimits) -> Result<Query, QueryError> {
    Ok(Query::default())
}
