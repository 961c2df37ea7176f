//! The tuned tensors and the heads over the encoder.

use std::collections::HashSet;

use plaza_core::AnalyzerError;
use safetensors::SafeTensors;
use tch::{Device, Kind, Tensor};

use super::spans::TAGS;
use super::tensor::{numbers, torch};
use crate::checkpoint::{EncoderConfig, check_tensor};

/// The file's name in messages.
const SHOWN: &str = "heads.safetensors";

/// What the encoder is run for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    Sentiment,
    Idea,
    Aspect,
}

/// All tasks, in the order of their numbers.
pub(super) const TASKS: [Task; 3] = [Task::Sentiment, Task::Idea, Task::Aspect];

impl Task {
    /// Its name in the names of tensors.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sentiment => "sentiment",
            Self::Idea => "idea",
            Self::Aspect => "aspect",
        }
    }
}

/// The file: heads under `head.<task>.…`, tuned tensors of the encoder under their Hugging Face
/// names, and those that belong to one task only under `<task>/`.
pub(super) struct HeadsFile<'a> {
    tensors: SafeTensors<'a>,
    width: i64,
    layers: i64,
}

impl<'a> HeadsFile<'a> {
    /// Reads the file.
    pub(super) fn read(bytes: &'a [u8], config: &EncoderConfig) -> Result<Self, AnalyzerError> {
        let tensors = SafeTensors::deserialize(bytes)
            .map_err(|error| AnalyzerError::Weights(format!("{SHOWN}: {error}")))?;
        Ok(Self { tensors, width: config.hidden_size, layers: config.num_hidden_layers })
    }

    /// Whether it holds a tensor.
    pub(super) fn has(&self, name: &str) -> bool {
        self.tensors.tensor(name).is_ok()
    }

    /// A tensor as 32-bit numbers.
    pub(super) fn tensor(&self, name: &str, shape: &[i64]) -> Result<Tensor, AnalyzerError> {
        let view = self
            .tensors
            .tensor(name)
            .map_err(|_| AnalyzerError::Weights(format!("{SHOWN} lacks the tensor `{name}`")))?;
        check_tensor(SHOWN, name, view.dtype(), view.shape(), shape)?;
        numbers(view.dtype(), view.data(), shape)
    }

    /// The lowest layer for which the task has tensors of its own.
    pub(super) fn first_own_layer(&self, task: Task) -> Option<usize> {
        let prefix = format!("{}/encoder.layer.", task.name());
        let number = |name: &str| {
            let number: usize = name.strip_prefix(&prefix)?.split('.').next()?.parse().ok()?;
            (i64::try_from(number).ok()? < self.layers).then_some(number)
        };
        self.tensors.names().into_iter().filter_map(number).min()
    }

    /// Checks that every tensor was used; an unused one has a name that Plaza does not know.
    pub(super) fn all_used(&self, used: &HashSet<String>) -> Result<(), AnalyzerError> {
        let unknown = |name: &&str| !used.contains(*name) && !name.starts_with("head.");
        match self.tensors.names().into_iter().filter(unknown).min() {
            Some(name) => {
                Err(AnalyzerError::Weights(format!("{SHOWN}: the tensor `{name}` belongs nowhere")))
            }
            None => Ok(()),
        }
    }
}

/// A linear layer.
struct Linear {
    /// Width × classes.
    weight: Tensor,
    bias: Tensor,
}

impl Linear {
    fn read(
        file: &HeadsFile<'_>,
        task: Task,
        classes: i64,
        device: Device,
    ) -> Result<Self, AnalyzerError> {
        let tensor = |part: &str, shape: &[i64]| {
            let tensor = file.tensor(&format!("head.{}.{part}", task.name()), shape)?;
            tensor.f_to_device(device).map_err(|error| torch(&error))
        };
        let weight = tensor("weight", &[classes, file.width])?;
        let weight = weight.f_transpose(0, 1).map_err(|error| torch(&error))?;
        Ok(Self { weight, bias: tensor("bias", &[classes])? })
    }

    fn apply(&self, input: &Tensor) -> Result<Tensor, tch::TchError> {
        input.f_matmul(&self.weight)?.f_add(&self.bias)
    }
}

/// The heads, ready to run.
pub(super) struct Heads {
    sentiment: Linear,
    temperature: f64,
    idea: Linear,
    threshold: f32,
    aspect: Linear,
}

impl Heads {
    /// Takes the heads out of the file.
    pub(super) fn new(file: &HeadsFile<'_>, device: Device) -> Result<Self, AnalyzerError> {
        let number = |name: &str| {
            let value = file.tensor(name, &[1])?.double_value(&[0]);
            if value.is_finite() && value > 0.0 {
                Ok(value)
            } else {
                Err(AnalyzerError::Weights(format!("{SHOWN}: `{name}` is {value}")))
            }
        };
        let threshold = number("head.idea.threshold")?;
        if threshold >= 1.0 {
            return Err(AnalyzerError::Weights(format!("{SHOWN}: no idea reaches {threshold}")));
        }
        Ok(Self {
            sentiment: Linear::read(file, Task::Sentiment, 3, device)?,
            temperature: number("head.sentiment.temperature")?,
            idea: Linear::read(file, Task::Idea, 1, device)?,
            #[expect(clippy::cast_possible_truncation, reason = "it came from 16 or 32 bits")]
            threshold: threshold as f32,
            #[expect(clippy::cast_possible_wrap, reason = "there are three")]
            aspect: Linear::read(file, Task::Aspect, TAGS as i64, device)?,
        })
    }

    /// Calibrated probabilities of negative, neutral and positive, one row a text.
    pub(super) fn sentiment(
        &self,
        hidden: &Tensor,
        mask: &Tensor,
    ) -> Result<Vec<[f32; 3]>, AnalyzerError> {
        let probabilities = mean_pool(hidden, mask)
            .and_then(|pooled| self.sentiment.apply(&pooled))
            .and_then(|scores| scores.f_div_scalar(self.temperature))
            .and_then(|scores| scores.f_softmax(-1, Kind::Float));
        rows(probabilities)
    }

    /// Belief that a text is an idea: 0.5 at the threshold, linear on both sides.
    pub(super) fn idea(&self, hidden: &Tensor, mask: &Tensor) -> Result<Vec<f32>, AnalyzerError> {
        let probabilities = mean_pool(hidden, mask)
            .and_then(|pooled| self.idea.apply(&pooled))
            .and_then(|scores| scores.f_sigmoid());
        let flat: Vec<[f32; 1]> = rows(probabilities)?;
        Ok(flat.into_iter().map(|[p]| belief(p, self.threshold)).collect())
    }

    /// Probabilities of the tags, one row a piece, padding included.
    pub(super) fn aspects(&self, hidden: &Tensor) -> Result<Vec<[f32; TAGS]>, AnalyzerError> {
        rows(self.aspect.apply(hidden).and_then(|scores| scores.f_softmax(-1, Kind::Float)))
    }
}

/// Maps a probability so that the threshold becomes 0.5.
fn belief(probability: f32, threshold: f32) -> f32 {
    if probability < threshold {
        0.5 * probability / threshold
    } else {
        0.5 + 0.5 * (probability - threshold) / (1.0 - threshold)
    }
}

/// Mean of the pieces' hidden states, padding left out: texts × width.
pub(super) fn mean_pool(hidden: &Tensor, mask: &Tensor) -> Result<Tensor, tch::TchError> {
    let sum = hidden.f_mul(&mask.f_unsqueeze(-1)?)?.f_sum_dim_intlist(1, false, Kind::Float)?;
    sum.f_div(&mask.f_sum_dim_intlist(1, true, Kind::Float)?)
}

/// A tensor's numbers in rows of `N`.
fn rows<const N: usize>(
    tensor: Result<Tensor, tch::TchError>,
) -> Result<Vec<[f32; N]>, AnalyzerError> {
    let tensor = tensor
        .and_then(|tensor| tensor.f_to_device(Device::Cpu))
        .and_then(|tensor| tensor.f_contiguous())
        .and_then(|tensor| tensor.f_view(-1))
        .map_err(|error| torch(&error))?;
    let flat = Vec::<f32>::try_from(&tensor).map_err(|error| torch(&error))?;
    let (rows, rest) = flat.as_chunks::<N>();
    if rest.is_empty() {
        Ok(rows.to_vec())
    } else {
        Err(AnalyzerError::Runtime("libtorch answered with another number of classes".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::belief;

    #[test]
    fn the_threshold_stands_in_the_middle() {
        for threshold in [0.1, 0.5, 0.83] {
            assert!(belief(threshold, threshold) >= 0.5);
            assert!(belief(threshold - 0.01, threshold) < 0.5);
            assert!(belief(0.0, threshold).abs() < 1e-6);
            assert!((belief(1.0, threshold) - 1.0).abs() < 1e-6);
        }
    }
}
