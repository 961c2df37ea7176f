//! Runs the shipped analyser over the test splits.

use std::path::Path;

use anyhow::Result;
use plaza_core::{Analyzer, Insight, Intent, Sentiment};
use plaza_models::data::{self, Record};

use crate::metrics::{Counts, calibration_error, macro_f1, macro_recall, ratio};

const CLASSES: [&str; 3] = ["negative", "neutral", "positive"];

fn class_of(name: &str) -> usize {
    CLASSES.iter().position(|c| *c == name).unwrap_or(1)
}

fn analyze(analyzer: &mut dyn Analyzer, records: &[Record]) -> Result<Vec<Insight>> {
    let texts: Vec<&str> = records.iter().map(|r| r.text.as_str()).collect();
    Ok(analyzer.analyze(&texts)?)
}

/// How well the sentiment of one split is recognized.
#[derive(Debug)]
pub(crate) struct SentimentResult {
    pub(crate) macro_f1: f64,
    pub(crate) macro_recall: f64,
    pub(crate) calibration_error: f64,
    pub(crate) texts: usize,
}

pub(crate) fn sentiment(
    analyzer: &mut dyn Analyzer,
    folder: &Path,
    name: &str,
) -> Result<SentimentResult> {
    let records = data::load(folder, name)?;
    let insights = analyze(analyzer, &records)?;
    let mut pairs = Vec::new();
    let mut answers = Vec::new();
    for (record, insight) in records.iter().zip(&insights) {
        let answered = class_of(insight.sentiment.label.name());
        let gold = class_of(&record.sentiment);
        pairs.push((gold, answered));
        let s = insight.sentiment;
        answers.push((s.negative.max(s.neutral).max(s.positive), gold == answered));
    }
    Ok(SentimentResult {
        macro_f1: macro_f1(&pairs, 3),
        macro_recall: macro_recall(&pairs, 3),
        calibration_error: calibration_error(&answers),
        texts: records.len(),
    })
}

/// Precision, recall and F1 of the suggestions.
pub(crate) fn ideas(analyzer: &mut dyn Analyzer, folder: &Path, name: &str) -> Result<Counts> {
    let records = data::load(folder, name)?;
    let insights = analyze(analyzer, &records)?;
    let mut counts = Counts::default();
    for (record, insight) in records.iter().zip(&insights) {
        let is_idea = insight.intents.iter().any(|i| i.label == Intent::Idea);
        counts.gold += usize::from(record.suggestion);
        counts.predicted += usize::from(is_idea);
        counts.hit += usize::from(is_idea && record.suggestion);
    }
    Ok(counts)
}

/// How well aspects are found, and the share of the found ones whose feeling is right.
#[derive(Debug)]
pub(crate) struct AspectResult {
    pub(crate) spans: Counts,
    pub(crate) feeling: f64,
}

pub(crate) fn aspects(
    analyzer: &mut dyn Analyzer,
    folder: &Path,
    name: &str,
) -> Result<AspectResult> {
    let records = data::load(folder, name)?;
    let insights = analyze(analyzer, &records)?;
    let mut spans = Counts::default();
    let mut right = 0;
    for (record, insight) in records.iter().zip(&insights) {
        let mut gold: Vec<_> = record.aspects.iter().collect();
        // One span that is marked for two categories counts once, as in the published measure.
        gold.sort_by_key(|a| (a.start, a.end));
        gold.dedup_by_key(|a| (a.start, a.end));
        spans.gold += gold.len();
        spans.predicted += insight.aspects.len();
        for aspect in &insight.aspects {
            if let Some(gold) = gold.iter().find(|g| (g.start, g.end) == (aspect.start, aspect.end))
            {
                spans.hit += 1;
                right += usize::from(Sentiment::parse(&gold.sentiment) == Some(aspect.sentiment));
            }
        }
    }
    Ok(AspectResult { spans, feeling: ratio(right, spans.hit) })
}

/// Share of texts whose language is recognized, in per cent; with `words`, only that many words are
/// shown.
pub(crate) fn language(
    analyzer: &mut dyn Analyzer,
    folder: &Path,
    lang: &str,
    kind: &str,
    words: Option<usize>,
) -> Result<f64> {
    let mut records = data::load(folder, &format!("language/{lang}.{kind}"))?;
    if let Some(words) = words {
        for record in &mut records {
            let some: Vec<&str> = record.text.split_whitespace().take(words).collect();
            record.text = some.join(" ");
        }
    }
    let insights = analyze(analyzer, &records)?;
    Ok(ratio(insights.iter().filter(|i| i.lang == lang).count(), records.len()))
}

/// Texts per second of processor time with everything on, and their mean length in characters. For
/// an analyser in another process this includes its start and the reading and writing of JSON.
pub(crate) fn speed(analyzer: &mut dyn Analyzer, folder: &Path) -> Result<(f64, f64)> {
    let mut texts: Vec<String> = Vec::new();
    for name in
        ["sentiment/tweeteval-en.test", "sentiment/umsab-es.test", "sentiment/umsab-de.test"]
    {
        let records = data::load(folder, name)?;
        texts.extend(
            records.into_iter().map(|r| r.text).filter(|t| (70..=130).contains(&t.chars().count())),
        );
    }
    let mut texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    // Enough for a steady figure, few enough for a slow analyser.
    texts.truncate(if analyzer.is_inline() { usize::MAX } else { SLOW_TEXTS });
    let characters: usize = texts.iter().map(|t| t.chars().count()).sum();
    let mut best = f64::MAX;
    for _ in 0..5 {
        let begin = processor_seconds()?;
        std::hint::black_box(analyzer.analyze(&texts)?);
        best = best.min(processor_seconds()? - begin);
    }
    Ok((texts.len() as f64 / best, characters as f64 / texts.len() as f64))
}

/// Texts that an analyser in another process is timed with.
const SLOW_TEXTS: usize = 1_000;
/// Ticks of Linux's process statistics in a second.
const TICKS: f64 = 100.0;

/// Processor time in seconds of this thread and of all programs that it has waited for, from the
/// Linux scheduler's own statistics.
fn processor_seconds() -> Result<f64> {
    let own = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: f64 = own.split_whitespace().next().unwrap_or("0").parse()?;
    let process = std::fs::read_to_string("/proc/self/stat")?;
    let numbers = process.rsplit_once(')').map_or("", |(_, numbers)| numbers);
    // Time of the children in user and system mode: the 16th and 17th field of the line.
    let children: f64 = numbers
        .split_whitespace()
        .skip(13)
        .take(2)
        .map(|ticks| ticks.parse::<f64>().unwrap_or(0.0))
        .sum();
    Ok(nanoseconds / 1e9 + children / TICKS)
}
