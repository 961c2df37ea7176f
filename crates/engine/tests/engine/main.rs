//! The use cases against a real store and index, and a simulated platform.

mod common;
mod ideas;
mod ingest;
mod replies;
