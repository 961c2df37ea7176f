//! What workspace heads read of a text: its words, word pairs and pieces of words, hashed.

use plaza_core::text::{fold_into, stable_hash, tokens};

/// Logarithm of the number of buckets. Only those that a judged text fills are kept.
const BITS: u32 = 18;
/// Words that are read of a text.
const MAX_WORDS: usize = 1_000;
/// Letters in a piece of a word.
const PIECE: usize = 4;

/// Buckets in ascending order; every one has the same value, and together they have length 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Features {
    pub(super) buckets: Vec<u32>,
    pub(super) value: f32,
}

impl Features {
    /// Reads a text.
    #[expect(clippy::cast_precision_loss, reason = "some thousand features at most")]
    pub(crate) fn of(text: &str) -> Self {
        let mut buckets = Vec::new();
        let (mut word, mut before, mut name) = (String::new(), String::new(), String::new());
        for token in tokens(text).take(MAX_WORDS) {
            word.clear();
            fold_into(token.text, &mut word);
            let mut add = |parts: [&str; 3]| {
                name.clear();
                name.extend(parts);
                buckets.push(bucket(&name));
            };
            add(["w", "", &word]);
            add([&before, " ", &word]);
            let ends: Vec<usize> =
                word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
            for piece in ends.windows(PIECE + 1) {
                add(["p", "", &word[piece[0]..piece[PIECE]]]);
            }
            std::mem::swap(&mut before, &mut word);
        }
        for sign in ['?', '!'].into_iter().filter(|sign| text.contains(*sign)) {
            buckets.push(bucket(sign.encode_utf8(&mut [0; 4])));
        }
        buckets.sort_unstable();
        buckets.dedup();
        let value = 1.0 / (buckets.len().max(1) as f32).sqrt();
        Self { buckets, value }
    }
}

/// The bucket of a feature: the highest bits of its hash.
fn bucket(name: &str) -> u32 {
    let highest = stable_hash(name).cast_unsigned() >> (u64::BITS - BITS);
    u32::try_from(highest).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_folded_sorted_and_of_length_one() {
        let features = Features::of("La Batería, la BATERIA!");
        assert_eq!(features, Features::of("la bateria la batería !"));
        assert!(features.buckets.is_sorted() && features.buckets.len() > 6);
        let length = features.value * features.value * features.buckets.len() as f32;
        assert!((length - 1.0).abs() < 1e-5);
        assert!(Features::of("… 😀").buckets.is_empty());
        let long = Features::of(&"año 日本語 ".repeat(5_000));
        assert!(long.buckets.len() < 20);
    }
}
