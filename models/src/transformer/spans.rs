//! What the tags of pieces say about the words and aspects of a text.
//!
//! Tags are of the kind begin–inside–outside, each begin and inside with a feeling. Where a word is
//! cut into several pieces, the first one decides for it (Devlin et al., "BERT", 2019, section
//! 5.3). Which words are aspects is decided together with the native analyser's tagger.

use crate::native::AspectOpinion;

/// Outside; begin with negative, neutral, positive; inside with the same.
pub(super) const TAGS: usize = 7;
/// Feelings, in the order negative, neutral, positive.
const FEELINGS: usize = 3;
/// Smaller probabilities count as this one, so that neither opinion can overrule the other
/// completely.
const LEAST: f32 = 1e-4;

/// A text's pieces with their tags.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct TaggedPieces {
    /// First character and the one after the last of each piece, in order, and its tags.
    pub(super) pieces: Vec<((usize, usize), [f32; TAGS])>,
}

impl TaggedPieces {
    /// Takes `places` (characters of the text; empty ones are left out) and the probabilities of
    /// the tags of each.
    pub(super) fn new(places: &[(usize, usize)], tags: &[[f32; TAGS]]) -> Self {
        let pieces = places.iter().copied().zip(tags.iter().copied());
        Self { pieces: pieces.filter(|((start, end), _)| start < end).collect() }
    }

    /// The tags of the pieces that share a character with `start..end`.
    fn over(&self, start: usize, end: usize) -> impl Iterator<Item = &[f32; TAGS]> {
        // Nothing shares a character with an empty span.
        let end = if start < end { end } else { 0 };
        let first = self.pieces.partition_point(|((_, piece_end), _)| *piece_end <= start);
        let there = self.pieces[first..].iter().take_while(move |((begin, _), _)| *begin < end);
        there.map(|(_, tags)| tags)
    }
}

impl AspectOpinion for TaggedPieces {
    fn tags(&self, start: usize, end: usize) -> [f32; 3] {
        let Some(tags) = self.over(start, end).next() else { return [0.0; 3] };
        let sum = |from: usize| tags[from..from + FEELINGS].iter().sum::<f32>();
        [tags[0], sum(1), sum(1 + FEELINGS)].map(|p| p.max(LEAST).ln())
    }

    fn feelings(&self, start: usize, end: usize) -> [f32; 3] {
        let mut sums = [0.0_f32; FEELINGS];
        for tags in self.over(start, end) {
            for (feeling, sum) in sums.iter_mut().enumerate() {
                *sum += tags[1 + feeling] + tags[1 + FEELINGS + feeling];
            }
        }
        let total: f32 = sums.iter().sum();
        if total > 0.0 { sums.map(|sum| (sum / total).max(LEAST).ln()) } else { [0.0; 3] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const O: [f32; TAGS] = [0.94, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01];
    const B_NEG: [f32; TAGS] = [0.04, 0.9, 0.01, 0.01, 0.02, 0.01, 0.01];
    const I_POS: [f32; TAGS] = [0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.94];

    /// `La batería mola`: a mark without characters, then a blank belongs to each word's first piece.
    fn pieces() -> TaggedPieces {
        let places = [(0, 0), (0, 2), (2, 6), (6, 10), (10, 15), (15, 15)];
        TaggedPieces::new(&places, &[B_NEG, O, B_NEG, I_POS, I_POS, B_NEG])
    }

    fn likeliest(logs: [f32; 3]) -> usize {
        (0..3).max_by(|a, b| logs[*a].total_cmp(&logs[*b])).unwrap()
    }

    #[test]
    fn the_first_piece_of_a_word_speaks_for_it() {
        let words = [(0, 2), (3, 10), (11, 15)].map(|(a, b)| likeliest(pieces().tags(a, b)));
        assert_eq!(words, [0, 1, 2]);
        assert!((pieces().tags(3, 10)[1].exp() - 0.92).abs() < 1e-5);
    }

    #[test]
    fn every_piece_has_a_say_in_the_feeling() {
        assert_eq!(likeliest(pieces().feelings(3, 10)), 2);
        assert_eq!(likeliest(pieces().feelings(3, 6)), 0);
        let sum: f32 = pieces().feelings(3, 15).iter().map(|log| log.exp()).sum();
        assert!((sum - 1.0).abs() < 1e-3);
    }

    #[test]
    fn where_nothing_was_read_nothing_is_said() {
        for (start, end) in [(15, 20), (400, 410), (3, 3)] {
            assert_eq!(pieces().tags(start, end), [0.0; 3]);
            assert_eq!(pieces().feelings(start, end), [0.0; 3]);
        }
        assert_eq!(TaggedPieces::default().tags(0, 5), [0.0; 3]);
        // A probability of zero does not overrule the other opinion.
        let sure = TaggedPieces::new(&[(0, 3)], &[[1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]]);
        assert!(sure.tags(0, 3).iter().all(|log| log.is_finite()));
        assert_eq!(sure.feelings(0, 3), [0.0; 3]);
    }
}
