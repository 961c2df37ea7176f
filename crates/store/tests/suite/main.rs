//! The store's promises, each checked on SQLite and on PostgreSQL; the folders are the rooms.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod access;
mod acts;
mod files;
mod house;
mod innovate;
mod jobs;
mod keys;
mod listen;
mod marks;
mod mentions;
mod open;
mod races;
mod talk;
mod threads;
mod understand;
mod upgrade;
