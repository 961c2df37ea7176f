//! What a query has to be told from outside before it can run.

use super::field::FieldName;
use super::filter::ValueKind;
use super::standing::Is;
use super::{Filter, Query};

/// What a query asks for that the index does not hold; see [`crate::Names`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Authors, as [`crate::Names::authors`] is asked about them.
    pub authors: Vec<String>,
    /// Ids of imports.
    pub imports: Vec<i64>,
    /// Mentions with an answer that has not gone out.
    pub drafted: bool,
    /// Mentions that the reader wrote to.
    pub mine: bool,
    /// It says itself whether our own words are among what is found.
    pub(crate) says_whose: bool,
}

impl Query {
    /// What it has to be told before it can run.
    #[must_use]
    pub fn asked(&self) -> Asked {
        let mut asked = Asked::default();
        if let Some(root) = &self.root {
            root.each_filter(&mut |filter| asked.note(filter));
        }
        asked
    }

    /// Whether it says itself if our own words are among what is found.
    #[must_use]
    pub fn says_whose(&self) -> bool {
        self.asked().says_whose
    }
}

impl Asked {
    fn note(&mut self, filter: &Filter) {
        for value in &filter.values {
            match (filter.field, &value.kind) {
                (FieldName::Author, ValueKind::Text(name)) => self.authors.push(name.clone()),
                (FieldName::Author, ValueKind::Id(id)) => self.authors.push(format!("#{id}")),
                (FieldName::Import, ValueKind::Id(id)) => self.imports.push(*id),
                (_, ValueKind::Is(is)) => {
                    self.drafted |= *is == Is::Draft;
                    self.mine |= *is == Is::Mine;
                    self.says_whose |= is.says_whose();
                }
                _ => {}
            }
        }
    }
}
