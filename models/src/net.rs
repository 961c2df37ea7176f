//! The shape of the text classifiers: a hashed linear part plus a small hidden layer over word
//! vectors; their scores are added and softened by a temperature.

use plaza_core::AnalyzerError;

use crate::hash;
use crate::weights::{Quantised, Reader, Writer};

/// Classes of one classifier at most.
const MAX_CLASSES: usize = 8;

/// What a classifier reads from one text.
#[derive(Debug, Default, Clone)]
pub struct Input {
    /// Hashes of the features that are present; each counts `1 / sqrt(number of features)`.
    pub hashes: Vec<u64>,
    /// Pooled word vectors.
    pub dense: Vec<f32>,
}

/// Weights of the hidden part, in full precision.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hidden {
    /// Inputs.
    pub inputs: usize,
    /// Units.
    pub units: usize,
    /// `units` rows of `inputs` weights.
    pub first: Vec<f32>,
    /// One per unit.
    pub first_bias: Vec<f32>,
    /// `classes` rows of `units` weights.
    pub second: Vec<f32>,
}

impl Hidden {
    /// Adds the scores of `dense` to `scores`; what stands behind its first [`Self::inputs`] numbers
    /// is not read. The units are rectified. The sums are the same on every processor: wider
    /// registers change how many lanes are added at once, not their order.
    pub fn add_scores(&self, dense: &[f32], scores: &mut [f32]) {
        pulp::Arch::new().dispatch(|| self.add_unit_scores(dense, scores));
    }

    #[inline(always)]
    fn add_unit_scores(&self, dense: &[f32], scores: &mut [f32]) {
        let dense = &dense[..self.inputs.min(dense.len())];
        for (unit, row) in self.first.chunks_exact(self.inputs.max(1)).enumerate() {
            let active = (self.first_bias[unit] + dot(row, dense)).max(0.0);
            if active > 0.0 {
                for (class, score) in scores.iter_mut().enumerate() {
                    *score += active * self.second[class * self.units + unit];
                }
            }
        }
    }
}

/// Sum of products, in eight lanes so that the compiler can use vector registers.
#[inline(always)]
#[must_use]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a8, a_rest) = a.as_chunks::<8>();
    let (b8, b_rest) = b.as_chunks::<8>();
    let mut lanes = [0.0_f32; 8];
    for (x, y) in a8.iter().zip(b8) {
        for lane in 0..8 {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum();
    lanes.iter().sum::<f32>() + rest
}

/// A trained classifier.
#[derive(Debug)]
pub struct Net {
    classes: usize,
    bits: u32,
    bias: Vec<f32>,
    linear: Quantised,
    hidden: Hidden,
    temperature: f32,
}

/// The parts of a classifier as training produces them.
#[derive(Debug, Clone)]
pub struct NetParts {
    /// Classes.
    pub classes: usize,
    /// Logarithm of the number of buckets.
    pub bits: u32,
    /// One per class.
    pub bias: Vec<f32>,
    /// One row of classes per bucket.
    pub linear: Vec<f32>,
    /// The hidden part.
    pub hidden: Hidden,
    /// Scores are divided by it before they become probabilities.
    pub temperature: f32,
}

impl NetParts {
    /// Writes a weights file; linear weights beyond `clip` are cut to it.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "sizes are far below 2^32")]
    pub fn write(&self, clip: f32) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.u32(self.classes as u32);
        writer.u32(self.bits);
        writer.u32(self.hidden.inputs as u32);
        writer.u32(self.hidden.units as u32);
        writer.f32s(&[self.temperature]);
        writer.f32s(&self.bias);
        writer.i8s(&self.linear, clip);
        writer.i8s(&self.hidden.first, f32::MAX);
        writer.f32s(&self.hidden.first_bias);
        writer.f32s(&self.hidden.second);
        writer.finish()
    }
}

impl Net {
    /// Reads a weights file.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when the file is damaged.
    pub fn read(name: &'static str, bytes: &[u8]) -> Result<Self, AnalyzerError> {
        let mut reader = Reader::new(name, bytes)?;
        let (classes, bits) = (reader.size()?, reader.u32()?);
        if classes > MAX_CLASSES {
            return Err(AnalyzerError::Weights(format!("`{name}` has {classes} classes")));
        }
        let (inputs, units) = (reader.size()?, reader.size()?);
        let temperature = reader.f32s(1)?[0];
        let bias = reader.f32s(classes)?;
        let linear = reader.i8s(classes << bits)?;
        let first = reader.i8s(inputs * units)?;
        let first = first.values.iter().map(|v| f32::from(*v) * first.scale).collect();
        let first_bias = reader.f32s(units)?;
        let second = reader.f32s(classes * units)?;
        reader.finish()?;
        let hidden = Hidden { inputs, units, first, first_bias, second };
        Ok(Self { classes, bits, bias, linear, hidden, temperature })
    }

    /// Raw scores of an input, one per class; `out` must have that length.
    pub fn scores(&self, input: &Input, out: &mut [f32]) {
        let mut sums = [0_i32; MAX_CLASSES];
        let sums = &mut sums[..self.classes];
        for hash in &input.hashes {
            let start = hash::bucket(*hash, self.bits) as usize * self.classes;
            for (sum, weight) in
                sums.iter_mut().zip(&self.linear.values[start..start + self.classes])
            {
                *sum += i32::from(*weight);
            }
        }
        let norm = feature_value(input.hashes.len()) * self.linear.scale;
        for (class, score) in out.iter_mut().enumerate() {
            *score = self.bias[class] + sums[class] as f32 * norm;
        }
        self.hidden.add_scores(&input.dense, out);
    }

    /// Calibrated probabilities, one per class.
    pub fn probabilities(&self, input: &Input, out: &mut [f32]) {
        self.scores(input, out);
        soften(out, self.temperature);
    }
}

/// Probability of a yes whose score is `score`.
#[inline]
#[must_use]
pub fn sigmoid(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// What each present feature counts when there are `n`.
#[inline]
#[must_use]
pub fn feature_value(n: usize) -> f32 {
    1.0 / (n.max(1) as f32).sqrt()
}

/// Turns scores into probabilities that sum to one.
pub fn soften(scores: &mut [f32], temperature: f32) {
    let largest = scores.iter().fold(f32::MIN, |m, s| m.max(*s));
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = ((*score - largest) / temperature).exp();
        sum += *score;
    }
    for score in scores {
        *score /= sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_training_wrote() {
        let parts = NetParts {
            classes: 2,
            bits: 4,
            bias: vec![0.1, -0.1],
            linear: (0_u8..32).map(|n| f32::from(n) / 32.0).collect(),
            hidden: Hidden {
                inputs: 2,
                units: 1,
                first: vec![1.0, -1.0],
                first_bias: vec![0.0],
                second: vec![2.0, -2.0],
            },
            temperature: 2.0,
        };
        let net = Net::read("test", &parts.write(10.0)).unwrap();
        let mut out = [0.0; 2];
        net.scores(&Input { hashes: vec![], dense: vec![1.0, 0.5] }, &mut out);
        assert!((out[0] - 1.1).abs() < 0.02 && (out[1] + 1.1).abs() < 0.02, "{out:?}");
        net.probabilities(&Input { hashes: vec![1, 2, 3], dense: vec![0.0, 0.5] }, &mut out);
        assert!((out[0] + out[1] - 1.0).abs() < 1e-6);
    }
}
