//! What vectors of texts are made of: the model's words, and what the workspace's own words are
//! about.

mod basis;
mod corpus;
mod lexicon;

use std::fmt;

use plaza_core::{SharedEmbedder, say};
use plaza_store::understand::StoredLexicon;
use sha2::{Digest, Sha256};

pub use lexicon::Lexicon;

use crate::EngineError;

/// Bytes of a lexicon's digest that tell it from others.
const DIGEST: usize = 6;

/// Turns texts into vectors that can be compared with each other.
pub(crate) struct ThemeSpace {
    embedder: SharedEmbedder,
    lexicon: Lexicon,
    model: String,
}

impl ThemeSpace {
    /// Without any words of the workspace.
    pub(super) fn plain(embedder: SharedEmbedder) -> Self {
        let model = embedder.model().to_owned();
        Self { embedder, lexicon: Lexicon::default(), model }
    }

    /// With words that were just learnt, and how they are stored.
    ///
    /// # Errors
    /// They cannot be written down.
    pub(super) fn learnt(
        embedder: SharedEmbedder,
        lexicon: Lexicon,
    ) -> Result<(Self, Vec<u8>), EngineError> {
        let body = postcard::to_allocvec(&lexicon).map_err(|error| {
            let technical = error.to_string();
            EngineError::Unavailable(say!(
                "lexicon-not-kept",
                "the words of this workspace cannot be kept: {technical}",
                technical
            ))
        })?;
        let digest: String =
            Sha256::digest(&body).iter().take(DIGEST).map(|byte| format!("{byte:02x}")).collect();
        let model = format!("{}+{digest}", embedder.model());
        Ok((Self { embedder, lexicon, model }, body))
    }

    /// With the stored words; without them where they go with another model or cannot be read,
    /// which is logged: the next look for themes learns them again.
    pub(super) fn stored(embedder: SharedEmbedder, stored: &StoredLexicon) -> Self {
        match postcard::from_bytes(&stored.body) {
            Ok(lexicon) if stored.base == embedder.model() => {
                Self { embedder, lexicon, model: stored.model.clone() }
            }
            Ok(_) => Self::plain(embedder),
            Err(error) => {
                tracing::error!(%error, model = stored.model, "stored words cannot be read");
                Self::plain(embedder)
            }
        }
    }

    /// Name of the model and of the words; vectors of different names cannot be compared.
    pub(crate) fn model(&self) -> &str {
        &self.model
    }

    /// The vector of a text: only its direction counts.
    pub(crate) fn vector(&self, text: &str) -> Vec<i8> {
        self.lexicon.vector(&*self.embedder, text)
    }
}

impl fmt::Debug for ThemeSpace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThemeSpace").field("model", &self.model).finish_non_exhaustive()
    }
}
