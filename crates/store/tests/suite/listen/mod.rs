//! What comes in: sources, pages, deliveries, the quarantine.

mod hooks;
mod imports;
mod ingest;
mod quarantine;
mod removal;
mod sources;
mod tombstones;
