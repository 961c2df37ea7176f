//! The folder that holds a transformer encoder's weights, and whether it holds them.
//!
//! Three files in the layout of Hugging Face: `config.json`, `tokenizer.json` and
//! `model.safetensors` of multilingual-e5-small (BERT, 12 layers, 384 wide), in 16 or 32 bits, with
//! or without the prefix `bert.` before the names. This module needs no libtorch: `plaza models`
//! uses it in every build.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use plaza_core::AnalyzerError;
use safetensors::tensor::{Dtype, Metadata};
use serde::Deserialize;

/// The encoder's shape.
pub const CONFIG: &str = "config.json";
/// How texts become pieces.
pub const TOKENIZER: &str = "tokenizer.json";
/// The encoder's weights.
pub const WEIGHTS: &str = "model.safetensors";
/// The files of a checkpoint.
pub const FILES: [&str; 3] = [CONFIG, TOKENIZER, WEIGHTS];

/// Maximum size of a file in bytes; the weights of multilingual-e5-small in 32 bits have 471
/// million.
#[must_use]
pub fn longest(file: &str) -> u64 {
    match file {
        WEIGHTS => 2_000_000_000,
        TOKENIZER => 100_000_000,
        _ => 1_000_000,
    }
}

/// Maximum size of a weights file's header in bytes; a BERT encoder's has about 20,000.
const LONGEST_HEADER: u64 = 4_000_000;
/// Maximum number of layers, rows or columns.
const LARGEST: i64 = 2_000_000;

fn bad(message: String) -> AnalyzerError {
    AnalyzerError::Weights(message)
}

/// The files that `folder` lacks.
#[must_use]
pub fn missing(folder: &Path) -> Vec<&'static str> {
    FILES.into_iter().filter(|file| !folder.join(file).is_file()).collect()
}

/// The encoder's shape, as `config.json` tells it. Sizes are counts of numbers.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct EncoderConfig {
    /// The architecture; only `bert` is known.
    pub model_type: String,
    /// Width of the hidden states.
    pub hidden_size: i64,
    /// Layers.
    pub num_hidden_layers: i64,
    /// Heads of each layer's attention.
    pub num_attention_heads: i64,
    /// Width inside the feed-forward part.
    pub intermediate_size: i64,
    /// Pieces of the vocabulary.
    pub vocab_size: i64,
    /// Longest text in pieces.
    pub max_position_embeddings: i64,
    /// Kinds of segments.
    pub type_vocab_size: i64,
    /// The non-linearity; only `gelu` is known.
    pub hidden_act: String,
    /// Added to the variance in layer normalisation; only 1e-12 is known.
    pub layer_norm_eps: f64,
    /// The piece that fills up short texts.
    pub pad_token_id: i64,
    /// How positions are encoded; only `absolute` is known.
    #[serde(default = "absolute")]
    pub position_embedding_type: String,
}

fn absolute() -> String {
    "absolute".to_owned()
}

impl EncoderConfig {
    /// Reads `config.json` of `folder`.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when it cannot be read or is of another architecture.
    pub fn read(folder: &Path) -> Result<Self, AnalyzerError> {
        let path = folder.join(CONFIG);
        let shown = path.display();
        let length = std::fs::metadata(&path).map_err(|e| bad(format!("{shown}: {e}")))?.len();
        if length > longest(CONFIG) {
            return Err(bad(format!("{shown} is too long for a configuration")));
        }
        let text = std::fs::read_to_string(&path).map_err(|e| bad(format!("{shown}: {e}")))?;
        let config: Self = serde_json::from_str(&text)
            .map_err(|e| bad(format!("{shown} is not understood: {e}")))?;
        config.check().map_err(|why| bad(format!("{shown}: {why}")))?;
        Ok(config)
    }

    /// Checks that Plaza can run this architecture; the error says what it cannot run.
    fn check(&self) -> Result<(), String> {
        let known = [
            ("model_type", self.model_type.as_str(), "bert"),
            ("hidden_act", self.hidden_act.as_str(), "gelu"),
            ("position_embedding_type", self.position_embedding_type.as_str(), "absolute"),
        ];
        for (name, found, expected) in known {
            if found != expected {
                return Err(format!("{name} is `{found}`; only `{expected}` can be run"));
            }
        }
        if (self.layer_norm_eps - 1e-12).abs() > 1e-15 {
            return Err(format!(
                "layer_norm_eps is {}; only 1e-12 can be run",
                self.layer_norm_eps
            ));
        }
        let sizes = [
            ("hidden_size", self.hidden_size),
            ("num_hidden_layers", self.num_hidden_layers),
            ("num_attention_heads", self.num_attention_heads),
            ("intermediate_size", self.intermediate_size),
            ("vocab_size", self.vocab_size),
            ("max_position_embeddings", self.max_position_embeddings),
            ("type_vocab_size", self.type_vocab_size),
        ];
        for (name, size) in sizes {
            if !(1..=LARGEST).contains(&size) {
                return Err(format!("{name} is {size}; 1 to {LARGEST} can be"));
            }
        }
        if self.hidden_size % self.num_attention_heads != 0 {
            return Err("hidden_size cannot be divided among num_attention_heads".to_owned());
        }
        if !(0..self.vocab_size).contains(&self.pad_token_id) {
            return Err(format!("pad_token_id {} is not in the vocabulary", self.pad_token_id));
        }
        Ok(())
    }

    /// Names and shapes of all tensors that the encoder has.
    #[must_use]
    pub fn tensors(&self) -> Vec<(String, Vec<i64>)> {
        let width = self.hidden_size;
        let mut all = vec![
            ("embeddings.word_embeddings.weight".to_owned(), vec![self.vocab_size, width]),
            (
                "embeddings.position_embeddings.weight".to_owned(),
                vec![self.max_position_embeddings, width],
            ),
            (
                "embeddings.token_type_embeddings.weight".to_owned(),
                vec![self.type_vocab_size, width],
            ),
            ("embeddings.LayerNorm.weight".to_owned(), vec![width]),
            ("embeddings.LayerNorm.bias".to_owned(), vec![width]),
        ];
        for layer in 0..self.num_hidden_layers {
            all.extend(self.layer_tensors(layer));
        }
        all
    }

    /// Names and shapes of the tensors of one layer.
    fn layer_tensors(&self, layer: i64) -> Vec<(String, Vec<i64>)> {
        let (width, inner) = (self.hidden_size, self.intermediate_size);
        let parts = [
            ("attention.self.query", vec![width, width]),
            ("attention.self.key", vec![width, width]),
            ("attention.self.value", vec![width, width]),
            ("attention.output.dense", vec![width, width]),
            ("attention.output.LayerNorm", vec![width]),
            ("intermediate.dense", vec![inner, width]),
            ("output.dense", vec![width, inner]),
            ("output.LayerNorm", vec![width]),
        ];
        let mut tensors = Vec::with_capacity(parts.len() * 2);
        for (part, shape) in parts {
            let name = format!("encoder.layer.{layer}.{part}");
            tensors.push((format!("{name}.bias"), shape[..1].to_vec()));
            tensors.push((format!("{name}.weight"), shape));
        }
        tensors
    }
}

/// A safetensors file of which only the header is in memory.
#[derive(Debug)]
pub struct TensorFile {
    file: File,
    shown: String,
    data_start: u64,
    metadata: Metadata,
    prefix: &'static str,
}

impl TensorFile {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when the file is not a complete safetensors file.
    pub fn open(path: &Path) -> Result<Self, AnalyzerError> {
        let shown = path.display().to_string();
        let broken = |why: String| bad(format!("{shown} is not a whole safetensors file: {why}"));
        let mut file = File::open(path).map_err(|e| bad(format!("{shown}: {e}")))?;
        let length = file.metadata().map_err(|e| bad(format!("{shown}: {e}")))?.len();
        let mut size = [0; 8];
        file.read_exact(&mut size).map_err(|e| broken(e.to_string()))?;
        let size = u64::from_le_bytes(size);
        if size > LONGEST_HEADER.min(length) {
            return Err(broken("its header has an impossible length".to_owned()));
        }
        let mut header = Vec::new();
        file.by_ref().take(size).read_to_end(&mut header).map_err(|e| broken(e.to_string()))?;
        let metadata: Metadata =
            serde_json::from_slice(&header).map_err(|e| broken(e.to_string()))?;
        let data_start = 8 + size;
        if length.checked_sub(data_start) != u64::try_from(metadata.data_len()).ok() {
            return Err(broken("it is cut off, or longer than its header says".to_owned()));
        }
        let prefix = if metadata.info("bert.embeddings.word_embeddings.weight").is_some() {
            "bert."
        } else {
            ""
        };
        Ok(Self { file, shown, data_start, metadata, prefix })
    }

    /// Checks that a tensor is there in that shape, as 16- or 32-bit floating-point numbers.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] says what is there instead.
    pub fn check(&self, name: &str, shape: &[i64]) -> Result<(), AnalyzerError> {
        let Some(info) = self.metadata.info(&format!("{}{name}", self.prefix)) else {
            return Err(bad(format!("{} lacks the tensor `{name}`", self.shown)));
        };
        check_tensor(&self.shown, name, info.dtype, &info.shape, shape)
    }

    /// The kind of number and the bytes of a tensor; only these are in memory.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when it is missing or cannot be read.
    pub fn bytes(&mut self, name: &str) -> Result<(Dtype, Vec<u8>), AnalyzerError> {
        let info = self
            .metadata
            .info(&format!("{}{name}", self.prefix))
            .ok_or_else(|| bad(format!("{} lacks the tensor `{name}`", self.shown)))?;
        let (begin, end) = info.data_offsets;
        let mut bytes = vec![0; end - begin];
        self.file
            .seek(SeekFrom::Start(self.data_start + begin as u64))
            .and_then(|_| self.file.read_exact(&mut bytes))
            .map_err(|e| bad(format!("{}: {e}", self.shown)))?;
        Ok((info.dtype, bytes))
    }
}

/// Compares a tensor of the file `shown` with what it should be.
///
/// # Errors
/// [`AnalyzerError::Weights`] names both.
pub fn check_tensor(
    shown: &str,
    name: &str,
    dtype: Dtype,
    found: &[usize],
    shape: &[i64],
) -> Result<(), AnalyzerError> {
    let equal = found.len() == shape.len()
        && found.iter().zip(shape).all(|(found, wanted)| i64::try_from(*found) == Ok(*wanted));
    if !equal {
        return Err(bad(format!("{shown}: `{name}` has the shape {found:?} instead of {shape:?}")));
    }
    if !matches!(dtype, Dtype::F16 | Dtype::BF16 | Dtype::F32) {
        return Err(bad(format!("{shown}: `{name}` holds {dtype:?}, not 16- or 32-bit numbers")));
    }
    Ok(())
}

/// Checks that all files are there and the weights have the shapes that the configuration asks for,
/// without reading either the weights or the tokenizer: that takes milliseconds.
///
/// # Errors
/// [`AnalyzerError::Weights`] names the first thing that is missing or wrong.
pub fn check_shapes(folder: &Path) -> Result<EncoderConfig, AnalyzerError> {
    let missing = missing(folder);
    if !missing.is_empty() {
        return Err(bad(format!("{} lacks {}", folder.display(), missing.join(", "))));
    }
    let config = EncoderConfig::read(folder)?;
    let weights = TensorFile::open(&folder.join(WEIGHTS))?;
    for (name, shape) in config.tensors() {
        weights.check(&name, &shape)?;
    }
    Ok(config)
}

/// Checks a whole checkpoint: what [`check_shapes`] checks, and that the tokenizer fits the weights.
///
/// # Errors
/// [`AnalyzerError::Weights`] names the first thing that is missing or wrong.
pub fn check(folder: &Path) -> Result<EncoderConfig, AnalyzerError> {
    let config = check_shapes(folder)?;
    check_tokenizer(&folder.join(TOKENIZER), config.vocab_size)?;
    Ok(config)
}

/// The part of `tokenizer.json` that must fit the weights.
#[derive(Deserialize)]
struct TokenizerFile {
    model: TokenizerModel,
}

#[derive(Deserialize)]
struct TokenizerModel {
    vocab: Vec<(String, f64)>,
}

/// Checks that every piece of the tokenizer has a row in the weights.
fn check_tokenizer(path: &Path, vocab_size: i64) -> Result<(), AnalyzerError> {
    let shown = path.display();
    let file = File::open(path).map_err(|e| bad(format!("{shown}: {e}")))?;
    let read: TokenizerFile =
        serde_json::from_reader(std::io::BufReader::new(file.take(longest(TOKENIZER))))
            .map_err(|e| bad(format!("{shown} is not a tokenizer of unigram pieces: {e}")))?;
    let pieces = read.model.vocab.len();
    if i64::try_from(pieces).map_or(true, |pieces| pieces > vocab_size) {
        return Err(bad(format!(
            "{shown} knows {pieces} pieces, the weights only {vocab_size}: they belong to different models"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint_fixture::{TINY, write};

    #[test]
    fn a_whole_checkpoint_is_accepted_with_and_without_prefix() {
        for prefix in ["", "bert."] {
            let folder = tempfile::tempdir().unwrap();
            write(folder.path(), prefix);
            let config = check(folder.path()).unwrap();
            assert_eq!(config.hidden_size, TINY);
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let fails = |expected: &str| {
            let message = check(folder.path()).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        };
        fails("lacks config.json, tokenizer.json, model.safetensors");
        write(folder.path(), "");
        let replace = |file: &str, from: &str, to: &str| {
            let path = folder.path().join(file);
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.contains(from), "{text}");
            std::fs::write(&path, text.replace(from, to)).unwrap();
        };
        replace(CONFIG, "\"bert\"", "\"roberta\"");
        fails("model_type is `roberta`");
        replace(CONFIG, "\"roberta\"", "\"bert\"");
        replace(CONFIG, "\"intermediate_size\":32", "\"intermediate_size\":64");
        fails("has the shape [32] instead of [64]");
        replace(CONFIG, "\"intermediate_size\":64", "\"intermediate_size\":32");
        replace(CONFIG, "\"num_attention_heads\":2", "\"num_attention_heads\":3");
        fails("cannot be divided");
        replace(CONFIG, "\"num_attention_heads\":3", "\"num_attention_heads\":2");
        check(folder.path()).unwrap();
        std::fs::write(folder.path().join(TOKENIZER), "{\"model\": {\"vocab\": {}}}").unwrap();
        fails("is not a tokenizer of unigram pieces");
        let weights = folder.path().join(WEIGHTS);
        let bytes = std::fs::read(&weights).unwrap();
        for cut in [0, 7, 8, 100, bytes.len() - 1] {
            std::fs::write(&weights, &bytes[..cut]).unwrap();
            fails("is not a whole safetensors file");
        }
        std::fs::write(&weights, [255; 64]).unwrap();
        fails("impossible length");
    }
}
