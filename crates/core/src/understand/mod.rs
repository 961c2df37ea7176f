//! The models' side: analyzers, vectors, explanations, and how sure a count can make us.

mod analyzer;
mod embedder;
mod explanation;
mod occlusion;
pub mod statistics;

pub use analyzer::{Analyzer, AnalyzerError};
pub use embedder::{Embedder, SharedEmbedder};
pub use explanation::{Explanation, Reason, Tag, WordWeight};
pub use occlusion::explain_by_occlusion;
