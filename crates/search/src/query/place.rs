//! Places in a query.

/// Where something stands in the query, in characters. Two queries are equal wherever their parts
/// stand.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct At {
    /// First character.
    pub(crate) at: usize,
    /// Number of characters.
    pub(crate) len: usize,
}

impl PartialEq for At {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl At {
    /// From the first character of `self` to the last of `end`.
    pub(crate) fn to(self, end: Self) -> Self {
        Self { at: self.at, len: (end.at + end.len).saturating_sub(self.at) }
    }
}
