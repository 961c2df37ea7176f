//! The index as its users meet it: built in a real folder, queried, killed and damaged.

mod behaviour;
mod common;
mod consistency;
mod crash;
mod fuzz;
mod semantics;
