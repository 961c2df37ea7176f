//! Comparing what a platform shows with what was sent to it.

use plaza_core::text;

/// Letters and digits only: platforms curl quotes and change dashes and spaces when they show what
/// was sent to them.
pub(crate) fn letters(shown: &str) -> String {
    text::fold(shown).chars().filter(|c| c.is_alphanumeric()).collect()
}
