//! Near-duplicates: syndicated news, copied reviews, quotes with a word changed.
//!
//! `MinHash` with one permutation and optimal densification (Shrivastava 2017, "Optimal
//! Densification for Fast and Accurate Minwise Hashing") over three-word shingles, candidates by
//! locality-sensitive hashing in bands. Near-duplicates are linked, never deleted.

use std::collections::{HashMap, VecDeque};

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::{MentionId, text};

/// Number of minimum hashes in a signature.
const BINS: usize = 16;
/// Hashes per band; two texts are compared when they agree in all hashes of one band.
const BAND: usize = 4;
/// Share of equal hashes, an estimate of the Jaccard similarity, from which two texts count as
/// near-duplicates: 12 of 16.
const NEEDED: usize = 12;
/// Words in a shingle.
const SHINGLE: usize = 3;
/// Texts with fewer words are not compared: "thank you" is no duplicate of "thank you".
const FEWEST_WORDS: usize = 6;

/// 16 minimum hashes of a text's shingles, 16 bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature([u16; BINS]);

impl Signature {
    /// Number of bytes of a stored signature.
    pub const BYTES: usize = BINS * 2;

    /// The signature of a text, or `None` when it has fewer than six words.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let mut folded = String::new();
        let mut words = Vec::new();
        for token in text::tokens(text).take(4_000) {
            folded.clear();
            text::fold_into(token.text, &mut folded);
            words.push(xxh3_64(folded.as_bytes()));
        }
        if words.len() < FEWEST_WORDS {
            return None;
        }
        let mut lowest = [u64::MAX; BINS];
        for shingle in words.windows(SHINGLE) {
            let hash = shingle
                .iter()
                .fold(0_u64, |h, w| (h.rotate_left(5) ^ w).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let hash = hash ^ (hash >> 29);
            let bin = (hash >> 60) as usize;
            lowest[bin] = lowest[bin].min(hash & 0x0FFF_FFFF_FFFF_FFFF);
        }
        Some(Self(densify(&lowest)))
    }

    /// The stored form.
    #[must_use]
    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        for (pair, value) in bytes.chunks_exact_mut(2).zip(self.0) {
            pair.copy_from_slice(&value.to_le_bytes());
        }
        bytes
    }

    /// Reads the stored form.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; Self::BYTES] = bytes.try_into().ok()?;
        Some(Self(std::array::from_fn(|i| u16::from_le_bytes([bytes[2 * i], bytes[2 * i + 1]]))))
    }

    /// Estimated Jaccard similarity of the two texts' shingles, 0 to 1 in sixteenths.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f32 {
        let equal = self.0.iter().zip(other.0).filter(|(a, b)| **a == *b).count();
        #[expect(clippy::cast_precision_loss, reason = "at most 16")]
        let share = equal as f32 / BINS as f32;
        share
    }

    fn bands(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.chunks_exact(BAND).enumerate().map(|(band, hashes)| {
            hashes.iter().fold(band as u64 + 1, |key, h| (key << 16) ^ (key >> 48) ^ u64::from(*h))
        })
    }
}

/// Fills empty bins from bins chosen by hash, so that short texts stay comparable.
fn densify(lowest: &[u64; BINS]) -> [u16; BINS] {
    std::array::from_fn(|bin| {
        let mut from = bin;
        let mut attempt = 0_u64;
        while lowest[from] == u64::MAX {
            attempt += 1;
            let seed = (bin as u64) << 32 | attempt;
            from = (xxh3_64_with_seed(&seed.to_le_bytes(), 7) >> 60) as usize;
        }
        // The high bits of a minimum are nearly constant; mix before cutting to 16 bits.
        (lowest[from].wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 48) as u16
    })
}

/// The most recent mentions' signatures, and which mention each new one repeats.
///
/// Bounded: it remembers the last `capacity` mentions (about 100 bytes each). Syndication and
/// copying happen within days; older repeats start a group of their own.
#[derive(Debug)]
pub struct NearDuplicates {
    capacity: usize,
    /// Mention id, the first mention of its group, signature; oldest first.
    recent: VecDeque<Entry>,
    /// Sequence number of `recent`'s first entry.
    first: u64,
    /// Band key to the sequence number of the latest mention with that key.
    by_band: HashMap<u64, u64>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    group: MentionId,
    signature: Signature,
}

impl NearDuplicates {
    /// Remembers the last `capacity` mentions.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { capacity, recent: VecDeque::new(), first: 0, by_band: HashMap::new() }
    }

    /// Adds a stored mention, with the group it was put into when it came.
    pub fn remember(&mut self, id: MentionId, near_of: Option<MentionId>, signature: Signature) {
        if self.recent.len() >= self.capacity {
            self.forget_oldest();
        }
        let number = self.first + self.recent.len() as u64;
        for band in signature.bands() {
            self.by_band.insert(band, number);
        }
        self.recent.push_back(Entry { group: near_of.unwrap_or(id), signature });
    }

    /// The first mention of the group that `signature` belongs to, if it repeats a recent one.
    #[must_use]
    pub fn find(&self, signature: &Signature) -> Option<MentionId> {
        signature
            .bands()
            .filter_map(|band| self.by_band.get(&band))
            .filter_map(|number| {
                self.recent.get(usize::try_from(number.checked_sub(self.first)?).ok()?)
            })
            .find(|entry| {
                entry.signature.0.iter().zip(signature.0).filter(|(a, b)| **a == *b).count()
                    >= NEEDED
            })
            .map(|entry| entry.group)
    }

    fn forget_oldest(&mut self) {
        if let Some(entry) = self.recent.pop_front() {
            for band in entry.signature.bands() {
                if self.by_band.get(&band) == Some(&self.first) {
                    self.by_band.remove(&band);
                }
            }
            self.first += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEWS: &str = "La nueva batería del teléfono dura dos días completos según la prueba que publicó \
        ayer la revista, que midió la autonomía con la pantalla encendida y el brillo al máximo durante horas";

    fn signature(text: &str) -> Signature {
        Signature::of(text).unwrap()
    }

    #[test]
    fn a_copy_with_a_word_changed_is_found_and_another_text_is_not() {
        let mut window = NearDuplicates::new(10);
        window.remember(7.into(), None, signature(NEWS));
        let copy = format!("{} Leer más", NEWS.to_uppercase());
        assert_eq!(window.find(&signature(&copy)), Some(7.into()));
        let other =
            "El servicio de atención al cliente no contesta nunca cuando llamo por la tarde";
        assert_eq!(window.find(&signature(other)), None);
    }

    #[test]
    fn groups_keep_the_first_mention() {
        let mut window = NearDuplicates::new(10);
        window.remember(7.into(), None, signature(NEWS));
        window.remember(9.into(), Some(7.into()), signature(NEWS));
        assert_eq!(window.find(&signature(NEWS)), Some(7.into()));
    }

    #[test]
    fn the_window_is_bounded() {
        let mut window = NearDuplicates::new(2);
        window.remember(1.into(), None, signature(NEWS));
        for id in 2..50 {
            let text = format!(
                "texto distinto número {id} con otras {} palabras de {} relleno",
                id * 7,
                id * 13
            );
            window.remember(id.into(), None, signature(&text));
        }
        assert_eq!(window.find(&signature(NEWS)), None);
        assert_eq!(window.recent.len(), 2);
        assert!(window.by_band.len() <= 2 * BINS / BAND);
    }

    #[test]
    fn short_texts_have_no_signature_and_stored_form_round_trips() {
        assert_eq!(Signature::of("muchas gracias por todo"), None);
        let s = signature(NEWS);
        assert_eq!(Signature::from_bytes(&s.to_bytes()), Some(s));
        assert_eq!(Signature::from_bytes(&[1, 2]), None);
        assert!((s.similarity(&s) - 1.0).abs() < f32::EPSILON);
    }
}
