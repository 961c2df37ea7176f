//! From tags of pieces to aspects in the text.
//!
//! Tags are of the kind begin–inside–outside, each begin and inside with a feeling. The best
//! sequence in which no inside follows an outside is found by the algorithm of Viterbi over the
//! three kinds; the feeling of an aspect is that with the largest summed probability over its pieces.

/// Outside; begin with negative, neutral, positive; inside with the same.
pub(super) const TAGS: usize = 7;
/// Feelings, in the order negative, neutral, positive.
const FEELINGS: usize = 3;

const OUTSIDE: usize = 0;
const BEGIN: usize = 1;
const INSIDE: usize = 2;

/// An aspect, in characters of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    /// 0 negative, 1 neutral, 2 positive.
    pub(super) feeling: usize,
}

/// Finds aspects. `tags` has the probabilities of each piece, `places` the characters of each
/// piece (empty ones are left out), `chars` the text.
pub(super) fn decode(tags: &[[f32; TAGS]], places: &[(usize, usize)], chars: &[char]) -> Vec<Span> {
    let pieces: Vec<usize> =
        (0..tags.len()).filter(|at| places.get(*at).is_some_and(|(a, b)| b > a)).collect();
    let kinds: Vec<[f32; 3]> = pieces.iter().map(|at| kinds(&tags[*at])).collect();
    let mut spans: Vec<Span> = Vec::new();
    let mut first = 0;
    let path = best_path(&kinds);
    while first < path.len() {
        if path[first] == OUTSIDE {
            first += 1;
            continue;
        }
        let inside = path[first + 1..].iter().take_while(|kind| **kind == INSIDE).count();
        let end = first + 1 + inside;
        let free = spans.last().map_or(0, |span| span.end);
        let place = (places[pieces[first]].0.max(free), places[pieces[end - 1]].1);
        if let Some((start, behind)) = whole_words(place, free, chars) {
            let feeling = feeling(pieces[first..end].iter().map(|at| &tags[*at]));
            spans.push(Span { start, end: behind, feeling });
        }
        first = end;
    }
    spans
}

/// Probabilities of outside, begin and inside.
fn kinds(tags: &[f32; TAGS]) -> [f32; 3] {
    let sum = |from: usize| tags[from..from + FEELINGS].iter().sum();
    [tags[0], sum(1), sum(1 + FEELINGS)]
}

/// The feeling with the largest sum; neutral where sums are equal.
fn feeling<'a>(tags: impl Iterator<Item = &'a [f32; TAGS]>) -> usize {
    let mut sums = [0.0_f32; FEELINGS];
    for tag in tags {
        for (feeling, sum) in sums.iter_mut().enumerate() {
            *sum += tag[1 + feeling] + tag[1 + FEELINGS + feeling];
        }
    }
    [0, 2].into_iter().fold(1, |best, other| if sums[other] > sums[best] { other } else { best })
}

/// The likeliest kinds in a row; inside follows begin or inside only.
fn best_path(kinds: &[[f32; 3]]) -> Vec<usize> {
    let Some(first) = kinds.first() else { return Vec::new() };
    let log = |p: f32| p.max(f32::MIN_POSITIVE).ln();
    let mut scores = [log(first[OUTSIDE]), log(first[BEGIN]), f32::NEG_INFINITY];
    let mut came_from = Vec::with_capacity(kinds.len());
    for step in &kinds[1..] {
        let any = (0..3).fold(0, |best, k| if scores[k] > scores[best] { k } else { best });
        let named = if scores[INSIDE] > scores[BEGIN] { INSIDE } else { BEGIN };
        came_from.push([any, any, named]);
        scores = [
            scores[any] + log(step[OUTSIDE]),
            scores[any] + log(step[BEGIN]),
            scores[named] + log(step[INSIDE]),
        ];
    }
    let last = (0..3).fold(0, |best, k| if scores[k] > scores[best] { k } else { best });
    let mut path = vec![last];
    for from in came_from.iter().rev() {
        path.push(from[path[path.len() - 1]]);
    }
    path.reverse();
    path
}

/// The span without white space at its ends, grown where it cuts a word, but not over characters
/// before `free`. `None` when nothing is left.
fn whole_words(
    (mut start, mut end): (usize, usize),
    free: usize,
    chars: &[char],
) -> Option<(usize, usize)> {
    while start < end && chars[start].is_whitespace() {
        start += 1;
    }
    while end > start && chars[end - 1].is_whitespace() {
        end -= 1;
    }
    if start >= end {
        return None;
    }
    let in_word = |at: usize| chars.get(at).is_some_and(|c| c.is_alphanumeric());
    while start > free && in_word(start) && in_word(start - 1) {
        start -= 1;
    }
    while in_word(end - 1) && in_word(end) {
        end += 1;
    }
    Some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    const O: [f32; TAGS] = [0.94, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01];
    const B_NEG: [f32; TAGS] = [0.04, 0.9, 0.01, 0.01, 0.02, 0.01, 0.01];
    const B_POS: [f32; TAGS] = [0.04, 0.01, 0.01, 0.9, 0.02, 0.01, 0.01];
    const I_POS: [f32; TAGS] = [0.04, 0.01, 0.02, 0.01, 0.01, 0.01, 0.9];
    const I_NEG: [f32; TAGS] = [0.04, 0.01, 0.01, 0.02, 0.9, 0.01, 0.01];

    fn found(text: &str, tagged: &[((usize, usize), [f32; TAGS])]) -> Vec<(String, usize)> {
        let chars: Vec<char> = text.chars().collect();
        let places: Vec<_> = tagged.iter().map(|(place, _)| *place).collect();
        let tags: Vec<_> = tagged.iter().map(|(_, tag)| *tag).collect();
        let spans = decode(&tags, &places, &chars);
        spans.iter().map(|s| (chars[s.start..s.end].iter().collect(), s.feeling)).collect()
    }

    #[test]
    fn pieces_become_words_with_their_feeling() {
        let text = "La batería dura, la pantalla mola";
        let got = found(
            text,
            &[
                ((0, 0), O),
                ((0, 2), O),
                ((2, 6), B_NEG),
                ((6, 10), I_NEG),
                ((10, 15), O),
                ((15, 16), O),
                ((16, 19), O),
                ((19, 28), B_POS),
                ((28, 33), O),
                ((33, 33), O),
            ],
        );
        assert_eq!(got, [("batería".to_owned(), 0), ("pantalla".to_owned(), 2)]);
    }

    #[test]
    fn an_inside_without_begin_is_decided_by_what_is_likelier() {
        // Begin has nearly no probability here: the weak inside is given up for outside.
        let got =
            found("la sopa", &[((0, 2), O), ((2, 7), [0.4, 0.01, 0.01, 0.01, 0.5, 0.05, 0.02])]);
        assert_eq!(got, []);
        // A strong inside makes the piece before it a begin.
        let got = found(
            "el plato principal",
            &[((0, 2), O), ((2, 8), [0.5, 0.0, 0.0, 0.45, 0.0, 0.0, 0.05]), ((8, 18), I_POS)],
        );
        assert_eq!(got, [("plato principal".to_owned(), 2)]);
    }

    #[test]
    fn aspects_end_where_words_end_and_never_overlap() {
        let got = found("screensaver ok", &[((0, 6), B_POS), ((6, 11), O), ((11, 14), O)]);
        assert_eq!(got, [("screensaver".to_owned(), 2)]);
        let got = found("pan vino", &[((0, 2), B_POS), ((2, 3), B_NEG), ((3, 8), B_NEG)]);
        assert_eq!(got, [("pan".to_owned(), 2), ("vino".to_owned(), 0)]);
        assert_eq!(found("  ", &[((0, 1), B_POS), ((1, 2), I_POS)]), []);
        assert_eq!(found("", &[]), []);
    }
}
