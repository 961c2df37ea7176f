//! Text that people enter, with its bounds checked once.

use std::ops::Deref;

use thiserror::Error;

use crate::{Message, say};

/// Why a text cannot be taken. The message goes behind the name of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TextError {
    /// Nothing but white space where something is needed.
    #[error("takes 1 to {max} characters; this is empty")]
    Empty {
        /// Most characters.
        max: usize,
    },
    /// A line that is too long.
    #[error("takes 1 to {max} characters; this has {length}")]
    LongLine {
        /// Most characters.
        max: usize,
        /// Characters of the line as it would be kept.
        length: usize,
    },
    /// A text that is too long.
    #[error("takes at most {max} characters; this has {length}")]
    LongText {
        /// Most characters.
        max: usize,
        /// Characters of the text as it would be kept.
        length: usize,
    },
    /// A control character in a line.
    #[error("takes 1 to {max} characters, none of them control characters")]
    Control {
        /// Most characters.
        max: usize,
    },
    /// PostgreSQL cannot keep it.
    #[error("must not contain the character NUL")]
    Nul,
}

impl TextError {
    /// What a person is told.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Empty { max } => {
                say!("text-empty", "takes 1 to {max} characters; this is empty", max)
            }
            Self::LongLine { max, length } => {
                say!("line-long", "takes 1 to {max} characters; this has {length}", max, length)
            }
            Self::LongText { max, length } => {
                say!("text-long", "takes at most {max} characters; this has {length}", max, length)
            }
            Self::Control { max } => say!(
                "text-control",
                "takes 1 to {max} characters, none of them control characters",
                max
            ),
            Self::Nul => say!("text-nul", "must not contain the character NUL"),
        }
    }
}

/// A line of 1 to `MAX` characters: a name, a label, a title. White space around it is gone, each
/// run of white space inside is one space, and there are no control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line<const MAX: usize>(String);

impl<const MAX: usize> Line<MAX> {
    /// Reads what somebody entered.
    ///
    /// # Errors
    /// [`TextError`] names the bound that was broken.
    pub fn parse(entered: &str) -> Result<Self, TextError> {
        let line = entered.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.chars().count() {
            0 => Err(TextError::Empty { max: MAX }),
            length if length > MAX => Err(TextError::LongLine { max: MAX, length }),
            _ if line.contains(char::is_control) => Err(TextError::Control { max: MAX }),
            _ => Ok(Self(line)),
        }
    }

    /// The line itself.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const MAX: usize> Deref for Line<MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// A text of at most `MAX` characters, which may be empty and may have several lines. White space
/// around it is gone.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// Reads what somebody entered.
    ///
    /// # Errors
    /// [`TextError`] names the bound that was broken.
    pub fn parse(entered: &str) -> Result<Self, TextError> {
        let text = entered.trim();
        let length = text.chars().count();
        if length > MAX {
            return Err(TextError::LongText { max: MAX, length });
        }
        if text.contains('\0') {
            return Err(TextError::Nul);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text itself.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const MAX: usize> Deref for Text<MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_tidied_and_bounded() {
        let long = TextError::LongLine { max: 5, length: 6 };
        let cases: [(&str, Result<&str, TextError>); 10] = [
            ("a", Ok("a")),
            ("  Ana  ", Ok("Ana")),
            ("a \t\n b", Ok("a b")),
            ("ñandú", Ok("ñandú")),
            (" ñandú ", Ok("ñandú")),
            ("ñandús", Err(long)),
            ("", Err(TextError::Empty { max: 5 })),
            (" \n\t", Err(TextError::Empty { max: 5 })),
            ("a\0", Err(TextError::Control { max: 5 })),
            ("a\u{9b}b", Err(TextError::Control { max: 5 })),
        ];
        for (entered, expected) in cases {
            let line = Line::<5>::parse(entered);
            assert_eq!(line.as_deref(), expected.as_ref().map(|kept| *kept), "{entered:?}");
        }
    }

    #[test]
    fn texts_keep_their_lines_and_may_be_empty() {
        let cases: [(&str, Result<&str, TextError>); 6] = [
            ("", Ok("")),
            (" \n", Ok("")),
            ("a\nb\tc", Ok("a\nb\tc")),
            (" 12345\n", Ok("12345")),
            ("123456", Err(TextError::LongText { max: 5, length: 6 })),
            ("a\0b", Err(TextError::Nul)),
        ];
        for (entered, expected) in cases {
            let text = Text::<5>::parse(entered);
            assert_eq!(text.as_deref(), expected.as_ref().map(|kept| *kept), "{entered:?}");
        }
    }

    #[test]
    fn refusals_say_what_would_be_taken() {
        for (error, message) in [
            (TextError::Empty { max: 120 }, "takes 1 to 120 characters; this is empty"),
            (
                TextError::LongLine { max: 120, length: 121 },
                "takes 1 to 120 characters; this has 121",
            ),
            (
                TextError::LongText { max: 4_000, length: 4_001 },
                "takes at most 4000 characters; this has 4001",
            ),
            (
                TextError::Control { max: 80 },
                "takes 1 to 80 characters, none of them control characters",
            ),
        ] {
            assert_eq!(error.to_string(), message);
        }
    }
}
