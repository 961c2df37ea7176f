//! The index as its users meet it: built in a real folder, queried, killed and damaged.

#![expect(clippy::unwrap_used, clippy::panic, reason = "this crate holds nothing but tests")]

mod behaviour;
mod commits;
mod common;
mod consistency;
mod crash;
mod fuzz;
mod handover;
mod semantics;
mod signs;
