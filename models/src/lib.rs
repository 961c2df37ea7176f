//! Plaza's models: language, sentiment, intents, aspects.
//!
//! The native analyser is pure Rust with its weights embedded; `docs/models/native.md` says how
//! good it is, and `cargo xtask eval` measures that again.

pub mod aspects;
pub mod data;
pub mod features;
pub mod hash;
pub mod intents;
pub mod language;
pub mod net;
pub mod phrases;
pub mod scan;
pub mod weights;
pub mod words;

mod embedding;
mod native;

pub use embedding::{NativeEmbedder, VECTORS};
pub use native::{MODEL, NativeAnalyzer};
