//! What comes in: sources, pages, deliveries, the quarantine.

mod accounts;
mod hooks;
mod imports;
mod ingest;
mod quarantine;
mod readers;
mod removal;
mod sources;
mod tombstones;
