//! Plaza's search: tantivy schema, the one writer, the query language.
