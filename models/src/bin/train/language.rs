//! Trains the language identifier from the texts that `models/tools/language_texts.py` gathers.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result};
use plaza_models::hash;
use plaza_models::language::{LANGUAGES, LanguageFeatures, LanguageModel};

use crate::calibrate::clip_of;
use crate::random::Random;

const BITS: u32 = 17;
const STEPS: usize = 3_000_000;
const RATE: f32 = 0.15;
/// Share of features left out each time, so that no single word decides.
const DROPOUT: f32 = 0.3;
/// How often each class is shown: rarer languages less, as in public talk.
const PRIOR: [f32; 10] = [0.20, 0.15, 0.11, 0.18, 0.10, 0.10, 0.06, 0.02, 0.02, 0.06];
/// One text in this many is held out.
const HELD_OUT: usize = 50;

/// The gathered texts of one class.
#[derive(Debug, Default)]
struct Pool {
    /// Manual paragraphs and public talk.
    texts: [Vec<String>; 2],
    /// Words with the running sum of their weights.
    words: [Vec<(f32, String)>; 2],
}

/// Trains and prints the accuracy on held-out pieces of the same sources.
pub(crate) fn train(path: &Path) -> Result<Vec<u8>> {
    let (pools, held_out) = gather(path)?;
    let classes = LANGUAGES.len();
    let mut random = Random::new(11);
    let mut weights = vec![0.0_f32; classes << BITS];
    let mut squares = vec![1e-4_f32; classes << BITS];
    let mut bias = vec![0.0_f32; classes];
    let mut features = LanguageFeatures::default();
    for step in 0..STEPS {
        let label = draw(&PRIOR, random.unit());
        let text = sample(&pools[label], &mut random);
        features.read(&text);
        let value = 1.0 / (features.hashes.len().max(1) as f32).sqrt();
        let rows: Vec<usize> = features
            .hashes
            .iter()
            .filter(|_| random.unit() >= DROPOUT)
            .map(|h| hash::bucket(*h, BITS) as usize * classes)
            .collect();
        let mut scores = bias.clone();
        for row in &rows {
            for (class, score) in scores.iter_mut().enumerate() {
                *score += weights[row + class] * value;
            }
        }
        plaza_models::net::soften(&mut scores, 1.0);
        scores[label] -= 1.0;
        let rate = RATE * (1.0 - 0.95 * step as f32 / STEPS as f32);
        for (class, error) in scores.iter().enumerate() {
            bias[class] -= 0.01 * rate * error;
            let gradient = error * value;
            if gradient.abs() < 1e-4 {
                continue;
            }
            for row in &rows {
                squares[row + class] += gradient * gradient;
                weights[row + class] -= rate * gradient / squares[row + class].sqrt();
            }
        }
    }
    let file = LanguageModel::write(BITS, &bias, &weights, clip_of(&weights));
    report(&file, &held_out)?;
    Ok(file)
}

type HeldOut = Vec<(usize, String)>;

fn gather(path: &Path) -> Result<(Vec<Pool>, HeldOut)> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut pools: Vec<Pool> = LANGUAGES.iter().map(|_| Pool::default()).collect();
    let mut held_out = Vec::new();
    for (number, line) in BufReader::new(file).lines().enumerate() {
        let line = line?;
        let mut fields = line.splitn(4, '\t');
        let (Some(lang), Some(kind), Some(weight), Some(text)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let Some(class) = LANGUAGES.iter().position(|l| *l == lang) else { continue };
        let pool = &mut pools[class];
        match kind {
            "manual" | "talk" if number.is_multiple_of(HELD_OUT) => {
                held_out.push((class, text.to_owned()));
            }
            "manual" => pool.texts[0].push(text.to_owned()),
            "talk" => pool.texts[1].push(text.to_owned()),
            kind => {
                let words = &mut pool.words[usize::from(kind == "list")];
                // The power gives rare words more weight.
                let before = words.last().map_or(0.0, |(sum, _)| *sum);
                words.push((before + weight.parse::<f32>()?.powf(0.8), text.to_owned()));
            }
        }
    }
    Ok((pools, held_out))
}

fn draw(shares: &[f32], mut point: f32) -> usize {
    for (class, share) in shares.iter().enumerate() {
        point -= share;
        if point < 0.0 {
            return class;
        }
    }
    shares.len() - 1
}

/// A few words: a piece of running text, or words drawn by their frequency.
fn sample(pool: &Pool, random: &mut Random) -> String {
    let length = 1 + random.below(4) * random.below(5);
    let with_words = pool.words.iter().any(|w| !w.is_empty());
    if with_words && random.unit() < 0.35 {
        let choice = usize::from(random.unit() < 0.2);
        let words = if pool.words[choice].is_empty() {
            &pool.words[1 - choice]
        } else {
            &pool.words[choice]
        };
        let total = words.last().map_or(0.0, |(sum, _)| *sum);
        let some: Vec<&str> = (0..=random.below(3))
            .filter_map(|_| {
                let wanted = random.unit() * total;
                let index = words.partition_point(|(sum, _)| *sum < wanted);
                words.get(index).map(|(_, word)| word.as_str())
            })
            .collect();
        return some.join(" ");
    }
    let choice = random.below(2);
    let texts =
        if pool.texts[choice].is_empty() { &pool.texts[1 - choice] } else { &pool.texts[choice] };
    let Some(text) = texts.get(random.below(texts.len())) else { return String::new() };
    let words: Vec<&str> = text.split_whitespace().collect();
    let begin = random.below(words.len());
    words[begin..words.len().min(begin + length)].join(" ")
}

fn report(file: &[u8], held_out: &HeldOut) -> Result<()> {
    let model = LanguageModel::read(file)?;
    let mut features = LanguageFeatures::default();
    print!("language, ten words of held-out text:");
    for (class, name) in LANGUAGES.iter().enumerate() {
        let (mut right, mut all) = (0, 0);
        for (_, text) in held_out.iter().filter(|(c, _)| *c == class) {
            let ten: Vec<&str> = text.split_whitespace().take(10).collect();
            features.read(&ten.join(" "));
            right += usize::from(model.classify(&features, None) == class);
            all += 1;
        }
        print!(" {name} {:.1}", 100.0 * right as f32 / all.max(1) as f32);
    }
    println!();
    Ok(())
}
