//! Trains the native analyser's weights from the public data sets. Deterministic: the same data
//! gives the same weights.
#![expect(clippy::print_stdout, reason = "a command tells what it does")]

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use plaza_models::clues::Tools;
use plaza_models::hash;
use plaza_models::net::Net;
use plaza_models::words::WordVectors;

mod aspects;
mod calibrate;
mod copies;
mod cuts;
mod idea;
mod intents;
mod labels;
mod language;
mod random;
mod sentiment;
mod sgd;
mod teacher;

/// Trains the native analyser and writes `models/weights`.
#[derive(Debug, Parser)]
struct Arguments {
    /// Folder with the public data sets.
    #[arg(default_value = "../shared/data")]
    data: PathBuf,
    /// Folder for the weights.
    #[arg(long, default_value = "models/weights")]
    out: PathBuf,
    /// Word vectors of `models/tools/distil_words.py`; without them the table in the weights folder is kept.
    #[arg(long)]
    vectors: Option<PathBuf>,
    /// Texts of `models/tools/language_texts.py`; without them the language weights are kept.
    #[arg(long)]
    languages: Option<PathBuf>,
    /// Beliefs of `models/tools/soft_labels.py`; without them people's labels alone are learned.
    #[arg(long)]
    teacher: Option<PathBuf>,
    /// Sentences of `models/tools/intent_sentences.py`; without them the weights of the intents are kept.
    #[arg(long)]
    sentences: Option<PathBuf>,
    /// Folder of the messages that the thresholds of the intents are set by.
    #[arg(long, default_value = "models/tests/validation")]
    validation: PathBuf,
    /// Train only this part.
    #[arg(long)]
    only: Option<String>,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if let Some(path) = &arguments.vectors {
        import_vectors(path, &arguments.out)?;
    }
    let words = load_words(&arguments.out)?;
    let teacher = teacher::Teacher::read(arguments.teacher.as_deref())?;
    let wanted = |part: &str| arguments.only.as_deref().is_none_or(|only| only == part);
    if let Some(path) = arguments.languages.as_deref().filter(|_| wanted("language")) {
        save(&arguments.out, "language.bin", &language::train(path)?)?;
    }
    if wanted("sentiment") {
        let net = sentiment::train(&arguments.data, &words, &teacher)?;
        save(&arguments.out, "sentiment.bin", &net.write(calibrate::clip_of(&net.linear)))?;
    }
    if let Some(sentences) = arguments.sentences.as_deref().filter(|_| wanted("intents")) {
        let sentiment = std::fs::read(arguments.out.join("sentiment.bin"))?;
        let sentiment = Net::read("sentiment.bin", &sentiment)?;
        let tools = Tools { words: &words, sentiment: &sentiment };
        let sources = intents::Sources {
            data: &arguments.data,
            sentences,
            validation: &arguments.validation,
        };
        let net = intents::train(&sources, tools)?;
        save(&arguments.out, "intents.bin", &net.write(calibrate::clip_of(&net.linear)))?;
    }
    if wanted("idea") {
        let net = idea::train(&arguments.data, &words, &teacher)?;
        save(&arguments.out, "idea.bin", &net.write(calibrate::clip_of(&net.linear)))?;
    }
    if wanted("aspects") {
        let records = aspects::records(&arguments.data)?;
        save(&arguments.out, "aspects.bin", &aspects::train_tagger(&records, &words))?;
        let sentiment = std::fs::read(arguments.out.join("sentiment.bin"))?;
        let net =
            aspects::train_feeling(&records, &words, &Net::read("sentiment.bin", &sentiment)?);
        save(&arguments.out, "feeling.bin", &net.write(calibrate::clip_of(&net.linear)))?;
    }
    Ok(())
}

fn save(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = folder.join(name);
    std::fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    println!("{}: {} bytes", path.display(), bytes.len());
    Ok(())
}

const WORD_PARTS: usize = 4;

fn load_words(folder: &Path) -> Result<WordVectors> {
    let mut parts = Vec::new();
    for part in 0..WORD_PARTS {
        let path = folder.join(format!("words-{part}.bin"));
        parts
            .push(std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?);
    }
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Ok(WordVectors::read(&parts)?)
}

/// Turns the distilled vectors (float16, one row per word) into the embedded table; the vectors of
/// words with the same folded form are averaged.
fn import_vectors(path: &Path, out: &Path) -> Result<()> {
    let raw = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let number = |offset: usize, n: usize| {
        raw[offset..offset + n].iter().rev().fold(0_usize, |v, b| (v << 8) | usize::from(*b))
    };
    let (count, width) = (number(0, 4), number(4, 4));
    let mut offset = 8;
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        let length = number(offset, 2);
        names.push(std::str::from_utf8(&raw[offset + 2..offset + 2 + length])?.to_owned());
        offset += 2 + length;
    }
    ensure!(raw.len() == offset + count * width * 4, "{} is cut off", path.display());
    let mut sums: std::collections::BTreeMap<u64, (Vec<f32>, f32)> =
        std::collections::BTreeMap::new();
    for (row, name) in names.iter().enumerate() {
        let folded = plaza_core::text::fold(name);
        let entry = sums.entry(hash::text(&folded)).or_insert_with(|| (vec![0.0; width], 0.0));
        for (col, sum) in entry.0.iter_mut().enumerate() {
            let bits = number(offset + (row * width + col) * 4, 4);
            *sum += f32::from_bits(u32::try_from(bits)?);
        }
        entry.1 += 1.0;
    }
    let words: Vec<(u64, Vec<f32>)> = sums
        .into_iter()
        .map(|(hash, (sum, n))| (hash, sum.into_iter().map(|v| v / n).collect()))
        .collect();
    let parts = WordVectors::write(&words, words.len().div_ceil(WORD_PARTS));
    for (part, bytes) in parts.iter().enumerate() {
        save(out, &format!("words-{part}.bin"), bytes)?;
    }
    Ok(())
}
