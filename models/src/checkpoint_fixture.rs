//! A checkpoint with few random numbers, for tests.

use std::path::Path;

use safetensors::tensor::{Dtype, TensorView, serialize_to_file};

use crate::checkpoint::{CONFIG, EncoderConfig, TOKENIZER, WEIGHTS};
use crate::hash::mix;

/// Width of the tiny encoder.
pub(crate) const TINY: i64 = 16;
/// Its layers.
#[cfg(feature = "rust-bert")]
pub(crate) const LAYERS: i64 = 3;

const TINY_CONFIG: &str = r#"{"model_type":"bert","hidden_size":16,"num_hidden_layers":3,
"num_attention_heads":2,"intermediate_size":32,"vocab_size":64,"max_position_embeddings":512,
"type_vocab_size":2,"hidden_act":"gelu","layer_norm_eps":1e-12,"pad_token_id":1}"#;

/// A named tensor of 32-bit numbers.
pub(crate) struct Numbers {
    pub(crate) name: String,
    pub(crate) shape: Vec<usize>,
    pub(crate) bytes: Vec<u8>,
}

/// Numbers between -1 and 1 that depend only on name and position.
pub(crate) fn random(name: &str, shape: &[i64], seed: u64) -> Numbers {
    let shape: Vec<usize> = shape.iter().map(|n| usize::try_from(*n).unwrap()).collect();
    let mut state = name.bytes().fold(seed, |state, byte| mix(state, u64::from(byte)));
    let mut bytes = Vec::new();
    for _ in 0..shape.iter().product::<usize>() {
        state = mix(state, 7);
        let number = f32::from(u16::try_from(state >> 48).unwrap()) / 32_768.0 - 1.0;
        // Layer normalization must stay near the identity, or nothing passes through it.
        let number = if name.contains("LayerNorm.weight") { 1.0 + number / 10.0 } else { number };
        bytes.extend(number.to_le_bytes());
    }
    Numbers { name: name.to_owned(), shape, bytes }
}

/// Writes tensors as a safetensors file.
pub(crate) fn save(tensors: &[Numbers], path: &Path) {
    let views = tensors
        .iter()
        .map(|t| (t.name.clone(), TensorView::new(Dtype::F32, t.shape.clone(), &t.bytes).unwrap()));
    serialize_to_file(views, None, path).unwrap();
}

/// Writes the three files of a tiny checkpoint; `prefix` comes before its names.
pub(crate) fn write(folder: &Path, prefix: &str) {
    std::fs::write(folder.join(CONFIG), TINY_CONFIG.replace('\n', "")).unwrap();
    std::fs::write(folder.join(TOKENIZER), tokenizer()).unwrap();
    let config: EncoderConfig = serde_json::from_str(TINY_CONFIG).unwrap();
    let mut tensors: Vec<Numbers> =
        config.tensors().iter().map(|(name, shape)| random(name, shape, 1)).collect();
    for tensor in &mut tensors {
        tensor.name = format!("{prefix}{}", tensor.name);
    }
    save(&tensors, &folder.join(WEIGHTS));
}

/// A tokenizer of the same kind as multilingual-e5-small's with a few pieces.
fn tokenizer() -> String {
    let mut vocab = vec![("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)];
    let pieces =
        ["▁", "▁query", ":", "▁the", "▁bat", "tery", "▁is", "▁bad", "▁comida", "▁screen", "."];
    vocab.extend(pieces.map(|piece| (piece, -2.0)));
    let letters: Vec<String> = ('a'..='z').map(String::from).collect();
    vocab.extend(letters.iter().map(|letter| (letter.as_str(), -9.0)));
    serde_json::json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": (0..4).map(|id| serde_json::json!({
            "id": id, "content": vocab[id].0, "single_word": false, "lstrip": false,
            "rstrip": false, "normalized": false, "special": true
        })).collect::<Vec<_>>(),
        "normalizer": null,
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": "<s>", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}}
            ],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
            "special_tokens": {
                "<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]},
                "</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]}
            }
        },
        "decoder": null,
        "model": {"type": "Unigram", "unk_id": 3, "vocab": vocab}
    })
    .to_string()
}
