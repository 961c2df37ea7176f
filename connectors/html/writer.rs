//! Lays out text: decides what is put between two words.

use std::mem;

/// Longest text written, in bytes: more characters than any mention may have, even at four bytes
/// each.
const MAX_BYTES: usize = 4 * plaza_core::limits::MENTION_TEXT + 100_000;

/// Collects text. White space and line breaks are held back until the next word, so that none is
/// left at the end.
#[derive(Default)]
pub(super) struct TextWriter {
    out: String,
    /// Line breaks due before the next word, at most two.
    breaks: u8,
    space: bool,
    preformatted: u32,
}

impl TextWriter {
    /// Adds text as it is in the page.
    pub(super) fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' if self.preformatted > 0 => self.line_break(),
                '\0' => {}
                c if c.is_whitespace() => self.space = true,
                c => self.word_char(c),
            }
        }
    }

    fn word_char(&mut self, c: char) {
        if self.out.len() >= MAX_BYTES {
            return;
        }
        let breaks = mem::take(&mut self.breaks);
        let space = mem::take(&mut self.space);
        if !self.out.is_empty() {
            match breaks {
                0 if space => self.out.push(' '),
                0 => {}
                1 => self.out.push('\n'),
                _ => self.out.push_str("\n\n"),
            }
        }
        self.out.push(c);
    }

    /// Separates words.
    pub(super) fn space(&mut self) {
        self.space = true;
    }

    /// Ends the line. Calling it twice leaves one empty line; more calls have no effect.
    pub(super) fn line_break(&mut self) {
        self.breaks = (self.breaks + 1).min(2);
    }

    /// Asks for at least `breaks` line breaks before the next word.
    pub(super) fn gap(&mut self, breaks: u8) {
        self.breaks = self.breaks.max(breaks);
    }

    /// Begins or ends text whose own line breaks count.
    pub(super) fn preformatted(&mut self, starts: bool) {
        self.gap(2);
        self.preformatted =
            if starts { self.preformatted + 1 } else { self.preformatted.saturating_sub(1) };
    }

    /// The line that was written last.
    pub(super) fn last_line(&self) -> &str {
        self.out.lines().next_back().unwrap_or_default()
    }

    /// Takes the line that was written last back.
    pub(super) fn drop_last_line(&mut self) {
        let kept = self.out.rfind('\n').unwrap_or(0);
        self.out.truncate(kept);
        self.out.truncate(self.out.trim_end().len());
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.out
    }
}
