//! What words are about, as vectors that can be compared.

use std::sync::Arc;

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// Tells words apart: the same for every spelling of one word.
    pub id: u64,
    /// What it is about; `None` for a word that the model does not know.
    pub vector: Option<&'a [i8]>,
}

/// Knows words; those about the same thing point the same way in every language. Pure: a text has
/// the same words with the same vectors for ever.
pub trait Embedder: Send + Sync {
    /// Name and version, such as `native-vectors@1`. Vectors of different models cannot be compared.
    fn model(&self) -> &str;

    /// Numbers of a word's vector.
    fn width(&self) -> usize;

    /// Gives `each` the words of a text in order.
    fn words<'a>(&'a self, text: &str, each: &mut dyn FnMut(Word<'a>));
}

/// An embedder that may be shared between threads.
pub type SharedEmbedder = Arc<dyn Embedder>;
