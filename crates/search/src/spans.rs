//! Phrases and `NEAR` over places in one text; the same for the index and for highlights.

/// Most spans that one expression keeps per text; a text that has more has certainly matched.
const MAX_SPANS: usize = 10_000;

/// First and last word of a match, as positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    /// One word.
    pub(crate) fn word(position: u32) -> Self {
        Self { start: position, end: position }
    }
}

/// Calls `found` with the places in `left` and `right` (both sorted) of each pair that stands
/// close enough: the right one begins behind the left one, at most `distance` words further.
pub(crate) fn pairs(
    left: &[Span],
    right: &[Span],
    distance: u32,
    mut found: impl FnMut(usize, usize),
) {
    let mut kept = 0;
    for (at, span) in left.iter().enumerate() {
        let first = right.partition_point(|r| r.start <= span.end);
        for (offset, other) in right[first..].iter().enumerate() {
            if other.start - span.end > distance || kept >= MAX_SPANS {
                break;
            }
            kept += 1;
            found(at, first + offset);
        }
    }
}

/// Spans of both sides within `distance`, in order or in either order.
pub(crate) fn near(left: &[Span], right: &[Span], distance: u32, ordered: bool) -> Vec<Span> {
    let mut spans = Vec::new();
    pairs(left, right, distance, |l, r| {
        spans.push(Span { start: left[l].start, end: right[r].end });
    });
    if !ordered {
        pairs(right, left, distance, |r, l| {
            spans.push(Span { start: right[r].start, end: left[l].end });
        });
    }
    tidy(&mut spans);
    spans
}

/// Places where the words of `parts` stand one directly behind the other.
pub(crate) fn phrase(parts: &[Vec<Span>]) -> Vec<Span> {
    let Some((first, rest)) = parts.split_first() else { return Vec::new() };
    rest.iter().fold(first.clone(), |begun, next| near(&begun, next, 1, true))
}

/// Sorts and drops doubles.
pub(crate) fn tidy(spans: &mut Vec<Span>) {
    spans.sort_unstable();
    spans.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(positions: &[u32]) -> Vec<Span> {
        positions.iter().copied().map(Span::word).collect()
    }

    fn shown(spans: &[Span]) -> Vec<(u32, u32)> {
        spans.iter().map(|s| (s.start, s.end)).collect()
    }

    #[test]
    fn near_counts_words_in_order_or_not() {
        let (a, b) = (words(&[1, 10]), words(&[4, 8]));
        assert_eq!(shown(&near(&a, &b, 3, true)), [(1, 4)]);
        assert_eq!(shown(&near(&a, &b, 2, true)), []);
        assert_eq!(shown(&near(&a, &b, 3, false)), [(1, 4), (8, 10)]);
    }

    #[test]
    fn one_word_is_not_near_itself() {
        assert_eq!(near(&words(&[3]), &words(&[3]), 5, false), []);
        assert_eq!(shown(&near(&words(&[3, 4]), &words(&[3, 4]), 5, false)), [(3, 4)]);
    }

    #[test]
    fn phrases_need_neighbours() {
        let parts = [words(&[1, 5]), words(&[2, 7]), words(&[3, 8])];
        assert_eq!(shown(&phrase(&parts)), [(1, 3)]);
    }

    #[test]
    fn a_text_of_one_word_repeated_stays_bounded() {
        let all: Vec<_> = (0..50_000).map(Span::word).collect();
        assert!(near(&all, &all, 100, false).len() <= 2 * MAX_SPANS);
    }
}
