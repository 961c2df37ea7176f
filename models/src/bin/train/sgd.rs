//! Trains a [`NetParts`] with Adagrad: one pass over shuffled examples per epoch.

use std::ops::Range;

use plaza_models::hash;
use plaza_models::net::{Hidden, Input, NetParts, dot, feature_value, sigmoid, soften};

use crate::random::Random;

/// A text that training reads.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    /// Its features.
    pub(crate) input: Input,
    /// The right class.
    pub(crate) label: usize,
    /// Probability of each class that the model should learn; without a teacher the right class
    /// has all of it. Nothing is learned about a class whose target is not a number.
    pub(crate) target: Vec<f32>,
    /// How much it counts.
    pub(crate) weight: f32,
}

impl Example {
    /// An example that a person labelled.
    pub(crate) fn labeled(input: Input, label: usize, classes: usize, weight: f32) -> Self {
        let mut target = vec![0.0; classes];
        target[label] = 1.0;
        Self { input, label, target, weight }
    }

    /// Mixes a teacher's beliefs into the target; `share` is the teacher's share.
    pub(crate) fn listen(&mut self, belief: &[f32], share: f32) {
        for (target, belief) in self.target.iter_mut().zip(belief) {
            *target = *target * (1.0 - share) + belief * share;
        }
    }
}

/// What the classes of a net are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outputs {
    /// One of them holds.
    OneOf,
    /// Each may hold or not.
    AnyOf,
}

/// How a net is trained.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) classes: usize,
    pub(crate) outputs: Outputs,
    pub(crate) bits: u32,
    pub(crate) units: usize,
    pub(crate) epochs: usize,
    /// Learning rates of the linear and the hidden part.
    pub(crate) rate: f32,
    pub(crate) hidden_rate: f32,
    /// Share of features that is left out each time an example is seen.
    pub(crate) dropout: f32,
    /// Share of examples of which only the word vectors are seen, so that they learn what the
    /// hashed features of one language would otherwise explain alone.
    pub(crate) blind: f32,
    /// One net is trained per seed, and all are averaged.
    pub(crate) seeds: Range<u64>,
}

/// Share of hidden units that take part each time an example is seen.
const AWAKE: f32 = 0.7;

/// Weights with the sums of squares that Adagrad keeps (Duchi, Hazan, Singer, 2011).
pub(crate) struct Weights {
    pub(crate) values: Vec<f32>,
    squares: Vec<f32>,
}

impl Weights {
    pub(crate) fn new(values: Vec<f32>) -> Self {
        Self { squares: vec![1e-6; values.len()], values }
    }

    /// Moves one weight against its gradient, by less the more it has moved before.
    #[inline]
    pub(crate) fn step(&mut self, index: usize, gradient: f32, rate: f32) {
        self.squares[index] += gradient * gradient;
        self.values[index] -= rate * gradient / self.squares[index].sqrt();
    }
}

struct Trainer<'a> {
    plan: &'a Plan,
    linear: Weights,
    bias: Weights,
    first: Weights,
    first_bias: Weights,
    second: Weights,
    inputs: usize,
}

/// Trains one net per seed and averages them.
pub(crate) fn train_average(examples: &[Example], plan: &Plan) -> NetParts {
    let nets: Vec<NetParts> = plan.seeds.clone().map(|seed| train(examples, plan, seed)).collect();
    average(&nets)
}

/// Trains one net.
fn train(examples: &[Example], plan: &Plan, seed: u64) -> NetParts {
    let mut random = Random::new(seed);
    let inputs =
        if plan.units == 0 { 0 } else { examples.first().map_or(0, |e| e.input.dense.len()) };
    let spread = (2.0 / inputs.max(1) as f32).sqrt();
    let mut normal =
        |n: usize, spread: f32| -> Vec<f32> { (0..n).map(|_| random.normal() * spread).collect() };
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
        for index in &order {
            trainer.learn(&examples[*index], cool, &mut random);
        }
    }
    trainer.finish()
}

impl Trainer<'_> {
    fn learn(&mut self, example: &Example, cool: f32, random: &mut Random) {
        let plan = self.plan;
        let (classes, units) = (plan.classes, plan.units);
        let value = feature_value(example.input.hashes.len()) / (1.0 - plan.dropout);
        let dropout = if random.unit() < plan.blind { 1.0 } else { plan.dropout };
        let buckets: Vec<usize> = example
            .input
            .hashes
            .iter()
            .filter(|_| dropout == 0.0 || random.unit() >= dropout)
            .map(|h| hash::bucket(*h, plan.bits) as usize * classes)
            .collect();
        let mut scores = self.bias.values.clone();
        for index in &buckets {
            for (class, score) in scores.iter_mut().enumerate() {
                *score += self.linear.values[index + class] * value;
            }
        }
        let dense = &example.input.dense;
        let mut active = vec![0.0_f32; units];
        for (unit, out) in active.iter_mut().enumerate() {
            let row = &self.first.values[unit * self.inputs..(unit + 1) * self.inputs];
            // Some units are switched off, so that none relies on another.
            if random.unit() < 1.0 - AWAKE {
                continue;
            }
            *out = (self.first_bias.values[unit] + dot(row, dense)).max(0.0) / AWAKE;
        }
        for (class, score) in scores.iter_mut().enumerate() {
            *score += dot(&active, &self.second.values[class * units..(class + 1) * units]);
        }
        let errors = errors(scores, &example.target, plan.outputs);
        let rate = plan.rate * cool;
        for (class, error) in errors.iter().enumerate().filter(|(_, error)| **error != 0.0) {
            let error = error * example.weight;
            self.bias.step(class, error, rate * 0.1);
            for index in &buckets {
                self.linear.step(index + class, error * value, rate);
            }
        }
        self.learn_hidden(dense, &active, &errors, example.weight, plan.hidden_rate * cool);
    }

    fn learn_hidden(
        &mut self,
        dense: &[f32],
        active: &[f32],
        errors: &[f32],
        weight: f32,
        rate: f32,
    ) {
        let units = self.plan.units;
        for (unit, out) in active.iter().enumerate() {
            if *out <= 0.0 {
                continue;
            }
            let mut back = 0.0;
            for (class, error) in errors.iter().enumerate() {
                let index = class * units + unit;
                back += error * self.second.values[index];
                self.second.step(index, error * out * weight, rate);
            }
            let back = back * weight / AWAKE;
            self.first_bias.step(unit, back, rate);
            let begin = unit * self.inputs;
            for (index, value) in dense.iter().enumerate() {
                self.first.step(begin + index, back * value, rate);
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

/// How far the probabilities that follow from `scores` are from their targets.
fn errors(mut scores: Vec<f32>, targets: &[f32], outputs: Outputs) -> Vec<f32> {
    match outputs {
        Outputs::OneOf => soften(&mut scores, 1.0),
        Outputs::AnyOf => scores.iter_mut().for_each(|score| *score = sigmoid(*score)),
    }
    for (score, target) in scores.iter_mut().zip(targets) {
        *score = if target.is_nan() { 0.0 } else { *score - target };
    }
    scores
}

/// Averages nets: linear weights are averaged, hidden units are concatenated.
fn average(nets: &[NetParts]) -> NetParts {
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
            for index in 0..net.hidden.units {
                hidden.second[class * units + unit + index] =
                    net.hidden.second[class * net.hidden.units + index] * share;
            }
        }
        unit += net.hidden.units;
    }
    joined.hidden = hidden;
    joined
}
