//! Texts as pieces with their positions in the text.

use std::path::Path;

use plaza_core::AnalyzerError;
use plaza_core::text::truncate_chars;
use tokenizers::{Tokenizer, TruncationParams};

use crate::checkpoint::{EncoderConfig, TOKENIZER};

/// The prefix that E5 models expect before a text that is not a document to be found.
const PREFIX: &str = "query: ";
/// Characters of a text that are cut into pieces; 512 pieces hardly ever have more.
const MAX_CHARS: usize = 8_192;
/// Pieces of a text that are read, the two that mark begin and end included.
const MAX_PIECES: usize = 512;

/// A text, ready for the encoder.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pieces {
    /// Number of each piece in the vocabulary.
    pub(super) ids: Vec<i64>,
    /// First character and the one after the last of each piece; empty for pieces of the prefix and
    /// for marks.
    pub(super) spans: Vec<(usize, usize)>,
}

/// Cuts texts into pieces.
pub(super) struct Cutter {
    tokenizer: Tokenizer,
    padding: i64,
}

impl Cutter {
    /// Reads `tokenizer.json` of the folder.
    pub(super) fn load(folder: &Path, config: &EncoderConfig) -> Result<Self, AnalyzerError> {
        let path = folder.join(TOKENIZER);
        let bad = |error: &dyn std::fmt::Display| {
            AnalyzerError::Weights(format!("{}: {error}", path.display()))
        };
        let mut tokenizer = Tokenizer::from_file(&path).map_err(|error| bad(&error))?;
        let pieces = tokenizer.get_vocab_size(true);
        if i64::try_from(pieces).map_or(true, |pieces| pieces > config.vocab_size) {
            return Err(bad(&format!(
                "it knows {pieces} pieces, the weights only {}: they belong to different models",
                config.vocab_size
            )));
        }
        let positions = usize::try_from(config.max_position_embeddings).unwrap_or(MAX_PIECES);
        let truncation = TruncationParams {
            max_length: MAX_PIECES.min(positions),
            ..TruncationParams::default()
        };
        tokenizer.with_truncation(Some(truncation)).map_err(|error| bad(&error))?;
        tokenizer.with_padding(None);
        Ok(Self { tokenizer, padding: config.pad_token_id })
    }

    /// The piece that fills up short texts.
    pub(super) fn padding(&self) -> i64 {
        self.padding
    }

    /// Cuts one text.
    pub(super) fn cut(&self, text: &str) -> Result<Pieces, AnalyzerError> {
        // White space at the end would be a piece of its own; the heads were trained without it.
        let read = truncate_chars(text, MAX_CHARS).trim_end();
        let encoding = self
            .tokenizer
            .encode_char_offsets(format!("{PREFIX}{read}"), true)
            .map_err(|error| AnalyzerError::Runtime(format!("tokenizer: {error}")))?;
        let before = PREFIX.chars().count();
        let chars = read.chars().count();
        // The blank of the prefix belongs to the first word's piece.
        let place = |&(start, end): &(usize, usize)| {
            let end = end.saturating_sub(before).min(chars);
            (start.saturating_sub(before).min(end), end)
        };
        Ok(Pieces {
            ids: encoding.get_ids().iter().copied().map(i64::from).collect(),
            spans: encoding.get_offsets().iter().map(place).collect(),
        })
    }
}
