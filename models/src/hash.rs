//! Feature hashing: a feature's name becomes a bucket number, so that no vocabulary is shipped.
//!
//! Method: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009
//! (without the sign hash; buckets outnumber frequent features).

const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// Mixes a value into a running hash.
#[inline]
#[must_use]
pub fn mix(hash: u64, value: u64) -> u64 {
    let mixed = (hash ^ value).wrapping_mul(MULTIPLIER);
    mixed ^ (mixed >> 29)
}

/// Hash of a string, eight bytes at a time.
#[inline]
#[must_use]
pub fn text(text: &str) -> u64 {
    let (words, tail) = text.as_bytes().as_chunks::<8>();
    let hash =
        words.iter().fold(text.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let tail = tail.iter().fold(0_u64, |value, byte| (value << 8) | u64::from(*byte));
    mix(hash, tail)
}

/// Number of the bucket, below `2^bits`.
#[inline]
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "only `bits` bits are left after the shift")]
pub fn bucket(hash: u64, bits: u32) -> u32 {
    (hash.wrapping_mul(MULTIPLIER) >> (64 - bits)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_stay_in_range_and_spread() {
        let mut seen = std::collections::HashSet::new();
        for n in 0..1000 {
            let number = bucket(text(&format!("word{n}")), 16);
            assert!(number < 1 << 16);
            seen.insert(number);
        }
        assert!(seen.len() > 980, "{} different buckets", seen.len());
    }

    #[test]
    fn length_and_order_matter() {
        assert_ne!(text("ab"), text("ba"));
        assert_ne!(text("a"), text("a\0"));
        assert_ne!(text("12345678"), text("123456789"));
    }
}
