//! What comes in: sources, pages, deliveries, the quarantine.

mod hooks;
mod ingest;
mod quarantine;
mod sources;
mod tombstones;
