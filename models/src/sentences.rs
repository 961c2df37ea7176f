//! Cuts a text into sentences, the way people end them in public: marks, line breaks.

use crate::scan::{Kind, Scan, Token};

/// Shortest sentence in tokens.
const SHORTEST: usize = 3;

/// Runs of tokens up to a full stop, question or exclamation mark, or a line break. A piece of
/// fewer than three tokens stays with the one before it.
pub fn sentences<'a>(scan: &'a Scan<'_>) -> impl Iterator<Item = &'a [Token]> {
    let tokens = scan.tokens();
    let mut begin = 0;
    std::iter::from_fn(move || {
        if begin >= tokens.len() {
            return None;
        }
        let end = (begin..tokens.len())
            .find(|index| {
                index - begin >= SHORTEST
                    && tokens.len() - index > SHORTEST
                    && ends_sentence(scan, *index)
            })
            .map_or(tokens.len(), |index| index + 1);
        let sentence = &tokens[begin..end];
        begin = end;
        Some(sentence)
    })
}

fn ends_sentence(scan: &Scan<'_>, index: usize) -> bool {
    let tokens = scan.tokens();
    let token = &tokens[index];
    let behind = tokens.get(index + 1).map_or("", |next| &scan.text()[token.end..next.start]);
    let stop = token.kind == Kind::Mark
        && matches!(scan.written(token).as_bytes().first(), Some(b'.' | b'!' | b'?'));
    (stop && behind.starts_with(char::is_whitespace)) || behind.contains('\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_people_end_them() {
        let scan = Scan::new(
            "It is ok. Please add v2.0 support for all!\nI would like a dark mode too. Ok.",
        );
        let got: Vec<String> = sentences(&scan)
            .map(|s| scan.text()[s[0].start..s[s.len() - 1].end].to_owned())
            .collect();
        assert_eq!(
            got,
            ["It is ok.", "Please add v2.0 support for all!", "I would like a dark mode too. Ok."]
        );
    }
}
