//! Invented public talk for measurements and kill tests: the same records for the same numbers, on
//! every machine.
//!
//! Words follow Zipf's law over a vocabulary with a long tail, six languages are mixed, authors
//! are unequally busy, some records answer others, and some repeat another with one word changed.

mod words;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;
use serde::Serialize;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use words::{LANGUAGES, Language};

/// Words of the tail, per language; natural text of this size knows some tens of thousands.
const TAIL: usize = 30_000;
/// The exponent of Zipf's law; about 1 in natural language.
const EXPONENT: f64 = 1.05;
/// The last day on which an invented record was said, 2026-11-01, in seconds since 1970.
const LAST_SECOND: i64 = 1_793_491_200;
/// The first one was said so long before.
const SPAN_SECONDS: u64 = 2 * 365 * 24 * 3600;
/// How many earlier records an answer or a copy may go back.
const MEMORY: usize = 64;

/// One line of an import file.
#[derive(Debug, Clone, Serialize)]
pub struct Record {
    /// Its id, `g` and its number.
    pub id: String,
    /// What is said, about 200 characters.
    pub text: String,
    /// A headline, on some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it could be read.
    pub url: String,
    /// Handle.
    pub author: String,
    /// Shown name.
    pub author_name: String,
    /// RFC 3339.
    pub created_at: String,
    /// Stars, on some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
    /// The language as the platform claims it.
    pub lang: &'static str,
    /// The record that it answers, on some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Kind of place.
    pub channel: &'static str,
    /// Country.
    pub country: &'static str,
}

/// An endless series of records.
#[derive(Debug)]
pub struct Generator {
    random: Random,
    cumulative: Vec<f64>,
    number: u64,
    recent: Vec<(String, String, usize)>,
}

impl Generator {
    /// The series of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            random: Random(seed),
            cumulative: cumulative_zipf(words::HEAD + TAIL),
            number: 0,
            recent: Vec::new(),
        }
    }

    fn words(&mut self, language: &Language, characters: usize) -> String {
        let mut text = String::with_capacity(characters + 24);
        let mut sentence = 0;
        while text.len() < characters {
            if !text.is_empty() {
                if sentence > 6 && self.random.below(6) == 0 {
                    text.push('.');
                    sentence = 0;
                }
                text.push(' ');
            }
            sentence += 1;
            if self.random.below(5) < 2 {
                text.push_str(self.random.pick(language.function_words));
            } else {
                let rank = self.zipf();
                language.push_word(rank, &mut text);
            }
        }
        text
    }

    fn zipf(&mut self) -> usize {
        let point = self.random.fraction();
        self.cumulative.partition_point(|share| *share < point)
    }

    /// An author's number: a few write much, most write once or twice.
    fn author(&mut self) -> u64 {
        let point = self.random.fraction();
        let spread = 1 + self.number / 4;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an author's number is a small positive whole number"
        )]
        let author = (point * point * spread as f64) as u64;
        author
    }

    fn text(&mut self, language: &Language) -> String {
        let length = 60 + self.random.index(140) + self.random.index(140);
        self.words(language, length)
    }

    /// Another's text with its last word changed, as syndicated posts have it.
    fn copy(&mut self, text: &str, language: &Language) -> String {
        let kept = text.rsplit_once(' ').map_or(text, |(kept, _)| kept);
        format!("{kept} {}", self.random.pick(language.function_words))
    }
}

impl Iterator for Generator {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let number = self.number;
        self.number += 1;
        let id = format!("g{number}");
        let near = (!self.recent.is_empty()).then(|| self.random.index(self.recent.len()));
        let chance = self.random.below(100);
        let earlier = near.map(|at| self.recent[at].clone());
        let (text, parent_id, spoken) = match earlier {
            Some((_, text, spoken)) if chance < 3 => {
                (self.copy(&text, &LANGUAGES[spoken]), None, spoken)
            }
            Some((parent, _, spoken)) if chance < 20 => {
                (self.text(&LANGUAGES[spoken]), Some(parent), spoken)
            }
            _ => {
                let spoken = self.random.language();
                (self.text(&LANGUAGES[spoken]), None, spoken)
            }
        };
        let language = &LANGUAGES[spoken];
        let title = (parent_id.is_none() && chance >= 60).then(|| self.words(language, 30));
        let author = self.author();
        let record = Record {
            url: format!("https://{}.example/p/{number}", language.code),
            author: format!("user{author}"),
            author_name: format!("{} {author}", self.random.pick(language.names)),
            created_at: said_at(self.random.below(SPAN_SECONDS)),
            rating: (chance % 5 < 2).then(|| 1 + u8::try_from(self.random.below(5)).unwrap_or(0)),
            lang: language.code,
            channel: self.random.pick(&["forum", "review", "comment", "chat", "news"]),
            country: self.random.pick(language.countries),
            id: id.clone(),
            text: text.clone(),
            title,
            parent_id,
        };
        self.remember((id, text, spoken));
        Some(record)
    }
}

impl Generator {
    fn remember(&mut self, record: (String, String, usize)) {
        if self.recent.len() < MEMORY {
            self.recent.push(record);
        } else {
            let at = self.random.index(MEMORY);
            self.recent[at] = record;
        }
    }
}

fn said_at(seconds_before: u64) -> String {
    let before = Duration::seconds(i64::try_from(seconds_before).unwrap_or(0));
    OffsetDateTime::from_unix_timestamp(LAST_SECOND)
        .ok()
        .and_then(|last| (last - before).format(&Rfc3339).ok())
        .unwrap_or_default()
}

/// Writes the first `records` records of a series as JSONL, and returns the file's size in bytes.
///
/// # Errors
/// The file cannot be written.
pub fn write_jsonl(path: &Path, seed: u64, records: u64) -> Result<u64> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let count = usize::try_from(records)?;
    for record in Generator::new(seed).take(count) {
        serde_json::to_writer(&mut file, &record)?;
        file.write_all(b"\n")?;
    }
    file.flush()?;
    Ok(file.get_ref().metadata()?.len())
}

fn cumulative_zipf(ranks: usize) -> Vec<f64> {
    #[expect(clippy::cast_precision_loss, reason = "ranks are small")]
    let weights = (1..=ranks).map(|rank| (rank as f64).powf(-EXPONENT));
    let mut sum = 0.0;
    let mut cumulative: Vec<f64> = weights
        .map(|weight| {
            sum += weight;
            sum
        })
        .collect();
    cumulative.iter_mut().for_each(|share| *share /= sum);
    cumulative
}

/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014): small,
/// and the same on every machine.
#[derive(Debug, Clone)]
pub struct Random(pub u64);

impl Random {
    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is at least 1.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.bits() % bound.max(1)
    }

    /// An index below `len`, which is at least 1.
    pub fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or(0)
    }

    /// A number from 0 up to 1.
    pub fn fraction(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
        let fraction = (self.bits() >> 11) as f64 / (1_u64 << 53) as f64;
        fraction
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.index(from.len())]
    }

    /// The index of a language: Spanish and English are most of it.
    fn language(&mut self) -> usize {
        match self.below(100) {
            0..40 => 0,
            40..70 => 1,
            70..80 => 2,
            80..88 => 3,
            88..95 => 4,
            _ => 5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_records() {
        let texts = |seed| Generator::new(seed).take(200).map(|r| r.text).collect::<Vec<_>>();
        assert_eq!(texts(1), texts(1));
        assert_ne!(texts(1), texts(2));
    }

    #[test]
    fn records_look_like_public_talk() {
        let records: Vec<Record> = Generator::new(7).take(20_000).collect();
        let characters: usize = records.iter().map(|r| r.text.chars().count()).sum();
        let average = characters / records.len();
        assert!((180..=230).contains(&average), "average length {average}");
        let share = |fits: &dyn Fn(&Record) -> bool| {
            records.iter().filter(|record| fits(record)).count() * 100 / records.len()
        };
        assert!((35..=45).contains(&share(&|r| r.lang == "es")));
        assert!((10..=25).contains(&share(&|r| r.parent_id.is_some())));
        let mut authors: Vec<&str> = records.iter().map(|r| r.author.as_str()).collect();
        authors.sort_unstable();
        authors.dedup();
        assert!((1_000..5_000).contains(&authors.len()), "{} authors", authors.len());
    }
}
