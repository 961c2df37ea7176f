//! Vectors whose direction tells what a text is about.

use std::sync::Arc;

/// Turns a text into a short vector; texts about the same thing point the same way, whatever
/// words and language they use. Pure: the same text gives the same vector for ever.
pub trait Embedder: Send + Sync {
    /// Name and version, such as `native-vectors@1`; kept beside every vector. Vectors of different
    /// models cannot be compared.
    fn model(&self) -> &str;

    /// Numbers per vector.
    fn width(&self) -> usize;

    /// The vector of a text: only its direction counts. All zero for a text without any known word.
    fn embed(&self, text: &str) -> Vec<i8>;
}

/// An embedder that may be shared between threads.
pub type SharedEmbedder = Arc<dyn Embedder>;
