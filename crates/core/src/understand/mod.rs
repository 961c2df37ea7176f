//! The models' side: analyzers, vectors, explanations, and how sure a count can make us.

mod analyzer;
mod effective;
mod embedder;
mod explanation;
mod occlusion;
pub mod statistics;
mod theme;

pub use analyzer::{Analyzer, AnalyzerError};
pub use effective::{Effective, ModelWord, PersonWord};
pub use embedder::{Embedder, SharedEmbedder, Word};
pub use explanation::{Explanation, Reason, Tag, WordWeight};
pub use occlusion::explain_by_occlusion;
pub use theme::{ThemeAction, ThemeState};
