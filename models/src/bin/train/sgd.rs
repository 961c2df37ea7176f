//! Trains a [`NetParts`] with Adagrad: one pass over shuffled examples per epoch.

use plaza_models::hash;
use plaza_models::net::{Hidden, Input, NetParts, dot, feature_value, soften};

use crate::random::Random;

/// A text that training reads.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its features.
    pub input: Input,
    /// Probability of each class that the model should learn; one class has all of it.
    pub label: usize,
    /// How much it counts.
    pub weight: f32,
}

/// How a net is trained.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub classes: usize,
    pub bits: u32,
    pub units: usize,
    pub epochs: usize,
    /// Learning rates of the linear and the hidden part.
    pub rate: f32,
    pub hidden_rate: f32,
    /// Share of features that is left out each time an example is seen.
    pub dropout: f32,
    /// Pull of the weights to zero, per step.
    pub decay: f32,
    pub seed: u64,
}

/// Weights with the sums of squares that Adagrad keeps.
struct Weights {
    values: Vec<f32>,
    squares: Vec<f32>,
}

impl Weights {
    fn new(values: Vec<f32>) -> Self {
        Self { squares: vec![1e-6; values.len()], values }
    }

    #[inline]
    fn step(&mut self, at: usize, gradient: f32, rate: f32) {
        self.squares[at] += gradient * gradient;
        self.values[at] -= rate * gradient / self.squares[at].sqrt();
    }
}

struct Trainer {
    plan: Plan,
    linear: Weights,
    bias: Weights,
    first: Weights,
    first_bias: Weights,
    second: Weights,
    inputs: usize,
}

/// Trains one net.
pub fn train(examples: &[Example], plan: Plan) -> NetParts {
    let mut random = Random::new(plan.seed);
    let inputs = if plan.units == 0 { 0 } else { examples.first().map_or(0, |e| e.input.dense.len()) };
    let spread = (2.0 / inputs.max(1) as f32).sqrt();
    let mut normal = |n: usize, spread: f32| -> Vec<f32> { (0..n).map(|_| random.normal() * spread).collect() };
    let mut trainer = Trainer {
        plan,
        linear: Weights::new(vec![0.0; plan.classes << plan.bits]),
        bias: Weights::new(vec![0.0; plan.classes]),
        first: Weights::new(normal(inputs * plan.units, spread)),
        first_bias: Weights::new(vec![0.0; plan.units]),
        second: Weights::new(normal(plan.classes * plan.units, 0.1)),
        inputs,
    };
    let mut order: Vec<usize> = (0..examples.len()).collect();
    for epoch in 0..plan.epochs {
        random.shuffle(&mut order);
        let cool = 1.0 - 0.9 * epoch as f32 / plan.epochs as f32;
        for at in &order {
            trainer.learn(&examples[*at], cool, &mut random);
        }
    }
    trainer.finish()
}

impl Trainer {
    fn learn(&mut self, example: &Example, cool: f32, random: &mut Random) {
        let (classes, units, plan) = (self.plan.classes, self.plan.units, self.plan);
        let value = feature_value(example.input.hashes.len()) / (1.0 - plan.dropout);
        let buckets: Vec<usize> = example
            .input
            .hashes
            .iter()
            .filter(|_| plan.dropout == 0.0 || random.unit() >= plan.dropout)
            .map(|h| hash::bucket(*h, plan.bits) as usize * classes)
            .collect();
        let mut scores = self.bias.values.clone();
        for at in &buckets {
            for (class, score) in scores.iter_mut().enumerate() {
                *score += self.linear.values[at + class] * value;
            }
        }
        let dense = &example.input.dense;
        let mut active = vec![0.0_f32; units];
        for (unit, out) in active.iter_mut().enumerate() {
            let row = &self.first.values[unit * self.inputs..(unit + 1) * self.inputs];
            // Half of the units sleep, so that none relies on another.
            if random.unit() < 0.3 {
                continue;
            }
            *out = (self.first_bias.values[unit] + dot(row, dense)).max(0.0) / 0.7;
        }
        for (class, score) in scores.iter_mut().enumerate() {
            *score += dot(&active, &self.second.values[class * units..(class + 1) * units]);
        }
        soften(&mut scores, 1.0);
        scores[example.label] -= 1.0;
        let errors = scores;
        let rate = plan.rate * cool;
        for (class, error) in errors.iter().enumerate() {
            let error = error * example.weight;
            self.bias.step(class, error, rate * 0.1);
            for at in &buckets {
                let pull = plan.decay * self.linear.values[at + class];
                self.linear.step(at + class, error * value + pull, rate);
            }
        }
        self.learn_hidden(dense, &active, &errors, example.weight, plan.hidden_rate * cool);
    }

    fn learn_hidden(&mut self, dense: &[f32], active: &[f32], errors: &[f32], weight: f32, rate: f32) {
        let units = self.plan.units;
        for (unit, out) in active.iter().enumerate() {
            if *out <= 0.0 {
                continue;
            }
            let mut back = 0.0;
            for (class, error) in errors.iter().enumerate() {
                let at = class * units + unit;
                back += error * self.second.values[at];
                self.second.step(at, error * out * weight, rate);
            }
            let back = back * weight / 0.7;
            self.first_bias.step(unit, back, rate);
            let begin = unit * self.inputs;
            for (at, value) in dense.iter().enumerate() {
                self.first.step(begin + at, back * value, rate);
            }
        }
    }

    fn finish(self) -> NetParts {
        NetParts {
            classes: self.plan.classes,
            bits: self.plan.bits,
            bias: self.bias.values,
            linear: self.linear.values,
            hidden: Hidden {
                inputs: self.inputs,
                units: self.plan.units,
                first: self.first.values,
                first_bias: self.first_bias.values,
                second: self.second.values,
            },
            temperature: 1.0,
        }
    }
}

/// Averages nets: linear weights are averaged, hidden units stand side by side.
pub fn average(nets: &[NetParts]) -> NetParts {
    let share = 1.0 / nets.len() as f32;
    let mut joined = nets[0].clone();
    for values in [&mut joined.linear, &mut joined.bias] {
        values.fill(0.0);
    }
    let units: usize = nets.iter().map(|n| n.hidden.units).sum();
    let mut hidden = Hidden { inputs: joined.hidden.inputs, units, ..Hidden::default() };
    hidden.second = vec![0.0; joined.classes * units];
    let mut unit = 0;
    for net in nets {
        for (sum, value) in joined.linear.iter_mut().zip(&net.linear) {
            *sum += value * share;
        }
        for (sum, value) in joined.bias.iter_mut().zip(&net.bias) {
            *sum += value * share;
        }
        hidden.first.extend(&net.hidden.first);
        hidden.first_bias.extend(&net.hidden.first_bias);
        for class in 0..joined.classes {
            for at in 0..net.hidden.units {
                hidden.second[class * units + unit + at] =
                    net.hidden.second[class * net.hidden.units + at] * share;
            }
        }
        unit += net.hidden.units;
    }
    joined.hidden = hidden;
    joined
}
