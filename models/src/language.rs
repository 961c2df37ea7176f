//! Which language a text is written in.
//!
//! A linear classifier over hashed character 1–5-grams of words and whole words, eight-bit
//! weights. Ten classes: nine languages and everything else.

use plaza_core::AnalyzerError;
use plaza_core::text::{is_invisible, plain_letters};

use crate::hash;
use crate::net::feature_value;
use crate::weights::{Quantised, Reader, Writer};

/// The classes, in the order of the weights. The last one is every other language.
pub const LANGUAGES: [&str; 10] = ["es", "en", "fr", "pt", "de", "it", "ca", "gl", "eu", "other"];
/// Number of the class for every other language.
pub const OTHER: usize = LANGUAGES.len() - 1;

/// Texts of more words tell their language by themselves.
const SHORT_WORDS: usize = 6;
/// How much likelier another language than the workspace's must be for one word, as the difference
/// of the logarithms; for several it is divided by their number.
const HOME_MARGIN: f32 = 4.0;
/// Maximum number of words that are read; more add nothing to the certainty.
const MAX_WORDS: usize = 48;
const MAX_WORD_CHARS: usize = 32;
const LONGEST_GRAM: usize = 5;
/// The weights of a bucket are padded to this length, so that they are aligned.
const STRIDE: usize = 16;
/// Seed that distinguishes whole words from n-grams of the same letters.
const WHOLE_WORD: u64 = 0x77;

/// Hashes of a text's features, in a buffer that is reused.
#[derive(Debug, Default)]
pub struct LanguageFeatures {
    /// One hash per feature, repeated as often as the feature occurs.
    pub hashes: Vec<u64>,
    /// Words that were read.
    pub words: usize,
    /// Letters of the Latin script.
    pub latin: usize,
    /// Letters of other scripts.
    pub foreign: usize,
    word: Vec<char>,
}

impl LanguageFeatures {
    /// Reads `text`; links, handles and numbers say nothing about the language and are left out.
    pub fn read(&mut self, text: &str) {
        self.hashes.clear();
        (self.words, self.latin, self.foreign) = (0, 0, 0);
        let chunks = text.split_whitespace().filter(|chunk| !is_address(chunk));
        for chunk in chunks {
            for word in chunk.split(|c: char| !c.is_alphabetic() && !is_inner(c)) {
                if self.read_word(word) {
                    self.words += 1;
                }
                if self.words == MAX_WORDS {
                    return;
                }
            }
        }
    }

    fn read_word(&mut self, word: &str) -> bool {
        self.word.clear();
        self.word.push(' ');
        let letters = word.chars().filter(|c| !is_invisible(*c)).flat_map(plain_letters);
        for c in letters.filter(|c| c.is_alphabetic() || is_inner(*c)).take(MAX_WORD_CHARS) {
            if c.is_ascii() {
                self.word.push(if c == '\'' { '’' } else { c.to_ascii_lowercase() });
            } else {
                self.word.extend(c.to_lowercase());
            }
        }
        if self.word.len() == 1 {
            return false;
        }
        self.word.push(' ');
        for c in &self.word[1..self.word.len() - 1] {
            if is_latin(*c) {
                self.latin += 1;
            } else {
                self.foreign += 1;
            }
        }
        let mut whole = WHOLE_WORD;
        for start in 0..self.word.len() {
            let mut gram = 0;
            for c in self.word[start..].iter().take(LONGEST_GRAM) {
                gram = hash::mix(gram, u64::from(u32::from(*c)));
                self.hashes.push(gram);
            }
            whole = hash::mix(whole, u64::from(u32::from(self.word[start])));
        }
        self.hashes.push(whole);
        true
    }
}

/// Addresses, handles, tags, and the sign of a post that was passed on.
fn is_address(chunk: &str) -> bool {
    chunk.starts_with(['@', '#'])
        || chunk.contains("://")
        || chunk.starts_with("www.")
        || chunk == "RT"
}

fn is_inner(c: char) -> bool {
    matches!(c, '\'' | '’' | '·' | '\u{300}'..='\u{36f}') || is_invisible(c)
}

fn is_latin(c: char) -> bool {
    c.is_ascii() || matches!(u32::from(c), 0x80..=0x24f | 0x300..=0x36f | 0x1e00..=0x1eff | 0x2019)
}

/// The classifier.
#[derive(Debug)]
pub struct LanguageModel {
    bits: u32,
    bias: Vec<f32>,
    weights: Quantised,
}

impl LanguageModel {
    /// Reads the weights file.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when the file is damaged.
    pub fn read(bytes: &[u8]) -> Result<Self, AnalyzerError> {
        let mut reader = Reader::new("language.bin", bytes)?;
        let bits = reader.u32()?;
        let bias = reader.f32s(LANGUAGES.len())?;
        let packed = reader.i8s(LANGUAGES.len() << bits)?;
        reader.finish()?;
        let mut values = vec![0; STRIDE << bits];
        for (row, from) in
            values.chunks_exact_mut(STRIDE).zip(packed.values.chunks_exact(LANGUAGES.len()))
        {
            row[..LANGUAGES.len()].copy_from_slice(from);
        }
        Ok(Self { bits, bias, weights: Quantised { scale: packed.scale, values } })
    }

    /// Writes a weights file; `weights` has one row of classes per bucket.
    #[must_use]
    pub fn write(bits: u32, bias: &[f32], weights: &[f32], clip: f32) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.u32(bits);
        writer.f32s(bias);
        writer.i8s(weights, clip);
        writer.finish()
    }

    /// The class of a text that was read into `features`. Of few words that could be of several
    /// languages, those of `home` are taken to be of that class; one word alone always is, and what
    /// has no words, such as an emoji.
    #[must_use]
    pub fn classify(&self, features: &LanguageFeatures, home: Option<usize>) -> usize {
        if features.foreign > features.latin {
            return OTHER;
        }
        if features.hashes.is_empty() {
            return home.unwrap_or(OTHER);
        }
        let scores = self.scores(features);
        let best = (0..LANGUAGES.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
        let best = best.unwrap_or(OTHER);
        match home {
            Some(home) if features.words == 1 => home,
            Some(home) if scores[best] - scores[home] <= home_margin(features.words) => home,
            _ => best,
        }
    }

    /// One score a class, higher for the likelier ones.
    fn scores(&self, features: &LanguageFeatures) -> [f32; LANGUAGES.len()] {
        let mut sums = [0_i32; STRIDE];
        for hash in &features.hashes {
            let start = hash::bucket(*hash, self.bits) as usize * STRIDE;
            for (sum, weight) in sums.iter_mut().zip(&self.weights.values[start..start + STRIDE]) {
                *sum += i32::from(*weight);
            }
        }
        let value = feature_value(features.hashes.len()) * self.weights.scale;
        std::array::from_fn(|class| self.bias[class] + sums[class] as f32 * value)
    }
}

/// How much likelier another language must be than the workspace's for a text of so many words.
fn home_margin(words: usize) -> f32 {
    if words > SHORT_WORDS { 0.0 } else { HOME_MARGIN / words.max(1) as f32 }
}
