//! What the API handlers of all rooms share.

pub(crate) mod page;
pub(crate) mod people;
pub(crate) mod schema;
pub(crate) mod seen;
pub(crate) mod zone;

/// What a handler answers.
pub(crate) type Answer<T> = Result<axum::Json<T>, crate::Problem>;
