//! Trains the classifier of intents: made sentences whose intents are known, and public data that
//! knows some of them.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Result;
use plaza_core::Intent;
use plaza_models::clues::{self, Clues, Tools};
use plaza_models::data::{self, Record};
use plaza_models::intents::{INTENTS, OUTPUTS, verdict};
use plaza_models::net::{Input, Net, NetParts};
use plaza_models::phrases::position;
use plaza_models::scan::Scan;

use crate::calibrate;
use crate::copies::text_hash;
use crate::cuts::{self, Judged};
use crate::labels::{self, Targets};
use crate::sentiment;
use crate::sgd::{self, Example, Outputs, Plan};

const BITS: u32 = 18;
/// Parts of one made sentence in this many only measure.
const HELD_OUT: usize = 12;

/// How much a negative sentence of a review counts: there are three positive ones for each.
const NEGATIVE: f32 = 3.0;

/// Where the texts are.
pub(crate) struct Sources<'a> {
    /// Folder of the public data sets.
    pub(crate) data: &'a Path,
    /// File of made sentences.
    pub(crate) sentences: &'a Path,
    /// Folder of the messages that the thresholds are set by, beside held-out made sentences.
    pub(crate) validation: &'a Path,
}

/// What a public data set says about intents.
#[derive(Debug, Clone, Copy)]
enum Says {
    Suggestion,
    Talk,
    Review,
    Bank,
}

/// The public data sets, how much a text of them counts, and how many are read at most.
const SETS: [(&str, Says, f32, usize); 20] = [
    ("suggestions/semeval2019-task9.train", Says::Suggestion, 1.0, usize::MAX),
    ("aspects/hotels-es.train", Says::Review, 1.0, usize::MAX),
    ("aspects/hotels-en.train", Says::Review, 1.0, usize::MAX),
    ("aspects/hotels-ca.train", Says::Review, 0.5, usize::MAX),
    ("aspects/hotels-eu.train", Says::Review, 0.3, usize::MAX),
    ("aspects/semeval2016-restaurants-es.train", Says::Review, 1.0, usize::MAX),
    ("aspects/semeval2016-restaurants-en.train", Says::Review, 1.0, usize::MAX),
    ("aspects/semeval2016-restaurants-fr.train", Says::Review, 0.5, usize::MAX),
    ("aspects/semeval2014-restaurants-en.train", Says::Review, 0.5, usize::MAX),
    ("aspects/semeval2014-laptops-en.train", Says::Review, 1.0, usize::MAX),
    ("themes/banking77-en.train", Says::Bank, 1.0, 5_000),
    ("sentiment/semeval2017-en.train", Says::Talk, 0.5, 12_000),
    ("sentiment/umsab-es.train", Says::Talk, 1.0, usize::MAX),
    ("sentiment/umsab-fr.train", Says::Talk, 0.5, usize::MAX),
    ("sentiment/umsab-pt.train", Says::Talk, 0.5, usize::MAX),
    ("sentiment/umsab-de.train", Says::Talk, 0.5, usize::MAX),
    ("sentiment/umsab-it.train", Says::Talk, 0.5, usize::MAX),
    ("unlabelled/es-emoji-tweets", Says::Talk, 0.3, 8_000),
    ("unlabelled/es-news-tweets", Says::Talk, 0.3, 6_000),
    ("language/gl.train", Says::Talk, 0.3, usize::MAX),
];

struct Reader<'a> {
    clues: Clues,
    tools: Tools<'a>,
}

impl Reader<'_> {
    fn example(&self, scan: &Scan<'_>, targets: Targets, weight: f32) -> Example {
        let mut input = Input::default();
        self.clues.read(scan, scan.tokens(), self.tools, &mut input);
        Example { input, label: 0, target: targets.to_vec(), weight }
    }

    /// The examples of one public data set without texts that only measure.
    fn public(
        &self,
        folder: &Path,
        (name, says, weight, most): (&str, Says, f32, usize),
        forbidden: &HashSet<u64>,
    ) -> Result<Vec<Example>> {
        let records = data::load(folder, name)?;
        let step = records.len().div_ceil(most).max(1);
        let mut examples = Vec::new();
        for record in records.iter().step_by(step) {
            let scan = clues::scan(&record.text);
            if forbidden.contains(&text_hash(&record.text)) || scan.tokens().is_empty() {
                continue;
            }
            let targets = match says {
                Says::Suggestion => Some(labels::suggestion(record)),
                Says::Talk => Some(labels::talk(record, &scan, &self.clues)),
                Says::Review => labels::review(record, &scan),
                Says::Bank => Some(labels::bank(record, &scan)),
            };
            let Some(targets) = targets else { continue };
            let is_negative = targets[position(Intent::Complaint)] > 0.5;
            let times = if is_negative && matches!(says, Says::Review) { NEGATIVE } else { 1.0 };
            examples.push(self.example(&scan, targets, weight * times));
        }
        Ok(examples)
    }

    /// The scores of each record as the analyser finds them, with its targets.
    fn judge(&self, net: &NetParts, records: &[Record]) -> Result<Judged> {
        let net = Net::read("trained", &net.write(calibrate::clip_of(&net.linear)))?;
        let score = |record: &Record| {
            let scan = clues::scan(&record.text);
            let mut input = Input::default();
            self.clues.read(&scan, scan.tokens(), self.tools, &mut input);
            verdict(&net, None, &self.clues, &scan, self.tools, &mut input).scores
        };
        Ok(records.iter().map(|record| (score(record), labels::known(record))).collect())
    }
}

/// Texts of all splits that only measure.
fn forbidden(folder: &Path) -> Result<HashSet<u64>> {
    let mut hashes = sentiment::held_out(folder)?;
    let mut names = vec!["themes/banking77-en.test".to_owned()];
    for split in ["trial-a", "test-a", "trial-b", "test-b"] {
        names.push(format!("suggestions/semeval2019-task9.{split}"));
    }
    for lang in ["es", "en", "fr"] {
        names.push(format!("aspects/semeval2016-restaurants-{lang}.test"));
    }
    for name in names {
        hashes.extend(data::load(folder, &name)?.iter().map(|r| text_hash(&r.text)));
    }
    Ok(hashes)
}

/// Made sentences that only measure, and the others.
fn made(path: &Path) -> Result<(Vec<Record>, Vec<Record>)> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let records = data::load(folder, &name)?;
    Ok(records.into_iter().partition(|record| record.part % HELD_OUT == HELD_OUT - 1))
}

/// Trains on made sentences and public train splits; the messages of the validation folder and the
/// made sentences held out set the thresholds.
pub(crate) fn train(sources: &Sources<'_>, tools: Tools<'_>) -> Result<NetParts> {
    let reader = Reader { clues: Clues::new()?, tools };
    let (held_out, made) = made(sources.sentences)?;
    let forbidden = forbidden(sources.data)?;
    let mut examples = Vec::new();
    for record in &made {
        examples.push(reader.example(&clues::scan(&record.text), labels::known(record), 1.0));
    }
    for set in SETS {
        examples.extend(reader.public(sources.data, set, &forbidden)?);
    }
    println!("intents: {} examples, {} of them made", examples.len(), made.len());
    let mut net = sgd::train_average(&examples, &plan());
    let mut validation = data::load(sources.validation, "es")?;
    validation.extend(data::load(sources.validation, "en")?);
    let mut measured = reader.judge(&net, &validation)?;
    measured.extend(reader.judge(&net, &held_out)?);
    for class in 0..INTENTS {
        let (shift, slope) = cuts::fit(class, &measured);
        println!("  {}: shift {shift:.2}, slope {slope:.2}", Intent::ALL[class].name());
        stretch(&mut net, class, shift, slope);
    }
    let others = data::load(sources.validation, "others")?;
    for (name, records) in
        [("made, held out", held_out), ("validation", validation), ("other languages", others)]
    {
        cuts::report(name, &reader.judge(&net, &records)?);
    }
    Ok(net)
}

/// Three small nets, seldom blind to the words, learnt fast: see the trials in the notes.
fn plan() -> Plan {
    Plan {
        classes: OUTPUTS,
        outputs: Outputs::AnyOf,
        bits: BITS,
        units: 16,
        epochs: 8,
        rate: 0.3,
        hidden_rate: 0.02,
        dropout: 0.4,
        blind: 0.1,
        seeds: 101..104,
    }
}

/// Moves a class's scores by `shift` towards no, and makes them `slope` times as large.
fn stretch(net: &mut NetParts, class: usize, shift: f32, slope: f32) {
    net.bias[class] = (net.bias[class] - shift) * slope;
    for row in net.linear.chunks_exact_mut(OUTPUTS) {
        row[class] *= slope;
    }
    let units = net.hidden.units;
    for weight in &mut net.hidden.second[class * units..(class + 1) * units] {
        *weight *= slope;
    }
}
