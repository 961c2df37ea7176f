//! Evidence is an exact quote: the words must stand in the mention.

use serde::Serialize;
use thiserror::Error;

use crate::{Message, say};

/// Where a quote stands, in characters of the mention's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct QuoteSpan {
    /// First character.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
}

/// Why a quote is not evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum QuoteError {
    /// Nothing but white space.
    #[error("the quote is empty")]
    Empty,
    /// The mention does not say so.
    #[error("the quote does not stand in the mention word for word")]
    NotFound,
}

impl QuoteError {
    /// What a person is told.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Empty => say!("quote-empty", "the quote is empty"),
            Self::NotFound => {
                say!("quote-not-found", "the quote does not stand in the mention word for word")
            }
        }
    }
}

/// Finds `quote` in `text`. White space may differ, as it does when a person selects text in a
/// browser; everything else must be the same to the letter.
///
/// # Errors
/// [`QuoteError`] when the quote is empty or is not there.
pub fn locate_quote(text: &str, quote: &str) -> Result<QuoteSpan, QuoteError> {
    let wanted: Vec<char> =
        quote.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    if wanted.is_empty() {
        return Err(QuoteError::Empty);
    }
    let said = squeeze(text);
    let at = said
        .windows(wanted.len())
        .position(|window| window.iter().map(|(c, _)| c).eq(&wanted))
        .ok_or(QuoteError::NotFound)?;
    let last = at + wanted.len() - 1;
    Ok(QuoteSpan { start: said[at].1, end: said[last].1 + 1 })
}

/// The characters of `text` with runs of white space as one space, each with its own position.
fn squeeze(text: &str) -> Vec<(char, usize)> {
    let mut squeezed: Vec<(char, usize)> = Vec::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c == ' ' && squeezed.last().is_none_or(|(last, _)| *last == ' ') {
            continue;
        }
        squeezed.push((c, at));
    }
    squeezed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_quotes_across_line_breaks() {
        let text = "Me gusta.\n\nOjalá la batería\ndurase más ";
        let span = locate_quote(text, " Ojalá la batería durase ").unwrap();
        let said: String = text.chars().skip(span.start).take(span.end - span.start).collect();
        assert_eq!(said, "Ojalá la batería\ndurase");
    }

    #[test]
    fn refuses_what_was_not_said() {
        assert_eq!(locate_quote("a b", "a  c"), Err(QuoteError::NotFound));
        assert_eq!(locate_quote("a b", " \n"), Err(QuoteError::Empty));
        assert_eq!(locate_quote("", "a"), Err(QuoteError::NotFound));
    }
}
