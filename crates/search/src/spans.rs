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
/// close enough: the right one begins behind the left one, at most `distance` steps further.
pub(crate) fn pairs(
    left: &[Span],
    right: &[Span],
    distance: u32,
    mut found: impl FnMut(usize, usize),
) {
    let mut kept = 0;
    for (index, span) in left.iter().enumerate() {
        let first = right.partition_point(|r| r.start <= span.end);
        for (offset, other) in right[first..].iter().enumerate() {
            if other.start - span.end > distance || kept >= MAX_SPANS {
                break;
            }
            kept += 1;
            found(index, first + offset);
        }
    }
}

/// Puts the spans of both sides within `distance`, in order or in either order, into `out`.
pub(crate) fn near(
    left: &[Span],
    right: &[Span],
    distance: u32,
    ordered: bool,
    out: &mut Vec<Span>,
) {
    out.clear();
    pairs(left, right, distance, |l, r| {
        out.push(Span { start: left[l].start, end: right[r].end });
    });
    if !ordered {
        pairs(right, left, distance, |r, l| {
            out.push(Span { start: right[r].start, end: left[l].end });
        });
    }
    tidy(out);
}

/// Keeps the beginnings of a phrase that the next word follows, `step` steps further, and makes
/// them longer by it.
///
/// Both are sorted, all of `begun` have one length, and `next` are single words.
pub(crate) fn follow(begun: &mut Vec<Span>, next: &[Span], step: u32) {
    let mut index = 0;
    begun.retain_mut(|span| {
        span.end += step;
        while next.get(index).is_some_and(|word| word.start < span.end) {
            index += 1;
        }
        next.get(index).is_some_and(|word| word.start == span.end)
    });
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

    fn near(left: &[u32], right: &[u32], distance: u32, ordered: bool) -> Vec<(u32, u32)> {
        let mut out = Vec::new();
        super::near(&words(left), &words(right), distance, ordered, &mut out);
        shown(&out)
    }

    #[test]
    fn near_counts_words_in_order_or_not() {
        assert_eq!(near(&[1, 10], &[4, 8], 3, true), [(1, 4)]);
        assert_eq!(near(&[1, 10], &[4, 8], 2, true), []);
        assert_eq!(near(&[1, 10], &[4, 8], 3, false), [(1, 4), (8, 10)]);
    }

    #[test]
    fn one_word_is_not_near_itself() {
        assert_eq!(near(&[3], &[3], 5, false), []);
        assert_eq!(near(&[3, 4], &[3, 4], 5, false), [(3, 4)]);
    }

    #[test]
    fn phrases_need_neighbours() {
        let mut spans = words(&[1, 5, 9]);
        follow(&mut spans, &words(&[2, 7, 10]), 1);
        assert_eq!(shown(&spans), [(1, 2), (9, 10)]);
        follow(&mut spans, &words(&[3, 8]), 1);
        assert_eq!(shown(&spans), [(1, 3)]);
        follow(&mut spans, &[], 1);
        assert_eq!(shown(&spans), []);
    }

    #[test]
    fn a_text_of_one_word_repeated_stays_bounded() {
        let all: Vec<_> = (0..50_000).collect();
        assert!(near(&all, &all, 100, false).len() <= 2 * MAX_SPANS);
    }
}
