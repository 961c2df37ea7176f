//! Plaza's search: tantivy schema, the one writer, the query language.

mod api;
mod error;
mod index;
mod query;
mod writer;

pub use api::{
    Bucket, Facet, FacetCounts, Names, NoNames, Results, Scope, SearchOptions, Sort, SplitBy,
    TimelineBucket,
};
pub use error::{QueryError, SearchError};
pub use index::{OpenOptions, SearchIndex};
pub use query::{Query, QueryLimits, parse};
pub use writer::IndexWriterHandle;
