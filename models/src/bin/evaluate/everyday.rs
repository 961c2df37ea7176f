//! How well intents are found in everyday messages that an annotator wrote and labelled without
//! knowing the analyser; and whether the texts that people would laugh at are read right.

use std::fmt::Write;
use std::path::Path;

use anyhow::Result;
use plaza_core::{Analyzer, Insight, Intent};
use plaza_models::data::{self, Record};

use crate::metrics::{Counts, ratio};

/// The languages of the messages.
const LANGUAGES: [&str; 2] = ["es", "en"];

fn analyze(analyzer: &mut dyn Analyzer, records: &[Record]) -> Result<Vec<Insight>> {
    let texts: Vec<&str> = records.iter().map(|r| r.text.as_str()).collect();
    Ok(analyzer.analyze(&texts)?)
}

fn holds(insight: &Insight, intent: Intent) -> bool {
    insight.intents.iter().any(|i| i.label == intent)
}

fn is_named(names: &[String], intent: Intent) -> bool {
    names.iter().any(|name| name == intent.name())
}

fn counts(records: &[Record], insights: &[Insight], intent: Intent) -> Counts {
    let mut counts = Counts::default();
    for (record, insight) in records.iter().zip(insights) {
        let (gold, found) = (is_named(&record.intents, intent), holds(insight, intent));
        counts.gold += usize::from(gold);
        counts.predicted += usize::from(found);
        counts.hit += usize::from(gold && found);
    }
    counts
}

/// How many texts without intent are given none, and how many there are.
fn left_alone(records: &[Record], insights: &[Insight]) -> (usize, usize) {
    let silent = || records.iter().zip(insights).filter(|(record, _)| record.intents.is_empty());
    (silent().filter(|(_, insight)| insight.intents.is_empty()).count(), silent().count())
}

/// Whether a text is given none of the intents that it must not have.
fn is_spared(record: &Record, insight: &Insight) -> bool {
    insight.intents.iter().all(|intent| !is_named(&record.not, intent.label))
}

/// Writes how well intents are found in the messages in `folder`, and in reviews under `data`.
pub(crate) fn write(
    card: &mut String,
    analyzer: &mut dyn Analyzer,
    folder: &Path,
    data: &Path,
) -> Result<()> {
    messages(card, analyzer, folder)?;
    laughable(card, analyzer, folder)?;
    reviews(card, analyzer, data)
}

fn messages(card: &mut String, analyzer: &mut dyn Analyzer, folder: &Path) -> Result<()> {
    let mut silent = Vec::new();
    let mut columns = Vec::new();
    for lang in LANGUAGES {
        let records = data::load(folder, lang)?;
        let insights = analyze(analyzer, &records)?;
        let (alone, all) = left_alone(&records, &insights);
        silent.push(format!("{alone} of {all} ({lang})"));
        columns.push(Intent::ALL.map(|intent| counts(&records, &insights, intent)));
    }
    writeln!(card, "| | es precision | recall | F1 | en precision | recall | F1 |")?;
    writeln!(card, "|---|---|---|---|---|---|---|")?;
    for (row, intent) in Intent::ALL.into_iter().enumerate() {
        write!(card, "| {}", intent.name())?;
        for column in &columns {
            let c = column[row];
            write!(card, " | {:.1} | {:.1} | {:.1}", c.precision(), c.recall(), c.f1())?;
        }
        writeln!(card, " |")?;
    }
    writeln!(
        card,
        "\nOf the messages that want nothing, {} were left alone.",
        silent.join(" and ")
    )?;
    Ok(())
}

fn laughable(card: &mut String, analyzer: &mut dyn Analyzer, folder: &Path) -> Result<()> {
    let records = data::load(folder, "laughable")?;
    let insights = analyze(analyzer, &records)?;
    let count = |right: fn(&Record, &Insight) -> bool| {
        records.iter().zip(&insights).filter(|(record, insight)| right(record, insight)).count()
    };
    writeln!(
        card,
        "Of {} texts that people laugh at when they are misread (irony, slang, denials), {} have no intent that \
         they must not have, and {} of these the right feeling.\n",
        records.len(),
        count(is_spared),
        count(|record, insight| {
            is_spared(record, insight) && insight.sentiment.label.name() == record.sentiment
        })
    )?;
    Ok(())
}

/// Complaints in negative and praise in positive sentences of reviews.
fn reviews(card: &mut String, analyzer: &mut dyn Analyzer, data: &Path) -> Result<()> {
    writeln!(
        card,
        "SemEval-2016 restaurants test, sentences whose aspects all have one feeling; negative ones read as \
         complaint and as praise, positive ones read as praise and as complaint:\n\n\
         | | negative: complaint | praise | positive: praise | complaint |\n|---|---|---|---|---|"
    )?;
    for lang in ["es", "en", "fr"] {
        let records = data::load(data, &format!("aspects/semeval2016-restaurants-{lang}.test"))?;
        let insights = analyze(analyzer, &records)?;
        let share = |feeling: &str, intent: Intent| {
            let all = || {
                records.iter().zip(&insights).filter(|(record, _)| {
                    !record.aspects.is_empty()
                        && record.aspects.iter().all(|a| a.sentiment == feeling)
                })
            };
            ratio(all().filter(|(_, insight)| holds(insight, intent)).count(), all().count())
        };
        writeln!(
            card,
            "| {lang} | {:.1} | {:.1} | {:.1} | {:.1} |",
            share("negative", Intent::Complaint),
            share("negative", Intent::Praise),
            share("positive", Intent::Praise),
            share("positive", Intent::Complaint)
        )?;
    }
    writeln!(card)?;
    Ok(())
}
