//! The store's promises, each checked on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod audit;
mod hooks;
mod house;
mod ideas;
mod ingest;
mod insights;
mod jobs;
mod learning;
mod mentions;
mod open;
mod people;
mod quarantine;
mod replies;
mod sources;
mod themes;
mod threads;
