//! The use cases against a real store and index, and a simulated platform.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod acts;
mod common;
mod delivery;
mod find;
mod histories;
mod ideas;
mod ingest;
mod learning;
mod limits;
mod listen;
mod processes;
mod reanalyze;
mod removal;
mod replies;
mod scheduling;
mod secrets;
mod square;
mod themes;
mod tombstones;
