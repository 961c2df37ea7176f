//! The phrases that speak for an intent: rules written by hand, Spanish and English first.
//!
//! Words are folded and lower case; a phrase has at most [`LONGEST`] words. Nothing has measured
//! these lists; the accuracy card says so.

use plaza_core::Intent;

use crate::hash::{self, mix};
use crate::scan::{Kind, Scan, Token};

/// Words of the longest phrase.
const LONGEST: usize = 4;
const SEED: u64 = 0x51;
const SLOTS: usize = 2048;

/// Phrases that all but settle the matter.
const STRONG: f32 = 0.8;
/// Phrases that point that way; two of them, or one and the feeling, settle it.
const WEAK: f32 = 0.4;

/// The lists themselves.
const LISTS: &str = include_str!("phrases.txt");

/// Every phrase with its intent and weight, in the order of the lists.
fn listed() -> impl Iterator<Item = (Intent, f32, &'static str)> {
    let mut heading = None;
    LISTS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).filter_map(
        move |line| {
            let Some(named) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) else {
                return heading.map(|(intent, weight)| (intent, weight, line));
            };
            heading = named.split_once(' ').and_then(|(intent, strength)| {
                let weight = if strength == "strong" { STRONG } else { WEAK };
                Some((Intent::parse(intent)?, weight))
            });
            None
        },
    )
}

/// The phrases by the hash of their words.
#[derive(Debug)]
pub struct Phrases {
    slots: Vec<Option<(u64, Intent, f32)>>,
}

impl Default for Phrases {
    fn default() -> Self {
        let mut phrases = Self { slots: vec![None; SLOTS] };
        for (intent, weight, phrase) in listed() {
            let key = phrase.split(' ').fold(SEED, |key, word| mix(key, hash::text(word)));
            phrases.insert(key, intent, weight);
        }
        phrases
    }
}

impl Phrases {
    fn insert(&mut self, key: u64, intent: Intent, weight: f32) {
        let mut at = slot(key);
        while self.slots[at].is_some_and(|(other, ..)| other != key) {
            at = (at + 1) % SLOTS;
        }
        self.slots[at].get_or_insert((key, intent, weight));
    }

    fn find(&self, key: u64) -> Option<(Intent, f32)> {
        let mut at = slot(key);
        while let Some((other, intent, weight)) = self.slots[at] {
            if other == key {
                return Some((intent, weight));
            }
            at = (at + 1) % SLOTS;
        }
        None
    }

    /// Belief in each intent (in the order of [`Intent::ALL`]) from the phrases in the text. Each
    /// phrase leaves the share `1 - weight` of the doubt; of phrases that begin at one word only
    /// the longest counts.
    #[must_use]
    pub fn beliefs(&self, scan: &Scan<'_>) -> [f32; Intent::ALL.len()] {
        let tokens = scan.tokens();
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

    #[test]
    fn every_phrase_can_be_found() {
        let phrases = Phrases::default();
        for (intent, _, phrase) in listed() {
            assert!(phrase.split(' ').count() <= LONGEST, "`{phrase}` is too long");
            let beliefs = phrases.beliefs(&Scan::new(phrase));
            assert!(beliefs[position(intent)] > 0.3, "`{phrase}` is not found: {beliefs:?}");
        }
        let lines = LISTS.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '[']));
        assert_eq!(lines.count(), listed().count(), "a heading is not understood");
        assert!(
            phrases.slots.iter().filter(|s| s.is_some()).count() * 2 < SLOTS,
            "the table is too full"
        );
    }

    #[test]
    fn two_weak_phrases_settle_it() {
        let beliefs = Phrases::default().beliefs(&Scan::new("Qué lento, y otro fallo"));
        assert!(beliefs[position(Intent::Complaint)] > 0.6);
    }
}
