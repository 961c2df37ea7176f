//! Which language a text is written in.
//!
//! A linear classifier over hashed character 1–5-grams of words and whole words, eight-bit
//! weights. Ten classes: nine languages and everything else.

use plaza_core::AnalyzerError;

use crate::hash;
use crate::net::feature_value;
use crate::weights::{Quantised, Reader, Writer};

/// The classes, in the order of the weights. The last one is every other language.
pub const LANGUAGES: [&str; 10] = ["es", "en", "fr", "pt", "de", "it", "ca", "gl", "eu", "other"];
/// Number of the class for every other language.
pub const OTHER: usize = LANGUAGES.len() - 1;

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
        (self.latin, self.foreign) = (0, 0);
        let chunks = text.split_whitespace().filter(|chunk| !is_address(chunk));
        let mut words = 0;
        for chunk in chunks {
            for word in chunk.split(|c: char| !c.is_alphabetic() && !is_inner(c)) {
                if self.read_word(word) {
                    words += 1;
                }
                if words == MAX_WORDS {
                    return;
                }
            }
        }
    }

    fn read_word(&mut self, word: &str) -> bool {
        self.word.clear();
        self.word.push(' ');
        let letters = word.chars().filter(|c| c.is_alphabetic() || is_inner(*c));
        for c in letters.take(MAX_WORD_CHARS) {
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

fn is_address(chunk: &str) -> bool {
    chunk.starts_with(['@', '#']) || chunk.contains("://") || chunk.starts_with("www.")
}

fn is_inner(c: char) -> bool {
    matches!(c, '\'' | '’' | '·' | '\u{300}'..='\u{36f}')
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

    /// The class of a text that was read into `features`.
    #[must_use]
    pub fn classify(&self, features: &LanguageFeatures) -> usize {
        if features.hashes.is_empty() || features.foreign > features.latin {
            return OTHER;
        }
        let mut sums = [0_i32; STRIDE];
        for hash in &features.hashes {
            let start = hash::bucket(*hash, self.bits) as usize * STRIDE;
            for (sum, weight) in sums.iter_mut().zip(&self.weights.values[start..start + STRIDE]) {
                *sum += i32::from(*weight);
            }
        }
        let value = feature_value(features.hashes.len()) * self.weights.scale;
        let mut best = (OTHER, f32::MIN);
        for (class, bias) in self.bias.iter().enumerate() {
            let score = bias + sums[class] as f32 * value;
            if score > best.1 {
                best = (class, score);
            }
        }
        best.0
    }
}
