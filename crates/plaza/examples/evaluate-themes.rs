//! Measures how well and how fast themes are found.
//!
//! `cargo run --release -p plaza --example evaluate-themes -- DATA` reads
//! `DATA/themes/banking77-en.train.jsonl` (Casanueva et al., "Efficient Intent Detection with Dual
//! Sentence Encoders", 2020) without its labels, learns the questions' own words, groups them with
//! the product's settings, and compares the groups with the labels: normalised mutual information
//! (arithmetic mean) and adjusted Rand index (Hubert and Arabie, 1985), in percent. What is in no
//! group counts as a group of its own. Times are those of this machine.

#![expect(clippy::print_stdout, reason = "the figures are the output")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};
use plaza_core::Embedder;
use plaza_engine::StopSign;
use plaza_engine::understand::{ClusterSettings, Lexicon, cluster};
use plaza_models::NativeEmbedder;
use serde::Deserialize;

/// Vectors of the large measurement.
const MANY: usize = 100_000;

#[derive(Deserialize)]
struct Record {
    text: String,
    theme: Option<String>,
}

fn main() -> anyhow::Result<()> {
    let data = PathBuf::from(std::env::args().nth(1).context("give the data folder")?);
    let embedder = NativeEmbedder::new()?;
    let records = read(&data.join("themes/banking77-en.train.jsonl"))?;
    let began = Instant::now();
    let texts: Vec<&str> = records.iter().map(|record| record.text.as_str()).collect();
    let lexicon = Lexicon::learn(&embedder, &texts, &StopSign::never())?;
    let vectors = embed(&embedder, &lexicon, &texts);
    let read_s = began.elapsed().as_secs_f64();
    let width = lexicon.width(embedder.width());
    println!("vectors: {} and the texts' own words, {width} numbers", embedder.model());
    println!("texts: {}, read in {read_s:.2} s", records.len());
    let mut names: HashMap<&str, usize> = HashMap::new();
    let labels: Vec<usize> = records
        .iter()
        .map(|record| {
            let next = names.len();
            *names.entry(record.theme.as_deref().unwrap_or_default()).or_insert(next)
        })
        .collect();
    println!("resolution\tthemes\tmain themes\tunassigned %\tNMI\tARI\tseconds\tCPU-seconds");
    let shipped = ClusterSettings::default();
    for fine in [1.0, shipped.fine, 3.0, 4.0] {
        let settings = ClusterSettings { fine, ..shipped.clone() };
        let (began, cpu) = (Instant::now(), cpu_seconds());
        let found = cluster(&vectors, width, &settings, &StopSign::never())?;
        let (took, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds() - cpu);
        let none = found.fine.iter().filter(|group| group.is_none()).count();
        let groups: Vec<usize> =
            found.fine.iter().map(|group| group.map_or(0, |at| at as usize + 1)).collect();
        let wholes = found.coarse.iter().max().map_or(0, |last| last + 1);
        let mark = if (fine - shipped.fine).abs() < 1e-9 { " (shipped)" } else { "" };
        println!(
            "{fine}{mark}\t{}\t{wholes}\t{:.2}\t{:.1}\t{:.1}\t{took:.2}\t{cpu:.2}",
            found.coarse.len(),
            100.0 * share(none, groups.len()),
            100.0 * mutual_information(&labels, &groups),
            100.0 * adjusted_rand(&labels, &groups),
        );
    }
    many(&data, &embedder)
}

/// Groups many texts of all kinds, and tells how long one more takes.
fn many(data: &Path, embedder: &NativeEmbedder) -> anyhow::Result<()> {
    let mut texts: Vec<String> = Vec::new();
    for folder in ["sentiment", "suggestions", "aspects", "themes"] {
        let mut files: Vec<PathBuf> = std::fs::read_dir(data.join(folder))?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        files.sort();
        for file in files {
            texts.extend(read(&file)?.into_iter().map(|record| record.text));
        }
    }
    if texts.len() < 2 {
        bail!("{} holds no texts", data.display());
    }
    // More texts than there are: two of them in a row.
    let real = texts.len();
    for at in 0..MANY.saturating_sub(real) {
        texts.push(format!("{} {}", texts[at], texts[(at * 7 + 1) % real]));
    }
    texts.truncate(MANY);
    let began = Instant::now();
    let lexicon = Lexicon::learn(embedder, &texts, &StopSign::never())?;
    let vectors = embed(embedder, &lexicon, &texts);
    let width = lexicon.width(embedder.width());
    let read_s = began.elapsed().as_secs_f64();
    let (began, cpu) = (Instant::now(), cpu_seconds());
    let found = cluster(&vectors, width, &ClusterSettings::default(), &StopSign::never())?;
    let (took, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    let none = found.fine.iter().filter(|group| group.is_none()).count();
    println!(
        "{MANY} texts ({} real): read in {read_s:.1} s, grouped in {took:.1} s ({cpu:.1} CPU-s), {} \
         themes, {:.1} % unassigned",
        real.min(MANY),
        found.coarse.len(),
        100.0 * share(none, MANY),
    );
    let began = Instant::now();
    let mut length = 0;
    for text in texts.iter().take(10_000) {
        length += lexicon.vector(embedder, text).len();
    }
    let each = began.elapsed().as_secs_f64() / 10_000.0;
    println!("one more text: {:.3} ms for its vector ({length} numbers in all)", each * 1e3);
    Ok(())
}

/// Processor time of this process, from Linux's count of hundredths; 0 elsewhere.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
    let ticks = fields.skip(11).take(2).filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

fn embed<T: AsRef<str>>(embedder: &NativeEmbedder, lexicon: &Lexicon, texts: &[T]) -> Vec<i8> {
    texts.iter().flat_map(|text| lexicon.vector(embedder, text.as_ref())).collect()
}

fn read(path: &Path) -> anyhow::Result<Vec<Record>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "numbers of texts")]
fn share(part: usize, of: usize) -> f64 {
    part as f64 / of.max(1) as f64
}

/// How often each value occurs.
type Counts<K> = HashMap<K, usize>;

/// How often each pair of label and group occurs, each label, each group.
fn table(
    labels: &[usize],
    groups: &[usize],
) -> (Counts<(usize, usize)>, Counts<usize>, Counts<usize>) {
    let (mut both, mut rows, mut columns) = (HashMap::new(), HashMap::new(), HashMap::new());
    for (label, group) in labels.iter().zip(groups) {
        *both.entry((*label, *group)).or_insert(0) += 1;
        *rows.entry(*label).or_insert(0) += 1;
        *columns.entry(*group).or_insert(0) += 1;
    }
    (both, rows, columns)
}

fn mutual_information(labels: &[usize], groups: &[usize]) -> f64 {
    let (both, rows, columns) = table(labels, groups);
    let all = labels.len();
    let entropy = |counts: &HashMap<usize, usize>| -> f64 {
        counts.values().map(|n| -share(*n, all) * share(*n, all).ln()).sum()
    };
    let information: f64 = both
        .iter()
        .map(|((row, column), n)| {
            let p = share(*n, all);
            p * (p / (share(rows[row], all) * share(columns[column], all))).ln()
        })
        .sum();
    2.0 * information / (entropy(&rows) + entropy(&columns)).max(f64::MIN_POSITIVE)
}

fn adjusted_rand(labels: &[usize], groups: &[usize]) -> f64 {
    let (both, rows, columns) = table(labels, groups);
    #[expect(clippy::cast_precision_loss, reason = "pairs of texts")]
    let pairs = |n: usize| (n * n.saturating_sub(1) / 2) as f64;
    let index: f64 = both.values().map(|n| pairs(*n)).sum();
    let of_rows: f64 = rows.values().map(|n| pairs(*n)).sum();
    let of_columns: f64 = columns.values().map(|n| pairs(*n)).sum();
    let expected = of_rows * of_columns / pairs(labels.len()).max(1.0);
    let most = f64::midpoint(of_rows, of_columns);
    (index - expected) / (most - expected).max(f64::MIN_POSITIVE)
}
