//! The phrases that speak for an intent: rules written by hand, Spanish and English first.
//!
//! Words are folded and lower case; a phrase has at most [`LONGEST`] words. In Spanish and English
//! they are a clue beside others ([`crate::clues`]); elsewhere they speak for themselves.

use plaza_core::{AnalyzerError, Intent};

use crate::hash::{self, mix};
use crate::scan::{Kind, Token};

/// Number of words of the longest phrase.
const LONGEST: usize = 4;
const SEED: u64 = 0x51;
const SLOTS: usize = 2048;

/// The phrases by the hash of their words.
#[derive(Debug)]
pub struct Phrases {
    slots: Vec<Option<(u64, Intent, f32)>>,
}

impl Phrases {
    /// Reads lists like `phrases.txt`: a heading `[intent weight]`, then phrases separated by
    /// commas; `#` begins a comment.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] names the line that cannot be read.
    pub fn read(lists: &str) -> Result<Self, AnalyzerError> {
        let mut phrases = Self { slots: vec![None; SLOTS] };
        let mut group = None;
        for (number, line) in lists.lines().enumerate() {
            let bad = || AnalyzerError::Weights(format!("phrases, line {}: `{line}`", number + 1));
            if let Some(heading) = line.strip_prefix('[') {
                group = Some(parse_heading(heading).ok_or_else(bad)?);
                continue;
            }
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (intent, weight) = group.ok_or_else(bad)?;
            for phrase in line.split(',').map(str::trim).filter(|p| !p.is_empty()) {
                if phrase.split(' ').count() > LONGEST {
                    return Err(bad());
                }
                let key = phrase.split(' ').fold(SEED, |key, word| mix(key, hash::text(word)));
                phrases.insert(key, intent, weight);
            }
        }
        Ok(phrases)
    }

    fn insert(&mut self, key: u64, intent: Intent, weight: f32) {
        let mut index = slot(key);
        while self.slots[index].is_some_and(|(other, ..)| other != key) {
            index = (index + 1) % SLOTS;
        }
        self.slots[index].get_or_insert((key, intent, weight));
    }

    fn find(&self, key: u64) -> Option<(Intent, f32)> {
        let mut index = slot(key);
        while let Some((other, intent, weight)) = self.slots[index] {
            if other == key {
                return Some((intent, weight));
            }
            index = (index + 1) % SLOTS;
        }
        None
    }

    /// Belief in each intent (in the order of [`Intent::ALL`]) from the phrases in `tokens`. Each
    /// phrase reduces the doubt to the share `1 - weight`; of phrases that begin at the same word
    /// only the longest counts.
    #[must_use]
    pub fn beliefs(&self, tokens: &[Token]) -> [f32; Intent::ALL.len()] {
        let mut doubts = [1.0_f32; Intent::ALL.len()];
        for first in 0..tokens.len() {
            if let Some((intent, weight)) = self.longest_from(&tokens[first..]) {
                doubts[position(intent)] *= 1.0 - weight;
            }
        }
        doubts.map(|doubt| 1.0 - doubt)
    }

    fn longest_from(&self, tokens: &[Token]) -> Option<(Intent, f32)> {
        let words = tokens
            .iter()
            .take(LONGEST * 2)
            .take_while(|t| t.kind == Kind::Word || is_apostrophe(t));
        let mut key = SEED;
        let mut found = None;
        for token in words.filter(|t| t.kind == Kind::Word).take(LONGEST) {
            key = mix(key, token.hash);
            found = self.find(key).or(found);
        }
        found
    }
}

fn is_apostrophe(token: &Token) -> bool {
    token.kind == Kind::Mark && (token.hash == hash::text("'") || token.hash == hash::text("’"))
}

/// Intent and weight of `idea 0.8]`.
fn parse_heading(heading: &str) -> Option<(Intent, f32)> {
    let (intent, weight) = heading.strip_suffix(']')?.split_once(' ')?;
    Some((Intent::parse(intent)?, weight.parse().ok()?))
}

/// Number of an intent in [`Intent::ALL`].
#[must_use]
pub fn position(intent: Intent) -> usize {
    Intent::ALL.iter().position(|other| *other == intent).unwrap_or(0)
}

fn slot(key: u64) -> usize {
    hash::bucket(key, SLOTS.ilog2()) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::Scan;

    const LISTS: &str = include_str!("phrases.txt");

    #[test]
    fn every_phrase_can_be_found() {
        let phrases = Phrases::read(LISTS).unwrap();
        let mut intent = None;
        for line in LISTS.lines().filter(|l| !l.starts_with('#')) {
            if let Some(heading) = line.strip_prefix('[') {
                intent = parse_heading(heading).map(|(intent, _)| intent);
                continue;
            }
            for phrase in line.split(',').map(str::trim).filter(|p| !p.is_empty()) {
                let beliefs = phrases.beliefs(Scan::new(phrase).tokens());
                let belief = beliefs[position(intent.unwrap())];
                assert!(belief > 0.3, "`{phrase}` is not found: {beliefs:?}");
            }
        }
        let full = phrases.slots.iter().filter(|s| s.is_some()).count();
        assert!(full * 2 < SLOTS, "the table is too full");
    }

    #[test]
    fn a_bad_line_is_named() {
        for lists in
            ["no heading", "[idea]\n", "[wish 0.8]\n", "[idea 0.8]\none two three four five"]
        {
            let message = Phrases::read(lists).unwrap_err().to_string();
            assert!(message.contains("phrases, line "), "{message}");
        }
    }

    #[test]
    fn two_weak_phrases_settle_it() {
        let scan = Scan::new("Qué lento, y otro fallo");
        let beliefs = Phrases::read(LISTS).unwrap().beliefs(scan.tokens());
        assert!(beliefs[position(Intent::Complaint)] > 0.6);
    }
}
