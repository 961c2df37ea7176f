//! Plaza's search: tantivy schema, the one writer, the query language.
//!
//! The index is a derived view of the store. It follows the store's `revision`: the writer applies
//! what changed and puts the revision into each commit, so that after a kill at any moment it goes
//! on from there, with nothing lost and nothing doubled.
//!
//! [`parse`] reads a query, bounded and without the index; [`SearchIndex`] runs it;
//! [`Query::highlight`] shows in a text what matched, by the same rules.

mod api;
mod aspects;
mod calendar;
mod collect;
mod compile;
mod complement;
mod cursor;
mod error;
mod facets;
mod highlight;
mod index;
mod language;
mod lock;
mod neighbours;
mod pairs;
mod pattern;
mod positional;
mod query;
mod read_only;
mod readings;
mod schema;
mod spans;
mod tallies;
mod terms;
mod words;
mod writer;

pub use api::{
    Bucket, Facet, FacetCounts, Names, NoNames, Ours, Results, Scope, SearchOptions, Sort, SplitBy,
    TimelineBucket,
};
pub use error::{QueryError, SearchError};
pub use index::{OpenOptions, SearchIndex};
pub use neighbours::Neighbours;
pub use query::{Asked, Query, QueryLimits, parse};
pub use writer::{IndexWriterHandle, LastCommit};
