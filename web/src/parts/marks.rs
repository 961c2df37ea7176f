//! Text cut into pieces, some of which are highlighted.

use std::ops::Range;

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) text: String,
    pub(crate) marked: bool,
}

/// Characters of an excerpt.
const EXCERPT_CHARS: usize = 320;
/// Characters shown in front of the first match.
const LEAD_CHARS: usize = 80;

/// The whole text with its matches marked.
pub(crate) fn marked(text: &str, marks: &[Range<usize>]) -> Vec<Part> {
    pieces(text, 0..text.len(), marks)
}

/// A stretch of the text around the first match, with dots where it was cut.
pub(crate) fn excerpt(text: &str, marks: &[Range<usize>]) -> Vec<Part> {
    let first = marks.first().map_or(0, |mark| mark.start).min(text.len());
    let start = if text[..first].chars().count() > LEAD_CHARS + 40 {
        back_to_word(text, back_chars(text, first, LEAD_CHARS))
    } else {
        0
    };
    let end = text[start..]
        .char_indices()
        .nth(EXCERPT_CHARS)
        .map_or(text.len(), |(offset, _)| start + offset);
    let mut parts = pieces(text, start..end, marks);
    if start > 0 {
        parts.insert(0, Part { text: "… ".to_owned(), marked: false });
    }
    if end < text.len() {
        parts.push(Part { text: "…".to_owned(), marked: false });
    }
    parts
}

fn back_chars(text: &str, from: usize, chars: usize) -> usize {
    text[..from].char_indices().rev().nth(chars).map_or(0, |(at, _)| at)
}

fn back_to_word(text: &str, from: usize) -> usize {
    text[from..].find(char::is_whitespace).map_or(from, |space| {
        let after = from + space;
        after + text[after..].chars().next().map_or(0, char::len_utf8)
    })
}

fn pieces(text: &str, within: Range<usize>, marks: &[Range<usize>]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = within.start;
    let mut push = |range: Range<usize>, marked: bool| {
        // A mark that does not fall on character borders is left out rather than trusted.
        if let Some(piece) = text.get(range).filter(|piece| !piece.is_empty()) {
            parts.push(Part { text: piece.to_owned(), marked });
        }
    };
    for mark in marks {
        let (start, end) = (mark.start.max(at), mark.end.min(within.end));
        if start >= end || !text.is_char_boundary(start) || !text.is_char_boundary(end) {
            continue;
        }
        push(at..start, false);
        push(start..end, true);
        at = end;
    }
    push(at..within.end, false);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(parts: &[Part]) -> String {
        parts
            .iter()
            .map(|part| if part.marked { format!("[{}]", part.text) } else { part.text.clone() })
            .collect()
    }

    #[test]
    fn marks_are_kept_apart_and_broken_ones_left_out() {
        let text = "La batería no dura";
        assert_eq!(shown(&marked(text, &[3..11, 12..14])), "La [batería] [no] dura");
        // 9 is inside the í.
        assert_eq!(
            shown(&marked(text, &[3..9, 12..14, 13..99])),
            "La batería [no] [dura]".replace(" [dura]", "[ dura]")
        );
        assert_eq!(shown(&marked("", std::slice::from_ref(&(0..4)))), "");
    }

    #[test]
    fn excerpts_begin_near_the_match() {
        let text = format!("{} fin de la prueba {}", "palabra ".repeat(60), "más ".repeat(200));
        let at = text.find("fin").unwrap();
        let said = shown(&excerpt(&text, std::slice::from_ref(&(at..at + 3))));
        assert!(said.starts_with("… palabra"), "{said}");
        assert!(said.contains("[fin]") && said.ends_with('…'));
        assert!(said.chars().count() < EXCERPT_CHARS + 10);
        assert_eq!(shown(&excerpt("corto", &[])), "corto");
    }
}
