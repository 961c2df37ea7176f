//! How words of people are written.

use crate::frame::i18n::{Lang, Translator};

impl Translator {
    /// Words of somebody in the reader's quotation marks; marks that they bring stay.
    #[must_use]
    pub(crate) fn quoted(&self, words: &str) -> String {
        let words = words.trim();
        match self.lang() {
            Lang::En => format!("\u{201c}{words}\u{201d}"),
            Lang::Es => format!("«{words}»"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::i18n::translator;

    #[test]
    fn words_stand_in_the_readers_marks() {
        assert_eq!(translator(Lang::Es).quoted(" ¿Ya se puede? "), "«¿Ya se puede?»");
        assert_eq!(translator(Lang::En).quoted("Is it there?"), "\u{201c}Is it there?\u{201d}");
    }
}
