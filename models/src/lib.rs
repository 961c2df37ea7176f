//! Plaza's models: language, sentiment, intents, aspects.
//!
//! The native analyser is pure Rust with its weights embedded. The rust-bert analyser (cargo feature
//! `rust-bert`) runs a transformer through libtorch. `docs/models/` says how good each is, and
//! `cargo xtask eval` measures that again.

pub mod aspects;
pub mod checkpoint;
pub mod clues;
pub mod data;
pub mod features;
pub mod hash;
pub mod intents;
pub mod language;
pub mod net;
pub mod phrases;
pub mod scan;
pub mod sentences;
pub mod weights;
pub mod words;

#[cfg(test)]
mod checkpoint_fixture;
mod denial;
mod embedding;
mod native;
#[cfg(feature = "rust-bert")]
pub mod transformer;

pub use embedding::{NativeEmbedder, VECTORS};
pub use native::{MODEL, NativeAnalyzer};
