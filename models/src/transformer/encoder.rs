//! The encoder: lower layers that all tasks share, and upper layers that a task may have of its own.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use plaza_core::AnalyzerError;
use rust_bert::Activation;
use rust_bert::bert::{BertConfig, BertEmbedding, BertEmbeddings, BertLayer};
use tch::nn::VarStore;
use tch::{Device, Tensor};

use super::heads::{HeadsFile, TASKS, Task};
use super::tensor::{numbers, torch};
use crate::checkpoint::{EncoderConfig, TensorFile, WEIGHTS};

/// Added to the attention scores of positions without a piece.
const NOT_THERE: f64 = -10_000.0;

/// The last hidden states (texts × pieces × width) for each task.
pub(super) struct States {
    pub(super) sentiment: Tensor,
    pub(super) idea: Tensor,
    pub(super) aspect: Tensor,
}

/// Upper layers of one task.
struct Top {
    /// Shared layers that run before.
    from: usize,
    layers: Vec<BertLayer>,
}

/// Embeddings, shared layers, and each task's own.
pub(super) struct Encoder {
    embeddings: BertEmbeddings,
    shared: Vec<BertLayer>,
    tops: [Top; TASKS.len()],
}

impl Encoder {
    /// Builds the layers and fills them: with a task's own tensors, else with tuned ones that all
    /// tasks share, else with those of the folder.
    pub(super) fn load(
        folder: &Path,
        config: &EncoderConfig,
        heads: &HeadsFile<'_>,
        device: Device,
    ) -> Result<Self, AnalyzerError> {
        let bert = bert_config(config);
        let mut store = VarStore::new(device);
        let root = store.root();
        let layers = usize::try_from(config.num_hidden_layers).unwrap_or(0);
        let from = TASKS.map(|task| heads.first_own_layer(task).unwrap_or(layers));
        let shared = from.into_iter().max().unwrap_or(layers);
        let layer = |path: &tch::nn::Path<'_>, number: usize| {
            BertLayer::new(path / "encoder" / "layer" / number, &bert)
        };
        let encoder = Self {
            embeddings: BertEmbeddings::new(&root / "embeddings", &bert),
            shared: (0..shared).map(|number| layer(&root, number)).collect(),
            tops: std::array::from_fn(|index| {
                let own = &root / TASKS[index].name();
                let layers = (from[index]..layers).map(|number| layer(&own, number)).collect();
                Top { from: from[index], layers }
            }),
        };
        store.freeze();
        fill(&store.variables(), &folder.join(WEIGHTS), heads)?;
        Ok(encoder)
    }

    /// Runs piece numbers (texts × pieces) through the layers; `mask` is 1 where there is a piece.
    pub(super) fn run(&self, ids: &Tensor, mask: &Tensor) -> Result<States, AnalyzerError> {
        let error = |error: tch::TchError| torch(&error);
        let hidden = self.embeddings.forward_t(Some(ids), None, None, None, false);
        let mut hidden = hidden.map_err(|e| AnalyzerError::Runtime(format!("rust-bert: {e}")))?;
        // Broadcast over heads and positions: texts × 1 × 1 × pieces.
        let gaps = mask.f_rsub_scalar(1).map_err(error)?;
        let gaps = gaps.f_mul_scalar(NOT_THERE).map_err(error)?;
        let gaps = gaps.f_unsqueeze(1).and_then(|g| g.f_unsqueeze(1)).map_err(error)?;
        let run = |layer: &BertLayer, hidden: &Tensor| {
            layer.forward_t(hidden, Some(&gaps), None, None, false).hidden_state
        };
        let mut results: [Option<Tensor>; TASKS.len()] = Default::default();
        for done in 0..=self.shared.len() {
            for (top, result) in self.tops.iter().zip(&mut results) {
                if top.from == done {
                    let own = hidden.shallow_clone();
                    *result =
                        Some(top.layers.iter().fold(own, |hidden, layer| run(layer, &hidden)));
                }
            }
            if let Some(layer) = self.shared.get(done) {
                hidden = run(layer, &hidden);
            }
        }
        let mut result = |task: Task| {
            results[task as usize]
                .take()
                .ok_or_else(|| AnalyzerError::Runtime(format!("no layers for {}", task.name())))
        };
        Ok(States {
            sentiment: result(Task::Sentiment)?,
            idea: result(Task::Idea)?,
            aspect: result(Task::Aspect)?,
        })
    }
}

/// The shape as rust-bert's configuration; dropout has no effect outside training.
fn bert_config(config: &EncoderConfig) -> BertConfig {
    BertConfig {
        hidden_act: Activation::gelu,
        hidden_size: config.hidden_size,
        intermediate_size: config.intermediate_size,
        max_position_embeddings: config.max_position_embeddings,
        num_attention_heads: config.num_attention_heads,
        num_hidden_layers: config.num_hidden_layers,
        type_vocab_size: config.type_vocab_size,
        vocab_size: config.vocab_size,
        ..BertConfig::default()
    }
}

/// Copies each variable's numbers from where they are, one tensor in memory at a time.
fn fill(
    variables: &HashMap<String, Tensor>,
    weights: &Path,
    heads: &HeadsFile<'_>,
) -> Result<(), AnalyzerError> {
    let mut file = TensorFile::open(weights)?;
    let mut used = HashSet::new();
    for (variable, target) in variables {
        let own = TASKS.into_iter().find_map(|task| {
            let name = variable.strip_prefix(task.name())?.strip_prefix('.')?;
            Some((format!("{}/{name}", task.name()), name))
        });
        let (tuned, name) = match &own {
            Some((own, name)) if heads.has(own) => (own.as_str(), *name),
            Some((_, name)) => (*name, *name),
            None => (variable.as_str(), variable.as_str()),
        };
        let source = if heads.has(tuned) {
            used.insert(tuned.to_owned());
            heads.tensor(tuned, &target.size())?
        } else {
            file.check(name, &target.size())?;
            let (dtype, bytes) = file.bytes(name)?;
            numbers(dtype, &bytes, &target.size())?
        };
        target.shallow_clone().f_copy_(&source).map_err(|error| torch(&error))?;
    }
    heads.all_used(&used)
}
